"""Passwords: which are good enough, and how they are kept.

Its one job is the rule for a new password (length, and what anybody would guess first)
and argon2id hashes, computed beside the event loop, a few at a time, so that logging in
cannot exhaust the machine. It must not know accounts, nor write a password anywhere.
"""

import asyncio
import re
import unicodedata
from collections.abc import Collection

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from expert_pool.findings import Finding, Param, Severity

SHORTEST = 12
LONGEST = 128
MEMORY_KIB = 19 * 1024
SLOTS = 4
SOURCE = "OWASP ASVS 5.0, 6.2"

LONGEST_BLOCK = 6
SHORTEST_RUN = 3
FREE_CHARACTERS = 4
SHORTEST_WORD = 4
SHORTEST_LOCAL_PART = 4

# What keys and alphabets put side by side; each is read in both directions.
_TRACKS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "!@#$%^&*()",
)
_RUNS = tuple(track for forward in _TRACKS for track in (forward, forward[::-1]))

# Words that people reach for when asked for a password, here and in this service.
_GUESSED_WORDS = (
    "password", "passwd", "passphrase", "admin", "administrator", "welcome", "letmein",
    "qwerty", "iloveyou", "woaini", "mima", "dragon", "monkey", "sunshine", "football",
    "changeme", "default", "secret", "login", "user", "test", "guest", "root", "expert",
    "experts", "expertpool", "zhuanjia", "zhuanjiaku", "keji", "kejiju", "china",
    "zhongguo", "beijing",
)  # fmt: skip
_LOOK_ALIKES = str.maketrans("013457@$", "oieastas")


def check_password(
    password: str, email: str = "", local_words: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Why a new password is refused: too short, too long, or among the first to be guessed.

    There are no composition rules; paste and every character are allowed. Local words are
    what people would think of here, such as the city's name (ASVS 5.0, 6.2.11).
    """
    text = unicodedata.normalize("NFC", password)
    findings = []
    if len(text) < SHORTEST:
        findings.append(_fault("PWD-01.too_short", minimum=SHORTEST))
    if len(text) > LONGEST:
        findings.append(_fault("PWD-01.too_long", maximum=LONGEST))
        return tuple(findings)
    folded = text.casefold()
    if _repeats(folded):
        findings.append(_fault("PWD-02.repeated"))
    elif _follows_keys(folded):
        findings.append(_fault("PWD-02.sequence"))
    elif _is_guessed_word(folded, (*_GUESSED_WORDS, *_long_enough(local_words))):
        findings.append(_fault("PWD-02.common"))
    if _holds_local_part(folded, email.casefold()):
        findings.append(_fault("PWD-02.contains_email"))
    return tuple(findings)


def _repeats(text: str) -> bool:
    """Whether the text is one short block again and again, such as abcabcabcabc."""
    sizes = range(1, min(LONGEST_BLOCK, len(text) // 2) + 1)
    return any(text == (text[:size] * len(text))[: len(text)] for size in sizes)


def _follows_keys(text: str) -> bool:
    """Whether hardly a character is left outside runs of the alphabet, digits or keyboard."""
    at, free = 0, 0
    while at < len(text):
        length = _run_length(text, at)
        free += 0 if length else 1
        at += length or 1
    return bool(text) and free < FREE_CHARACTERS


def _run_length(text: str, start: int) -> int:
    """How long the run is that begins here; 0 where it is shorter than a run counts."""
    length = SHORTEST_RUN
    while start + length <= len(text) and _is_run(text[start : start + length]):
        length += 1
    return length - 1 if length > SHORTEST_RUN else 0


def _is_run(piece: str) -> bool:
    return len(set(piece)) == 1 or any(piece in run for run in _RUNS)


def _long_enough(words: Collection[str]) -> tuple[str, ...]:
    """Words as they are searched; a shorter one stands in too many good passwords."""
    letters = (re.sub(r"[\W\d_]", "", word.casefold()) for word in words)
    return tuple(word for word in letters if len(word) >= SHORTEST_WORD)


def _is_guessed_word(text: str, words: tuple[str, ...]) -> bool:
    """Whether little is left once guessed words, digits and signs are taken away."""
    letters = re.sub(r"[\W\d_]", "", text)
    disguised = re.sub(r"[\W\d_]", "", text.rstrip("0123456789!.").translate(_LOOK_ALIKES))
    return any(_without(words, form) < FREE_CHARACTERS for form in (letters, disguised))


def _without(words: tuple[str, ...], letters: str) -> int:
    pattern = "|".join(sorted(words, key=len, reverse=True))
    rest = re.sub(pattern, "", letters)
    return len(rest) if rest != letters else FREE_CHARACTERS


def _holds_local_part(text: str, email: str) -> bool:
    local_part = email.partition("@")[0]
    return len(local_part) >= SHORTEST_LOCAL_PART and local_part in text


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))


class Passwords:
    """Makes and checks argon2id hashes (RFC 9106), at most `slots` at the same time.

    It also knows the local words that make a new password easy to guess.
    """

    def __init__(self, slots: int = SLOTS, local_words: Collection[str] = ()) -> None:
        self.local_words = tuple(local_words)
        self._hasher = PasswordHasher(
            time_cost=2, memory_cost=MEMORY_KIB, parallelism=1, type=Type.ID
        )
        self._slots = asyncio.Semaphore(slots)
        self._nobodys = self._hasher.hash("the account that does not exist")

    async def hash(self, password: str) -> str:
        """The hash to keep for a password."""
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def verify(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one kept; takes as long where there is no account."""
        async with self._slots:
            matches = await asyncio.to_thread(self._matches, kept or self._nobodys, password)
        return matches and kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with other costs and should be made anew at this login."""
        return self._hasher.check_needs_rehash(kept)

    def _matches(self, kept: str, password: str) -> bool:
        try:
            return self._hasher.verify(kept, _normal(password))
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    """The form in which one password typed on two keyboards is equal (RFC 8265, 4.2)."""
    return unicodedata.normalize("NFC", password)
