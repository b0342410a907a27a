"""Exports of the log: whole ones pass, and of a changed one the first fault is named."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from expert_pool.audit.canonical import canonical_bytes
from expert_pool.audit.log import (
    LogHead,
    check_export,
    compare_with_head,
    compare_with_leaves,
    log_head,
    read_export_head,
)
from expert_pool.audit.merkle import leaf_hash
from tests.expert_pool.audit.entry_samples import ENTRY, SALT, log_lines, write_export

LOG = log_lines(7)
EXPORT = list(write_export(LOG))
LEAVES = [leaf_hash(line.body) for line in LOG]


def changed(index: int, **fields: object) -> list[str]:
    line = json.loads(EXPORT[index]) | fields
    kept = {name: value for name, value in line.items() if value != "left out"}
    return [*EXPORT[:index], canonical_bytes(kept).decode(), *EXPORT[index + 1 :]]


def first_fault(lines: list[str]) -> tuple[str, dict[str, object]]:
    (finding,) = check_export(lines).findings
    return finding.code, dict(finding.params)


@pytest.mark.parametrize(
    "fields",
    [
        {"size": -1},
        {"size": True},
        {"size": "7"},
        {"root": "00"},
        {"root": None},
        {"type": "log.other"},
        {"v": 2},
    ],
)
def test_only_a_whole_head_heads_an_export(fields: dict[str, object]) -> None:
    assert read_export_head(EXPORT[0]) == log_head(LEAVES)
    line = changed(0, **fields)[0]
    assert read_export_head(line) is None
    assert first_fault([line, *EXPORT[1:]])[0] == "LOG-01.not_an_export"


@pytest.mark.parametrize("line", ["", "[]", "{", '{"size":' + "[" * 60_000, "{\udcff}"])
def test_what_is_no_export_has_no_head(line: str) -> None:
    assert read_export_head(line) is None


@pytest.mark.parametrize("size", [0, 1, 7])
def test_an_export_agrees_with_itself(size: int) -> None:
    report = check_export(write_export(LOG[:size]))
    assert report.findings == ()
    assert report.head == log_head(LEAVES[:size])
    assert report.leaves == tuple(LEAVES[:size])


def test_an_export_without_details_still_agrees() -> None:
    bare = [replace(line, salt=None, detail=None) for line in LOG]
    report = check_export(write_export(bare))
    assert (report.findings, report.head) == ((), log_head(LEAVES))


OTHER = ENTRY.body().decode()
OTHER_LEAF = leaf_hash(ENTRY.body()).hex()


@pytest.mark.parametrize(
    ("lines", "code", "index"),
    [
        ([], "LOG-01.not_an_export", None),
        (["{}"], "LOG-01.not_an_export", None),
        (["[]"], "LOG-01.not_an_export", None),
        (["\ud800"], "LOG-01.not_an_export", None),
        (changed(0, v=2), "LOG-01.not_an_export", None),
        (changed(0, size="7"), "LOG-01.not_an_export", None),
        (changed(0, root=7), "LOG-01.not_an_export", None),
        (changed(0, root="no digits"), "LOG-01.not_an_export", None),
        ([*EXPORT[:3], "{", *EXPORT[4:]], "LOG-02.broken_line", 2),
        ([*EXPORT[:3], "", *EXPORT[3:]], "LOG-02.broken_line", 2),
        (changed(3, entry=1), "LOG-02.broken_line", 2),
        (changed(3, leaf="00"), "LOG-05.wrong_leaf", 2),
        (changed(3, entry=OTHER), "LOG-05.wrong_leaf", 2),
        (changed(3, entry="{}", leaf=leaf_hash(b"{}").hex()), "LOG-04.not_an_entry", 2),
        (changed(4, salt="left out"), "LOG-06.wrong_detail", 3),
        (changed(4, salt=SALT[:-1].hex()), "LOG-06.wrong_detail", 3),
        (changed(4, detail={"before": None, "after": None}), "LOG-06.wrong_detail", 3),
        (changed(4, detail={"before": None}), "LOG-06.wrong_detail", 3),
        (changed(4, detail={"before": 1, "after": None}), "LOG-06.wrong_detail", 3),
        (changed(4, detail={"before": None, "after": []}), "LOG-06.wrong_detail", 3),
        (changed(3, salt=SALT.hex(), detail="x"), "LOG-06.wrong_detail", 2),
    ],
)
def test_the_first_fault_of_an_export_is_named_with_its_place(
    lines: list[str], code: str, index: int | None
) -> None:
    found, params = first_fault(lines)
    assert (found, params.get("index")) == (code, index)


@pytest.mark.parametrize(
    ("mutate", "expected"),
    [
        (lambda lines: [*lines[:3], *lines[4:]], 2),
        (lambda lines: [*lines[:3], lines[3], *lines[3:]], 3),
        (lambda lines: [*lines[:3], lines[4], lines[3], *lines[5:]], 2),
    ],
)
def test_a_left_out_doubled_or_moved_entry_breaks_the_numbering(
    mutate: Callable[[list[str]], list[str]], expected: int
) -> None:
    code, params = first_fault(mutate(EXPORT))
    assert (code, params["expected"]) == ("LOG-03.wrong_index", expected)


def test_a_cut_off_export_has_the_wrong_size() -> None:
    code, params = first_fault(EXPORT[:-1])
    assert (code, params) == ("LOG-07.wrong_size", {"expected": 7, "found": 6})


def test_an_entry_changed_together_with_its_leaf_breaks_the_root() -> None:
    code, _ = first_fault(changed(3, entry=OTHER, leaf=OTHER_LEAF))
    assert code == "LOG-08.wrong_root"


def test_only_the_first_of_two_faults_is_named() -> None:
    lines = changed(3, leaf="00")
    lines[5] = "{"
    assert first_fault(lines)[1]["index"] == 2


@pytest.mark.parametrize("size", range(8))
def test_a_log_that_only_grew_keeps_every_older_head(size: int) -> None:
    assert compare_with_head(LEAVES, log_head(LEAVES[:size])) == ()
    assert compare_with_leaves(LEAVES, LEAVES[:size]) == ()


@pytest.mark.parametrize("index", range(5))
def test_a_rewritten_log_breaks_an_older_head_and_the_place_is_named(index: int) -> None:
    rewritten = [*LEAVES[:index], leaf_hash(b"other"), *LEAVES[index + 1 :]]
    (broken,) = compare_with_head(rewritten, log_head(LEAVES[:5]))
    (differs,) = compare_with_leaves(rewritten, LEAVES[:5])
    assert (broken.code, broken.param("size")) == ("LOG-10.rewritten", 5)
    assert (differs.code, differs.param("index")) == ("LOG-11.entry_differs", index)
    assert differs.param("expected") == LEAVES[index].hex()


def test_a_truncated_log_is_shorter_than_an_older_head() -> None:
    (by_head,) = compare_with_head(LEAVES[:4], LogHead(5, b""))
    (by_leaves,) = compare_with_leaves(LEAVES[:4], LEAVES[:5])
    assert by_head == by_leaves
    assert by_head.params == (("expected", 5), ("found", 4))
