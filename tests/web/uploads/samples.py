"""Certificates made in the test, whole ones and ones that are bad in a single way."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image


def picture(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A plain picture."""
    sink = io.BytesIO()
    Image.new(mode, size, 120 if mode in {"L", "P"} else None).save(sink, format=form)
    return sink.getvalue()


def picture_with_exif() -> bytes:
    """A JPEG that lies on its side and says where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "secret place"
    sink = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 10, 10)).save(sink, format="JPEG", exif=exif)
    return sink.getvalue()


def pixel_bomb(side: int) -> bytes:
    """A tiny PNG that claims to be huge."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 1000)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def pdf(change: Callable[[pikepdf.Pdf], object] | None = None, pages: int = 1) -> bytes:
    """A PDF with blank pages that `change` may have altered."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(200, 300))
    if change is not None:
        change(document)
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def encrypted_pdf(user: str) -> bytes:
    """A PDF under a password, or with an owner's one only where `user` is empty."""
    document = pikepdf.new()
    document.add_blank_page()
    sink = io.BytesIO()
    document.save(sink, encryption=pikepdf.Encryption(owner="owner", user=user))
    return sink.getvalue()


def archive() -> bytes:
    """A ZIP archive to hang behind another file."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as package:
        package.writestr("evil.html", "<script>alert(1)</script>")
    return sink.getvalue()
