"""Every fault names file, row, column and value, and says what to do, in both languages."""

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from selection.tool import people, tables
from selection.tool import verify as verify_module
from selection.tool.sentences import Sentences, make_visible
from selection.tool.speaking import choose_language, find_terminal
from tests.selection.tool.commands import run, write_lines
from tests.selection.tool.samples import CANDIDATES, RULES, write_common, write_own

PEOPLE = ("id,kind,org", "a,x,A", "b,y,B", "c,x,C")
QUOTAS = ("category,feature,min,max", "kind,x,1,2", "kind,y,0,1")
HUGE = "9" * 30


def check(options: tuple[object, ...], places: tuple[str, ...]) -> None:
    """Both languages end with 2, and name every place."""
    for language in ("en", "zh"):
        result = run("odds", *options, language=language)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        for place in places:
            assert place in result.stderr, (place, result.stderr)


@pytest.mark.parametrize(
    ("file", "row", "line", "places"),
    [
        ("people", 0, "id,kind,", ("people.csv", "2", "3")),
        ("people", 0, "id,kind,kind", ("people.csv", "“kind”")),
        ("people", 0, "id,,org", ("people.csv", "2")),
        ("people", 0, "number,kind,org", ("people.csv", "“id”", "number, kind, org")),
        ("people", 0, "id,sort,org", ("people.csv", "“kind”", "id, sort, org")),
        ("people", 2, "b,z,B", ("people.csv", "3", "“kind”", "“z”", "x, y", "quotas.csv")),
        ("people", 2, "b,,B", ("people.csv", "3", "“kind”", "“”")),
        ("people", 2, ",y,B", ("people.csv", "3", "“id”")),
        ("people", 2, "a,y,B", ("people.csv", "3", "“id”", "“a”", "2")),
        ("people", 2, "b" * 1001 + ",y,B", ("people.csv", "3", "“id”", "1000")),
        ("people", 2, "b,y,B,more", ("people.csv", "3", "4")),
        ("people", 2, 'b,"y"x,B', ("people.csv", "3")),
        ("quotas", 0, "kind,feature,min,max", ("quotas.csv", "kind, feature, min, max")),
        ("quotas", 0, "category,feature,least,max", ("quotas.csv", "“min”")),
        ("quotas", 1, ",x,1,2", ("quotas.csv", "2", "“category”")),
        ("quotas", 1, "kind,,1,2", ("quotas.csv", "2", "“feature”")),
        ("quotas", 1, "kind,x,one,2", ("quotas.csv", "2", "“min”", "“one”")),
        ("quotas", 1, "kind,x,-1,2", ("quotas.csv", "2", "“min”", "“-1”")),
        ("quotas", 1, f"kind,x,1,{HUGE}", ("quotas.csv", "2", "“max”", HUGE)),
        ("quotas", 1, "kind,x,3,2", ("quotas.csv", "2", "“min”", "3", "2")),
        ("quotas", 2, "kind,x,0,1", ("quotas.csv", "3", "“feature”", "“x”")),
    ],
)
def test_a_fault_in_the_common_form_is_named(
    tmp_path: Path, file: str, row: int, line: str, places: tuple[str, ...]
) -> None:
    contents = {"people": list(PEOPLE), "quotas": list(QUOTAS)}
    contents[file][row] = line
    for name, lines in contents.items():
        write_lines(tmp_path / f"{name}.csv", *lines)
    options = ("--people", tmp_path / "people.csv", "--quotas", tmp_path / "quotas.csv")
    check((*options, "--size", 2), places)


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ('"seats": 3,', '"seats": 3', ("rules.json", "3")),
        ('"seats": 3,', '"seats": 3, "seats": 4,', ("rules.json", "“seats”")),
        ('"seats": 3,', "", ("rules.json", "seats")),
        ('"seats": 3,', '"seats": "3",', ("rules.json", "seats", "“3”")),
        ('"seats": 3,', '"seats": 2.5,', ("rules.json", "seats", "2.5")),
        ('"seats": 3,', '"seats": 0,', ("rules.json", "seats", "0", "1")),
        ('"seats": 3,', '"seats": 1001,', ("rules.json", "seats", "1001", "1000")),
        ('"seats": 3,', '"seats": 3, "chairs": 1,', ("rules.json", "chairs")),
        ('"min": 1, "max": 2', '"min": 2, "max": 1', ("rules.json", "quotas #2", "2", "1")),
        ('"sex": "f"', '"gender": "f"', ("rules.json", "quotas #2 / where ", "“gender”", "sex")),
        ('{"sex": "f"}', "{}", ("rules.json", "quotas #2 / where ")),
        ('{"sex": "f"}', '{"sex": 7}', ("rules.json", "quotas #2 / where / sex ", "“7”")),
        ('"employer": 1', '"firm": 1', ("rules.json", "at_most_per", "“firm”")),
        ('"employer": 1', '"employer": 0', ("rules.json", "at_most_per / employer", "0")),
        ('["e1", "e4"]', '["e1", "e9"]', ("rules.json", "conflicts #1", "“e9”")),
        ('["e1", "e4"]', '["e1", "e1"]', ("rules.json", "conflicts #1", "“e1”")),
        ('{"where": {"sex"', '{"name": "senior engineers", "where": {"sex"',
         ("rules.json", "quotas #2", "“senior engineers”")),
        ("[", "[" * 100_000, ("rules.json",)),
        (RULES, "[]", ("rules.json", "“[]”")),
        ('{"sex": "f"}', '{"sex": ["f", {"a": 1}]}', ("quotas #2 / where / sex", "{\"a\": 1}")),
    ],
)  # fmt: skip
def test_a_fault_in_the_rules_is_named(
    tmp_path: Path, old: str, new: str, places: tuple[str, ...]
) -> None:
    assert old in RULES
    check(write_own(tmp_path, RULES.replace(old, new, 1)), places)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("e1,e9", ("pairs.csv", "2", "“second”", "“e9”")),
        ("x,e1", ("pairs.csv", "2", "“first”", "“x”")),
        ("e1,e1", ("pairs.csv", "2", "“second”", "“e1”")),
    ],
)
def test_a_fault_in_the_pairs_is_named(tmp_path: Path, line: str, places: tuple[str, ...]) -> None:
    pairs = write_lines(tmp_path / "pairs.csv", "first,second", line)
    check((*write_own(tmp_path), "--conflicts", pairs), places)


