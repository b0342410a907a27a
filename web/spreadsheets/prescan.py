"""Stops bombs and traps in a workbook before any parser sees it (`security.md`, section 9).

Streams every member of the package with counters, so that what the directory claims does
not matter. It reads no cell; macros, external links, DTDs and embedded objects are refused.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from expert_pool.errors import ExpertPoolError

_CHUNK = 1 << 16
_OVERLAP = 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DTD = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_FORBIDDEN = re.compile(
    r"(?P<macros>vbaproject|macrosheets/|activex/|ctrlprops/)"
    r"|(?P<links>externallinks/|connections\.xml|querytables/)"
    r"|(?P<objects>embeddings/|oleobject)",
    re.IGNORECASE,
)
_EXTERNAL = re.compile(rb"<[^<>]*TargetMode\s*=\s*[\"']External[\"'][^<>]*>", re.IGNORECASE)
_HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
_MACRO_TYPE = b"macroEnabled"
_RELATIONS_LIMIT = 8 << 20


@dataclass(frozen=True, slots=True)
class WorkbookLimits:
    """How large a workbook may be: fit for an import of up to 100,000 rows by staff."""

    rows: int = 100_000
    columns: int = 60
    members: int = 200
    unpacked: int = 512 << 20
    ratio: int = 200
    memory: int = 2 << 30
    seconds: int = 60


def prescan_workbook(payload: bytes, limits: WorkbookLimits) -> None:
    """Let a harmless .xlsx pass.

    Raises:
        ExpertPoolError: `spreadsheet.…` with what the file is or contains.
    """
    if payload.startswith(_OLE):
        raise ExpertPoolError("spreadsheet.old_or_encrypted")
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as package:
            _check_members(package, payload, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ExpertPoolError("spreadsheet.damaged") from error


def _check_members(package: zipfile.ZipFile, payload: bytes, limits: WorkbookLimits) -> None:
    members = package.infolist()
    if len(members) > limits.members:
        raise ExpertPoolError("spreadsheet.too_costly", {"what": "members"})
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise ExpertPoolError("spreadsheet.not_a_workbook")
    for name in names:
        _refuse_trap(name)
    budget = min(limits.unpacked, limits.ratio * len(payload))
    for member in members:
        with package.open(member) as stream:
            budget = _scan_member(member.filename, _chunks(stream), budget)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _refuse_trap(name: str) -> None:
    found = _FORBIDDEN.search(name)
    if found:
        raise ExpertPoolError("spreadsheet.active_content", {"what": found.lastgroup or ""})


def _scan_member(name: str, chunks: Iterator[bytes], budget: int) -> int:
    """What is left of the budget after a member; refuses what stands in its text."""
    is_xml = name.lower().endswith((".xml", ".rels", ".vml"))
    keep = name.lower().endswith(".rels") or name == "[Content_Types].xml"
    kept, tail = b"", b""
    for chunk in chunks:
        budget -= len(chunk)
        if budget < 0:
            raise ExpertPoolError("spreadsheet.too_costly", {"what": "unpacked"})
        if is_xml:
            _check_text(tail + chunk)
            tail = chunk[-_OVERLAP:]
        if keep:
            kept += chunk
            if len(kept) > _RELATIONS_LIMIT:
                raise ExpertPoolError("spreadsheet.too_costly", {"what": "relations"})
    _check_relations(kept)
    return budget


def _check_text(text: bytes) -> None:
    # UTF-16 would hide a DTD from this search; spreadsheet programs write UTF-8.
    if b"\x00" in text or text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExpertPoolError("spreadsheet.damaged")
    if _DTD.search(text):
        raise ExpertPoolError("spreadsheet.active_content", {"what": "dtd"})


def _check_relations(text: bytes) -> None:
    if _MACRO_TYPE in text:
        raise ExpertPoolError("spreadsheet.active_content", {"what": "macros"})
    for link in _EXTERNAL.findall(text):
        # A mail address that became a hyperlink is harmless: nothing follows it here.
        if not _HYPERLINK.search(link):
            raise ExpertPoolError("spreadsheet.active_content", {"what": "links"})
