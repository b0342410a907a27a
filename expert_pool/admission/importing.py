"""Bulk import of an existing pool: checked first, then stored in one transaction or not at all.

Files are read elsewhere; what arrives here are the checked rows of
`expert_pool.bulk_import`. Pages and the command line use the same functions.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.imported_people import ImportedRecord, prepare_people
from expert_pool.admission.known_people import refuse_known
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.bulk_import import ImportCheck, ImportedPerson, RowError
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import Particulars, record_act, record_each
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.import_store import (
    ImportRecord,
    ImportState,
    add_accounts,
    add_applications,
    add_import,
    add_tokens,
    change_import,
    expect_many_rows,
    finish_deferred,
    hold_storing,
    load_import,
    load_known_people,
    queue_mails,
)

SILENCE: Final = timedelta(seconds=30)
"""After so long without a word, the process that worked on an import is taken for dead."""
WORKING: Final = frozenset({ImportState.CHECKING, ImportState.STORING})
LANGUAGE: Final = "zh_Hans"
INVITATION: Final = "confirm_data"


@dataclass(frozen=True, slots=True)
class NewImport:
    """A file to be imported: its name, its digest, and where its bytes are kept."""

    file_name: str
    sha256: bytes
    storage_name: str = ""
    started_by: UUID | None = None


def is_interrupted(record: ImportRecord, now: datetime) -> bool:
    """Whether the process that worked on an import seems to have died."""
    heard = record.heard_at
    return record.state in WORKING and heard is not None and now - heard > SILENCE


def may_store(record: ImportRecord, now: datetime) -> bool:
    """Whether the accepted rows can be imported now."""
    again = record.state is ImportState.STORING and is_interrupted(record, now)
    ready = record.state in {ImportState.CHECKED, ImportState.FAILED}
    return (ready or again) and record.accepted > 0


async def start_import(desk: AdmissionDesk, actor: Actor, file: NewImport, now: datetime) -> UUID:
    """Take a file in; its check begins after."""
    record = ImportRecord(
        id=uuid4(),
        file_name=file.file_name,
        sha256=file.sha256,
        storage_name=file.storage_name,
        started_by=file.started_by,
        state=ImportState.CHECKING,
    )
    async with desk.database.transaction() as session:
        await add_import(session, record, now)
        await record_act(
            session,
            actor=actor,
            act=Act.IMPORT_DRY_RUN,
            subject=f"import:{record.id}",
            next_state=ImportState.CHECKING,
            after={"file_sha256": file.sha256.hex()},
        )
    return record.id


async def restart_check(desk: AdmissionDesk, import_id: UUID, now: datetime) -> None:
    """Check a file again whose check was interrupted.

    Raises:
        ExpertPoolError: `import.not_found`, or `import.not_in_this_state`.
    """
    async with desk.database.transaction() as session:
        record = await _hold(session, import_id)
        if record.state is not ImportState.CHECKING or not is_interrupted(record, now):
            raise ExpertPoolError("import.not_in_this_state")
        await change_import(session, import_id, ImportState.CHECKING, heard_at=now, processed=0)


async def finish_check(
    desk: AdmissionDesk, import_id: UUID, check: ImportCheck, now: datetime
) -> ImportCheck:
    """Keep faults and notes of the check, with those whom the database knows already as faults."""
    async with desk.database.transaction() as session:
        known = await load_known_people(session)
        compared = await asyncio.to_thread(refuse_known, desk.cipher, check, known)
        told = sorted((*compared.errors, *compared.notes), key=lambda one: one.row)
        await change_import(
            session,
            import_id,
            ImportState.CHECKED,
            rows=compared.rows,
            processed=compared.rows,
            accepted=compared.accepted,
            rejected=compared.rejected,
            errors=[_error_kept(one) for one in told],
            finished_at=now,
        )
    return compared


async def refuse_file(
    desk: AdmissionDesk, import_id: UUID, refused: ExpertPoolError, now: datetime
) -> None:
    """Keep why the file as a whole cannot be read."""
    error = {"row": 0, "column": "", "value": "", "code": refused.code}
    kept = error | {"params": {name: str(value) for name, value in refused.params.items()}}
    async with desk.database.transaction() as session:
        await change_import(
            session, import_id, ImportState.UNREADABLE, errors=[kept], finished_at=now
        )


def _error_kept(error: RowError) -> Mapping[str, object]:
    return asdict(error) | {"params": dict(error.params)}


async def claim_storing(desk: AdmissionDesk, import_id: UUID, now: datetime) -> ImportRecord:
    """Let exactly one process store the accepted rows.

    Raises:
        ExpertPoolError: `import.not_found`, or `import.not_in_this_state` where it is being
            stored, was stored, or holds no acceptable row.
    """
    async with desk.database.transaction() as session:
        record = await _hold(session, import_id)
        if not may_store(record, now):
            raise ExpertPoolError("import.not_in_this_state")
        state = ImportState.STORING
        await change_import(session, import_id, state, heard_at=now, processed=0)
    return record


async def store_checked(
    desk: AdmissionDesk, actor: Actor, import_id: UUID, check: ImportCheck, now: datetime
) -> int:
    """Store what a second reading of the same file accepts, if it is what the first one did.

    Raises:
        ExpertPoolError: `import.changed_meanwhile`.
    """
    async with desk.database.read() as session:
        record = await load_import(session, import_id)
        known = await load_known_people(session)
    compared = await asyncio.to_thread(refuse_known, desk.cipher, check, known)
    if record is None or compared.accepted != record.accepted:
        raise ExpertPoolError("import.changed_meanwhile")
    return await store_import(desk, actor, import_id, compared.people, now)


async def store_import(
    desk: AdmissionDesk,
    actor: Actor,
    import_id: UUID,
    people: tuple[ImportedPerson, ...],
    now: datetime,
) -> int:
    """Store the accepted people and mail each a link; all of them, or nobody.

    Raises:
        ExpertPoolError: `import.changed_meanwhile` where somebody of them became known
            since the check; the import is then marked as failed and nothing is stored.
    """
    try:
        prepared = await asyncio.to_thread(prepare_people, desk, people, now)
        async with desk.database.transaction() as session:
            await hold_storing(session)
            await _refuse_changed(session, prepared)
            await expect_many_rows(session)
            await _store(session, actor, import_id, prepared, now)
            # Its row is last: whoever tells the progress must not wait for it.
            await finish_deferred(session)
            await change_import(
                session,
                import_id,
                ImportState.STORED,
                processed=len(prepared),
                finished_at=now,
            )
    except Exception as error:
        await fail_import(desk, import_id, now)
        if isinstance(error, IntegrityError):
            raise ExpertPoolError("import.changed_meanwhile") from error
        raise
    return len(prepared)


async def _store(
    session: AsyncSession,
    actor: Actor,
    import_id: UUID,
    prepared: tuple[ImportedRecord, ...],
    now: datetime,
) -> None:
    await add_accounts(session, [one.account for one in prepared], LANGUAGE, now)
    await add_experts(session, [one.expert for one in prepared])
    await add_applications(session, [one.application for one in prepared])
    await add_tokens(session, [one.kept_token for one in prepared], now)
    letters = [(one.account.email, {"token": one.token}) for one in prepared]
    await queue_mails(session, INVITATION, LANGUAGE, letters)
    await record_act(
        session,
        actor=actor,
        act=Act.IMPORT_APPLY,
        subject=f"import:{import_id}",
        previous_state=ImportState.CHECKED,
        next_state=ImportState.STORED,
        after={"people": len(prepared)},
    )
    added: dict[str, Particulars] = {
        f"expert:{one.expert.expert.id}": {
            "next_state": one.expert.expert.standing,
            "after": {"import": str(import_id), "row": one.row, "invited": True},
        }
        for one in prepared
    }
    await record_each(session, actor, Act.IMPORT_ADD, added)


async def _refuse_changed(session: AsyncSession, prepared: tuple[ImportedRecord, ...]) -> None:
    """Somebody may have applied, or signed up, between the check and now."""
    known = await load_known_people(session)
    numbers = {one.identity_index for one in prepared}
    addresses = {one.account.email for one in prepared}
    if numbers & (known.in_pool | known.applying) or addresses & known.addresses:
        raise ExpertPoolError("import.changed_meanwhile")


async def fail_import(desk: AdmissionDesk, import_id: UUID, now: datetime) -> None:
    """Say that nothing was stored."""
    async with desk.database.transaction() as session:
        record = await _hold(session, import_id)
        # Another process may have stored the same rows while this one was taken for dead.
        if record.state is ImportState.STORING:
            await change_import(session, import_id, ImportState.FAILED, finished_at=now)


async def _hold(session: AsyncSession, import_id: UUID) -> ImportRecord:
    record = await load_import(session, import_id, lock=True)
    if record is None:
        raise ExpertPoolError("import.not_found")
    return record
