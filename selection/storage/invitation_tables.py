"""SQLModel rows of arrangements and invitations; they never leave `selection.storage`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    ciphertext,
    digest,
    identifier,
    moment,
    reference,
    words,
)


class ArrangementRow(SQLModel, table=True):
    """When, where and how the panel of a request meets; one for the panel and its supplements."""

    __tablename__ = "arrangement"
    __table_args__ = (
        CheckConstraint("mode IN ('on_site', 'online', 'correspondence')", name="arrangement_mode"),
        Index("arrangement_once", "request_id", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    mode: str = Field(sa_column=words())
    place: str = Field(sa_column=words())
    starts_at: datetime = Field(sa_column=moment())
    contact: str = Field(sa_column=words())
    entered_by: UUID = Field(sa_column=reference("account.id"))
    entered_at: datetime = Field(sa_column=moment())
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False))


class InvitationRow(SQLModel, table=True):
    """One member of a drawn panel is asked to come; nobody is asked twice for one panel.

    `request_id` is the request whose panel it is, also for members of a supplementary draw;
    `draw_id` is the draw that the pseudonym belongs to. Of the link only a digest is kept.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'sent', 'pledged', 'accepted', 'declined', 'recused',"
            " 'not_my_field', 'no_answer', 'unreachable', 'withdrawn', 'closed')",
            name="invitation_state",
        ),
        CheckConstraint("notice_from <= answer_by", name="invitation_term"),
        Index("invitation_once", "draw_id", "expert_id", unique=True),
        Index("invitation_link", "link_digest", unique=True),
        Index("invitation_due", "state", "answer_by"),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    position: int = Field(sa_column=Column(Integer, nullable=False))
    pseudonym: str = Field(sa_column=words())
    state: str = Field(sa_column=words())
    kind: str = Field(sa_column=words())
    opened_at: datetime = Field(sa_column=moment())
    notice_from: datetime = Field(sa_column=moment())
    answer_by: datetime = Field(sa_column=moment())
    link_digest: bytes | None = Field(default=None, sa_column=digest())
    sent_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    pledged_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    text_version: str = Field(default="", sa_column=words())
    ended_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    reason: str = Field(default="", sa_column=words())
    ground: str = Field(default="", sa_column=words())
    note_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
