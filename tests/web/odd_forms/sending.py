"""Bodies of forms, byte by byte: also those that no browser would send."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_from_bytes

BOUNDARY: Final = "a-line-between-parts"
LONGEST_QUERY: Final = 60_000


@dataclass(frozen=True)
class File:
    """A file as a form carries it."""

    name: str
    content: bytes


Value = str | bytes | File
Fields = tuple[tuple[str, Value], ...]


def encode(fields: Fields, *, multipart: bool) -> tuple[bytes, str]:
    """A body and its content type; a form with a file goes in parts."""
    if multipart or any(isinstance(value, File) for _, value in fields):
        parts = b"".join(_part(name, value) for name, value in fields)
        body = parts + f"--{BOUNDARY}--\r\n".encode()
        return body, f"multipart/form-data; boundary={BOUNDARY}"
    pairs = (f"{_quoted(name)}={_quoted(value)}" for name, value in fields)
    return "&".join(pairs).encode(), "application/x-www-form-urlencoded"


def as_query(fields: Fields) -> str:
    """The same for a form that only asks: behind the `?` of an address, which has an end."""
    kept = ((name, value) for name, value in fields if not isinstance(value, File))
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in kept)[:LONGEST_QUERY]


def _quoted(value: Value) -> str:
    return quote_from_bytes(_bytes(value), safe="")


def _bytes(value: Value) -> bytes:
    if isinstance(value, File):
        return value.content
    return value if isinstance(value, bytes) else value.encode()


def _part(name: str, value: Value) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"'
    if isinstance(value, File):
        head += f'; filename="{value.name}"\r\nContent-Type: application/octet-stream'
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + _bytes(value) + b"\r\n"
