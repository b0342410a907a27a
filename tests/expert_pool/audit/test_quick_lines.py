"""Lines that are right at first sight, and those of which only the long way may judge."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from expert_pool.audit.canonical import Json, canonical_bytes
from expert_pool.audit.entries import Entry, read_fields
from expert_pool.audit.log import LogLine, check_export, export_line
from expert_pool.audit.merkle import leaf_hash
from expert_pool.audit.quick_lines import sure_leaf
from expert_pool.errors import ExpertPoolError
from tests.expert_pool.audit.entry_samples import ENTRY, SALT, log_lines, write_export

LINES = log_lines(3)


@pytest.mark.parametrize("index", range(3))
def test_a_line_as_it_is_written_is_right(index: int) -> None:
    line = LINES[index]
    assert sure_leaf(index, export_line(index, line)) == leaf_hash(line.body)


@pytest.mark.parametrize("index", [0, 1])
def test_no_line_is_sure_after_any_bit_of_it_was_turned(index: int) -> None:
    line = export_line(index, LINES[index])
    for at, char in enumerate(line):
        for bit in range(7):
            changed = f"{line[:at]}{chr(ord(char) ^ 1 << bit)}{line[at + 1 :]}"
            assert sure_leaf(index, changed) is None, changed


def with_detail(detail: Json, salt: bytes = SALT) -> str:
    """A line that is right in all but its detail: the entry's digest is over this one."""
    digest = hmac.new(salt, canonical_bytes(detail), hashlib.sha256).hexdigest()
    body = replace(ENTRY, detail_digest=digest).body()
    fields: Mapping[str, Json] = {
        "index": 0,
        "entry": body.decode(),
        "leaf": leaf_hash(body).hex(),
        "salt": salt.hex(),
        "detail": detail,
    }
    return canonical_bytes(fields).decode()


@pytest.mark.parametrize(
    ("detail", "sure"),
    [
        ({"before": None, "after": {"a": 1}}, True),
        ({"before": {"a": 1}, "after": {"a": 2}}, True),
        ({"before": None, "after": None}, False),
        ({"before": None}, False),
        ({"before": None, "after": 1}, False),
        ([1], False),
    ],
)
def test_only_the_two_sides_of_a_change_are_a_detail(detail: Json, sure: bool) -> None:
    assert (sure_leaf(0, with_detail(detail)) is not None) is sure


@pytest.mark.parametrize(
    "line",
    [
        "",
        '{"entry":"","index":0}',
        with_detail({"before": None, "after": {"a": 1}}, bytes(31)),
        export_line(0, LINES[1]).replace('\\"role\\"', '\\\\\\"role\\"'),
        export_line(0, LINES[1]).replace("{", "{ ", 1),
        export_line(0, LogLine(b"{}")),
    ],
)
def test_a_line_that_may_be_wrong_is_left_to_the_long_way(line: str) -> None:
    assert sure_leaf(0, line) is None


def test_both_ways_give_one_report() -> None:
    lines = list(write_export(LINES))
    spaced = [lines[0], *(line.replace(",", ", ", 1) for line in lines[1:])]
    assert check_export(lines).findings == ()
    short_salt = with_detail({"before": None, "after": {"a": 1}}, bytes(31))
    assert check_export([lines[0], short_salt]).findings[0].code == "LOG-07.wrong_size"
    assert check_export(spaced).findings[0].code == "LOG-02.broken_line"


def odd_bodies() -> Iterator[bytes]:
    body = ENTRY.body()
    yield b"{}"
    yield body.replace(b'"actor":"account-1"', b'"actor":"13800000000"')
    yield body.replace(b'"actor":"account-1"', b'"actor":"account:13800000000"')
    yield body.replace(b'"actor":"account-1"', b'"actor":"' + b"a" * 129 + b'"')
    yield body.replace(b'"actor":"account-1"', b'"actor":""')
    yield body.replace(b"2026-11-20T", b"2026-13-20T")
    yield body.replace(b"2026-11-20T", "２０２６-11-20T".encode())
    yield body.replace(b'"v":1', b'"v":2')


@pytest.mark.parametrize("body", list(odd_bodies()))
def test_the_form_of_the_whole_entry_forbids_what_the_checks_forbid(body: bytes) -> None:
    with pytest.raises(ExpertPoolError, match=r"^audit\.bad_field"):
        read_fields(body)
    with pytest.raises(ExpertPoolError, match=r"^audit\.bad_field"):
        Entry.from_body(body)


def test_an_id_of_the_greatest_length_is_read() -> None:
    long = replace(ENTRY, subject="a" * 128, request="r:1", reason="x")
    assert Entry.from_body(long.body()) == long
