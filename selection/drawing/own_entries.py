"""An expert's own entries in concluded draws, handed out once the panel is released.

The public receipt shows the members' employers under pseudonyms: with the own entry
somebody could tell a colleague's seat. So an entry stays sealed as long as the panel is.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.expert_store import load_expert_of
from selection.documents.entry_file import entry_file_bytes, write_entry_file
from selection.drawing.desk import DrawDesk
from selection.drawing.opening import load_commitment
from selection.errors import SelectionError
from selection.requests import thaw_criteria
from selection.requests.release import find_release_day
from selection.storage.draw_store import load_draw_by_commit
from selection.storage.own_entry_store import EntryRecord, list_entries
from selection.storage.request_store import load_request

MOST_ENTRIES: Final = 50


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """One own entry: `opens` is its first open day, None for never; sealed, it has no pseudonym."""

    draw_id: UUID
    commit_hash: bytes
    opens: date | None
    pseudonym: str

    @property
    def is_open(self) -> bool:
        """Whether the entry may be handed out now."""
        return bool(self.pseudonym)


async def load_own_entries(
    session: AsyncSession, desk: DrawDesk, account_id: UUID
) -> tuple[OwnEntry, ...]:
    """The entries of the expert who signs in with this account, the newest first."""
    record = await load_expert_of(session, account_id)
    if record is None:
        return ()
    found = await list_entries(session, UUID(record.expert.id), limit=MOST_ENTRIES)
    return tuple([await _own(session, desk, one) for one in found])


async def _own(session: AsyncSession, desk: DrawDesk, one: EntryRecord) -> OwnEntry:
    request = await load_request(session, one.request_id)
    frozen = thaw_criteria((request.criteria if request else None) or b"")
    opens = find_release_day(frozen, desk.policy)
    is_open = opens is not None and opens <= desk.today()
    return OwnEntry(one.draw_id, one.commit_hash, opens, one.pseudonym if is_open else "")


async def read_own_entry(
    session: AsyncSession, desk: DrawDesk, account_id: UUID, commit_hash: str
) -> bytes:
    """The own entry of one draw as a file to be checked against the receipt.

    Raises:
        SelectionError: `entry.not_found` where this expert was no candidate of such a
            concluded draw; `entry.sealed` before the panel is released, `entry.never_open`.
    """
    entries = await load_own_entries(session, desk, account_id)
    wanted = (one for one in entries if one.commit_hash.hex() == commit_hash)
    entry = next(wanted, None)
    draw = await load_draw_by_commit(session, entry.commit_hash) if entry else None
    if entry is None or draw is None:
        raise SelectionError("entry.not_found")
    if entry.opens is None:
        raise SelectionError("entry.never_open")
    if not entry.is_open:
        raise SelectionError("entry.sealed", {"day": entry.opens.isoformat()})
    return entry_file_bytes(write_entry_file(load_commitment(desk, draw), entry.pseudonym))
