"""Column kinds that every table of the service uses; no table and no query."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Column, SQLModel


def identifier() -> Column[UUID]:
    """A random primary key that the database mints where the shell gave none."""
    return Column(PG_UUID(as_uuid=True), primary_key=True, server_default=text("gen_random_uuid()"))


def reference(target: str, *, optional: bool = False, part_of: bool = False) -> Column[UUID]:
    """A foreign key; `part_of` says that the row has no life of its own."""
    rule = ForeignKey(target, ondelete="CASCADE" if part_of else "RESTRICT")
    return Column(PG_UUID(as_uuid=True), rule, nullable=optional, index=True)


def moment(*, optional: bool = False, default_now: bool = False) -> Column[datetime]:
    """A point in time with its zone."""
    now = text("now()") if default_now else None
    return Column(DateTime(timezone=True), nullable=optional, server_default=now)


def words(*, optional: bool = False, unique: bool = False, index: bool = False) -> Column[str]:
    """Text of any length; the forms set the bounds."""
    return Column(Text, nullable=optional, unique=unique, index=index)


def ciphertext(*, optional: bool = True) -> Column[bytes]:
    """A field as `expert_pool.encryption` wrote it."""
    return Column(LargeBinary, nullable=optional)


def digest(*, optional: bool = True, unique: bool = False) -> Column[bytes]:
    """A hash or a keyed blind index."""
    return Column(LargeBinary, nullable=optional, unique=unique)


def document(*, default: str = "'{}'::jsonb") -> Column[object]:
    """A JSON value whose form the shell checks."""
    return Column(JSONB, nullable=False, server_default=text(default))


def table_of(row: type[SQLModel]) -> Table:
    """The table behind a row class, for queries in SQLAlchemy's core."""
    return SQLModel.metadata.tables[str(row.__tablename__)]
