"""Sets help texts by the width that characters have on a terminal: Chinese ones take two columns.

Its one job is lines and columns; it must not know what a text says.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from unicodedata import east_asian_width

import click

_WIDE: Final = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_CLOSING: Final = "”）》。，、；：？！"
# A piece that no line may break: a run without spaces, one wide character with its marks, or
# what stands in brackets.
_PIECE: Final = re.compile(
    rf"\s+|\[[^\[\]]{{1,30}}\][{_CLOSING}]*|[“（《]*(?:[^\s{_WIDE}“”]+|[{_WIDE}]|$)[{_CLOSING}]*|[“”]"
)


class TextSetter(click.HelpFormatter):
    """Writes paragraphs and lists of terms so that columns stand under each other."""

    def write_heading(self, heading: str) -> None:
        """Write a heading, with the colon of its script."""
        colon = "：" if measure(heading) > len(heading) else ":"
        self.write(f"{' ' * self.current_indent}{heading}{colon}\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs, each in lines of the full width."""
        indent = " " * self.current_indent
        width = self.width - self.current_indent
        blocks = (
            "\n".join(f"{indent}{line}" for line in set_lines(paragraph, width))
            for paragraph in text.split("\n\n")
        )
        self.write("\n\n".join(blocks) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write terms, and beside each what it means."""
        listed = list(rows)
        first = min(max(measure(term) for term, _ in listed), col_max) + col_spacing
        margin = " " * (self.current_indent + first)
        for term, meaning in listed:
            lines = list(set_lines(meaning, max(self.width - first - 2, 10)))
            head = " " * self.current_indent + term
            if lines and measure(term) <= first - col_spacing:
                head += " " * (first - measure(term)) + lines.pop(0)
            self.write("\n".join([head, *(margin + line for line in lines)]) + "\n")


def measure(text: str) -> int:
    """The columns that a text takes."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def set_lines(text: str, width: int) -> Iterator[str]:
    """The lines of one paragraph, none wider than allowed unless it is one long word."""
    line = ""
    for piece in _PIECE.findall(" ".join(text.split())):
        if line and measure(line + piece.rstrip()) > width:
            yield line.rstrip()
            line = piece.lstrip()
        else:
            line += piece
    if line.strip():
        yield line.rstrip()
