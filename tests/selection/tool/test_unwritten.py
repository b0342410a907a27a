"""An answer that nobody can read ends with 2: help, too, in both programs."""

import errno
import io
import subprocess
import sys
from typing import NoReturn

import pytest

from selection.__main__ import main


class Full(io.StringIO):
    """A disk that takes nothing any more."""

    def write(self, _: str) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("out", [None, Full()], ids=["closed", "full"])
def test_no_help_is_no_success(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], out: Full | None
) -> None:
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["selection", "--lang", "zh"])
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert (ended.value.code, "结果无法写到标准输出" in capsys.readouterr().err) == (2, True)


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
