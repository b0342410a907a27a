"""Reads a text file line by line, and never an endless one into memory."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from expert_pool.errors import ExpertPoolError

LONGEST_LINE: Final = 16 << 20


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a file without their ends; what is no text stays recognisable as such.

    Raises:
        ExpertPoolError: `check.export_line_too_long`.
    """
    with path.open("r", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
        for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE + 1), ""), start=1):
            if len(line) > LONGEST_LINE:
                params = {"line": number, "most": LONGEST_LINE >> 20}
                raise ExpertPoolError("check.export_line_too_long", params)
            yield line.rstrip("\r\n")
