"""The integrity file: events that are only ever added, and the case of each that may cost credit.

What may happen to `credit_event` beyond an insert is refused by
`migrations/sql/credit_append_only.sql`.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Integer
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    ciphertext,
    digest,
    identifier,
    moment,
    reference,
    words,
)


class CreditEventRow(SQLModel, table=True):
    """One event: its kind and day, who reported it, and what proves it.

    `request` is the panel request, known outside of the pool only; what was written is sealed.
    """

    __tablename__ = "credit_event"
    __table_args__ = (Index("credit_event_of_expert", "expert_id", "occurred_on"),)

    id: UUID = Field(sa_column=identifier())
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    kind: str = Field(sa_column=words())
    occurred_on: date = Field(sa_column=Column(Date, nullable=False))
    request: str = Field(sa_column=words())
    reported_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    reported_role: str = Field(sa_column=words())
    document: str = Field(sa_column=words())
    proof_name: str = Field(sa_column=words())
    proof_type: str = Field(sa_column=words())
    proof_size: int = Field(sa_column=Column(BigInteger, nullable=False))
    proof_sha256: bytes | None = Field(default=None, sa_column=digest())
    detail_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    recorded_at: datetime = Field(sa_column=moment())


class CreditCaseRow(SQLModel, table=True):
    """What followed from an event: proposed, answered, decided by two persons, in force.

    `bar_index` is the blind index of the identity number while a suspension or removal is in
    force, so that the same person is recognised who comes again; `resumes` says that the end
    of the suspension makes the expert active.
    """

    __tablename__ = "credit_case"
    __table_args__ = (
        CheckConstraint(
            "state IN ('proposed', 'told', 'answered', 'silent', 'decided', 'returned',"
            " 'decided_again', 'in_force', 'lift_asked', 'noted', 'unfounded', 'refused',"
            " 'withdrawn', 'lifted', 'ended')",
            name="credit_case_state",
        ),
        CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> decided_by", name="credit_case_two_persons"
        ),
        CheckConstraint(
            "lifted_by IS NULL OR lifted_by <> lift_asked_by", name="credit_case_two_persons_lift"
        ),
        CheckConstraint(
            "state NOT IN ('in_force', 'lift_asked', 'lifted', 'ended', 'noted')"
            " OR (told_on IS NOT NULL AND decided_by IS NOT NULL AND confirmed_by IS NOT NULL)",
            name="credit_case_heard",
        ),
        Index("credit_case_once", "event_id", unique=True),
        Index("credit_case_bar", "bar_index"),
    )

    id: UUID = Field(sa_column=identifier())
    event_id: UUID = Field(sa_column=reference("credit_event.id"))
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    state: str = Field(sa_column=words(index=True))
    since: datetime = Field(sa_column=moment())
    version: int = Field(sa_column=Column(Integer, nullable=False))
    policy_digest: str = Field(sa_column=words())
    proposed: str = Field(sa_column=words())
    proposed_months: int = Field(sa_column=Column(Integer, nullable=False))
    opened_at: datetime = Field(sa_column=moment())
    told_on: date | None = Field(default=None)
    told_way: str = Field(sa_column=words())
    answer_until: date | None = Field(default=None)
    reminded_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    answer_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    answered_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    measure: str = Field(sa_column=words())
    months: int = Field(sa_column=Column(Integer, nullable=False))
    decided_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    decided_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    reasons_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    confirmed_by: UUID | None = Field(
        default=None, sa_column=reference("account.id", optional=True)
    )
    confirmed_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    second_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    force_from: date | None = Field(default=None)
    force_until: date | None = Field(default=None)
    bar_index: bytes | None = Field(default=None, sa_column=digest())
    resumes: bool = Field(default=False, nullable=False)
    lift_asked_by: UUID | None = Field(
        default=None, sa_column=reference("account.id", optional=True)
    )
    lift_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    lifted_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    ended_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
