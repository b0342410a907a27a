"""SQLModel rows of evaluations after a review; they never leave `selection.storage`."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Index, Integer
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    ciphertext,
    document,
    identifier,
    moment,
    reference,
    words,
)


def _number() -> Column[int]:
    return Column(Integer, nullable=False)


class EvaluationRow(SQLModel, table=True):
    """How the organiser judges one member's work; a correction is a second row beside the first.

    Points are by item of the policy. Reasons and the expert's answer are sealed.
    """

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("version IN (1, 2)", name="evaluation_version"),
        CheckConstraint(
            "(version = 1) = (correction_cipher IS NULL)", name="evaluation_correction_reason"
        ),
        CheckConstraint(
            "(answer_cipher IS NULL) = (answered_at IS NULL)", name="evaluation_answer_moment"
        ),
        Index("evaluation_once", "draw_id", "expert_id", "version", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    position: int = Field(sa_column=_number())
    pseudonym: str = Field(sa_column=words())
    version: int = Field(sa_column=_number())
    points: dict[str, int] = Field(sa_column=document())
    reasons_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    correction_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    policy_digest: str = Field(sa_column=words())
    evaluated_by: UUID = Field(sa_column=reference("account.id"))
    evaluated_at: datetime = Field(sa_column=moment())
    answer_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    answered_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class ProcessEvaluationRow(SQLModel, table=True):
    """How one member judges the process; both texts are sealed, and for auditors alone."""

    __tablename__ = "process_evaluation"
    __table_args__ = (
        CheckConstraint(
            "material_in_time BETWEEN 1 AND 5 AND time_enough BETWEEN 1 AND 5",
            name="process_evaluation_points",
        ),
        CheckConstraint(
            "pressure = (pressure_cipher IS NOT NULL)", name="process_evaluation_pressure"
        ),
        Index("process_evaluation_once", "draw_id", "expert_id", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    draw_id: UUID = Field(sa_column=reference("draw.id"))
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    position: int = Field(sa_column=_number())
    pseudonym: str = Field(sa_column=words())
    material_in_time: int = Field(sa_column=_number())
    time_enough: int = Field(sa_column=_number())
    pressure: bool = Field(sa_column=Column(Boolean, nullable=False))
    pressure_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    words_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    given_at: datetime = Field(sa_column=moment())


class ApplicantViewRow(SQLModel, table=True):
    """What applicants said of a review when the officer asked them; who, by role alone."""

    __tablename__ = "applicant_view"
    __table_args__ = (
        CheckConstraint(
            "spoke IN ('project_leader', 'unit_management', 'research_office', 'other')",
            name="applicant_view_spoke",
        ),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    spoke: str = Field(sa_column=words())
    received_on: date
    words_cipher: bytes = Field(sa_column=ciphertext(optional=False))
    recorded_by: UUID = Field(sa_column=reference("account.id"))
    recorded_at: datetime = Field(sa_column=moment())


class EvaluationNoticeRow(SQLModel, table=True):
    """That somebody who owes an evaluation was told so: each thing once for a review.

    `whom` is the officer's account or the expert's record.
    """

    __tablename__ = "evaluation_notice"
    __table_args__ = (
        CheckConstraint("kind IN ('reminder', 'overdue')", name="evaluation_notice_kind"),
        Index("evaluation_notice_once", "request_id", "whom", "kind", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    whom: UUID
    kind: str = Field(sa_column=words())
    told_at: datetime = Field(sa_column=moment())
