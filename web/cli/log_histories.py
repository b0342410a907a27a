"""What is known of a log that broke: its own history, and what others hold of it.

Its one job is to find the checkpoint at which the former name ends, and to refuse one while
anybody who can be asked holds a newer one. It closes nothing and signs nothing.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Witnessed, parse_checkpoint, read_checkpoint
from expert_pool.audit.log import LogHead
from expert_pool.audit.notes import Note, VerifierKey, parse_note
from expert_pool.audit.reopening import OwnHistory
from expert_pool.audit.witnessing import Witness
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.audit_sequence import newest_frontier
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.checkpoint_store import leaves_between, newest_note, notes_by_size
from expert_pool.storage.database import Database
from web.services import Services
from web.witnesses import have_cosigned, hold_against

_RESTORES: Final = 1000


def against_first(given: Iterable[Witnessed], own: OwnHistory) -> list[Witnessed]:
    """Those that the log does not fit before those that it fits, each by size.

    Of a fork the second history may have left the machine, too, and be the longer one.
    """

    def order(one: Witnessed) -> tuple[bool, int]:
        return own.fits(one.checkpoint.head), -one.checkpoint.head.size

    return sorted(given, key=order)


async def read_own(services: Services) -> OwnHistory:
    """What the database holds of the log, was signed under its name, and was restored."""
    async with services.database.read() as session:
        newest = await newest_frontier(session)
        leaves = await leaves_between(session, 0, newest.size)
        notes = await notes_by_size(session)
        store = AuditStore(session)
        page = await store.page(AuditFilter(acts=frozenset({Act.LOG_RESTORE})), limit=_RESTORES)
        ids = [one.entry.id for one in page.entries]
        details = await store.details(services.cipher, ids)
    signed = [
        parse_checkpoint(parse_note(text).text).head
        for (origin, _), text in notes.items()
        if origin == services.sequencer.keys.origin
    ]
    restored = [(it.after or {}).get("size") for it in details.values()]
    return OwnHistory(leaves, signed, [it for it in restored if isinstance(it, int)])


async def check_newest(services: Services, given: Witnessed, own: OwnHistory) -> tuple[str, ...]:
    """Nobody who can be asked may hold a newer checkpoint; who could not be asked.

    But for the second history, where the log was signed further before anybody noticed: the log
    holds it, and the entries name it.
    """
    head, keys = given.checkpoint.head, services.sequencer.keys
    async with services.database.read() as session:
        stored = await newest_note(session, keys.origin)
    known = [*own.signed, *head_signed(services.settings.checkpoint_file, keys.known)]
    newer = [one for one in known if one.size > head.size]
    if newer and (own.fits(head) or not all(own.fits(one) for one in newer)):
        most = max(one.size for one in newer)
        raise ExpertPoolError("log.note_too_old", {"size": head.size, "known": most})
    second = stored if stored and own.fits(parse_checkpoint(stored.text).head) else None
    not_asked = []
    for witness in services.witnesses:
        try:
            await _hold_one(services.database, witness, given.note, second)
        except OSError:
            not_asked.append(witness.key.name)
    return tuple(not_asked)


async def _hold_one(database: Database, witness: Witness, note: Note, second: Note | None) -> None:
    """A witness follows one history: the one that is closed, or the one that the log holds.

    Whether it is that one a proof shows: its size alone says nothing.
    """
    try:
        await hold_against(witness, note)
    except ExpertPoolError as refused:
        if second is None:
            raise
        try:
            await have_cosigned(database, witness, second, parse_checkpoint(second.text).head.size)
        except ExpertPoolError:
            raise refused from None


def head_signed(file: Path, keys: Sequence[VerifierKey]) -> list[LogHead]:
    """The head of the checkpoint in a file; what these keys did not sign counts for nothing."""
    try:
        return [read_checkpoint(file.read_bytes(), keys).checkpoint.head]
    except (ExpertPoolError, FileNotFoundError):
        return []