def test_pairs_from_a_file_are_kept_apart(tmp_path: Path) -> None:
    pairs = write_lines(tmp_path / "pairs.csv", "second,first", *(f"p{n},p0" for n in range(1, 24)))
    files = (*write_common(tmp_path), "--conflicts", pairs)
    assert "p0,0.0" in odds_lines(tmp_path, files)


def odds_lines(folder: Path, files: tuple[object, ...]) -> list[str]:
    assert run("odds", *files, "--out", folder / "odds.csv").exit_code == 0
    return (folder / "odds.csv").read_text(encoding="utf-8").splitlines()


def test_a_file_without_people_is_named(tmp_path: Path) -> None:
    files = write_own(tmp_path)
    write_lines(tmp_path / "candidates.csv", CANDIDATES[0])
    check(files, ("candidates.csv",))
    (tmp_path / "candidates.csv").write_text("", encoding="utf-8")
    check(files, ("candidates.csv", "1"))


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    files = write_own(tmp_path)
    (tmp_path / "candidates.csv").write_bytes(b"PK\x03\x04\xff\xff\xff")
    check(files, ("candidates.csv", "CSV UTF-8"))


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    files = write_own(tmp_path)
    check((*files, "--out", tmp_path / "no" / "odds.csv"), ("odds.csv",))
    check((*files[:3], tmp_path / "missing.json"), ("missing.json",))


def test_a_file_of_absurd_size_is_not_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST_FILE", 10)
    check(write_own(tmp_path), ("candidates.csv", "10"))


