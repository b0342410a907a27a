"""Runs commands of `python -m selection` inside the test's process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from selection.__main__ import main


def run(*words: object, language: str = "en") -> Result:
    """Run a command as a terminal in this language would."""
    locale = {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}[language]
    return CliRunner().invoke(main, [str(word) for word in words], env={"LC_ALL": locale})


def run_json(*words: object) -> Any:
    """What a command prints as data; it must end well."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def write_lines(file: Path, *lines: str) -> Path:
    """A text file of these lines."""
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
