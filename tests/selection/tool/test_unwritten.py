"""An answer that nobody can read ends with 2: help, too, in both programs."""

import subprocess
import sys

import pytest

PROGRAMS = ("selection", "web.cli")


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("words", ["--help >/dev/full", "--lang en --help >&-"])
def test_an_answer_that_cannot_be_written_is_told(program: str, words: str) -> None:
    command = f"{sys.executable} -m {program} {words}"
    done = subprocess.run(  # noqa: S602 - the shell closes the output
        command, shell=True, stderr=subprocess.PIPE, check=False, timeout=60, env={"LC_ALL": "en"}
    )
    told = done.stderr.decode()
    assert (done.returncode, "cannot be written to standard output" in told) == (2, True)
    assert "Traceback" not in told
