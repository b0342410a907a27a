"""A sealed file opens whole and with its own key only."""

import io
from collections.abc import Callable

import pytest

from expert_pool.errors import ExpertPoolError
from web.backups.sealing import (
    FORMAT,
    PIECE,
    PieceReader,
    SealedWriter,
    key_id,
    open_sealed,
    read_header,
)

KEY = bytes(range(32))
CONTENT = bytes(range(256)) * 10_000


def sealed(content: bytes = CONTENT) -> bytes:
    target = io.BytesIO()
    writer = SealedWriter(target, KEY, {"made_at": "2026-11-20"})
    for start in range(0, len(content), 700_001):
        writer.write(content[start : start + 700_001])
    writer.finish()
    assert writer.size == len(target.getvalue())
    return target.getvalue()


def opened(content: bytes, key: bytes = KEY) -> bytes:
    return PieceReader(open_sealed(io.BytesIO(content), key)).read() or b""


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_what_was_sealed_comes_back(size: int) -> None:
    content = (CONTENT * 2)[:size]
    assert opened(sealed(content)) == content


def test_the_header_says_which_key_it_needs_and_nothing_of_it() -> None:
    _, said = read_header(io.BytesIO(sealed()))
    assert (said["format"], said["key"], said["made_at"]) == (FORMAT, key_id(KEY), "2026-11-20")
    assert KEY.hex() not in str(said)


def test_the_same_content_is_sealed_differently_each_time() -> None:
    assert sealed()[-100:] != sealed()[-100:]


FIRST = len(sealed(b"").partition(b"\n")[0]) + 1
WHOLE = 4 + PIECE + 16

CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "a bit of a piece": lambda it: it[:-30] + bytes([it[-30] ^ 1]) + it[-29:],
    "the end cut off": lambda it: it[:-1],
    "the last piece left out": lambda it: it[: FIRST + 2 * WHOLE],
    "something added": lambda it: it + b"\0",
    "two pieces exchanged": lambda it: (
        it[:FIRST]
        + it[FIRST + WHOLE : FIRST + 2 * WHOLE]
        + it[FIRST : FIRST + WHOLE]
        + it[FIRST + 2 * WHOLE :]
    ),
    "a piece twice": lambda it: it[: FIRST + WHOLE] + it[FIRST:],
    "a piece marked as the last": lambda it: (
        it[:FIRST] + bytes([it[FIRST] | 0x80]) + it[FIRST + 1 : FIRST + WHOLE]
    ),
    "another salt": lambda it: it.replace(b'"salt": "', b'"salt": "0', 1).replace(b'0"}', b'"}', 1),
    "another day": lambda it: it.replace(b"2026-11-20", b"2026-11-21", 1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_is_changed_is_refused(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        opened(change(sealed()))
    assert refused.value.code == "backup.changed"


def test_another_key_is_named() -> None:
    with pytest.raises(ExpertPoolError) as refused:
        opened(sealed(), bytes(32))
    assert refused.value.code == "backup.other_key"
    assert refused.value.params == {"key": key_id(KEY), "is": key_id(bytes(32))}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "backup.no_backup"),
        (b"PK\x03\x04 no line", "backup.no_backup"),
        (b"not json\n", "backup.no_backup"),
        (b"[1]\n", "backup.no_backup"),
        (b'{"format": 1}\n', "backup.no_backup"),
        (b'{"format": "expert-pool-backup/v9"}\n', "backup.other_format"),
    ],
)
def test_what_is_no_backup_is_told(content: bytes, code: str) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        opened(content)
    assert refused.value.code == code
