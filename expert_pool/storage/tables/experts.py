"""Units, experts and everything dated about them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, Integer, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Column, Field, SQLModel, Text

from expert_pool.storage.tables.columns import (
    ciphertext,
    digest,
    document,
    identifier,
    moment,
    reference,
    words,
)


class UnitRow(SQLModel, table=True):
    """A legal person; `normal_name` is what names are compared by."""

    __tablename__ = "unit"
    __table_args__ = (
        Index("unit_uscc", "uscc", unique=True, postgresql_where=text("uscc <> ''")),
        Index("unit_normal_name", "normal_name"),
    )

    id: UUID = Field(sa_column=identifier())
    name: str = Field(sa_column=words())
    normal_name: str = Field(sa_column=words())
    uscc: str = Field(default="", sa_column=words())
    parent_id: UUID | None = Field(default=None, sa_column=reference("unit.id", optional=True))
    created_at: datetime = Field(sa_column=moment(default_now=True))


class UnitAliasRow(SQLModel, table=True):
    """Another name of a unit, confirmed by a person."""

    __tablename__ = "unit_alias"
    __table_args__ = (Index("unit_alias_normal_name", "normal_name", "unit_id", unique=True),)

    id: UUID = Field(sa_column=identifier())
    unit_id: UUID = Field(sa_column=reference("unit.id", part_of=True))
    name: str = Field(sa_column=words())
    normal_name: str = Field(sa_column=words())


class ExpertRow(SQLModel, table=True):
    """A person in the pool, or imported and not yet confirmed.

    `number` is given at admission and orders the pool for every draw; `version` counts the
    changes, so that nobody overwrites one that was not seen.
    """

    __tablename__ = "expert"
    __table_args__ = (
        CheckConstraint(
            "standing IN ('imported', 'active', 'suspended', 'dormant', 'exited')",
            name="expert_standing",
        ),
        Index("expert_standing_type", "standing", "type"),
    )

    id: UUID = Field(sa_column=identifier())
    number: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(), unique=True, nullable=False)
    )
    account_id: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    standing: str = Field(sa_column=words())
    type: str = Field(sa_column=words())
    name: str = Field(sa_column=words())
    name_pinyin: str = Field(default="", sa_column=words(index=True))
    sex: str = Field(sa_column=words())
    birth_date: date
    division: str = Field(sa_column=words(index=True))
    sector: str = Field(sa_column=words())
    email: str = Field(default="", sa_column=words())
    identity_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    identity_index: bytes | None = Field(default=None, sa_column=digest(unique=True))
    phone_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    phone_index: bytes | None = Field(default=None, sa_column=digest())
    bank_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    bank_index: bytes | None = Field(default=None, sa_column=digest())
    bank_branch_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    disciplines: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    weekdays_away: list[int] = Field(
        sa_column=Column(ARRAY(SmallInteger), nullable=False, server_default="{}")
    )
    directions: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    integrity_flags: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    declarations: dict[str, object] = Field(sa_column=document())
    retirement_age: int | None = Field(default=None)
    retirement_document: str = Field(default="", sa_column=words())
    retirement_verified: bool = Field(default=False)
    financial_work_since: date | None = Field(default=None)
    certificates: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    admitted_on: date | None = Field(default=None)
    confirmed_on: date | None = Field(default=None)
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    created_at: datetime = Field(sa_column=moment(default_now=True))
    updated_at: datetime = Field(sa_column=moment(default_now=True))


class EmploymentRow(SQLModel, table=True):
    """A tie to a unit over a closed interval of days; no end means it still lasts."""

    __tablename__ = "employment"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR starts <= ends", name="employment_interval"),
    )

    id: UUID = Field(sa_column=identifier())
    expert_id: UUID = Field(sa_column=reference("expert.id", part_of=True))
    unit_id: UUID = Field(sa_column=reference("unit.id"))
    kind: str = Field(sa_column=words())
    position: str = Field(default="", sa_column=words())
    starts: date
    ends: date | None = Field(default=None)


class CredentialRow(SQLModel, table=True):
    """A title, qualification or honour, claimed or verified."""

    __tablename__ = "credential"
    __table_args__ = (
        CheckConstraint("kind IN ('title', 'qualification', 'honour')", name="credential_kind"),
    )

    id: UUID = Field(sa_column=identifier())
    expert_id: UUID = Field(sa_column=reference("expert.id", part_of=True))
    kind: str = Field(sa_column=words())
    code: str = Field(sa_column=words())
    obtained: date | None = Field(default=None)
    verified: bool = Field(default=False)
    accepted_as_senior: bool | None = Field(default=None)


class ExpertFieldRow(SQLModel, table=True):
    """A technical field with its evidence."""

    __tablename__ = "expert_field"
    __table_args__ = (Index("expert_field_once", "expert_id", "code", unique=True),)

    id: UUID = Field(sa_column=identifier())
    expert_id: UUID = Field(sa_column=reference("expert.id", part_of=True))
    code: str = Field(sa_column=words(index=True))
    since: date
    evidence: str = Field(default="", sa_column=words())


class RelationRow(SQLModel, table=True):
    """A declared tie to a named person."""

    __tablename__ = "relation"

    id: UUID = Field(sa_column=identifier())
    expert_id: UUID = Field(sa_column=reference("expert.id", part_of=True))
    kind: str = Field(sa_column=words())
    person_name: str = Field(sa_column=words())
    unit_name: str = Field(default="", sa_column=words())
    identity_index: bytes | None = Field(default=None, sa_column=digest())
    until: date | None = Field(default=None)


class AvoidedUnitRow(SQLModel, table=True):
    """A unit that the expert declared to avoid, with the recusal ground."""

    __tablename__ = "avoided_unit"

    id: UUID = Field(sa_column=identifier())
    expert_id: UUID = Field(sa_column=reference("expert.id", part_of=True))
    unit_id: UUID = Field(sa_column=reference("unit.id"))
    ground: str = Field(sa_column=words())
    until: date | None = Field(default=None)


class LeaveRow(SQLModel, table=True):
    """Days, both inclusive, on which the expert is not drawn."""

    __tablename__ = "leave"
    __table_args__ = (CheckConstraint("starts <= ends", name="leave_interval"),)

    id: UUID = Field(sa_column=identifier())
    expert_id: UUID = Field(sa_column=reference("expert.id", part_of=True))
    starts: date
    ends: date
    reason: str = Field(default="", sa_column=words())
