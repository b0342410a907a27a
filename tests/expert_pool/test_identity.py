"""Identity documents, credit codes and phones: tolerant of typing, strict about digits."""

from datetime import date

import pytest
from stdnum.cn import ric, uscc

from expert_pool.experts import Sex
from expert_pool.identity import (
    DocumentKind,
    IdentityClaim,
    check_credit_code,
    check_identity,
    check_identity_number,
    check_phone,
    mask_bank,
    mask_identity,
    mask_name,
    mask_phone,
)

TODAY = date(2026, 11, 20)
EXAMPLE = "11010519491231002X"  # the example that GB 11643 itself prints


def numbered(seventeen: str) -> str:
    """A number with its right check digit."""
    return seventeen + ric.calc_check_digit(seventeen + "0")


@pytest.mark.parametrize(
    "typed",
    [
        EXAMPLE,
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u200b19491231\u3000002ｘ",
    ],
)
def test_an_identity_number_is_read_however_it_is_typed(typed: str) -> None:
    checked = check_identity_number(typed, TODAY)
    assert checked.findings == ()
    assert (checked.number, checked.birth_date) == (EXAMPLE, date(1949, 12, 31))


@pytest.mark.parametrize(("order", "sex"), [("001", Sex.MALE), ("002", Sex.FEMALE)])
def test_an_odd_order_code_is_a_man_and_an_even_one_a_woman(order: str, sex: Sex) -> None:
    assert check_identity_number(numbered(f"33070219800101{order}"), TODAY).sex is sex


@pytest.mark.parametrize("division", ["330701", "422423", "510100", "810000", "990001"])
def test_a_division_that_is_abolished_or_unknown_is_not_refused(division: str) -> None:
    assert check_identity_number(numbered(f"{division}19600229001"), TODAY).findings == ()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "IDN-01.wrong_length"),
        ("1101051949123100", "IDN-01.wrong_length"),
        ("110105194912310020X", "IDN-01.wrong_length"),
        ("110105491231002", "IDN-01.first_generation"),
        ("11010519491231X02X", "IDN-02.wrong_characters"),
        ("11010519491231002A", "IDN-02.wrong_characters"),
        ("110105194912310021", "IDN-03.wrong_check_digit"),
        (numbered("33070219800230001"), "IDN-04.impossible_date"),
        (numbered("33070219000229001"), "IDN-04.impossible_date"),
        (numbered("33070200000101001"), "IDN-04.impossible_date"),
        (numbered("33070219801301001"), "IDN-04.impossible_date"),
        (numbered("33070220261121001"), "IDN-04.impossible_date"),
        (numbered("33070219051231001"), "IDN-04.impossible_date"),
    ],
)
def test_a_wrong_identity_number_says_what_is_wrong(typed: str, code: str) -> None:
    (finding,) = check_identity_number(typed, TODAY).findings
    assert finding.code == code
    assert EXAMPLE not in str(finding)


@pytest.mark.parametrize("born", ["20261120", "19060101"])
def test_the_last_possible_birth_dates_are_accepted(born: str) -> None:
    assert check_identity_number(numbered(f"330702{born}001"), TODAY).findings == ()


def test_every_single_wrong_digit_is_found() -> None:
    for place in range(18):
        for digit in "0123456789X":
            typed = EXAMPLE[:place] + digit + EXAMPLE[place + 1 :]
            assert (check_identity_number(typed, TODAY).findings == ()) is (typed == EXAMPLE)


def test_an_identity_card_needs_no_typed_date() -> None:
    claim = IdentityClaim(DocumentKind.RESIDENT_IDENTITY, EXAMPLE, date(2000, 1, 1), Sex.MALE)
    checked = check_identity(claim, TODAY)
    assert (checked.birth_date, checked.sex) == (date(1949, 12, 31), Sex.FEMALE)


