"""Accounts, roles, sessions, mailed tokens, login attempts and the mail outbox."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, text
from sqlmodel import Column, Field, SQLModel

from expert_pool.storage.tables.columns import (
    digest,
    document,
    identifier,
    moment,
    reference,
    words,
)


class AccountRow(SQLModel, table=True):
    """Somebody who can sign in; `email` is kept in its normal form (lower case)."""

    __tablename__ = "account"

    id: UUID = Field(sa_column=identifier())
    email: str = Field(sa_column=words(unique=True))
    display_name: str = Field(sa_column=words())
    password_hash: str | None = Field(default=None, sa_column=words(optional=True))
    language: str = Field(default="zh_Hans", sa_column=words())
    email_verified_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    deactivated_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    identity_index: bytes | None = Field(default=None, sa_column=digest())
    created_at: datetime = Field(sa_column=moment(default_now=True))


class AccountRoleRow(SQLModel, table=True):
    """A role as granted and, later, revoked: the history stays."""

    __tablename__ = "account_role"
    __table_args__ = (
        Index(
            "account_role_live",
            "account_id",
            "role",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: UUID = Field(sa_column=identifier())
    account_id: UUID = Field(sa_column=reference("account.id"))
    role: str = Field(sa_column=words())
    granted_by: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    granted_at: datetime = Field(sa_column=moment(default_now=True))
    revoked_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class SessionRow(SQLModel, table=True):
    """A server-side session; only the hash of its id is kept."""

    __tablename__ = "session"

    id_hash: bytes = Field(sa_column=Column(digest().type, primary_key=True))
    account_id: UUID | None = Field(default=None, sa_column=reference("account.id", optional=True))
    data: dict[str, object] = Field(sa_column=document())
    client: str = Field(default="", sa_column=words())
    created_at: datetime = Field(sa_column=moment(default_now=True))
    last_seen_at: datetime = Field(sa_column=moment(default_now=True))
    expires_at: datetime = Field(sa_column=moment())


class AccountTokenRow(SQLModel, table=True):
    """A mailed, single-use token (only its hash) for one purpose."""

    __tablename__ = "account_token"

    token_hash: bytes = Field(sa_column=Column(digest().type, primary_key=True))
    account_id: UUID = Field(sa_column=reference("account.id", part_of=True))
    purpose: str = Field(sa_column=words())
    data: dict[str, object] = Field(sa_column=document())
    created_at: datetime = Field(sa_column=moment(default_now=True))
    expires_at: datetime = Field(sa_column=moment())
    used_at: datetime | None = Field(default=None, sa_column=moment(optional=True))


class LoginAttemptRow(SQLModel, table=True):
    """A failed login by hashed key (account or address), for the delay-based throttle."""

    __tablename__ = "login_attempt"
    __table_args__ = (Index("login_attempt_key_at", "key", "at"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, primary_key=True))
    key: bytes = Field(sa_column=digest(optional=False))
    at: datetime = Field(sa_column=moment(default_now=True))


class OutgoingMailRow(SQLModel, table=True):
    """A mail written in the business transaction, put into words and delivered later.

    `context` may hold a mailed token: it is emptied once the mail is delivered.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="outgoing_mail_attempts"),
        Index("outgoing_mail_due", "next_attempt_at", postgresql_where=text("sent_at IS NULL")),
    )

    id: UUID = Field(sa_column=identifier())
    recipient: str = Field(sa_column=words())
    template: str = Field(sa_column=words())
    language: str = Field(sa_column=words())
    context: dict[str, object] = Field(sa_column=document())
    subject: str = Field(default="", sa_column=words())
    created_at: datetime = Field(sa_column=moment(default_now=True))
    next_attempt_at: datetime = Field(sa_column=moment(default_now=True))
    attempts: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    sent_at: datetime | None = Field(default=None, sa_column=moment(optional=True))
    last_error: str = Field(default="", sa_column=words())
