"""Passwords: long ones pass, guessed ones do not, and hashes are argon2id."""

import asyncio
import time

import pytest
from argon2 import PasswordHasher

from expert_pool.passwords import Passwords, check_password

GOOD = "lantern orchard violin"


def codes(password: str, email: str = "") -> list[str]:
    return [finding.code for finding in check_password(password, email)]


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "x" + "gj4-kq9_ru2p",
        "春江潮水连海平海上明月共潮",
        "Xk3!vv0-Tq9zw",
        "my password is a long one",
        "lantern orchard violin " * 5 + "harbour cliff",
    ],
)
def test_a_long_password_without_a_pattern_is_accepted(password: str) -> None:
    assert codes(password) == []


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "PWD-01.too_short"),
        ("Xk3!vv0-Tq9", "PWD-01.too_short"),
        ("lantern " * 17, "PWD-01.too_long"),
        ("aaaaaaaaaaaa", "PWD-02.repeated"),
        ("abc123abc123", "PWD-02.repeated"),
        ("k7k7k7k7k7k7k", "PWD-02.repeated"),
        ("123456789012", "PWD-02.sequence"),
        ("abcdefghijkl", "PWD-02.sequence"),
        ("lkjhgfdsa987654", "PWD-02.sequence"),
        ("qwertyuiop12", "PWD-02.sequence"),
        ("QAZwsxEDCrfv", "PWD-02.sequence"),
        ("111122223333", "PWD-02.sequence"),
        ("P@ssw0rd2024!", "PWD-02.common"),
        ("password12345", "PWD-02.common"),
        ("adminadmin!!23", "PWD-02.common"),
        ("zhuanjiakeji!!", "PWD-02.common"),
        ("expertpool2026", "PWD-02.common"),
        ("iloveyou1314520", "PWD-02.common"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(password: str, code: str) -> None:
    assert codes(password) == [code]


@pytest.mark.parametrize(
    ("words", "refused"),
    [((), []), (("xingyun",), ["PWD-02.common"]), (("Xing-Yun 2",), ["PWD-02.common"]),
     (("yun", "xin"), [])],
)  # fmt: skip
def test_the_name_of_the_city_is_guessed_there(words: tuple[str, ...], refused: list[str]) -> None:
    found = check_password("XingYun#2026!", local_words=words)
    assert [finding.code for finding in found] == refused


@pytest.mark.parametrize("password", ["Xk3!vv0-Tq9z", "夏蝉秋雁冬梅春笋山泉溪石"])
def test_twelve_characters_are_enough(password: str) -> None:
    assert len(password) == 12
    assert codes(password) == []


def test_128_characters_are_allowed_and_129_are_not() -> None:
    longest = ("lantern orchard violin harbour " * 5)[:128]
    assert codes(longest) == []
    assert codes(longest + "x") == ["PWD-01.too_long"]


@pytest.mark.parametrize(
    ("email", "refused"),
    [
        ("Orchard@example.com", True),
        ("violin@example.com", True),
        ("ann@example.com", False),
        ("", False),
    ],
)
def test_a_password_does_not_hold_the_name_in_the_email(email: str, refused: bool) -> None:
    assert ("PWD-02.contains_email" in codes("Lantern ORCHARD violin ann", email)) is refused


async def test_a_password_matches_its_own_hash_only() -> None:
    passwords = Passwords()
    kept = await passwords.hash(GOOD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.verify(kept, GOOD)
    assert not await passwords.verify(kept, GOOD + " ")
    assert not passwords.is_outdated(kept)


async def test_composed_and_decomposed_letters_are_one_password() -> None:
    passwords = Passwords()
    kept = await passwords.hash("caf\u00e9 orchard violin")
    assert await passwords.verify(kept, "cafe\u0301 orchard violin")


async def test_no_password_opens_an_account_that_does_not_exist() -> None:
    assert not await Passwords().verify(None, "the account that does not exist")


async def test_a_hash_that_is_none_opens_nothing() -> None:
    assert not await Passwords().verify("not a hash", GOOD)


def test_a_hash_with_lower_costs_is_outdated() -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    assert Passwords().is_outdated(cheap)


async def test_no_more_than_the_slots_are_computed_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passwords, running, most = Passwords(slots=2), 0, 0

    def matches(_kept: str, _password: str) -> bool:
        nonlocal running, most
        running += 1
        most = max(most, running)
        time.sleep(0.01)
        running -= 1
        return True

    monkeypatch.setattr(passwords, "_matches", matches)
    await asyncio.gather(*(passwords.verify("kept", GOOD) for _ in range(8)))
    assert most == 2
