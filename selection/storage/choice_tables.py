"""SQLModel rows of choices among candidates; they never leave `selection.storage`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import ciphertext, identifier, moment, reference, words


class ChoiceRow(SQLModel, table=True):
    """The candidates of a draw are offered to its officer: one choice a draw, by two persons.

    `offered` is how many names; whom the officer passes over, and why, is sealed.
    """

    __tablename__ = "panel_choice"
    __table_args__ = (
        CheckConstraint(
            "state IN ('open', 'proposed', 'confirmed', 'kept', 'lapsed')",
            name="panel_choice_state",
        ),
        CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", name="panel_choice_two_persons"
        ),
        Index("panel_choice_once", "draw_id", unique=True),
        Index("panel_choice_due", "state", "due_at"),
    )

    id: UUID = Field(sa_column=identifier())
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    state: str = Field(sa_column=words())
    offered: int = Field(sa_column=Column(Integer, nullable=False))
    opened_at: datetime = Field(sa_column=moment())
    due_at: datetime = Field(sa_column=moment())
    version: int = Field(sa_column=Column(Integer, nullable=False))
    proposed_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    proposed_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    passes_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    decided_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    decided_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    note_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
