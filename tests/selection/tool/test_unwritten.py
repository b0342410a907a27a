"""An answer that nobody can read ends with 2: help, too, in both programs."""

import errno
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from selection.__main__ import main
from tests.selection.tool.samples import write_own


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


def test_where_neither_output_takes_anything_the_exit_code_is_that_of_bad_input(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(sys, "stderr", Full())
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 2


def test_from_the_first_answer_on_the_output_escapes_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = io.BytesIO()
    out = io.TextIOWrapper(written, encoding="gbk")
    monkeypatch.setattr(sys, "stdout", out)
    with pytest.raises(SystemExit):
        main(["--lang", "zh", "--help"])
    out.write("张\N{SLIGHTLY SMILING FACE}")
    out.flush()
    assert written.getvalue().endswith("张".encode("gbk") + rb"\ud83d\ude42")
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", errors=out.errors or "")


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


@pytest.mark.parametrize("program", PROGRAMS)
def test_where_nobody_can_be_told_the_exit_code_still_is_no_verdict(program: str) -> None:
    command = f"{sys.executable} -m {program} --help >/dev/full 2>/dev/full"
    done = subprocess.run(command, shell=True, check=False, timeout=60)  # noqa: S602 - as above
    assert done.returncode == 2


@pytest.mark.parametrize("encoding", ["gbk", "latin-1"])
def test_a_sign_that_the_output_lacks_is_escaped_as_json_does(
    tmp_path: Path, encoding: str
) -> None:
    options, file = write_own(tmp_path), tmp_path / "candidates.csv"
    name = "张六\N{SLIGHTLY SMILING FACE}"
    file.write_text(file.read_text("utf-8").replace("张六", name), "utf-8")
    words = ("draw", *options, "--entropy", "4f1c07a9", "--reserves", 9, "--json", "--lang", "zh")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "selection", *map(str, words)],
        env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    told = json.loads(done.stdout.decode(encoding))
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert name in (*told["panel"], *told["reserves"])
