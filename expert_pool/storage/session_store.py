"""Reads and writes server-side sessions: only the hash of a session's id is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.storage.second_factor_store import has_factor
from expert_pool.storage.tables.accounts import AccountRoleRow, AccountRow, SessionRow


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who stands behind a session, with the roles held at this moment."""

    account_id: UUID
    email: str
    display_name: str
    language: str
    roles: frozenset[str]
    last_seen_at: datetime
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it in the list."""

    id_hash: bytes
    client: str
    created_at: datetime
    last_seen_at: datetime


class SessionStore:
    """The sessions, within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def open(
        self, id_hash: bytes, account_id: UUID, client: str, now: datetime, expires_at: datetime
    ) -> None:
        """Write a new session."""
        await self._session.execute(
            insert(SessionRow).values(
                id_hash=id_hash,
                account_id=account_id,
                client=client,
                data={},
                created_at=now,
                last_seen_at=now,
                expires_at=expires_at,
            )
        )

    async def find(self, id_hash: bytes, now: datetime) -> SignedIn | None:
        """Who is signed in by this session: nobody once it ran out or the account was closed."""
        roles = (
            select(func.array_agg(col(AccountRoleRow.role)))
            .where(
                col(AccountRoleRow.account_id) == col(AccountRow.id),
                col(AccountRoleRow.revoked_at).is_(None),
            )
            .scalar_subquery()
        )
        query = (
            select(AccountRow, col(SessionRow.last_seen_at), roles, has_factor(col(AccountRow.id)))
            .join(SessionRow, col(SessionRow.account_id) == col(AccountRow.id))
            .where(
                col(SessionRow.id_hash) == id_hash,
                col(SessionRow.expires_at) > now,
                col(AccountRow.deactivated_at).is_(None),
            )
        )
        row = (await self._session.execute(query)).one_or_none()
        if row is None:
            return None
        account, last_seen_at, held, second_factor = row
        return SignedIn(
            account_id=account.id,
            email=account.email,
            display_name=account.display_name,
            language=account.language,
            roles=frozenset(held or ()),
            last_seen_at=last_seen_at,
            second_factor=second_factor,
        )

    async def touch(self, id_hash: bytes, now: datetime) -> None:
        """Note that the session was used."""
        await self._session.execute(
            update(SessionRow).where(col(SessionRow.id_hash) == id_hash).values(last_seen_at=now)
        )

    async def close(self, id_hash: bytes) -> None:
        """End one session."""
        await self._session.execute(delete(SessionRow).where(col(SessionRow.id_hash) == id_hash))

    async def close_all(self, account_id: UUID, but: bytes | None = None) -> None:
        """End every session of an account, or all but the one in hand."""
        statement = delete(SessionRow).where(col(SessionRow.account_id) == account_id)
        if but is not None:
            statement = statement.where(col(SessionRow.id_hash) != but)
        await self._session.execute(statement)

    async def of_account(self, account_id: UUID, now: datetime) -> tuple[OpenSession, ...]:
        """The open sessions of an account, the one last used first."""
        query = (
            select(SessionRow)
            .where(col(SessionRow.account_id) == account_id, col(SessionRow.expires_at) > now)
            .order_by(col(SessionRow.last_seen_at).desc())
        )
        return tuple(
            OpenSession(row.id_hash, row.client, row.created_at, row.last_seen_at)
            for row in (await self._session.scalars(query)).all()
        )

    async def drop_expired(self, now: datetime) -> None:
        """Remove sessions that ran out."""
        await self._session.execute(delete(SessionRow).where(col(SessionRow.expires_at) < now))
