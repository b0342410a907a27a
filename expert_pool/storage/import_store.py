"""Bulk imports: their progress and results, and the bulk rows that one stores at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications import State
from expert_pool.storage.account_store import NewToken
from expert_pool.storage.application_store import ApplicationRecord, application_values
from expert_pool.storage.tables.accounts import (
    AccountRow,
    AccountTokenRow,
    OutgoingMailRow,
)
from expert_pool.storage.tables.applications import ApplicationRow, ImportRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import ExpertRow

_IMPORT = table_of(ImportRow)
_ACCOUNT = table_of(AccountRow)
_TOKEN = table_of(AccountTokenRow)
_MAIL = table_of(OutgoingMailRow)
_APPLICATION = table_of(ApplicationRow)
_EXPERT = table_of(ExpertRow)
_CLOSED = (State.ADMITTED.value, State.DECLINED.value, State.WITHDRAWN.value)

# One import stores at a time, so that none overlooks what another one adds.
_STORING = 7_240_002

Json = Mapping[str, object]


class ImportState(StrEnum):
    """Where an import is; `checking` and `storing` are being worked on."""

    CHECKING = "checking"
    UNREADABLE = "unreadable"
    CHECKED = "checked"
    STORING = "storing"
    FAILED = "failed"
    STORED = "stored"


_WORKING = (ImportState.CHECKING.value, ImportState.STORING.value)


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import without its list of errors, which may be long."""

    id: UUID
    file_name: str
    sha256: bytes
    storage_name: str
    started_by: UUID | None
    state: ImportState
    phase: str = ""
    rows: int = 0
    processed: int = 0
    accepted: int = 0
    rejected: int = 0
    created_at: datetime | None = None
    heard_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account without a password, for somebody who is invited."""

    id: UUID
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Whom the database knows already: identity numbers by blind index, addresses."""

    in_pool: frozenset[bytes]
    applying: frozenset[bytes]
    addresses: frozenset[str]


async def add_import(session: AsyncSession, record: ImportRecord, now: datetime) -> None:
    """Store a new import."""
    await session.execute(
        insert(_IMPORT).values(
            id=record.id,
            file_name=record.file_name,
            sha256=record.sha256,
            storage_name=record.storage_name,
            started_by=record.started_by,
            state=record.state.value,
            phase=record.phase,
            rows=0,
            processed=0,
            accepted=0,
            rejected=0,
            created_at=now,
            heard_at=now,
        )
    )


async def load_import(
    session: AsyncSession, import_id: UUID, *, lock: bool = False
) -> ImportRecord | None:
    """One import, or None."""
    query = _records().where(_IMPORT.c.id == import_id)
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    return _record(row) if row else None


async def list_imports(session: AsyncSession, limit: int) -> tuple[ImportRecord, ...]:
    """The newest imports."""
    rows = await session.execute(_records().order_by(_IMPORT.c.created_at.desc()).limit(limit))
    return tuple(_record(row) for row in rows.all())


async def load_errors(session: AsyncSession, import_id: UUID) -> tuple[Json, ...]:
    """What is wrong with the rows of an import, in the order of the file."""
    found = await session.scalar(select(_IMPORT.c.errors).where(_IMPORT.c.id == import_id))
    return tuple(found or ())


async def change_import(
    session: AsyncSession, import_id: UUID, state: ImportState, **values: object
) -> None:
    """Move an import on, with what came of it."""
    await session.execute(
        update(_IMPORT).where(_IMPORT.c.id == import_id).values(state=state.value, **values)
    )


async def tell_progress(
    session: AsyncSession, import_id: UUID, phase: str, processed: int, now: datetime
) -> None:
    """Say how far the work is, and that it goes on; once it is over nothing changes."""
    await session.execute(
        update(_IMPORT)
        .where(_IMPORT.c.id == import_id, _IMPORT.c.state.in_(_WORKING))
        .values(phase=phase, processed=processed, heard_at=now)
    )


async def hold_storing(session: AsyncSession) -> None:
    """Let no other import store anything until the commit."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _STORING})


async def expect_many_rows(session: AsyncSession) -> None:
    """Let the checks of foreign keys use indexes until the commit.

    Their plans are kept from when the tables were small. Without this each of thousands of
    new rows is looked for by reading the whole table: ten times slower, and growing.
    """
    await session.execute(text("DISCARD PLANS"))
    await session.execute(text("SET LOCAL enable_seqscan = off"))


async def finish_deferred(session: AsyncSession) -> None:
    """Do now what the database keeps for the commit, so that the commit itself is short."""
    await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


async def load_known_people(session: AsyncSession) -> KnownPeople:
    """Everybody whom an import must not add again."""
    pool = await session.scalars(
        select(_EXPERT.c.identity_index).where(_EXPERT.c.identity_index.is_not(None))
    )
    applying = await session.scalars(
        select(_APPLICATION.c.identity_index).where(
            _APPLICATION.c.identity_index.is_not(None), _APPLICATION.c.state.not_in(_CLOSED)
        )
    )
    addresses = await session.scalars(select(_ACCOUNT.c.email))
    return KnownPeople(frozenset(pool.all()), frozenset(applying.all()), frozenset(addresses.all()))


async def add_accounts(
    session: AsyncSession, accounts: Sequence[NewAccount], language: str, now: datetime
) -> None:
    """Store many accounts at once; each becomes usable through its mailed link."""
    if accounts:
        await session.execute(
            insert(_ACCOUNT),
            [
                {
                    "id": account.id,
                    "email": account.email,
                    "display_name": account.name,
                    "language": language,
                    "created_at": now,
                }
                for account in accounts
            ],
        )


async def add_tokens(session: AsyncSession, tokens: Sequence[NewToken], now: datetime) -> None:
    """Store the hashes of many mailed tokens at once."""
    if tokens:
        await session.execute(
            insert(_TOKEN),
            [
                {
                    "token_hash": token.token_hash,
                    "account_id": token.account_id,
                    "purpose": token.purpose,
                    "data": token.data,
                    "created_at": now,
                    "expires_at": token.expires_at,
                }
                for token in tokens
            ],
        )


async def add_applications(session: AsyncSession, records: Sequence[ApplicationRecord]) -> None:
    """Store many new applications at once."""
    if records:
        await session.execute(
            insert(_APPLICATION),
            [
                application_values(record)
                | {"id": record.id, "reference_number": record.reference_number}
                for record in records
            ],
        )


async def queue_mails(
    session: AsyncSession, template: str, language: str, mails: Iterable[tuple[str, Json]]
) -> None:
    """Put many mails of one kind into the outbox: recipients with their contexts."""
    rows = [
        {
            "recipient": to,
            "template": template,
            "language": language,
            "context": dict(context),
            "subject": "",
            "last_error": "",
            "attempts": 0,
        }
        for to, context in mails
    ]
    if rows:
        await session.execute(insert(_MAIL), rows)


def _records() -> Select[Any]:
    kept = [column for column in _IMPORT.c if column.name != "errors"]
    return select(*kept)


def _record(row: Row[*tuple[Any, ...]]) -> ImportRecord:
    values = {name: getattr(row, name) for name in ImportRecord.__slots__}
    return ImportRecord(**values | {"state": ImportState(row.state)})
