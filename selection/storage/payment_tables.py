"""SQLModel rows of payment lists; they never leave `selection.storage`."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, Integer, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import ciphertext, identifier, moment, reference, words


def _number() -> Column[int]:
    return Column(Integer, nullable=False)


class PaymentListRow(SQLModel, table=True):
    """The fees of one review: drawn up by the officer, approved by another, paid by a third."""

    __tablename__ = "payment_list"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'paid', 'archived')",
            name="payment_list_state",
        ),
        CheckConstraint(
            "approved_by IS NULL OR approved_by <> created_by", name="payment_list_two_persons"
        ),
        CheckConstraint(
            "paid_by IS NULL OR paid_by NOT IN (created_by, approved_by)",
            name="payment_list_third_person",
        ),
        Index("payment_list_number", "request_id", "number", unique=True),
        Index(
            "payment_list_open",
            "request_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'submitted')"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    request_id: UUID = Field(sa_column=reference("panel_request.id"))
    number: int = Field(sa_column=_number())
    state: str = Field(sa_column=words(index=True))
    month: str = Field(sa_column=words(index=True))
    payer: str = Field(sa_column=words())
    policy_digest: str = Field(sa_column=words())
    version: int = Field(sa_column=_number())
    created_by: UUID = Field(sa_column=reference("account.id"))
    created_at: datetime = Field(sa_column=moment())
    submitted_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    approved_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    approved_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    returned_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    paid_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    paid_on: date | None = Field(default=None)
    archived_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class PaymentLineRow(SQLModel, table=True):
    """What one expert is paid for one review, in whole fen, and the copy of where it goes.

    The copy of the bank data stands there from the first download to the archive only.
    """

    __tablename__ = "payment_line"
    __table_args__ = (
        CheckConstraint("net + tax = gross", name="payment_line_adds_up"),
        Index("payment_line_once", "list_id", "expert_id", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    list_id: UUID = Field(sa_column=reference("payment_list.id", part_of=True))
    expert_id: UUID = Field(sa_column=reference("expert.id"))
    fee_class: str = Field(sa_column=words())
    rate: int = Field(sa_column=_number())
    days: list[date] = Field(sa_column=Column(ARRAY(Date), nullable=False))
    halves: list[int] = Field(sa_column=Column(ARRAY(Integer), nullable=False))
    remote: int = Field(sa_column=_number())
    net: int = Field(sa_column=_number())
    gross: int = Field(sa_column=_number())
    tax: int = Field(sa_column=_number())
    reason_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    account_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    branch_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
