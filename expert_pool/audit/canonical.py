"""The one byte form of a value: canonical JSON (RFC 8785), so that a digest means something.

Its one job is to turn plain values into exact bytes and back. Objects, arrays, strings,
true, false, null and integers up to 2^53-1 are plain; floats never are, since two
programs may print them apart. It must not repair anything: what has two readings is
refused, with the path to it.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence, Sized
from typing import Final, NoReturn, TypeAlias

import rfc8785

from expert_pool.errors import ExpertPoolError

Json: TypeAlias = bool | int | str | Sequence["Json"] | Mapping[str, "Json"] | None

LARGEST_INTEGER = 2**53 - 1
DEEPEST: Final = 200
"""Lists and objects in each other around one value; how many a program bears differs beyond."""
_WRITER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LAST_SORTED_ALIKE: Final = "\uffff"
"""Up to here keys sort by their characters as by their UTF-16 units, as RFC 8785 asks."""


def canonical_bytes(value: Json) -> bytes:
    """The exact bytes of a plain value (RFC 8785), the same in every program.

    Raises:
        ExpertPoolError: `canonical.…`, with the path of the first part that has no such form.
    """
    refuse_ambiguous(value)
    written = _write_quickly(value)
    return rfc8785.dumps(value) if written is None else written


def _write_quickly(value: object) -> bytes | None:
    """The form by the standard library's writer, or None where the two might differ.

    Without floats only the order of keys can differ; what it cannot write is no dict or list.
    """
    try:
        written = _WRITER.encode(value)
        alike = written.isascii() or max(written) <= _LAST_SORTED_ALIKE
        return written.encode() if alike else None
    except (TypeError, ValueError, RecursionError):
        return None


def digest(value: Json) -> str:
    """The SHA-256 of a plain value's canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def refuse_ambiguous(value: object, path: str = "$", depth: int = 0) -> None:
    """Refuse the first part, by its path, that two programs could write as different bytes.

    Raises:
        ExpertPoolError: `canonical.float`, `canonical.integer_too_large`, `canonical.not_nfc`,
            `canonical.not_text`, `canonical.key_not_text` or `canonical.not_plain`; without a
            path `canonical.broken`, where parts stand deeper in each other than `DEEPEST`.
    """
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ExpertPoolError("canonical.integer_too_large", {"path": path})
    elif isinstance(value, str):
        _refuse_ambiguous_text(value, path)
    elif isinstance(value, Mapping):
        _refuse_ambiguous_members(value, path, _inside(value, depth))
    elif isinstance(value, list | tuple):
        inside = _inside(value, depth)
        for index, item in enumerate(value):
            refuse_ambiguous(item, f"{path}[{index}]", inside)
    else:
        code = "canonical.float" if isinstance(value, float) else "canonical.not_plain"
        raise ExpertPoolError(code, {"path": path})


def _inside(value: Sized, depth: int) -> int:
    """How deep the parts of a list or an object stand."""
    if len(value) > 0 and depth >= DEEPEST:
        raise ExpertPoolError("canonical.broken", {"problem": "depth"})
    return depth + 1


def _refuse_ambiguous_text(text: str, path: str) -> None:
    if text.isascii():
        return
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ExpertPoolError("canonical.not_text", {"path": path})
    if not unicodedata.is_normalized("NFC", text):
        raise ExpertPoolError("canonical.not_nfc", {"path": path})


def _refuse_ambiguous_members(members: Mapping[object, object], path: str, depth: int) -> None:
    for key, member in members.items():
        if not isinstance(key, str):
            raise ExpertPoolError("canonical.key_not_text", {"path": path})
        refuse_ambiguous(key, f"{path}.{key!a}")
        refuse_ambiguous(member, f"{path}.{key}", depth)


def parse_json(text: str | bytes) -> Json:
    """Read JSON, refusing what has no canonical form: floats, repeated keys, unnormalised text.

    Raises:
        ExpertPoolError: `canonical.broken`, `canonical.repeated_key`, or as `canonical_bytes`.
    """
    try:
        value: Json = json.loads(
            # Left to itself it would take a byte order mark, and other encodings too.
            text.decode() if isinstance(text, bytes) else text,
            object_pairs_hook=_members_once,
            parse_float=_refuse_float,
            parse_constant=_refuse_float,
        )
        refuse_ambiguous(value)
    except (ValueError, RecursionError) as error:
        raise ExpertPoolError("canonical.broken", {"problem": type(error).__name__}) from error
    return value


def parse_canonical(data: bytes) -> Json:
    """Read JSON that must already stand in its one canonical form, byte for byte.

    Raises:
        ExpertPoolError: `canonical.other_form`, or as `parse_json`.
    """
    value = _read_quickly(data)
    if value is not None:
        return value
    value = parse_json(data)
    if canonical_bytes(value) != data:
        raise ExpertPoolError("canonical.other_form")
    return value


def _read_quickly(data: bytes) -> Json:
    """The value of data that is surely in its canonical form; None wherever a doubt remains.

    Data that comes out the same when written again repeats no key and has no second spelling; of
    a whole text in normal form (NFC) each part is in it, too. With so few brackets nothing is deep.
    """
    if data.count(b"[") + data.count(b"{") > DEEPEST:
        return None
    try:
        text = data.decode()
        value: Json = _READER.decode(text)
        is_normal = text.isascii() or unicodedata.is_normalized("NFC", text)
        return value if is_normal and _write_quickly(value) == data else None
    except (ExpertPoolError, ValueError, RecursionError):
        return None


def _small(digits: str) -> int:
    number = int(digits)
    if abs(number) > LARGEST_INTEGER:
        raise ValueError
    return number


def _members_once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        repeated = next(name for name, times in counted.items() if times > 1)
        raise ExpertPoolError("canonical.repeated_key", {"key": repeated})
    return members


def _refuse_float(digits: str) -> NoReturn:
    raise ExpertPoolError("canonical.float", {"path": digits[:40]})


_READER: Final = json.JSONDecoder(
    parse_float=_refuse_float, parse_constant=_refuse_float, parse_int=_small
)
