"""Odd bytes in files, outputs that would destroy inputs, and numbers nobody counts to."""

import json
import os
from pathlib import Path

import pytest

from selection.tool.tables import read_table
from tests.selection.tool.commands import run, write_lines
from tests.selection.tool.samples import write_common, write_own

ENTROPY = "4f1c07a9"


@pytest.mark.parametrize("sign", ["\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_a_line_end_ends_a_row(tmp_path: Path, sign: str) -> None:
    table = read_table(
        write_lines(tmp_path / "people.csv", "id,org", f"a,North{sign}Hall", "b,Hill")
    )
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("a", f"North{sign}Hall")),
        (3, ("b", "Hill")),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_one_also_between_quotation_marks(tmp_path: Path, end: str) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(end.join(("id,org", 'a,"North', 'Hall"', "b,Hill", "")).encode())
    rows = read_table(file).rows
    assert [(row.number, row.cells) for row in rows] == [
        (3, ("a", f"North{end}Hall")),
        (4, ("b", "Hill")),
    ]


@pytest.mark.parametrize("data", [b"id,org\na\0,b\n", "id,org\na,b\n".encode("utf-16-be")])
def test_a_file_with_nul_bytes_is_no_text(tmp_path: Path, data: bytes) -> None:
    options = write_common(tmp_path)
    (tmp_path / "people.csv").write_bytes(data)
    result = run("odds", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "people.csv is neither UTF-8 nor GB 18030 text" in result.stderr


@pytest.mark.parametrize("command", ["odds --out", "odds --certificate", "draw --entropy 00 --out"])
@pytest.mark.parametrize("way", ["itself", "symlink", "hard link"])
def test_no_input_is_written_over(tmp_path: Path, command: str, way: str) -> None:
    options, people = write_common(tmp_path), tmp_path / "people.csv"
    before, out = people.read_bytes(), tmp_path / "out"
    if way == "symlink":
        out.symlink_to(people)
    elif way == "hard link":
        os.link(people, out)
    else:
        out = tmp_path / "." / "people.csv"
    for language, words in (("en", "is not written over"), ("zh", "不予覆盖")):
        result = run(*command.split(), out, *options, language=language)
        assert (result.exit_code, result.stdout, people.read_bytes()) == (2, "", before)
        assert words in result.stderr


def test_two_outputs_need_two_files(tmp_path: Path) -> None:
    both = tmp_path / "both"
    result = run("odds", *write_common(tmp_path), "--out", both, "--certificate", both)
    assert (result.exit_code, both.exists()) == (2, False)
    assert f"File {both} is an input of this command, or its other output" in result.stderr


def test_a_commitment_is_not_written_over_by_its_receipt(tmp_path: Path) -> None:
    kept = tmp_path / "commitment.json"
    made = run("commit", *write_own(tmp_path), "--entropy-from", "six dice", "--out", kept)
    before = kept.read_bytes()
    result = run("draw", "--commitment", kept, "--entropy", ENTROPY, "--out", kept)
    assert (made.exit_code, result.exit_code, kept.read_bytes()) == (0, 2, before)


def test_converting_in_place_keeps_inputs_of_the_same_name(tmp_path: Path) -> None:
    options = list(write_common(tmp_path))
    (tmp_path / "people.csv").rename(tmp_path / "candidates.csv")
    options[1] = tmp_path / "candidates.csv"
    pairs = write_lines(tmp_path / "conflicts.csv", "first,second", "p1,p0")
    result = run("convert", *options, "--out", tmp_path)
    assert (result.exit_code, (tmp_path / "rules.json").exists()) == (2, False)
    options[1] = (tmp_path / "candidates.csv").rename(tmp_path / "people.csv")
    assert run("convert", *options, "--out", tmp_path).exit_code == 0
    result = run("convert", *options, "--conflicts", pairs, "--out", tmp_path)
    assert (result.exit_code, "conflicts.csv" in result.stderr) == (2, True)


def test_more_reserves_than_anybody_can_count_are_all_of_them(tmp_path: Path) -> None:
    result = run("draw", *write_own(tmp_path), "--entropy", ENTROPY, "--reserves", 10**30, "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, len(told["reserves"])) == (0, 3)
