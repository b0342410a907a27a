"""The tool on its own: no database, no web, the same bytes whatever the process hashes."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from selection.tool import progress
from selection.tool.progress import show_progress
from selection.tool.sentences import Sentences
from tests.selection.tool.commands import run
from tests.selection.tool.samples import write_common, write_own

BLOCKED = ("sqlmodel", "sqlalchemy", "asyncpg", "litestar", "jinja2", "babel", "web", "httpx")
SCRIPT = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(f"{{name}} is not installed here")

sys.meta_path.insert(0, Refuse())
sys.argv[0] = "selection"
from selection.__main__ import main
main()
"""


def run_alone(*words: object, seed: int = 0) -> "subprocess.CompletedProcess[str]":
    """The command in a process of its own in which nothing else is installed."""
    script = SCRIPT.format(blocked=set(BLOCKED))
    return subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", script, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONHASHSEED": str(seed), "LC_ALL": "C.UTF-8"},
    )


def test_every_command_works_without_database_and_web(tmp_path: Path) -> None:
    files = write_own(tmp_path)
    receipt, commitment = tmp_path / "receipt.json", tmp_path / "commitment.json"
    rules = (tmp_path / "rules.json").read_text(encoding="utf-8")
    single = tmp_path / "single.json"
    single.write_text(rules.replace('"employer_group": 2', '"employer_group": 1'), "utf-8")
    commands = [
        ("odds", *files),
        ("draw", *files, "--entropy", "00", "--out", receipt),
        ("verify", receipt, "--unsigned"),
        ("explain", *files),
        ("convert", *files[:3], single, "--out", tmp_path / "out"),
        ("commit", *files, "--entropy-from", "dice", "--out", commitment),
        ("draw", "--commitment", commitment, "--entropy", "00"),
        ("secret", "--request", "R", "--role", "officer"),
    ]
    for command in commands:
        done = run_alone(*command)
        assert done.returncode == 0, (command, done.stderr)


def test_the_receipt_does_not_depend_on_the_order_of_sets(tmp_path: Path) -> None:
    files = (*write_common(tmp_path), "--entropy", "0a0b", "--pseudonyms")
    receipts = []
    for seed in (1, 2):
        out = tmp_path / f"{seed}.json"
        assert run_alone("draw", *files, "--out", out, seed=seed).returncode == 0
        receipts.append(out.read_bytes())
    assert receipts[0] == receipts[1]


def test_chinese_is_the_language_where_the_terminal_names_none() -> None:
    assert "请用 --candidates 和 --rules" in run_alone("odds").stderr


def test_long_work_is_told_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(progress, "NEXT_SECONDS", 60.0)
    with show_progress(Sentences("en"), "odds"):
        threading.Event().wait(0.2)
    told = capsys.readouterr()
    assert told.out == ""
    assert "working out the odds and rehearsing … 0 s" in told.err


def test_short_work_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress(Sentences("en"), "odds"):
        pass
    assert capsys.readouterr().err == ""


def test_unknown_commands_are_refused() -> None:
    assert run("guess").exit_code == 2
    assert all(name in run("--help").output for name in ("odds", "draw", "verify", "Exit codes"))
