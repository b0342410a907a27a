"""The change of the log's name itself, so that a crash at any instruction loses nothing of it.

In this order: the new key is prepared beside the one in force; both entries, in one transaction;
former key and checkpoint are copied aside; the new key is in force; the former checkpoint goes;
what was prepared goes. Whoever runs the command again finishes what was entered, and takes back
what was only prepared. It must not ask who may, nor whether the log is broken.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint
from expert_pool.audit.log_keys import LogKeys, parse_log_keys
from expert_pool.audit.notes import VerifierKey, parse_note, parse_vkey
from expert_pool.audit.reopening import Ending, find_reopenings
from expert_pool.durable import held, read_if_there, remove_durably, write_durably
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.checkpoint_store import lock_signing
from web.services import Services
from web.settings import Settings

NEXT: Final = "next"
_ACTS: Final = frozenset({Act.LOG_CLOSE, Act.LOG_REOPEN})
_OWNERS_ALONE: Final = 0o600


class Earlier(StrEnum):
    """What an earlier run of the same command had left."""

    NOTHING = "nothing"
    TAKEN_BACK = "taken_back"
    FINISHED = "finished"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Entered:
    """What the two entries say: where which name ended, the former public key, the new one."""

    ending: Ending
    former: VerifierKey
    current: VerifierKey


@asynccontextmanager
async def signing_held(services: Services) -> AsyncIterator[None]:
    """Nobody signs meanwhile, and no second run of the command is under way."""
    async with services.database.transaction() as session:
        await lock_signing(session)
        yield


def prepare(settings: Settings, keys: LogKeys) -> None:
    """Keep the new key before any entry names it."""
    write_durably(_prepared(settings), keys.written().encode(), mode=_OWNERS_ALONE)


async def take_up(
    services: Services, name: str, wanted: Collection[Checkpoint]
) -> tuple[Earlier, Entered | None]:
    """Finish or take back what an earlier run left; call it under `signing_held`.

    `wanted` are the checkpoints given now; the earlier run closed the name at one of them.

    Raises:
        ExpertPoolError: `log.reopening_unfinished`, where something else is asked for now.
    """
    file, entered = _prepared(services.settings), await _newest_entered(services)
    prepared = read_if_there(file)
    origin = services.sequencer.keys.origin
    ending = entered and entered.ending
    same = ending is not None and ending.current == name and ending.checkpoint in wanted
    if prepared is None:
        done = same and name == origin
        return (Earlier.DONE, entered) if done else (Earlier.NOTHING, None)
    keys = parse_log_keys(prepared.decode())
    if entered is None or entered.current != keys.current.verifier:
        remove_durably(file)
        return Earlier.TAKEN_BACK, None
    if same:
        put_in_force(services, entered, keys)
        return Earlier.FINISHED, entered
    if origin != entered.ending.former:
        ended = entered.ending
        params = {"name": ended.current, "origin": ended.former, "size": ended.last.size}
        raise ExpertPoolError("log.reopening_unfinished", params)
    # Nothing was signed with that key: its two entries stay, and the next two count.
    remove_durably(file)
    return Earlier.TAKEN_BACK, None


async def _newest_entered(services: Services) -> Entered | None:
    async with services.database.read() as session:
        store = AuditStore(session)
        page = await store.page(AuditFilter(acts=_ACTS), limit=2)
        found = find_reopenings((one.index, one.entry) for one in reversed(page.entries))
        details = await store.details(services.cipher, [one.entry.id for one in page.entries])
    for one in found:
        for detail in details.values():
            keys = [parse_vkey(str((detail.after or {})[of])) for of in ("former", "current")]
            return Entered(one.ending, *keys)
    return None


def put_in_force(services: Services, entered: Entered, keys: LogKeys) -> None:
    """Let the new key sign; keys and checkpoint of the former name stay aside.

    Each step may be done already. The key file is never missing, and never holds the former key
    while the former checkpoint is away: else the former name could sign on.
    """
    settings, former = services.settings, entered.ending.former
    mark, in_force = entered.former.id.hex(), services.sequencer.keys
    key_file, note_file = settings.log_file, settings.checkpoint_file
    if in_force.origin == former:
        write_durably(_aside(key_file, mark), in_force.written().encode(), mode=_OWNERS_ALONE)
    with held(note_file):
        note = read_if_there(note_file)
        ended = note is not None and parse_checkpoint(parse_note(note).text).origin == former
        if note is not None and ended:
            write_durably(_aside(note_file, mark), note)
        if in_force.origin == former:
            write_durably(key_file, keys.written().encode(), mode=_OWNERS_ALONE)
        if ended:
            remove_durably(note_file)
    remove_durably(_prepared(settings))


def _prepared(settings: Settings) -> Path:
    return _aside(settings.log_file, NEXT)


def _aside(file: Path, mark: str) -> Path:
    return file.with_name(f"{file.name}.{mark}")
