"""Stored entries held against their own bytes, and the log against heads noted earlier."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from expert_pool.audit.entries import Detail, detail_digest
from expert_pool.audit.log import LogHead, log_head
from expert_pool.audit.merkle import leaf_hash
from expert_pool.audit.stored import (
    StoredEntry,
    check_erasures,
    check_place,
    check_stored,
    check_times,
    compare_with_heads,
    read_stored,
)
from expert_pool.findings import Finding
from tests.expert_pool.audit import entry_samples

SALT = bytes(32)
DETAIL = Detail(after={"name": "虚构"})
ENTRY = replace(entry_samples.ENTRY, detail_digest=detail_digest(SALT, DETAIL))
BODY = ENTRY.body()
STORED = StoredEntry(
    place=4,
    id=ENTRY.id,
    body=BODY,
    leaf=leaf_hash(BODY),
    columns=(
        ENTRY.moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        ENTRY.actor,
        ENTRY.role,
        ENTRY.act,
        ENTRY.subject,
        ENTRY.request,
    ),
    salt=SALT,
    detail=DETAIL,
)
LEAVES = tuple(leaf_hash(bytes([number])) for number in range(9))


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in found]


def test_an_entry_as_it_was_written_has_no_fault() -> None:
    assert check_place(4, STORED) == check_stored(STORED) == ()
    assert read_stored(STORED) == ENTRY


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (replace(STORED, body=BODY[:-1]), "LOG-04.not_an_entry"),
        (replace(STORED, body=b"{}", place=None), "LOG-04.not_an_entry"),
        (replace(STORED, leaf=bytes(32)), "LOG-05.wrong_leaf"),
        (replace(STORED, id=UUID(int=1)), "LOG-13.wrong_columns"),
        (replace(STORED, columns=("", *STORED.columns[1:])), "LOG-13.wrong_columns"),
        (replace(STORED, detail=Detail(after={"name": "虚"})), "LOG-06.wrong_detail"),
        (replace(STORED, salt=bytes(31) + b"x"), "LOG-06.wrong_detail"),
        (replace(STORED, detail=None), "LOG-06.wrong_detail"),
    ],
)
def test_a_changed_row_is_named(changed: StoredEntry, code: str) -> None:
    assert codes(check_stored(changed)) == [code]


def test_an_erased_detail_is_no_fault_of_the_entry() -> None:
    assert check_stored(replace(STORED, salt=None, detail=None)) == ()


def test_a_gap_and_a_missing_place_are_named() -> None:
    (gap,) = check_place(3, STORED)
    assert (gap.code, gap.param("expected"), gap.param("found")) == ("LOG-03.wrong_index", 3, "4")
    assert codes(check_place(3, replace(STORED, place=None))) == ["LOG-12.entry_without_place"]


@pytest.mark.parametrize(
    ("missing", "erasures", "first"),
    [([], [], None), ([1, 2], [3], None), ([1, 5], [3], 5), ([1], [], 1), ([], [2], None)],
)
def test_details_go_only_before_an_act_of_erasure(
    missing: list[int], erasures: list[int], first: int | None
) -> None:
    found = check_erasures(missing, erasures)
    assert [finding.param("index") for finding in found] == ([] if first is None else [first])


@pytest.mark.parametrize(("minutes", "tells"), [(0, False), (10, False), (11, True), (-60, False)])
def test_a_time_that_goes_back_is_told(minutes: int, tells: bool) -> None:
    later = replace(ENTRY, moment=ENTRY.moment - timedelta(minutes=minutes))
    assert (codes(check_times(7, ENTRY, later)) == ["LOG-16.time_goes_back"]) is tells


def test_a_log_that_only_grew_keeps_all_its_heads() -> None:
    heads = [log_head(LEAVES[:size]) for size in (7, 0, 3, 3, 9)]
    assert compare_with_heads(LEAVES, heads) == compare_with_heads((), ()) == ()


def test_the_change_lies_between_the_last_right_head_and_the_first_wrong_one() -> None:
    heads = [log_head(LEAVES[:size]) for size in (9, 2, 6)]
    changed = (*LEAVES[:4], leaf_hash(b"other"), *LEAVES[5:])
    (found,) = compare_with_heads(changed, heads)
    assert (found.code, found.param("first"), found.param("last")) == (
        "LOG-15.rewritten_between",
        2,
        5,
    )


def test_a_shortened_log_is_named() -> None:
    (found,) = compare_with_heads(LEAVES[:5], [LogHead(9, bytes(32))])
    assert (found.code, found.param("expected"), found.param("found")) == ("LOG-09.truncated", 9, 5)
