"""Runs the guides of both languages: their files, their commands, and what these print."""

import re
import shlex
from pathlib import Path

import pytest

from tests.selection.tool.commands import run

GUIDES = {
    "en": Path("docs/selection-tool.md").read_text(encoding="utf-8"),
    "zh": Path("docs/selection-tool.zh-CN.md").read_text(encoding="utf-8"),
}
BLOCK = re.compile(r"^( *)```(\w+) ?(\S*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
START = "python -m selection "


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_s_commands_do_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said, commands = "", 0
    for _, kind, file, text in BLOCK.findall(GUIDES[language]):
        if file:
            Path(file).write_text(text, encoding="utf-8")
        elif kind == "sh":
            for line in text.strip().splitlines():
                said = run_line(line.strip(), language)
                commands += 1
        elif kind == "text":
            missing = [line for line in text.splitlines() if line not in said.splitlines()]
            assert missing == []
    assert commands >= 10


def run_line(line: str, language: str) -> str:
    command, _, expected = line.partition("  # ends with ")
    assert command.startswith(START)
    result = run(*shlex.split(command.removeprefix(START)), language=language)
    assert result.exit_code == int(expected or 0), (line, result.output)
    return result.output


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_names_every_command(language: str) -> None:
    listed = set(re.findall(r"^\| `(\w+)` \|", GUIDES[language], re.MULTILINE))
    assert {"odds", "draw", "verify", "explain", "convert", "commit", "secret"} <= listed
