"""Documents as their one canonical form of bytes (RFC 8785), and long lists of entries quickly.

Its one job is values to bytes; it must not know any document.
"""

import json
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

from expert_pool.audit.canonical import Json, canonical_bytes
from selection.documents.fields import Document

_WRITER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def document_bytes(document: Document) -> bytes:
    """The document's canonical bytes."""
    return plain_bytes(document.model_dump(mode="json"))


def plain_bytes(value: Json) -> bytes:
    """The canonical bytes of what a document was dumped to.

    A document holds no float and no integer that is too large; where its text is ASCII too,
    Python's own writer, which is much faster, writes the same bytes as RFC 8785 asks for.
    """
    text = _WRITER.encode(value)
    return text.encode() if text.isascii() else canonical_bytes(value)


def write_entries(entries: Sequence[Document]) -> list[bytes]:
    """The canonical bytes of each of many entries of one kind, which have no object inside.

    Written a key at a time for all of them: lists that come back are written once, and texts
    without a sign that JSON writes in another way are only put between quotation marks.
    """
    if not entries:
        return []
    names = sorted(entries[0].model_dump())
    columns = [_write_column(list(map(attrgetter(name), entries))) for name in names]
    form = "{" + ",".join(f'"{name}":%s' for name in names) + "}"
    return [text.encode() for text in map(form.__mod__, zip(*columns, strict=True))]


def list_bytes(entries: Sequence[Document]) -> bytes:
    """The canonical bytes of a list of such entries."""
    return b"[" + b",".join(write_entries(entries)) + b"]"


def cut_entries(data: bytes, entries: Sequence[Document], between: tuple[str, str]) -> list[bytes]:
    """The bytes of each of these entries as they stand in a canonical document.

    Cut out between the names of their list and of the member behind it, at `},{"` with the
    first key behind it. No text holds such a sign: within a text a quotation mark has a backslash
    before it, and behind a text that ends in `},{` or `}],` stands no letter.
    """
    if not entries:
        return []
    first = b'{"%s":' % min(type(entries[0]).model_fields).encode()
    name, following = (word.encode() for word in between)
    start = data.index(b'"%s":[%s' % (name, first)) + len(name) + 4
    listed = data[start : data.index(b'}],"%s":' % following, start) + 1]
    # In canonical bytes no line ends, so that a line's end can mark the edges.
    return listed.replace(b"}," + first, b"}\n" + first).split(b"\n")


def _write_column(values: list[Json]) -> Iterable[str]:
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) == len(values) and _is_plain("".join(texts)):
        return map('"%s"'.__mod__, texts)
    written = {value: plain_bytes(value).decode() for value in dict.fromkeys(values)}
    return map(written.__getitem__, values)


def _is_plain(text: str) -> bool:
    """Whether JSON writes all signs of a text as they are."""
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text
