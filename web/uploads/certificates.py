"""Takes an uploaded certificate: its type, whether it is whole and harmless, its preview.

The name and the type that a browser claims are never looked at. Everything that parses
the file runs in confinement; what comes out is what may be stored.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import cast

from expert_pool.errors import ExpertPoolError
from web.confinement import Answer, ConfinementBroken, Limits, Progress, run_confined
from web.uploads.images import clean_image
from web.uploads.pdfs import check_pdf

_MEGABYTE = 1 << 20


class FileType(StrEnum):
    """The types that are taken, by what they are served as."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


_MAGIC: tuple[tuple[bytes, FileType], ...] = (
    (b"%PDF-", FileType.PDF),
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
)


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How large and how many certificates may be (`security.md`, section 9)."""

    megabytes: int = 10
    pages: int = 50
    megapixels: int = 25
    files: int = 20
    memory: int = 1 << 30
    seconds: int = 20


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be stored, the digest of it and of what was sent, and page 1 as PNG."""

    type: FileType
    content: bytes
    pages: int
    preview: bytes
    sha256: bytes
    sent_sha256: bytes


def check_room(files: int, limits: UploadLimits | None = None) -> None:
    """Whether one more file may follow those that an application has.

    Raises:
        ExpertPoolError: `upload.too_many_files`.
    """
    most = (limits or UploadLimits()).files
    if files >= most:
        raise ExpertPoolError("upload.too_many_files", {"most": most})


def check_certificate(payload: bytes, limits: UploadLimits | None = None) -> CheckedFile:
    """The file as it may be stored. Blocks for up to some seconds: call it in a thread.

    Raises:
        ExpertPoolError: `upload.empty`, `.too_big`, `.wrong_type`, `.damaged`,
            `.password_protected`, `.active_content`, `.too_many_pages`, `.too_many_pixels`.
    """
    limits = limits or UploadLimits()
    if not payload.strip(b"\x00 \t\r\n"):
        raise ExpertPoolError("upload.empty")
    if len(payload) > limits.megabytes * _MEGABYTE:
        raise ExpertPoolError("upload.too_big", {"megabytes": limits.megabytes})
    kind = tell_type(payload)
    try:
        answer = run_confined(
            inspect_file, payload, asdict(limits), limits=Limits(limits.memory, limits.seconds)
        )
    except ConfinementBroken as broken:
        raise ExpertPoolError("upload.damaged") from broken
    content, preview = answer.blobs
    return CheckedFile(
        type=kind,
        content=content,
        pages=cast("int", answer.values["pages"]),
        preview=preview,
        sha256=hashlib.sha256(content).digest(),
        sent_sha256=hashlib.sha256(payload).digest(),
    )


def tell_type(payload: bytes) -> FileType:
    """The type by the first bytes; nothing may stand before them.

    Raises:
        ExpertPoolError: `upload.wrong_type`.
    """
    for magic, kind in _MAGIC:
        if payload.startswith(magic):
            return kind
    raise ExpertPoolError("upload.wrong_type")


def inspect_file(payload: bytes, options: Mapping[str, object], _report: Progress) -> Answer:
    """Run by the child: parse the whole file and make what may be kept of it."""
    limits = UploadLimits(**cast("Mapping[str, int]", options))
    kind = tell_type(payload)
    if kind is FileType.PDF:
        content, pages, preview = check_pdf(payload, limits.pages)
    else:
        form = "JPEG" if kind is FileType.JPEG else "PNG"
        content, preview = clean_image(payload, form, limits.megapixels * 1_000_000)
        pages = 1
    return Answer({"pages": pages}, (content, preview))
