"""SQLModel rows of vacancies and annulments; they never leave `selection.storage`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Column, Field, SQLModel, Text

from expert_pool.storage.tables.columns import ciphertext, identifier, moment, reference, words


def _number(*, optional: bool = False) -> Column[int]:
    return Column(Integer, nullable=optional)


class VacancyRow(SQLModel, table=True):
    """A seat that a member left: reported, decided by a second person, and who came.

    Where the service itself counts one seat too many, nobody reports it and nobody decides.

    Nobody leaves one panel twice, and nobody comes twice: the two partial indexes say so.
    The walk past the reserves is sealed until the review closes.
    """

    __tablename__ = "vacancy"
    __table_args__ = (
        CheckConstraint(
            "state IN ('reported', 'rejected', 'vacant', 'filled')", name="vacancy_state"
        ),
        CheckConstraint(
            "decided_by IS NULL OR decided_by <> reported_by", name="vacancy_two_persons"
        ),
        CheckConstraint("(state = 'filled') = (successor_id IS NOT NULL)", name="vacancy_filled"),
        Index("vacancy_number", "draw_id", "number", unique=True),
        Index("vacancy_step", "draw_id", "step", unique=True),
        Index(
            "vacancy_leaver",
            "draw_id",
            "expert_id",
            unique=True,
            postgresql_where=text("state <> 'rejected'"),
        ),
        Index("vacancy_successor", "draw_id", "successor_id", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    number: int = Field(sa_column=_number())
    position: int = Field(sa_column=_number())
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    pseudonym: str = Field(sa_column=words())
    state: str = Field(sa_column=words(index=True))
    reason: str = Field(sa_column=words())
    ground: str = Field(default="", sa_column=words())
    note_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    reported_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    reported_role: str = Field(sa_column=words())
    reported_at: datetime = Field(sa_column=moment())
    decided_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    decided_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    decision_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    step: int | None = Field(default=None, sa_column=_number(optional=True))
    rank: int | None = Field(default=None, sa_column=_number(optional=True))
    passed_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    successor_id: UUID | None = Field(default=None, sa_column=reference("expert.id", optional=True))
    successor: str = Field(default="", sa_column=words())
    quotas: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    filled_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    fill_step: int | None = Field(default=None, sa_column=_number(optional=True))
    supplement_draw: UUID | None = Field(
        default=None, sa_column=reference("draw.id", optional=True)
    )


class AnnulmentRow(SQLModel, table=True):
    """Officer, approver and auditor each agree that a draw does not count; or one refuses."""

    __tablename__ = "annulment"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'agreed', 'done', 'refused')", name="annulment_state"),
        Index(
            "annulment_open",
            "draw_id",
            unique=True,
            postgresql_where=text("state <> 'refused'"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    state: str = Field(sa_column=words())
    ground: str = Field(sa_column=words())
    note_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    asked_by: UUID = Field(sa_column=reference("account.id"))
    asked_at: datetime = Field(sa_column=moment())
    approver: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    approved_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    auditor: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    audited_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    refused_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    refused_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
