"""The whole log as stored: bytes, columns, places, details, and heads known before.

These are the heads that its own entries remember, and all that it ever signed.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Detail, Entry
from expert_pool.audit.kept_notes import Outside, check_notes
from expert_pool.audit.kept_tree import check_lines, check_tree
from expert_pool.audit.log import LogHead, log_head
from expert_pool.audit.merkle import leaf_hash
from expert_pool.audit.stored import (
    StoredEntry,
    check_erasures,
    check_place,
    check_stored,
    check_times,
    compare_with_heads,
    read_stored,
)
from expert_pool.encryption import FieldCipher
from expert_pool.findings import Finding, Severity
from expert_pool.storage.audit_inspection import kept_lines, kept_tree, stored_entries
from expert_pool.storage.checkpoint_store import list_notes, notes_by_size

MOST_FINDINGS: Final = 50
NOTHING_OUTSIDE: Final = Outside()
_HASH: Final = re.compile("[0-9a-f]{64}")
_NOTING: Final = frozenset({Act.LOG_EXPORT.value, Act.LOG_VERIFY.value})


@dataclass(frozen=True, slots=True)
class LogReport:
    """The head recomputed from the bytes, the leaves, and what is wrong, first fault first.

    `heads` are how many earlier heads the log was held against, `notes` how many signed notes.
    """

    head: LogHead
    leaves: tuple[bytes, ...]
    heads: int
    notes: int
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Walk:
    """What one pass over the log has seen so far."""

    leaves: list[bytes] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    erasures: list[int] = field(default_factory=list)
    heads: list[LogHead] = field(default_factory=list)
    expected: int = 0
    former: Entry | None = None

    def see(self, stored: StoredEntry) -> None:
        """Take in the next entry."""
        self._find(check_place(self.expected, stored))
        self._find(check_stored(stored))
        if stored.place is None:
            return
        self.leaves.append(leaf_hash(stored.body))
        entry = read_stored(stored)
        if entry is not None:
            self._remember(stored.place, entry, stored)
        # After a gap, only the gap is wrong, not every entry behind it.
        self.expected = stored.place + 1

    def _remember(self, place: int, entry: Entry, stored: StoredEntry) -> None:
        if self.former is not None:
            self._find(check_times(place, self.former, entry))
        self.former = entry
        if entry.detail_digest and stored.salt is None:
            self.missing.append(place)
        if entry.act == Act.PII_ERASE:
            self.erasures.append(place)
        head = noted_head(entry, stored.detail)
        if head is not None:
            self.heads.append(head)

    def _find(self, found: Sequence[Finding]) -> None:
        self.findings.extend(found[: MOST_FINDINGS - len(self.findings)])


def noted_head(entry: Entry, detail: Detail | None) -> LogHead | None:
    """The head that an entry of an export or a check of the log noted, or None."""
    after = (detail.after if detail else None) or {}
    size, root = after.get("size"), after.get("root")
    if entry.act not in _NOTING or not isinstance(size, int) or not isinstance(root, str):
        return None
    return LogHead(size, bytes.fromhex(root)) if _HASH.fullmatch(root) else None


async def check_log(
    session: AsyncSession,
    cipher: FieldCipher,
    heads: Sequence[LogHead] = (),
    outside: Outside = NOTHING_OUTSIDE,
) -> LogReport:
    """Recompute the log and hold it against all heads it remembers itself, and those given.

    It is held against every signed note, too: those of the database, and those outside; and
    what is kept beside it (checkpoints, subtrees, lines of witnesses) is recomputed.
    """
    walk = _Walk()
    async for stored in stored_entries(session, cipher):
        walk.see(stored)
    known = (*heads, *walk.heads)
    kept = await list_notes(session, {key.name for key in outside.keys})
    notes = (*outside.notes, *kept)
    signed = await notes_by_size(session)
    findings = (
        *walk.findings,
        *check_erasures(walk.missing, walk.erasures),
        *compare_with_heads(walk.leaves, known),
        *await asyncio.to_thread(check_notes, walk.leaves, notes, outside.keys),
        *check_lines(await kept_lines(session), signed, outside.witnesses),
    )
    if not any(finding.severity is Severity.HARD for finding in findings):
        # Of entries that were changed no tree is right: that is said already.
        findings = (*findings, *check_tree(walk.leaves, await kept_tree(session)))
    return LogReport(log_head(walk.leaves), tuple(walk.leaves), len(known), len(notes), findings)
