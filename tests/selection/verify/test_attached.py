"""Records of replacements and own entries: both verifiers agree, and refuse every forgery."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from selection.documents.replacement_record import record_bytes
from selection.verify.own_entry import ENTRY_CHECK_NAMES
from selection.verify.replacements import RECORD_CHECK_NAMES
from tests.selection.forgeries import change_fields, read_as_the_same
from tests.selection.receipt_samples import FORGER, draw, encode, loads
from tests.selection.replacement_samples import records
from tests.selection.verify.attached_bounds import ENTRY, PLAIN, PLAIN_PUBLIC
from tests.selection.verify.attached_cases import (
    make_attached_cases,
    make_beside,
    make_drawn,
    make_files,
    sign_again,
    summarise_attached,
)
from tests.selection.verify.second_verifier import Case, SecondVerifier, tell
from tests.selection.verify.trust_cases import KNOWN
from tests.selection.verify.write_vectors import FOLDER, write_attached

DRAWN = make_drawn()
RECEIPTS, FILES = make_beside(DRAWN), make_files(DRAWN)
BOTH_FORMS = (PLAIN, PLAIN_PUBLIC)
PUBLISHED: list[dict[str, Any]] = json.loads((FOLDER / "attached.json").read_text("utf-8"))["cases"]


def test_the_published_file_is_what_is_generated() -> None:
    assert (FOLDER / "attached.json").read_text("utf-8") == write_attached()


def test_every_check_has_a_case_that_fails_there() -> None:
    assert len(PUBLISHED) > 800
    for kind, names in (("replacements", RECORD_CHECK_NAMES), ("entry", ENTRY_CHECK_NAMES)):
        failed = {case["failed"] for case in PUBLISHED if case["kind"] == kind}
        assert failed == {None, *names}
    verdicts = {case["verdict"] for case in PUBLISHED if case["kind"] == "replacements"}
    assert verdicts == {"valid", "consistent", "invalid"}


def test_the_second_verifier_gives_the_published_answers(second_verifier: SecondVerifier) -> None:
    cases = make_attached_cases(FILES)
    said = second_verifier([case.bytes_of(RECEIPTS, FILES) for case in cases])
    for case, told in zip(PUBLISHED, said, strict=True):
        found = summarise_attached(told, case["kind"])
        assert found == {key: case[key] for key in found}, case["name"]


def beside(name: str, data: bytes, trust: bytes | None = KNOWN) -> Case:
    """The file beside the plain receipt of its form."""
    if name == ENTRY:
        return RECEIPTS["plain, public"], trust, None, data
    return RECEIPTS[f"plain, {name.rpartition(', ')[2]}"], trust, data, None


def outcome(said: dict[str, Any]) -> object:
    """All that both must say alike; where a form is wrong, each describes it in its own way."""
    told: dict[str, Any] = said["entry" if "entry" in said else "replacements"]
    first, *others = told["checks"]
    verdict = told.get("verdict", told.get("true"))
    return verdict, told.get("drawn"), told["failed"], first["code"], others


def expect_rejected(verifier: SecondVerifier, cases: list[Case]) -> None:
    for case, said in zip(cases, verifier(cases), strict=True):
        first = tell(case)
        assert outcome(first)[0] in {"invalid", False}, case  # type: ignore[index]
        assert outcome(said) == outcome(first), case


@pytest.mark.parametrize("name", [*BOTH_FORMS, ENTRY])
def test_one_flipped_bit_in_any_byte_is_rejected_by_both(
    second_verifier: SecondVerifier, name: str
) -> None:
    data, chooser = FILES[name], random.Random(19)
    flipped = []
    for place in range(len(data)):
        bit = 1 << chooser.randrange(8)
        flipped.append(data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
    expect_rejected(second_verifier, [beside(name, one) for one in flipped])


@pytest.mark.parametrize("name", BOTH_FORMS)
def test_every_changed_field_signed_by_a_forger_is_rejected_by_both(
    second_verifier: SecondVerifier, name: str
) -> None:
    changed = [sign_again(told, FORGER) for told in change_fields(loads(FILES[name]))]
    assert len(changed) > 100
    expect_rejected(second_verifier, [beside(name, data) for data in changed])


def test_every_changed_field_of_an_entry_is_rejected_by_both(
    second_verifier: SecondVerifier,
) -> None:
    changed = [encode(told) for told in change_fields(loads(FILES[ENTRY]))]
    assert len(changed) > 30
    expect_rejected(second_verifier, [beside(ENTRY, data, None) for data in changed])


@pytest.mark.parametrize("name", [*BOTH_FORMS, ENTRY])
def test_a_value_that_could_be_read_as_the_same_is_rejected_by_both(
    second_verifier: SecondVerifier, name: str
) -> None:
    changed = {encode(told) for told in read_as_the_same(loads(FILES[name]))} - {FILES[name]}
    assert len(changed) > 3
    expect_rejected(second_verifier, [beside(name, data, None) for data in sorted(changed)])


def test_nothing_follows_from_an_invalid_receipt(second_verifier: SecondVerifier) -> None:
    case = (RECEIPTS["plain, full"] + b"\n", None, FILES[PLAIN], FILES[ENTRY])
    assert second_verifier([case]) == [tell(case)]
    assert not {"replacements", "entry"} & tell(case).keys()


def generate() -> Iterator[Case]:
    """Random vacancies of several panels, with the reserves who are away on their days."""
    chooser = random.Random(41)
    for number, one in enumerate(DRAWN.values()):
        pool = [entry.e for entry in one.commitment.pool]
        full, public = one.both
        for _ in range(8):
            events = [
                (chooser.randint(1, 5), chooser.sample(range(1, 12), chooser.randint(0, 6)))
                for _ in range(chooser.randint(1, 7))
            ]
            entry = FILES[f"{list(DRAWN)[number]}: entry of {chooser.choice([pool[0], pool[-1]])}"]
            trust = chooser.choice([None, KNOWN])
            whole, opened = records(one, events)
            yield full, trust, record_bytes(whole), entry
            yield public, trust, record_bytes(opened), entry


CASES = list(generate())


def test_both_verifiers_say_the_same_of_any_lawful_record_and_entry(
    second_verifier: SecondVerifier,
) -> None:
    assert len(CASES) >= 60
    for case, said in zip(CASES, second_verifier(CASES), strict=True):
        first = tell(case)
        assert said == first
        assert first["replacements"]["verdict"] != "invalid"
        assert first["entry"]["true"]


@pytest.mark.browser
def test_the_script_of_the_service_says_the_same_in_a_browser(
    verifier_in_browser: SecondVerifier,
) -> None:
    for case, said in zip(CASES[::4], verifier_in_browser(CASES[::4]), strict=True):
        assert said == tell(case)


def test_a_long_list_of_conflicts_and_reserves_is_walked_alike(
    second_verifier: SecondVerifier,
) -> None:
    one = draw()
    full, _ = records(one, [(n % 5 + 1, range(1, 9)) for n in range(6)])
    case = (one.both[0], None, record_bytes(full), None)
    assert second_verifier([case]) == [tell(case)]
