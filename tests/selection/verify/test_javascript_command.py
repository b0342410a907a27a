"""The command of the second verifier: what it can't read or write is never a verdict."""

import subprocess
from pathlib import Path

import pytest

from tests.selection.verify.list_cases import WHOLE, make_list_files

COMMAND = Path(__file__).parents[3] / "web/static/verify/cli.mjs"


def run(*words: str, out: str) -> tuple[int, str]:
    with Path(out).open("wb") as answer:
        done = subprocess.run(  # noqa: S603 - our own script
            ["node", str(COMMAND), *words],  # noqa: S607 - as a reader calls it
            stdout=answer,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("options", [(), ("verify-list",)])
def test_a_file_without_an_end_is_refused(options: tuple[str, ...]) -> None:
    code, said = run(*options, "/dev/zero", out="/dev/null")
    assert (code, "has more than 500000000 bytes" in said) == (2, True)


def test_an_answer_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "draws.json").write_bytes(make_list_files()[WHOLE])
    words = ("verify-list", str(tmp_path / "draws.json"))
    code, said = run(*words, out="/dev/full")
    assert (code, "ENOSPC" in said) == (2, True)
    assert run(*words, out=str(tmp_path / "answer")) == (4, "")
    assert (tmp_path / "answer").read_text().endswith("list consistent\n")
