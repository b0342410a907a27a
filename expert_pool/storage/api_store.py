"""Tokens of the API and kept answers: values in and out. It decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.second_factor_store import has_factor
from expert_pool.storage.session_store import SignedIn
from expert_pool.storage.tables.accounts import AccountRoleRow, AccountRow
from expert_pool.storage.tables.api import ApiAnswerRow, ApiTokenRow
from expert_pool.storage.tables.columns import table_of

_TOKEN = table_of(ApiTokenRow)
_ANSWER = table_of(ApiAnswerRow)
_ACCOUNT = table_of(AccountRow)
_ROLE = table_of(AccountRoleRow)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as its owner sees it in the list; the secret itself is kept nowhere."""

    id: UUID
    account_id: UUID
    name: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a request with an idempotency key was answered."""

    request_hash: bytes
    status: int
    body: str


async def add_api_token(session: AsyncSession, token: ApiToken, token_hash: bytes) -> None:
    """Store a new token by its hash."""
    values = {name: getattr(token, name) for name in ApiToken.__slots__}
    await session.execute(insert(_TOKEN).values(token_hash=token_hash, **values))


async def list_api_tokens(
    session: AsyncSession, account_id: UUID, now: datetime
) -> tuple[ApiToken, ...]:
    """The tokens of an account that still work, the newest first."""
    query = (
        select(_TOKEN)
        .where(
            _TOKEN.c.account_id == account_id,
            _TOKEN.c.revoked_at.is_(None),
            _TOKEN.c.expires_at > now,
        )
        .order_by(_TOKEN.c.created_at.desc(), _TOKEN.c.id)
    )
    return tuple(_token(row) for row in (await session.execute(query)).all())


async def end_api_tokens(
    session: AsyncSession, account_id: UUID, now: datetime, token_id: UUID | None = None
) -> tuple[UUID, ...]:
    """End one token of an account, or all; the ids of those that ended now."""
    statement = update(_TOKEN).where(
        _TOKEN.c.account_id == account_id, _TOKEN.c.revoked_at.is_(None)
    )
    if token_id is not None:
        statement = statement.where(_TOKEN.c.id == token_id)
    ended = await session.execute(statement.values(revoked_at=now).returning(_TOKEN.c.id))
    return tuple(ended.scalars())


async def holder_of_token(
    session: AsyncSession, token_hash: bytes, now: datetime
) -> tuple[ApiToken, SignedIn] | None:
    """Whose token this is, with the roles held now; nobody's once it ended or the account did."""
    roles = (
        select(func.array_agg(_ROLE.c.role))
        .where(_ROLE.c.account_id == _ACCOUNT.c.id, _ROLE.c.revoked_at.is_(None))
        .scalar_subquery()
    )
    query = (
        select(_TOKEN, _ACCOUNT.c.email, _ACCOUNT.c.display_name, _ACCOUNT.c.language)
        .add_columns(roles.label("roles"), has_factor(_ACCOUNT.c.id).label("second_factor"))
        .join(_ACCOUNT, _ACCOUNT.c.id == _TOKEN.c.account_id)
        .where(
            _TOKEN.c.token_hash == token_hash,
            _TOKEN.c.revoked_at.is_(None),
            _TOKEN.c.expires_at > now,
            _ACCOUNT.c.deactivated_at.is_(None),
        )
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    held = frozenset(row.roles or ())
    seen = row.last_used_at or row.created_at
    named = (row.account_id, row.email, row.display_name, row.language)
    who = SignedIn(*named, held, seen, row.second_factor)
    return _token(row), who


async def touch_api_token(session: AsyncSession, token_id: UUID, now: datetime) -> None:
    """Note that a token was used."""
    await session.execute(update(_TOKEN).where(_TOKEN.c.id == token_id).values(last_used_at=now))


async def claim_key(
    session: AsyncSession, account_id: UUID, key: str, request_hash: bytes, now: datetime
) -> KeptAnswer | None:
    """Take an idempotency key, or give what it was answered; waits for who holds it just now."""
    taken = await session.execute(
        insert_or(_ANSWER)
        .values(
            account_id=account_id,
            key=key,
            request_hash=request_hash,
            status=0,
            body="",
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(_ANSWER.c.key)
    )
    if taken.scalar_one_or_none() is not None:
        return None
    row = (await session.execute(select(_ANSWER).where(*_kept(account_id, key)))).one()
    return KeptAnswer(row.request_hash, row.status, row.body)


async def keep_answer(
    session: AsyncSession, account_id: UUID, key: str, status: int, body: str
) -> None:
    """Keep what the request of a taken key is answered."""
    statement = update(_ANSWER).where(*_kept(account_id, key))
    await session.execute(statement.values(status=status, body=body))


async def drop_answers_before(session: AsyncSession, account_id: UUID, before: datetime) -> None:
    """Drop an account's kept answers that are too old to be asked for."""
    await session.execute(
        delete(_ANSWER).where(_ANSWER.c.account_id == account_id, _ANSWER.c.created_at < before)
    )


def _kept(account_id: UUID, key: str) -> Sequence[Any]:
    return (_ANSWER.c.account_id == account_id, _ANSWER.c.key == key)


def _token(row: Row[*tuple[Any, ...]]) -> ApiToken:
    return ApiToken(**{name: getattr(row, name) for name in ApiToken.__slots__})
