import json
import runpy
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from selection.__main__ import main
from selection.tool import tables
from tests.selection.receipt_samples import TRUST, draw, loads, resign

DRAWN = draw()
FULL, PUBLIC = DRAWN.both


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "full.json").write_bytes(FULL)
    (tmp_path / "public.json").write_bytes(PUBLIC)
    (tmp_path / "keys.json").write_text(TRUST.model_dump_json(), encoding="utf-8")
    changed = loads(FULL) | {"result_digest": "0" * 64}
    (tmp_path / "changed.json").write_bytes(resign(changed, None))
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    placed = [str(folder / word) if word.endswith(".json") else word for word in arguments]
    return CliRunner().invoke(main, placed, env={"LC_ALL": "zh_CN.UTF-8"})


@pytest.mark.parametrize("file", ["full.json", "public.json"])
@pytest.mark.parametrize(
    ("options", "code", "zh", "en"),
    [
        (("--trust", "keys.json"), 0, "结论：有效", "VALID:"),
        ((), 4, "来源未确认", "CONSISTENT, NOT AUTHENTICATED"),
        (("--unsigned",), 0, "来源未确认", "CONSISTENT, NOT AUTHENTICATED"),
    ],
)
def test_the_exit_code_tells_valid_from_merely_consistent(
    folder: Path, file: str, options: tuple[str, ...], code: int, zh: str, en: str
) -> None:
    for language, words in (("zh", zh), ("en", en)):
        result = run(folder, "verify", file, *options, "--lang", language)
        assert result.exit_code == code, result.output
        assert words in result.output


@pytest.mark.parametrize("options", [(), ("--trust", "keys.json"), ("--unsigned",)])
def test_a_changed_receipt_exits_with_one_whatever_the_options(
    folder: Path, options: tuple[str, ...]
) -> None:
    result = run(folder, "verify", "changed.json", *options)
    assert result.exit_code == 1
    assert result.output.endswith("结论：无效。第 15 项“结果摘要”不通过。\n")


def test_every_check_is_one_line_with_what_it_compared(folder: Path) -> None:
    lines = run(folder, "verify", "full.json", "--lang", "en").output.splitlines()
    assert [line[:2] for line in lines[:17]] == [f"{number:2}" for number in range(1, 18)]
    assert DRAWN.commitment.hash in lines[1]
    assert lines[16].startswith("17 [n/a] Trust")


def test_the_data_form_holds_verdict_checks_and_panel(folder: Path) -> None:
    told = json.loads(run(folder, "verify", "full.json", "--json").output)
    assert told["verdict"] == "consistent"
    assert told["failed"] is None
    assert told["panel"] == list(DRAWN.conclusion.result.panel)
    assert [check["status"] for check in told["checks"]].count("passed") == 15


def test_the_data_form_of_what_is_no_receipt_names_the_check_only(folder: Path) -> None:
    (folder / "text.json").write_text("hello")
    result = run(folder, "verify", "text.json", "--json")
    assert result.exit_code == 1
    assert set(json.loads(result.output)) == {"verdict", "standing", "failed", "checks"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verify", "missing.json"), "无法读取文件"),
        (("verify", "full.json", "--trust", "missing.json"), "无法读取文件"),
        (("verify", "full.json", "--trust", "full.json"), "信任文件无法读取"),
    ],
)
def test_a_file_that_cannot_be_used_exits_with_two(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = run(folder, *arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_file_of_absurd_size_is_not_read_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST_FILE", 100)
    result = run(folder, "verify", "full.json", "--lang", "en")
    assert result.exit_code == 2
    assert "more than 100 bytes" in result.stderr


def test_a_file_cannot_write_over_its_verdict_on_the_terminal(folder: Path) -> None:
    forged = "\\u001b[2J\\n16 [passed] Trust\\u202e"
    (folder / "forged.json").write_text(f'{{"{forged}":1,"{forged}":1}}')
    output = run(folder, "verify", "forged.json", "--lang", "en").output
    assert "\\x1b[2J\\n16 [passed] Trust\\u202e" in output
    assert all(sign.isprintable() or sign == "\n" for sign in output)
    assert not any(line.startswith("16") for line in output.splitlines())


def test_the_module_runs_as_a_program(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["x", "verify", str(folder / "full.json"), "--unsigned"])
    monkeypatch.delitem(sys.modules, "selection.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("selection", run_name="__main__")
    assert ended.value.code == 0
    assert "入选概率" in capsys.readouterr().out
