"""The result sheet of a draw as an A4 file: PDF/A with the public receipt attached.

Its one job is to lay out values that it is given. It must not load anything, nor decide
who may print: the caller does, and records the printing.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

import segno
import typst
from pylopdf_fonts_zh_cn import sans_path

Standard = Literal["a-3b"]
TEMPLATE: Final = Path(__file__).with_name("result_sheet.typ")
ARCHIVAL: Final[Standard] = "a-3b"
"""PDF/A-3, since PDF/A-2 allows no receipt inside."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of the sheet; its head is repeated on every page."""

    caption: str
    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on the sheet, in the reader's language."""

    lang: str
    region: str
    title: str
    subtitle: str
    number: str
    author: str
    keywords: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    panel: Listing
    reserves: str
    criteria_caption: str
    criteria: tuple[tuple[str, str], ...]
    counts: Listing
    proof_caption: str
    proof: tuple[tuple[str, str], ...]
    verify: str
    qr_address: str
    qr_words: str
    signs: tuple[tuple[str, str], ...]
    organiser: str
    seal: str
    date: str
    printed: str
    pages: str
    demo: str
    receipt: str
    receipt_name: str
    attached: str


def write_sheet(sheet: Sheet) -> bytes:
    """The sheet as PDF/A; a character that no font has never keeps it from being printed."""
    return typeset(TEMPLATE, asdict(sheet) | {"qr": draw_code(sheet.qr_address)})


def typeset(template: Path, values: Mapping[str, object]) -> bytes:
    """A template with its values as PDF/A; other fonts where the bundled ones lack a letter."""
    data = json.dumps(values, ensure_ascii=False)
    try:
        return _compile(template, data, ARCHIVAL, bundled_only=True)
    except typst.TypstError:
        # A rare character outside the bundled fonts: the machine's own may have it.
        return _compile_with_any_font(template, data)


def _compile_with_any_font(template: Path, data: str) -> bytes:
    try:
        return _compile(template, data, ARCHIVAL, bundled_only=False)
    except typst.TypstError:
        return _compile(template, data, None, bundled_only=False)


def _compile(template: Path, data: str, standard: Standard | None, *, bundled_only: bool) -> bytes:
    return typst.compile(
        template,
        format="pdf",
        font_paths=[sans_path().parent],
        ignore_system_fonts=bundled_only,
        pdf_standards=standard,
        sys_inputs={"data": data},
    )


def draw_code(text: str) -> str:
    """A QR code as SVG."""
    written = BytesIO()
    segno.make(text, error="m", micro=False).save(written, kind="svg", scale=4, border=2)
    return written.getvalue().decode()


def in_fours(digest: str, per_line: int = 0) -> str:
    """A digest in groups of four, so that a person can compare it; lines of so many groups."""
    groups = [digest[i : i + 4] for i in range(0, len(digest), 4)]
    if not per_line:
        return " ".join(groups)
    lines = (" ".join(groups[i : i + per_line]) for i in range(0, len(groups), per_line))
    return "\n".join(lines)
