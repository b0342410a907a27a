"""Reads and writes accounts, their roles, mailed tokens and failed attempts.

Rows stay in here: callers get frozen values. It decides nothing and writes no log entry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, delete, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.storage.tables.accounts import (
    AccountRoleRow,
    AccountRow,
    AccountTokenRow,
    LoginAttemptRow,
)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in, with the roles held now."""

    id: UUID
    email: str
    display_name: str
    language: str
    roles: frozenset[str]
    password_hash: str | None
    verified: bool
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class MailedToken:
    """What a mailed token stands for, once it was presented and used up."""

    account_id: UUID
    purpose: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed attempts under one key within the window: how many, and when the last one was."""

    count: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to be mailed: only its hash is kept."""

    token_hash: bytes
    account_id: UUID
    purpose: str
    expires_at: datetime
    data: dict[str, object]


class AccountStore:
    """The accounts, within the caller's transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, email: str, display_name: str, language: str, now: datetime) -> UUID:
        """Write a new account without a password; two with one address are refused by the table."""
        account_id = uuid4()
        row = AccountRow(
            id=account_id,
            email=email,
            display_name=display_name,
            language=language,
            created_at=now,
        )
        self._session.add(row)
        await self._session.flush()
        return account_id

    async def add_members(self, emails: Sequence[str], now: datetime) -> tuple[UUID, ...]:
        """Write many accounts of experts at once, without passwords."""
        made = [{"id": uuid4(), "email": email, "display_name": email} for email in emails]
        words = {"language": "zh_Hans", "created_at": now, "email_verified_at": now}
        await self._session.execute(insert(AccountRow), [one | words for one in made])
        roles = [{"account_id": one["id"], "role": "expert", "granted_at": now} for one in made]
        await self._session.execute(insert(AccountRoleRow), roles)
        return tuple(UUID(str(one["id"])) for one in made)

    async def by_email(self, email: str) -> Account | None:
        """The account with this address, in its normal form."""
        query = select(AccountRow).where(col(AccountRow.email) == email)
        row = (await self._session.scalars(query)).one_or_none()
        return await self._value(row) if row else None

    async def by_id(self, account_id: UUID) -> Account | None:
        """The account with this id."""
        row = await self._session.get(AccountRow, account_id)
        return await self._value(row) if row else None

    async def open_holders(self, role: str) -> tuple[Account, ...]:
        """Every open account that holds a role, for what all of them are told."""
        return tuple(it for it in await self.search("", role, None, 0) if it.active)

    async def search(
        self, words: str, role: str, limit: int | None, offset: int
    ) -> tuple[Account, ...]:
        """Accounts whose address or name holds the words, newest first."""
        query = select(AccountRow).order_by(col(AccountRow.created_at).desc(), col(AccountRow.id))
        if words:
            query = query.where(
                col(AccountRow.email).icontains(words, autoescape=True)
                | col(AccountRow.display_name).icontains(words, autoescape=True)
            )
        if role:
            query = query.where(col(AccountRow.id).in_(self._holders(role)))
        rows = (await self._session.scalars(query.limit(limit).offset(offset))).all()
        roles = await self._roles_of(tuple(row.id for row in rows))
        return tuple(_account(row, roles.get(row.id, frozenset())) for row in rows)

    @staticmethod
    def _holders(role: str) -> Select[UUID]:
        return select(col(AccountRoleRow.account_id)).where(
            col(AccountRoleRow.role) == role, col(AccountRoleRow.revoked_at).is_(None)
        )

    async def held_role_since(self, role: str, since: datetime) -> int:
        """How many accounts hold a role, or lost it or were closed after a moment."""
        held = select(col(AccountRoleRow.account_id)).where(
            col(AccountRoleRow.role) == role,
            col(AccountRoleRow.revoked_at).is_(None) | (col(AccountRoleRow.revoked_at) > since),
        )
        query = (
            select(func.count())
            .select_from(AccountRow)
            .where(
                col(AccountRow.id).in_(held),
                col(AccountRow.deactivated_at).is_(None) | (col(AccountRow.deactivated_at) > since),
            )
        )
        return int((await self._session.execute(query)).scalar_one())

    async def change(self, account_id: UUID, **values: object) -> None:
        """Change columns of one account."""
        statement = update(AccountRow).where(col(AccountRow.id) == account_id).values(**values)
        await self._session.execute(statement)

    async def grant(self, account_id: UUID, role: str, by: UUID | None, now: datetime) -> None:
        """Give a role; the table refuses the same live role twice."""
        await self._session.execute(
            insert(AccountRoleRow).values(
                account_id=account_id, role=role, granted_by=by, granted_at=now
            )
        )

    async def revoke(self, account_id: UUID, role: str, now: datetime) -> None:
        """Take a role away; its row stays as history."""
        await self._session.execute(
            update(AccountRoleRow)
            .where(
                col(AccountRoleRow.account_id) == account_id,
                col(AccountRoleRow.role) == role,
                col(AccountRoleRow.revoked_at).is_(None),
            )
            .values(revoked_at=now)
        )

    async def lock(self, account_id: UUID) -> None:
        """Hold the account until the transaction ends, so that two grants can't cross."""
        await self._session.execute(
            select(col(AccountRow.id)).where(col(AccountRow.id) == account_id).with_for_update()
        )

    async def add_token(self, token: NewToken, now: datetime) -> None:
        """Keep a token's hash until it is used or runs out; older ones of its purpose end."""
        await self._session.execute(
            update(AccountTokenRow)
            .where(
                col(AccountTokenRow.account_id) == token.account_id,
                col(AccountTokenRow.purpose) == token.purpose,
                col(AccountTokenRow.used_at).is_(None),
            )
            .values(used_at=now)
        )
        await self._session.execute(
            insert(AccountTokenRow).values(
                token_hash=token.token_hash,
                account_id=token.account_id,
                purpose=token.purpose,
                data=token.data,
                created_at=now,
                expires_at=token.expires_at,
            )
        )

    async def end_tokens(self, account_id: UUID, now: datetime) -> None:
        """End every mailed token of an account that was not used yet."""
        await self._session.execute(
            update(AccountTokenRow)
            .where(
                col(AccountTokenRow.account_id) == account_id,
                col(AccountTokenRow.used_at).is_(None),
            )
            .values(used_at=now)
        )

    async def find_token(self, token_hash: bytes, purpose: str, now: datetime) -> UUID | None:
        """Whose token this is, when it can still be used; it stays unused."""
        query = select(col(AccountTokenRow.account_id)).where(
            *self._usable(token_hash, purpose, now)
        )
        return (await self._session.execute(query)).scalar_one_or_none()

    async def use_token(self, token_hash: bytes, purpose: str, now: datetime) -> MailedToken | None:
        """Use a token up in one statement; nothing where it is unknown, used or too old."""
        row = (
            await self._session.execute(
                update(AccountTokenRow)
                .where(*self._usable(token_hash, purpose, now))
                .values(used_at=now)
                .returning(col(AccountTokenRow.account_id), col(AccountTokenRow.data))
            )
        ).one_or_none()
        return MailedToken(row[0], purpose, dict(row[1])) if row else None

    @staticmethod
    def _usable(token_hash: bytes, purpose: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
        return (
            col(AccountTokenRow.token_hash) == token_hash,
            col(AccountTokenRow.purpose) == purpose,
            col(AccountTokenRow.used_at).is_(None),
            col(AccountTokenRow.expires_at) > now,
        )

    async def attempts(self, key: bytes, since: datetime) -> Attempts:
        """Failed attempts under a key, counted while nobody else counts the same key."""
        lock_number = int.from_bytes(key[:8], "big", signed=True)
        await self._session.execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_number}
        )
        query = select(func.count(), func.max(col(LoginAttemptRow.at))).where(
            col(LoginAttemptRow.key) == key, col(LoginAttemptRow.at) > since
        )
        count, last_at = (await self._session.execute(query)).one()
        return Attempts(count=int(count), last_at=last_at)

    async def add_attempt(self, key: bytes, now: datetime) -> None:
        """Note an attempt as failed, until it proves right."""
        await self._session.execute(insert(LoginAttemptRow).values(key=key, at=now))

    async def forget_attempts(self, keys: tuple[bytes, ...]) -> None:
        """A right password clears the slate."""
        await self._session.execute(
            delete(LoginAttemptRow).where(col(LoginAttemptRow.key).in_(keys))
        )

    async def forget_attempt(self, key: bytes, at: datetime) -> None:
        """Take back one attempt that proved right: the others under its key still count."""
        await self._session.execute(
            delete(LoginAttemptRow).where(
                col(LoginAttemptRow.key) == key, col(LoginAttemptRow.at) == at
            )
        )

    async def forget_attempts_before(self, before: datetime) -> None:
        """Drop attempts that count no more."""
        await self._session.execute(delete(LoginAttemptRow).where(col(LoginAttemptRow.at) < before))

    async def _value(self, row: AccountRow) -> Account:
        roles = await self._roles_of((row.id,))
        return _account(row, roles.get(row.id, frozenset()))

    async def _roles_of(self, account_ids: tuple[UUID, ...]) -> dict[UUID, frozenset[str]]:
        query = select(col(AccountRoleRow.account_id), col(AccountRoleRow.role)).where(
            col(AccountRoleRow.account_id).in_(account_ids),
            col(AccountRoleRow.revoked_at).is_(None),
        )
        held: dict[UUID, frozenset[str]] = {}
        for account_id, role in await self._session.execute(query):
            held[account_id] = held.get(account_id, frozenset()) | {role}
        return held


def _account(row: AccountRow, roles: frozenset[str]) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        display_name=row.display_name,
        language=row.language,
        roles=roles,
        password_hash=row.password_hash,
        verified=row.email_verified_at is not None,
        active=row.deactivated_at is None,
        created_at=row.created_at,
    )
