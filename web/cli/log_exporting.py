"""What `expert-pool log` does with the service's database: takes the log out, replaces its key."""

import secrets
from pathlib import Path
from typing import Final

from expert_pool.accounts.signing_in import OPERATOR
from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.log import export_header, export_line
from expert_pool.audit.notes import KEY_SIZE, Note
from expert_pool.durable import write_durably
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.checkpoint_store import newest_note
from web.cli.log import CHECKPOINT, ENTRIES, KEYS
from web.services import Services, make_services
from web.settings import Settings

SUBJECT: Final = "log"


async def export_log(settings: Settings, folder: Path) -> int:
    """Write entries, newest checkpoint and public keys into a directory; how many entries.

    Raises:
        ExpertPoolError: `checkpoint.not_found`, where nothing is signed yet.
    """
    services = make_services(settings)
    try:
        await services.sequencer.step()
        note = await _newest(services)
        size = parse_checkpoint(note.text).head.size
        folder.mkdir(parents=True, exist_ok=True)
        await _write_entries(services, note, folder / ENTRIES)
        write_durably(folder / CHECKPOINT, note.written().encode())
        vkeys = "".join(f"{key.vkey}\n" for key in services.sequencer.keys.known)
        write_durably(folder / KEYS, vkeys.encode())
        await _record(services, note)
    finally:
        await services.database.close()
    return size


async def _newest(services: Services) -> Note:
    async with services.database.read() as session:
        note = await newest_note(session, services.sequencer.keys.origin)
    if note is None:
        raise ExpertPoolError("checkpoint.not_found")
    return note


async def _write_entries(services: Services, note: Note, file: Path) -> None:
    head = parse_checkpoint(note.text).head
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        lines.write(f"{export_header(head)}\n")
        async with services.database.read() as session:
            index = 0
            async for line in AuditStore(session).lines(size=head.size):
                lines.write(f"{export_line(index, line)}\n")
                index += 1


async def _record(services: Services, note: Note) -> None:
    head = parse_checkpoint(note.text).head
    noted = {"size": head.size, "root": head.root.hex(), "details": False}
    async with services.database.transaction() as session:
        await record_act(session, actor=OPERATOR, act=Act.LOG_EXPORT, subject=SUBJECT, after=noted)


async def replace_key(settings: Settings) -> tuple[str, str]:
    """Let a new key sign the log; the former and the new public key.

    The entry is written first: it is signed by both keys, or the former one signs alone on.
    """
    services = make_services(settings)
    try:
        await services.sequencer.step()
        former = services.sequencer.keys
        keys = former.replaced(secrets.token_bytes(KEY_SIZE), services.now())
        vkeys = (former.current.verifier.vkey, keys.current.verifier.vkey)
        async with services.database.transaction() as session:
            await record_act(
                session,
                actor=OPERATOR,
                act=Act.LOG_REKEY,
                subject=SUBJECT,
                previous_state=former.current.verifier.id.hex(),
                next_state=keys.current.verifier.id.hex(),
                after={"former": vkeys[0], "current": vkeys[1]},
            )
        write_durably(settings.log_file, keys.written().encode(), mode=0o600)
        await services.sequencer.step()
    finally:
        await services.database.close()
    return vkeys
