"""Applications, their certificates and checks, and bulk imports."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, text
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    ciphertext,
    digest,
    document,
    identifier,
    moment,
    reference,
    words,
)


class ApplicationRow(SQLModel, table=True):
    """One person's application, from the first saved word to the decision.

    `sections` holds what was typed, by section; what must be encrypted (identity
    number, phone, bank account) stands in `secret_cipher` instead.
    """

    __tablename__ = "application"
    __table_args__ = (
        Index(
            "application_open",
            "account_id",
            unique=True,
            postgresql_where=text("state NOT IN ('admitted', 'declined', 'withdrawn')"),
        ),
        CheckConstraint(
            "source IN ('online', 'paper', 'import', 'change')", name="application_source"
        ),
    )

    id: UUID = Field(sa_column=identifier())
    reference_number: str = Field(sa_column=words(unique=True))
    account_id: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    expert_id: UUID | None = Field(default=None, sa_column=reference("expert.id", optional=True))
    entered_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    first_registrar: UUID | None = Field(
        default=None, sa_column=reference("account.id", optional=True)
    )
    second_registrar: UUID | None = Field(
        default=None, sa_column=reference("account.id", optional=True)
    )
    recommendation: str = Field(default="", sa_column=words())
    source: str = Field(default="online", sa_column=words())
    state: str = Field(sa_column=words(index=True))
    sections: dict[str, object] = Field(sa_column=document())
    secret_cipher: bytes | None = Field(default=None, sa_column=ciphertext())
    identity_index: bytes | None = Field(default=None, sa_column=digest())
    returned_fields: list[object] = Field(sa_column=document(default="'[]'::jsonb"))
    version: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    email: str = Field(default="", sa_column=words())
    call_number: str = Field(default="", sa_column=words(index=True))
    created_at: datetime = Field(sa_column=moment(default_now=True))
    updated_at: datetime = Field(sa_column=moment(default_now=True))
    submitted_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    decided_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class DocumentRow(SQLModel, table=True):
    """An uploaded file: a certificate, or the scan of a paper application.

    `credential` is the key of the credential in the application's section. The bytes
    are stored encrypted elsewhere under `storage_name`, a picture of the first page under
    `preview_name`.
    """

    __tablename__ = "document"

    id: UUID = Field(sa_column=identifier())
    application_id: UUID = Field(sa_column=reference("application.id"))
    kind: str = Field(sa_column=words())
    credential: str = Field(default="", sa_column=words())
    file_name: str = Field(sa_column=words())
    content_type: str = Field(sa_column=words())
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    pages: int = Field(sa_column=Column(Integer, nullable=False))
    sha256: bytes = Field(sa_column=digest(optional=False))
    storage_name: str = Field(sa_column=words(unique=True))
    preview_name: str = Field(default="", sa_column=words())
    uploaded_by: UUID = Field(sa_column=reference("account.id"))
    uploaded_at: datetime = Field(sa_column=moment(default_now=True))
    removed_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class ApplicationCheckRow(SQLModel, table=True):
    """What one registrar decided at the first or second check, and what helped."""

    __tablename__ = "application_check"
    __table_args__ = (
        CheckConstraint("stage IN (1, 2)", name="application_check_stage"),
        Index("application_check_once", "application_id", "version", "stage", unique=True),
    )

    id: UUID = Field(sa_column=identifier())
    application_id: UUID = Field(sa_column=reference("application.id"))
    version: int = Field(sa_column=Column(Integer, nullable=False))
    stage: int = Field(sa_column=Column(Integer, nullable=False))
    registrar_id: UUID = Field(sa_column=reference("account.id"))
    outcome: str = Field(sa_column=words())
    reasons: list[object] = Field(sa_column=document(default="'[]'::jsonb"))
    credentials: list[object] = Field(sa_column=document(default="'[]'::jsonb"))
    findings: list[object] = Field(sa_column=document(default="'[]'::jsonb"))
    note: str = Field(default="", sa_column=words())
    policy_digest: str = Field(sa_column=words())
    at: datetime = Field(sa_column=moment(default_now=True))


class VerificationRow(SQLModel, table=True):
    """One check of one credential by one registrar; rows are added, never changed.

    `content` is the digest of what was checked: a verification counts for as long as the
    credential says the same.
    """

    __tablename__ = "verification"

    id: UUID = Field(sa_column=identifier())
    application_id: UUID = Field(sa_column=reference("application.id"))
    credential: str = Field(sa_column=words())
    content: bytes = Field(sa_column=digest(optional=False))
    method: str = Field(sa_column=words())
    outcome: str = Field(sa_column=words())
    note: str = Field(default="", sa_column=words())
    accepted_as_senior: bool | None = Field(default=None)
    reason: str = Field(default="", sa_column=words())
    registrar_id: UUID = Field(sa_column=reference("account.id"))
    at: datetime = Field(sa_column=moment())


class ImportRow(SQLModel, table=True):
    """A bulk import: the dry run's result, its progress, and what was stored.

    `heard_at` is when the work was last known to go on: a process that died says no more.
    Nobody `started_by` means the command line.
    """

    __tablename__ = "bulk_import"

    id: UUID = Field(sa_column=identifier())
    file_name: str = Field(sa_column=words())
    sha256: bytes = Field(sa_column=digest(optional=False))
    storage_name: str = Field(default="", sa_column=words())
    started_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    state: str = Field(sa_column=words())
    phase: str = Field(default="", sa_column=words())
    rows: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    processed: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    accepted: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    rejected: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    errors: list[object] = Field(sa_column=document(default="'[]'::jsonb"))
    created_at: datetime = Field(sa_column=moment(default_now=True))
    heard_at: datetime = Field(sa_column=moment(default_now=True))
    finished_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
