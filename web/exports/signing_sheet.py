"""The minutes of a meeting with a line for each member to sign, on A4.

Its one job is to lay out values that it is given. Who may print it, and the entry in the log,
are the caller's.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from web.exports.sheet import typeset

TEMPLATE: Final = Path(__file__).with_name("signing_sheet.typ")


@dataclass(frozen=True, slots=True)
class SigningSheet:
    """Everything that stands on the sheet, in the reader's language.

    `dissents` are who dissents, each with the reasons; `signs` who signs beside the members.
    """

    lang: str
    region: str
    title: str
    subtitle: str
    author: str
    facts: tuple[tuple[str, str], ...]
    minutes_caption: str
    minutes: tuple[str, ...]
    members_caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    dissents_caption: str
    dissents: tuple[tuple[str, str], ...]
    signs: tuple[str, ...]
    note: str
    printed: str
    pages: str
    demo: str


def write_signing_sheet(sheet: SigningSheet) -> bytes:
    """The sheet as PDF/A."""
    return typeset(TEMPLATE, asdict(sheet))