@pytest.mark.parametrize(
    ("options", "places"),
    [
        ((), ("--candidates", "--people")),
        (("--rules", "r.json", "--people", "p.csv"), ("--candidates", "--people")),
        (("--rules", "r.json"), ("--candidates",)),
        (("--candidates", "c.csv"), ("--rules",)),
        (("--people", "p.csv", "--size", "3"), ("--quotas",)),
        (("--quotas", "q.csv", "--size", "3"), ("--people",)),
        (("--people", "p.csv", "--quotas", "q.csv"), ("--size",)),
        (("--people", "p.csv", "--quotas", "q.csv", "--size", "many"), ("--size", "“many”")),
        (("--people", "p.csv", "--quotas", "q.csv", "--size", "0"), ("0", "1000")),
        (("--people", "p.csv", "--quotas", "q.csv", "--size", HUGE), ("1000",)),
        (("--people", "p.csv", "--quotas", "q.csv", "--size", "9" * 5000), ("1000",)),
        (("--candidates", "c.csv", "--rules", "r.json", "--size", "3"), ("--size",)),
        (
            ("--candidates", "c.csv", "--rules", "r.json", "--at-most-one-per", "org"),
            ("--at-most-one-per",),
        ),
    ],
)
def test_options_that_do_not_fit_are_named(
    options: tuple[str, ...], places: tuple[str, ...]
) -> None:
    check(options, places)


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (("draw",), "--entropy"),
        (("commit", "--out", "c.json"), "--entropy-from"),
        (("commit", "--entropy-from", "dice"), "--out"),
        (("convert",), "--out"),
    ],
)
def test_what_a_command_needs_is_named(
    tmp_path: Path, command: tuple[str, ...], option: str
) -> None:
    for language, words in (("en", "is missing"), ("zh", "缺少选项")):
        result = run(*command, *write_own(tmp_path), language=language)
        assert result.exit_code == 2
        assert words in result.stderr
        assert option in result.stderr


def test_an_interrupted_command_is_not_taken_for_an_invalid_receipt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: Path) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(verify_module, "read_bytes", interrupt)
    assert run("verify", tmp_path / "receipt.json").exit_code == 130


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_an_answer_that_nobody_can_read_is_not_taken_for_an_invalid_receipt(
    tmp_path: Path, option: tuple[str, ...]
) -> None:
    (tmp_path / "receipt.json").write_bytes(b"{}")
    reader, writer = os.pipe()
    os.close(reader)
    command = (sys.executable, "-m", "selection", "verify", str(tmp_path / "receipt.json"), *option)
    with os.fdopen(writer, "wb") as closed:
        done = subprocess.run(  # noqa: S603  # our own program
            command, stdout=closed, stderr=subprocess.PIPE, text=True, encoding="utf-8", check=False
        )
    assert done.returncode == 2
    assert "stdout" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_named_in_both_languages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_: Path) -> bytes:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(verify_module, "read_bytes", fill)
    for language, words in (("en", "the disk is full"), ("zh", "磁盘已满")):
        result = run("verify", tmp_path / "receipt.json", language=language)
        assert (result.exit_code, words in result.stderr) == (2, True)


def test_a_column_to_keep_apart_must_be_there(tmp_path: Path) -> None:
    files = (*write_common(tmp_path)[:-1], "firm")
    check(files, ("people.csv", "“firm”", "id, kind, town, org"))


def test_a_file_cannot_move_the_terminal_s_cursor(tmp_path: Path) -> None:
    files = write_own(tmp_path)
    write_lines(tmp_path / "candidates.csv", CANDIDATES[0], "e1,\x1b[2J", "e1,B")
    check(files, ("“e1”",))
    assert make_visible("\x1b[2J\u202e") == "\\x1b[2J\\u202e"


def test_long_lists_are_cut() -> None:
    assert people.join_values("abc", 2) == "a, b, …"
    assert people.join_values("ab", 2) == "a, b"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh"),
    ],
)
def test_the_terminal_chooses_the_language(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, environment.get(name, ""))
    assert choose_language(find_terminal()) == language


def test_every_code_of_the_commands_has_a_sentence_in_both_languages() -> None:
    sources = Path("selection/tool").glob("*.py")
    written = "\n".join(source.read_text(encoding="utf-8") for source in sources)
    codes = set(re.findall(r'"((?:input|tool|convert|verify)\.(?!toml)[a-z_.]+)"', written))
    assert len(codes) > 50
    for language in ("zh", "en"):
        known = Sentences(language)
        assert [code for code in sorted(codes) if not known.knows(code)] == []
