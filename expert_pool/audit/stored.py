"""The log as a database keeps it, held against what its own bytes say.

Its one job is to name what is wrong with stored entries. Whoever may write to the database
at will can make a log that agrees with itself: only heads that were noted earlier (in a
draw's commitment, an export, or outside) show that; `compare_with_heads` takes them all.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from expert_pool.audit.entries import Detail, Entry, detail_digest
from expert_pool.audit.log import SOURCE, LogHead
from expert_pool.audit.merkle import Frontier, grow, leaf_hash
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity

# A long transaction may log a little after a shorter one that began later.
LATE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry's row: bytes, place, and the columns that the database derives from the bytes.

    `columns` are moment, actor, role, act, subject and request. `detail` is None although
    there is a salt where it cannot be decrypted.
    """

    place: int | None
    id: UUID
    body: bytes
    leaf: bytes
    columns: tuple[str, ...]
    salt: bytes | None = None
    detail: Detail | None = None


def read_stored(stored: StoredEntry) -> Entry | None:
    """The entry that the stored bytes say, or None where they say none."""
    try:
        return Entry.from_body(stored.body)
    except ExpertPoolError:
        return None


def check_place(expected: int, stored: StoredEntry) -> tuple[Finding, ...]:
    """Whether an entry has the place that follows the one before it."""
    if stored.place is None:
        return (_fault("LOG-12.entry_without_place", entry=str(stored.id)),)
    if stored.place != expected:
        return (_fault("LOG-03.wrong_index", expected=expected, found=str(stored.place)),)
    return ()


def check_stored(stored: StoredEntry) -> tuple[Finding, ...]:
    """What an entry's row says that its exact bytes do not."""
    index = -1 if stored.place is None else stored.place
    entry = read_stored(stored)
    if entry is None:
        return (_fault("LOG-04.not_an_entry", index=index, problem="audit.bad_field"),)
    expected = leaf_hash(stored.body)
    if not hmac.compare_digest(expected, stored.leaf):
        params = {"expected": expected.hex(), "found": stored.leaf.hex()}
        return (_fault("LOG-05.wrong_leaf", index=index, **params),)
    if stored.id != entry.id or stored.columns != _columns(entry):
        return (_fault("LOG-13.wrong_columns", index=index),)
    return _check_detail(index, entry, stored)


def _columns(entry: Entry) -> tuple[str, ...]:
    moment = entry.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (moment, entry.actor, entry.role, entry.act, entry.subject, entry.request)


def _check_detail(index: int, entry: Entry, stored: StoredEntry) -> tuple[Finding, ...]:
    if stored.salt is None:
        return ()
    found = detail_digest(stored.salt, stored.detail) if stored.detail else "unreadable"
    if hmac.compare_digest(found, entry.detail_digest):
        return ()
    params = {"expected": entry.detail_digest, "found": found}
    return (_fault("LOG-06.wrong_detail", index=index, **params),)


def check_erasures(missing: Sequence[int], erasures: Sequence[int]) -> tuple[Finding, ...]:
    """Details that are gone although no act of erasure came after their entries."""
    last = max(erasures, default=-1)
    unsaid = [index for index in missing if index > last]
    return (_fault("LOG-14.detail_gone", index=unsaid[0], count=len(unsaid)),) if unsaid else ()


def check_times(index: int, earlier: Entry, later: Entry) -> tuple[Finding, ...]:
    """An entry whose time lies well before that of the entry before it, for information."""
    if later.moment >= earlier.moment - LATE:
        return ()
    params: tuple[tuple[str, Param], ...] = (
        ("earlier", earlier.moment.isoformat()),
        ("index", index),
        ("later", later.moment.isoformat()),
    )
    return (Finding("LOG-16.time_goes_back", Severity.INFO, SOURCE, params),)


def compare_with_heads(leaves: Sequence[bytes], heads: Sequence[LogHead]) -> tuple[Finding, ...]:
    """The first earlier head that a log breaks, and between which entries the change lies."""
    tree, intact = Frontier(), 0
    for head in sorted(heads, key=lambda head: head.size):
        if head.size > len(leaves):
            return (_fault("LOG-09.truncated", expected=head.size, found=len(leaves)),)
        tree = grow(leaves[tree.size : head.size], tree)
        if tree.root != head.root:
            roots = {"expected": head.root.hex(), "found": tree.root.hex()}
            places = {"first": intact, "last": head.size - 1}
            return (_fault("LOG-15.rewritten_between", **places, **roots),)
        intact = head.size
    return ()


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
