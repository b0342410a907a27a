"""Entries for the tests of the log; nobody in them is real."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from expert_pool.audit.entries import Detail, Entry, detail_digest
from expert_pool.audit.log import LogLine, export_header, export_line, log_head
from expert_pool.audit.merkle import leaf_hash

SALT = bytes(range(32))
DETAIL = Detail(before={"state": "in_review"}, after={"state": "admitted"})

ENTRY = Entry(
    id=UUID("019aa2b4-5c00-7abc-8def-0123456789ab"),
    moment=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    actor="account-1",
    role="registrar",
    session_hash="",
    act="application.admit",
    subject="application:7",
    request="",
    detail_digest="",
    reason="",
    previous_state="in_review",
    next_state="admitted",
    software="0.1.0",
)


def log_lines(count: int) -> list[LogLine]:
    """A log in which every third entry has a detail."""
    return [_line(number) for number in range(count)]


def _line(number: int) -> LogLine:
    entry = replace(ENTRY, subject=f"application:{number}")
    if number % 3:
        return LogLine(entry.body())
    bound = replace(entry, detail_digest=detail_digest(SALT, DETAIL))
    return LogLine(bound.body(), SALT, DETAIL)


def write_export(lines: Sequence[LogLine]) -> Iterator[str]:
    """The lines of an export of the whole log, without line ends."""
    yield export_header(log_head([leaf_hash(line.body) for line in lines]))
    for index, line in enumerate(lines):
        yield export_line(index, line)
