"""Encrypted fields: good for one place, under one key, unchanged to the last bit."""

import json
from pathlib import Path

import pytest

from expert_pool.encryption import FieldCipher, Keyring, Place, Purpose, normal_form
from expert_pool.errors import ExpertPoolError

VECTOR = json.loads(Path("tests/vectors/encryption.json").read_text(encoding="utf-8"))
FIRST, SECOND = bytes(range(32)), bytes(range(50, 82))
HOME = Place("expert", "identity_number", "42")
OLD = FieldCipher(Keyring({1: FIRST}, current=1, index=1))
NEW = FieldCipher(Keyring({1: FIRST, 2: SECOND}, current=2, index=1))


def code_of(cipher: FieldCipher, purpose: Purpose, place: Place, stored: bytes) -> str:
    with pytest.raises(ExpertPoolError) as refused:
        cipher.decrypt(purpose, place, stored)
    return refused.value.code


def test_a_field_and_an_index_are_those_of_the_vector() -> None:
    cipher = FieldCipher(Keyring.parse(VECTOR["keyring"]))
    stored = bytes.fromhex(VECTOR["stored"])
    assert cipher.decrypt_text(Purpose.IDENTITY, Place(*VECTOR["place"]), stored) == VECTOR["text"]
    assert cipher.blind_index(VECTOR["column"], VECTOR["typed"]).hex() == VECTOR["blind_index"]


@pytest.mark.parametrize("text", ["", "x", "浙江省金华市", "1" * 5000])
def test_what_was_encrypted_decrypts_in_its_place(text: str) -> None:
    stored = OLD.encrypt_text(Purpose.PHONE, HOME, text)
    assert OLD.decrypt_text(Purpose.PHONE, HOME, stored) == text


def test_one_text_is_never_stored_twice_alike() -> None:
    assert len({OLD.encrypt_text(Purpose.BANK, HOME, "6222") for _ in range(20)}) == 20


def test_every_single_bit_flip_is_found() -> None:
    stored = NEW.encrypt_text(Purpose.IDENTITY, HOME, "11010519491231002X")
    for bit in range(len(stored) * 8):
        flipped = bytearray(stored)
        flipped[bit // 8] ^= 1 << bit % 8
        code = code_of(NEW, Purpose.IDENTITY, HOME, bytes(flipped))
        assert code in {"encryption.unreadable", "encryption.unknown_key"}


def test_every_truncation_is_found() -> None:
    stored = OLD.encrypt_text(Purpose.IDENTITY, HOME, "1234")
    for length in range(len(stored)):
        code = code_of(OLD, Purpose.IDENTITY, HOME, stored[:length])
        assert code == "encryption.unreadable"


@pytest.mark.parametrize(
    "place",
    [
        Place("expert", "identity_number", "43"),
        Place("expert", "phone", "42"),
        Place("application", "identity_number", "42"),
    ],
)
def test_a_field_carried_to_another_place_does_not_decrypt(place: Place) -> None:
    stored = OLD.encrypt_text(Purpose.IDENTITY, HOME, "1234")
    assert code_of(OLD, Purpose.IDENTITY, place, stored) == "encryption.unreadable"


@pytest.mark.parametrize("purpose", [each for each in Purpose if each is not Purpose.IDENTITY])
def test_each_purpose_has_its_own_key(purpose: Purpose) -> None:
    stored = OLD.encrypt_text(Purpose.IDENTITY, HOME, "1234")
    assert code_of(OLD, purpose, HOME, stored) == "encryption.unreadable"


def test_old_fields_are_read_and_new_ones_written_with_the_current_key() -> None:
    old = OLD.encrypt_text(Purpose.IDENTITY, HOME, "1234")
    new = NEW.encrypt_text(Purpose.IDENTITY, HOME, "1234")
    assert NEW.decrypt_text(Purpose.IDENTITY, HOME, old) == "1234"
    assert (NEW.is_outdated(old), NEW.is_outdated(new)) == (True, False)
    assert code_of(OLD, Purpose.IDENTITY, HOME, new) == "encryption.unknown_key"


def test_the_blind_index_survives_a_new_current_key() -> None:
    index = OLD.blind_index("phone", "13800000000")
    assert NEW.blind_index("phone", "13800000000") == index
    assert len(index) == 16


def test_the_blind_index_differs_by_column_value_and_key() -> None:
    other_key = FieldCipher(Keyring({1: SECOND}, current=1, index=1))
    indexes = {
        OLD.blind_index("phone", "1"),
        OLD.blind_index("bank", "1"),
        OLD.blind_index("phone", "2"),
        other_key.blind_index("phone", "1"),
    }
    assert len(indexes) == 4


@pytest.mark.parametrize("typed", ["11x", "11X", " 1 1 x ", "１１ｘ", "11\u3000X", "1\u00a01X"])
def test_ways_to_type_one_number_have_one_normal_form(typed: str) -> None:
    assert normal_form(typed) == "11X"


@pytest.mark.parametrize("parts", [("", "c", "1"), ("t", "a|b", "1"), ("t", "c", "")])
def test_a_place_has_three_parts_without_a_bar(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ExpertPoolError, match=r"^encryption\.bad_place"):
        Place(*parts)


def test_an_indexed_column_has_no_bar() -> None:
    with pytest.raises(ExpertPoolError, match=r"^encryption\.bad_place"):
        OLD.blind_index("a|b", "1")


def test_the_first_key_makes_the_index_and_the_last_one_writes() -> None:
    keyring = Keyring.parse(f"1:{FIRST.hex()},\n 2:{SECOND.hex().upper()}")
    assert keyring == Keyring({1: FIRST, 2: SECOND}, current=2, index=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        f"1:{FIRST.hex()},",
        f"1:{FIRST.hex()[2:]}",
        f"a:{FIRST.hex()}",
        f"1:{FIRST.hex()};2:{SECOND.hex()}",
        f"1:{FIRST.hex()},1:{SECOND.hex()}",
        f"70000:{FIRST.hex()}",
    ],
)
def test_a_broken_keyring_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        Keyring.parse(text)
    assert (refused.value.code, refused.value.params) == ("encryption.bad_keyring", {})


@pytest.mark.parametrize(
    ("secrets", "current", "index"),
    [({1: FIRST}, 2, 1), ({1: FIRST}, 1, 2), ({1: b"short"}, 1, 1), ({}, 0, 0)],
)
def test_a_keyring_has_whole_keys_for_its_ids(
    secrets: dict[int, bytes], current: int, index: int
) -> None:
    with pytest.raises(ExpertPoolError, match=r"^encryption\.bad_keyring"):
        Keyring(secrets, current=current, index=index)


def test_a_keyring_never_shows_its_secrets() -> None:
    shown = repr(Keyring({1: FIRST}, current=1, index=1))
    assert shown == "Keyring(ids=[1], current=1)"
