"""Acts of user administration that one administrator asked for and another one confirms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from expert_pool.storage.tables.columns import identifier, moment, reference, words


class AskedActRow(SQLModel, table=True):
    """What was asked for an account, by whom, and what came of it."""

    __tablename__ = "asked_act"
    __table_args__ = (
        CheckConstraint(
            "outcome <> 'confirmed' OR decided_by <> asked_by", name="asked_act_two_persons"
        ),
        CheckConstraint(
            "account_id <> asked_by AND (outcome <> 'confirmed' OR account_id <> decided_by)",
            name="asked_act_not_own",
        ),
        Index(
            "asked_act_open",
            "account_id",
            "act",
            "role",
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    account_id: UUID = Field(sa_column=reference("account.id"))
    act: str = Field(sa_column=words())
    role: str = Field(default="", sa_column=words())
    asked_by: UUID = Field(sa_column=reference("account.id"))
    asked_at: datetime = Field(sa_column=moment())
    decided_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    decided_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    outcome: str = Field(default="", sa_column=words())
