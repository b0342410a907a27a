"""What `expert-pool log` does with the service's database: takes the log out, replaces its key."""

import secrets
from pathlib import Path
from typing import Final

from expert_pool.accounts.signing_in import OPERATOR
from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.log import export_header, export_line
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.notes import KEY_SIZE, KeyKind, Note, make_key
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


async def reopen_log(settings: Settings, name: str) -> tuple[str, str]:
    """Go on under a new name where the log no longer fits what it signed; both public keys.

    Raises:
        ExpertPoolError: `log.not_broken` or `log.same_name`.
    """
    services = make_services(settings)
    try:
        await services.sequencer.step()
        former = services.sequencer.keys
        if not services.sequencer.refused:
            raise ExpertPoolError("log.not_broken")
        if name == former.origin:
            raise ExpertPoolError("log.same_name", {"origin": name})
        keys = LogKeys(make_key(name, KeyKind.SIGNATURE, secrets.token_bytes(KEY_SIZE)))
        await _record_reopening(services, keys, settings.checkpoint_file)
        for file in (settings.log_file, settings.checkpoint_file):
            _keep_aside(file, former.current.verifier.id.hex())
        write_durably(settings.log_file, keys.written().encode(), mode=0o600)
        await services.sequencer.step()
    finally:
        await services.database.close()
    return former.current.verifier.vkey, keys.current.verifier.vkey


async def _record_reopening(services: Services, keys: LogKeys, checkpoint: Path) -> None:
    former, current = services.sequencer.keys.current.verifier, keys.current.verifier
    note = checkpoint.read_text(encoding="utf-8") if checkpoint.exists() else ""
    found = [finding.code for finding in services.sequencer.refused]
    async with services.database.transaction() as session:
        await record_act(
            session,
            actor=OPERATOR,
            act=Act.LOG_REOPEN,
            subject=SUBJECT,
            previous_state=former.id.hex(),
            next_state=current.id.hex(),
            after={"former": former.vkey, "note": note, "found": found, "current": current.vkey},
        )


def _keep_aside(file: Path, mark: str) -> None:
    if file.exists():
        file.rename(file.with_name(f"{file.name}.{mark}"))
