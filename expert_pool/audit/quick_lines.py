"""Lines of an export that are surely right, at the price of little more than hashing them.

Its one job is to save work: a line that equals the one that would be written for its entry is
right. Of all others nothing is said here; what is wrong with them is for the long way to find.
"""

import hashlib
import hmac
from typing import Final

from expert_pool.audit.canonical import parse_canonical
from expert_pool.audit.entries import SALT_SIZE, read_fields
from expert_pool.audit.merkle import leaf_hash
from expert_pool.errors import ExpertPoolError

_ENTRY: Final = '"entry":"'
_INDEX: Final = '","index":'
_DETAIL: Final = '{"detail":'
_SIDES: Final = frozenset({"before", "after"})


def sure_leaf(index: int, line: str) -> bytes | None:
    """The leaf hash of a line that is right at its place; None where that is not sure."""
    try:
        return _leaf(index, line)
    except (ExpertPoolError, ValueError):
        return None


def _leaf(index: int, line: str) -> bytes | None:
    start, end = line.index(_ENTRY) + len(_ENTRY), line.rindex(_INDEX)
    escaped = line[start:end]
    body = escaped.replace('\\"', '"')
    fields, leaf = read_fields(body.encode()), leaf_hash(body.encode())
    written = f'{_ENTRY}{escaped}{_INDEX}{index},"leaf":"{leaf.hex()}"'
    if "\\" in body or body.replace('"', '\\"') != escaped:
        return None
    if line == f"{{{written}}}":
        return leaf
    return leaf if _has_detail(line, written, fields["d"]) else None


def _has_detail(line: str, written: str, digest: str) -> bool:
    """Whether the line is this one, with a salt and the detail that its digest is over."""
    detail, _, salted = line.removeprefix(_DETAIL).partition(f",{written}")
    salt = bytes.fromhex(salted[len(',"salt":"') : -len('"}')])
    if line != f'{_DETAIL}{detail},{written},"salt":"{salt.hex()}"}}' or len(salt) != SALT_SIZE:
        return False
    sides = parse_canonical(detail.encode())
    if not isinstance(sides, dict) or sides.keys() != _SIDES:
        return False
    kinds = {type(side) for side in sides.values()}
    if not {dict} <= kinds <= {dict, type(None)}:
        return False
    found = hmac.new(salt, detail.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(found, digest)
