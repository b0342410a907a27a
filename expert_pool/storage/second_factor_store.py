"""Reads and writes second factors: values in and out. It decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped

from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.second_factors import RecoveryCodeRow, SecondFactorRow

_FACTOR = table_of(SecondFactorRow)
_CODE = table_of(RecoveryCodeRow)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The app of an account: its sealed secret, and since when it counts."""

    account_id: UUID
    secret_cipher: bytes
    last_step: int
    created_at: datetime
    confirmed_at: datetime | None = None


async def load_factor(
    session: AsyncSession, account_id: UUID, *, lock: bool = False
) -> SecondFactor | None:
    """The second factor of an account, confirmed or not; `lock` until the transaction ends."""
    query = select(_FACTOR).where(_FACTOR.c.account_id == account_id)
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    return SecondFactor(**{n: getattr(row, n) for n in SecondFactor.__slots__}) if row else None


async def put_factor(session: AsyncSession, factor: SecondFactor) -> None:
    """Store a new second factor in place of the former one, whose recovery codes end."""
    await remove_factor(session, factor.account_id)
    values = {name: getattr(factor, name) for name in SecondFactor.__slots__}
    await session.execute(insert(_FACTOR).values(**values))


async def change_factor(session: AsyncSession, account_id: UUID, **values: object) -> None:
    """Note that the factor was confirmed, or which step was used last."""
    statement = update(_FACTOR).where(_FACTOR.c.account_id == account_id)
    await session.execute(statement.values(**values))


async def remove_factor(session: AsyncSession, account_id: UUID) -> None:
    """Forget the factor of an account with its recovery codes."""
    await session.execute(delete(_CODE).where(_CODE.c.account_id == account_id))
    await session.execute(delete(_FACTOR).where(_FACTOR.c.account_id == account_id))


async def replace_recovery_codes(
    session: AsyncSession, account_id: UUID, hashes: Sequence[bytes]
) -> None:
    """Store fresh recovery codes in place of the former ones."""
    await session.execute(delete(_CODE).where(_CODE.c.account_id == account_id))
    rows = [{"account_id": account_id, "code_hash": code_hash} for code_hash in hashes]
    await session.execute(insert(_CODE), rows)


async def use_recovery_code(
    session: AsyncSession, account_id: UUID, code_hash: bytes, now: datetime
) -> bool:
    """Use a recovery code up in one statement; whether it was there."""
    used = await session.execute(
        update(_CODE)
        .where(
            _CODE.c.account_id == account_id,
            _CODE.c.code_hash == code_hash,
            _CODE.c.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(_CODE.c.account_id)
    )
    return used.scalar_one_or_none() is not None


async def recovery_codes_left(session: AsyncSession, account_id: UUID) -> int:
    """How many recovery codes of an account still work."""
    query = select(func.count()).where(_CODE.c.account_id == account_id, _CODE.c.used_at.is_(None))
    return int((await session.execute(query)).scalar_one())


def has_factor(account_id: ColumnElement[UUID] | Mapped[UUID]) -> ColumnElement[bool]:
    """Whether the account of a query has a factor that counts."""
    return exists().where(_FACTOR.c.account_id == account_id, _FACTOR.c.confirmed_at.is_not(None))