@pytest.mark.parametrize(
    ("kind", "typed", "number"),
    [
        (DocumentKind.PASSPORT, "e 1234 5678", "E12345678"),
        (DocumentKind.HK_MACAO_PERMIT, "h12345678", "H12345678"),
        (DocumentKind.HK_MACAO_PERMIT, "M1234567801", "M1234567801"),
        (DocumentKind.TAIWAN_PERMIT, "12345678", "12345678"),
        (DocumentKind.TAIWAN_PERMIT, "1234567801(b)", "1234567801B"),
    ],
)
def test_other_documents_take_the_typed_date_and_sex(
    kind: DocumentKind, typed: str, number: str
) -> None:
    claim = IdentityClaim(kind, typed, date(1970, 5, 1), Sex.FEMALE)
    checked = check_identity(claim, TODAY)
    assert checked.findings == ()
    assert (checked.number, checked.birth_date, checked.sex) == (
        number,
        date(1970, 5, 1),
        Sex.FEMALE,
    )


@pytest.mark.parametrize(
    ("claim", "codes"),
    [
        (
            IdentityClaim(DocumentKind.PASSPORT, "12"),
            ["IDN-05.wrong_form", "IDN-06.birth_date_missing", "IDN-07.sex_missing"],
        ),
        (
            IdentityClaim(DocumentKind.PASSPORT, "E12345678", date(2027, 1, 1), Sex.MALE),
            ["IDN-04.impossible_date"],
        ),
        (
            IdentityClaim(DocumentKind.TAIWAN_PERMIT, "T1234567", date(1970, 1, 1), Sex.MALE),
            ["IDN-05.wrong_form"],
        ),
    ],
)
def test_other_documents_say_all_that_is_wrong(claim: IdentityClaim, codes: list[str]) -> None:
    assert [finding.code for finding in check_identity(claim, TODAY).findings] == codes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91110000600037341L", None),
        ("９１１１００００６０００３７３４１ｌ", None),
        ("9111 0000 6000 3734-1L", None),
        ("N" + "2330702MF0000000", "USC-01.wrong_length"),
        ("911100006000373411", "USC-01.wrong_check_digit"),
        ("9111000060003734IL", "USC-01.wrong_characters"),
        ("91110A00600037341L", "USC-01.wrong_characters"),
        ("", "USC-01.wrong_length"),
    ],
)
def test_a_credit_code_is_checked_and_brought_to_one_form(typed: str, code: str | None) -> None:
    checked = check_credit_code(typed)
    assert [finding.code for finding in checked.findings] == ([code] if code else [])
    if code is None:
        assert checked.number == "91110000600037341L"


def test_a_rural_collective_with_a_letter_in_front_has_a_credit_code() -> None:
    seventeen = "N2330702MF0000000"
    assert check_credit_code(seventeen + uscc.calc_check_digit(seventeen)).findings == ()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800000000", "+8613800000000"),
        ("138-0000-0000", "+8613800000000"),
        ("＋86 138 0000 0000", "+8613800000000"),
        ("0579-82345678", "+8657982345678"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_a_phone_number_is_kept_in_its_international_form(typed: str, number: str) -> None:
    checked = check_phone(typed)
    assert (checked.number, checked.findings) == (number, ())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "PHN-01.not_a_phone_number"),
        ("call me", "PHN-01.not_a_phone_number"),
        ("1380000000", "PHN-02.no_such_number"),
        ("138000000000", "PHN-02.no_such_number"),
    ],
)
def test_a_wrong_phone_number_is_told_apart(typed: str, code: str) -> None:
    assert [finding.code for finding in check_phone(typed).findings] == [code]


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_name, "张某某", "张**"),
        (mask_name, "张某", "张**"),
        (mask_name, "", ""),
        (mask_identity, "330102198001011234", "3301**********1234"),
        (mask_identity, "E12345678", "E*****678"),
        (mask_identity, "1234567", "*******"),
        (mask_identity, "", ""),
        (mask_phone, "+8613812345678", "138****5678"),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "+8657982345678", "****5678"),
        (mask_phone, "+85221234567", "****4567"),
        (mask_phone, "12345", "*****"),
        (mask_bank, "6222 0000 0000 1234", "****1234"),
        (mask_bank, "1234", "****"),
    ],
)
def test_masked_values_show_no_more_than_they_should(mask, value: str, shown: str) -> None:
    assert mask(value) == shown
