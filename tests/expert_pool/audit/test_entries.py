"""Entries: exact bytes, nothing personal in them, and details bound without being shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

import pytest

from expert_pool.audit.canonical import canonical_bytes, parse_json
from expert_pool.audit.entries import (
    Detail,
    Entry,
    detail_digest,
    hash_session,
    plain,
    plain_detail,
    uuid7,
)
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.entry_samples import DETAIL, ENTRY, SALT

BODY = (
    '{"act":"application.admit","actor":"account-1","d":"",'
    '"id":"019aa2b4-5c00-7abc-8def-0123456789ab","next_state":"admitted",'
    '"prev_state":"in_review","reason":"","req":"","role":"registrar","sess":"",'
    '"subj":"application:7","t":"2026-11-20T08:30:00Z","v":1,"ver":"0.1.0"}'
)


def test_the_body_of_an_entry_is_known_to_the_byte_and_reads_back() -> None:
    assert ENTRY.body() == BODY.encode()
    assert Entry.from_body(BODY.encode()) == ENTRY


def test_time_stands_in_utc_with_whole_seconds() -> None:
    in_jinhua = datetime(2026, 11, 20, 16, 30, 0, 999, tzinfo=timezone(timedelta(hours=8)))
    assert replace(ENTRY, moment=in_jinhua).body() == ENTRY.body()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"moment": datetime(2026, 11, 20, tzinfo=UTC).replace(tzinfo=None)}, "t"),
        ({"actor": ""}, "actor"),
        ({"actor": "zhang@example.com"}, "actor"),
        ({"subject": "张三"}, "subj"),
        ({"subject": "11010519491231002X"}, "subj"),
        ({"subject": "expert:110105491231002"}, "subj"),
        ({"subject": "phone:13800000000"}, "subj"),
        ({"subject": "x" * 129}, "subj"),
        ({"reason": "because I said so"}, "reason"),
        ({"session_hash": "abc"}, "sess"),
        ({"detail_digest": "A" * 64}, "d"),
        ({"id": UUID(int=0)}, "id"),
        ({"request": " "}, "req"),
    ],
)
def test_what_does_not_belong_in_an_entry_is_refused_by_field(
    changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        replace(ENTRY, **changes).body()
    assert (refused.value.code, refused.value.params) == ("audit.bad_field", {"field": field})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"v": 2}, "v"),
        ({"v": "1"}, "v"),
        ({"v": True}, "v"),
        ({"role": 3}, "role"),
        ({"t": "2026-13-20T08:30:00Z"}, "t"),
        ({"t": "2026-11-20 08:30:00Z"}, "t"),
        ({"extra": ""}, "*"),
    ],
)
def test_bytes_that_are_no_entry_are_not_read(changes: dict[str, Any], field: str) -> None:
    fields = parse_json(BODY)
    assert isinstance(fields, dict)
    with pytest.raises(ExpertPoolError) as refused:
        Entry.from_body(canonical_bytes(fields | changes))
    assert refused.value.params == {"field": field}


@pytest.mark.parametrize("body", [b"[]", b"{}", b"7"])
def test_other_json_is_no_entry(body: bytes) -> None:
    with pytest.raises(ExpertPoolError, match=r"^audit\.bad_field"):
        Entry.from_body(body)


def test_an_act_of_another_version_is_still_an_entry() -> None:
    body = replace(ENTRY, act="draw.something_new").body()
    assert Entry.from_body(body).act == "draw.something_new"


def test_a_detail_is_bound_by_its_own_salt() -> None:
    bound = detail_digest(SALT, DETAIL)
    assert len(bound) == 64
    assert bound != detail_digest(bytes(32), DETAIL)
    assert bound != detail_digest(SALT, Detail(before=DETAIL.after, after=DETAIL.before))


def test_nothing_is_bound_where_there_is_no_detail() -> None:
    assert detail_digest(SALT, plain_detail(None, None)) == ""
    assert detail_digest(SALT, plain_detail({}, None)) != ""


def test_a_session_is_named_by_its_hash_only() -> None:
    assert hash_session("") == ""
    assert hash_session("abc").startswith("ba7816bf8f01cfea414140de5dae2223")


class Colour(StrEnum):
    RED = "red"


class Level(Enum):
    SECOND = 2


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (5, 5),
        ("e\u0301", "\u00e9"),
        (Colour.RED, "red"),
        (Level.SECOND, 2),
        (date(2026, 2, 28), "2026-02-28"),
        (datetime(2026, 2, 28, 1, tzinfo=UTC), "2026-02-28T01:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (("a", ("b",)), ["a", ["b"]]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({Colour.RED: {"n": 1}}, {"red": {"n": 1}}),
    ],
)
def test_values_are_kept_in_a_plain_form(value: object, kept: object) -> None:
    assert plain(value) == kept
    assert plain_detail({"x": value}, None).as_json() == {"before": {"x": kept}, "after": None}


@pytest.mark.parametrize("value", [1.5, b"bytes", object(), [{"x": 0.1}]])
def test_values_without_one_form_are_not_kept(value: object) -> None:
    with pytest.raises(ExpertPoolError, match=r"^audit\.not_plain"):
        plain(value)


def test_an_id_is_a_uuid_of_version_7_and_sorts_by_time() -> None:
    earlier = uuid7(datetime(2026, 11, 20, 8, 30, tzinfo=UTC), b"\xff" * 10)
    later = uuid7(datetime(2026, 11, 20, 8, 30, 1, tzinfo=UTC), b"\x00" * 10)
    assert (earlier.version, later.version) == (7, 7)
    assert earlier.variant == later.variant == "specified in RFC 4122"
    assert earlier < later


def test_an_id_is_the_example_of_rfc_9562() -> None:
    noise = (0xCC3 << 68 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    made = uuid7(datetime(2022, 2, 22, 19, 22, 22, tzinfo=UTC), noise)
    assert str(made) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
