"""A payment list to print and sign: A4 across, its head repeated on every page.

Its one job is to lay out values that it is given. Who may have the file, and the entry in the
log, are the caller's.
"""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from web.exports.sheet import typeset

TEMPLATE: Final = Path(__file__).with_name("payment_sheet.typ")


@dataclass(frozen=True, slots=True)
class PaymentSheet:
    """Everything that stands on the sheet, in the reader's language.

    `words` are the sums written out; `signs` are places to sign, with a name where one is known.
    """

    lang: str
    region: str
    title: str
    subtitle: str
    author: str
    facts: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    signs: tuple[tuple[str, str], ...]
    sign_date: str
    printed: str
    pages: str
    demo: str


def write_payment_sheet(sheet: PaymentSheet) -> bytes:
    """The sheet as PDF/A."""
    return typeset(TEMPLATE, asdict(sheet))
