"""A pack of three fictional seats, with few iterations so that tests are fast."""

from datetime import UTC, datetime

from selection.offline_pack import (
    DayRules,
    Event,
    EventKind,
    Named,
    PackContents,
    PackHeader,
    PackMember,
    PledgeText,
    derive_code_keys,
    seal_name,
)

PASSPHRASE = "0123456789ABCDEFGHJKMNPQ"
CODES = ("AAAA0000BBBB", "CCCC1111DDDD", "EEEE2222FFFF")
HEADER = PackHeader("PR-2026-0001-P1", "0" * 8, "ab" * 32, iterations=10, code_iterations=10)
NONCES = (b"n" * 12, b"m" * 12)


def member(number: int, name: str = "") -> PackMember:
    keys = derive_code_keys(HEADER, CODES[number - 1])
    sealed = "" if name else seal_name(keys, bytes([number]) * 12, f"测试{number}")
    return PackMember(number, number, "d", f"p{number}", True, keys.digest, name, sealed)


CONTENTS = PackContents(
    pack=HEADER.pack,
    request=HEADER.request,
    number="PR-2026-0001",
    language="zh_Hans",
    made_at="2026-11-19T09:00:00Z",
    first_day="2026-11-20",
    last_day="2026-11-20",
    starts_at="2026-11-20T01:00:00Z",
    place="虚构大厦301室",
    seats=3,
    members=(member(1), member(2), member(3, "测试3")),
    rules=DayRules(3, True, 30, True, True, True),
    pledge=PledgeText("2026.1", "承诺书", ("一", "二")),
    grounds=(Named("G01", "利害关系"),),
)


def at(minute: int) -> datetime:
    return datetime(2026, 11, 20, 1, minute, tzinfo=UTC)


RECORD = (
    Event(1, at(0), EventKind.OPEN),
    Event(2, at(1), EventKind.SIGN_IN, member=1, word=CODES[0], seen=True),
    Event(3, at(2), EventKind.MINUTES, text="建议立项。"),
    Event(4, at(3), EventKind.CLOSE),
)
