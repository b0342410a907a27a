"""The sheets of a review day for a room without a computer: sign-in, votes, opinions, minutes.

Its one job is to lay out values that it is given. Who may have the file, and the entry in the
log, are the caller's.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from web.exports.sheet import draw_code, typeset

TEMPLATE: Final = Path(__file__).with_name("day_sheets.typ")


@dataclass(frozen=True, slots=True)
class Lines:
    """A table to be filled in by hand."""

    title: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class DaySheets:
    """Everything that stands on the sheets, in the reader's language."""

    lang: str
    region: str
    number: str
    title: str
    subtitle: str
    author: str
    pledge_title: str
    pledge: tuple[str, ...]
    pledge_version: str
    sign_in: Lines
    votes: Lines
    votes_hint: str
    opinions: tuple[str, ...]
    opinion_title: str
    stances: tuple[str, ...]
    reasons: str
    minutes_title: str
    minutes_hint: str
    times: tuple[str, ...]
    signs: tuple[str, ...]
    member_signs: tuple[str, ...]
    printed: str
    pages: str
    demo: str


def write_day_sheets(sheets: DaySheets) -> bytes:
    """The sheets as PDF/A, each with the pack's number as a QR code."""
    data = asdict(sheets) | {"qr": draw_code(sheets.number)}
    return typeset(TEMPLATE, data)
