"""SQLModel rows of projects, panel requests and draws; they never leave `selection.storage`."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
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


class ProjectRow(SQLModel, table=True):
    """A funded project that a panel may have to judge."""

    __tablename__ = "project"

    id: UUID = Field(sa_column=identifier())
    number: str = Field(sa_column=words(unique=True))
    name: str = Field(sa_column=words())
    programme: str = Field(default="", sa_column=words())
    field: str = Field(default="", sa_column=words(index=True))
    division: str = Field(default="", sa_column=words())
    starts: date | None = Field(default=None)
    ends: date | None = Field(default=None)
    created_by: UUID = Field(sa_column=reference("account.id"))
    created_at: datetime = Field(sa_column=moment(default_now=True))


class ProjectPartyRow(SQLModel, table=True):
    """A unit or a person with a stake in the project."""

    __tablename__ = "project_party"
    __table_args__ = (
        CheckConstraint("unit_name <> '' OR person_name <> ''", name="project_party_named"),
    )

    id: UUID = Field(sa_column=identifier())
    project_id: UUID = Field(sa_column=reference("project.id", part_of=True))
    role: str = Field(sa_column=words())
    unit_id: UUID | None = Field(default=None, sa_column=reference("unit.id", optional=True))
    unit_name: str = Field(default="", sa_column=words())
    uscc: str = Field(default="", sa_column=words())
    person_name: str = Field(default="", sa_column=words())
    person_unit: str = Field(default="", sa_column=words())
    identity_index: bytes | None = Field(default=None, sa_column=digest())
    identity_cipher: bytes | None = Field(default=None, sa_column=ciphertext())


class PanelRequestRow(SQLModel, table=True):
    """A panel request: the draft while it is one, the frozen criteria after approval.

    Both name people and units, so both are sealed.
    """

    __tablename__ = "panel_request"
    __table_args__ = (
        CheckConstraint(
            "approved_by IS NULL OR approved_by <> created_by", name="panel_request_two_persons"
        ),
        Index(
            "panel_request_supplement",
            "supplements",
            unique=True,
            postgresql_where=text("state IN ('submitted', 'approved', 'committed')"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    number: str = Field(sa_column=words(unique=True))
    state: str = Field(sa_column=words(index=True))
    activity: str = Field(sa_column=words())
    draft_cipher: bytes = Field(sa_column=ciphertext(optional=False))
    criteria_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    criteria_digest: bytes | None = Field(default=None, sa_column=digest())
    policy_digest: str = Field(default="", sa_column=words())
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    created_by: UUID = Field(sa_column=reference("account.id"))
    created_at: datetime = Field(sa_column=moment(default_now=True))
    updated_at: datetime = Field(sa_column=moment(default_now=True))
    submitted_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    approved_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    approved_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    decision_reason: str = Field(default="", sa_column=words())
    shortfall: dict[str, object] = Field(sa_column=document())
    supplements: UUID | None = Field(
        default=None, sa_column=reference("panel_request.id", optional=True)
    )


class RequestProjectRow(SQLModel, table=True):
    """Which projects a request is for; only one live request a project and activity."""

    __tablename__ = "request_project"
    __table_args__ = (
        Index(
            "request_project_live",
            "project_id",
            "activity",
            unique=True,
            postgresql_where=text("live"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id", part_of=True))
    project_id: UUID = Field(sa_column=reference("project.id"))
    activity: str = Field(sa_column=words())
    live: bool = Field(default=True)


class CountQuestionRow(SQLModel, table=True):
    """How often a draft was counted in one hour, and how much of that stands in the log."""

    __tablename__ = "count_question"
    __table_args__ = (Index("count_question_once", "request_id", "hour", unique=True),)

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id", part_of=True))
    account_id: UUID = Field(sa_column=reference("account.id"))
    hour: datetime = Field(sa_column=moment())
    asked: int = Field(sa_column=Column(Integer, nullable=False))
    logged: int = Field(default=0, sa_column=Column(Integer, nullable=False))


class PartySecretRow(SQLModel, table=True):
    """One party's share of the seed: committed before, revealed after the commit."""

    __tablename__ = "party_secret"
    __table_args__ = (
        CheckConstraint("role IN ('officer', 'auditor')", name="party_secret_role"),
        Index("party_secret_once", "request_id", "attempt", "role", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    attempt: int = Field(sa_column=Column(Integer, nullable=False))
    role: str = Field(sa_column=words())
    account_id: UUID = Field(sa_column=reference("account.id"))
    commitment: bytes = Field(sa_column=digest(optional=False))
    committed_at: datetime = Field(sa_column=moment(default_now=True))
    secret: bytes | None = Field(default=None, sa_column=ciphertext())
    revealed_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class DrawRow(SQLModel, table=True):
    """A draw: the committed document, later the seed, the result and both receipts."""

    __tablename__ = "draw"
    __table_args__ = (
        CheckConstraint(
            "state IN ('committed', 'locked', 'drawn', 'annulled', 'void')", name="draw_state"
        ),
        Index("draw_attempt", "request_id", "attempt", unique=True),
        Index(
            "draw_live",
            "request_id",
            unique=True,
            postgresql_where=text("state NOT IN ('annulled', 'void')"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    attempt: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    state: str = Field(sa_column=words())
    snapshot_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    commit_hash: bytes = Field(sa_column=digest(optional=False, unique=True))
    committed_at: datetime = Field(sa_column=moment(default_now=True))
    reveal_from: datetime = Field(sa_column=moment())
    summary: dict[str, object] = Field(sa_column=document())
    seed: bytes | None = Field(default=None, sa_column=digest())
    receipt_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    public_receipt: bytes | None = Field(default=None, sa_column=ciphertext())
    receipt_digest: bytes | None = Field(default=None, sa_column=digest())
    drawn_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    source: dict[str, object] = Field(sa_column=document())


class OddsReportRow(SQLModel, table=True):
    """The odds foreseen before a commitment, and what each rule costs; numbers, no names.

    `basis` is the digest of what they were worked out from: once it is there, never again.
    """

    __tablename__ = "odds_report"
    __table_args__ = (
        CheckConstraint(
            "state IN ('foreseen', 'priced', 'infeasible', 'failed')", name="odds_report_state"
        ),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    basis: bytes = Field(sa_column=digest(optional=False, unique=True))
    state: str = Field(sa_column=words())
    as_of: datetime = Field(sa_column=moment())
    numbers: dict[str, object] = Field(sa_column=document())
    costs: list[object] = Field(sa_column=document(default="'[]'::jsonb"))


class DrawCandidateRow(SQLModel, table=True):
    """Everybody in the pool at the commit: a candidate's pseudonym, or why excluded."""

    __tablename__ = "draw_candidate"
    __table_args__ = (Index("draw_candidate_once", "draw_id", "expert_id", unique=True),)

    id: UUID = Field(sa_column=identifier())
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    pseudonym: str = Field(default="", sa_column=words())
    findings: list[object] = Field(sa_column=document(default="'[]'::jsonb"))


class PanelSeatRow(SQLModel, table=True):
    """A drawn seat in the order of the draw."""

    __tablename__ = "panel_seat"
    __table_args__ = (
        Index("panel_seat_once", "draw_id", "position", unique=True),
        Index("panel_seat_expert", "draw_id", "expert_id", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    position: int = Field(sa_column=Column(Integer, nullable=False))
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    pseudonym: str = Field(sa_column=words())
    quotas: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))


class AssignmentRow(SQLModel, table=True):
    """A seat on a panel, past or to come: what yearly limits and overlaps are counted from."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("review_from <= review_to", name="assignment_interval"),
        Index("assignment_expert_days", "expert_id", "review_from"),
    )

    id: UUID = Field(sa_column=identifier())
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    draw_id: UUID | None = Field(default=None, sa_column=reference("draw.id", optional=True))
    activity: str = Field(sa_column=words())
    programme: str = Field(default="", sa_column=words())
    panel: str = Field(sa_column=words(index=True))
    fields: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    lead_units: list[UUID] = Field(sa_column=Column(ARRAY(PG_UUID(as_uuid=True)), nullable=False))
    project_ids: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    review_from: date
    review_to: date
    review_days: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False))
    outcome: str = Field(sa_column=words())
    keeps_days: bool = Field(
        sa_column=Column(Boolean, nullable=False, server_default=text("false"))
    )
