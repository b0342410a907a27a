"""The outbox: mails written in the business transaction and delivered later.

It holds template, language and context; words are put in where the mail is delivered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.storage.tables.accounts import OutgoingMailRow


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """One mail of the outbox."""

    id: UUID
    recipient: str
    template: str
    language: str
    context: Mapping[str, object]
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    last_error: str


async def queue_mail(
    session: AsyncSession,
    to: str,
    template: str,
    language: str,
    context: Mapping[str, object],
    mail_id: UUID | None = None,
) -> None:
    """Put a mail into the outbox, in the transaction of the act that it tells about.

    Whoever asks later whether it went out gives it an id.
    """
    await session.execute(
        insert(OutgoingMailRow).values(
            **({"id": mail_id} if mail_id else {}),
            recipient=to,
            template=template,
            language=language,
            context=dict(context),
            subject="",
            last_error="",
        )
    )


async def take_due(session: AsyncSession, now: datetime, limit: int) -> tuple[OutgoingMail, ...]:
    """Mails whose time has come, held for this transaction; another worker skips them."""
    query = (
        select(OutgoingMailRow)
        .where(col(OutgoingMailRow.sent_at).is_(None), col(OutgoingMailRow.next_attempt_at) <= now)
        .order_by(col(OutgoingMailRow.next_attempt_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tuple(_mail(row) for row in (await session.scalars(query)).all())


async def mark_delivered(session: AsyncSession, mail_id: UUID, subject: str, now: datetime) -> None:
    """Note that a mail went out, and forget its context: it may hold a token."""
    await session.execute(
        update(OutgoingMailRow)
        .where(col(OutgoingMailRow.id) == mail_id)
        .values(sent_at=now, subject=subject, context={}, last_error="")
    )


async def mark_failed(
    session: AsyncSession, mail: OutgoingMail, error: str, next_attempt_at: datetime
) -> None:
    """Note that a delivery failed, and when it is tried again."""
    await session.execute(
        update(OutgoingMailRow)
        .where(col(OutgoingMailRow.id) == mail.id)
        .values(attempts=mail.attempts + 1, last_error=error[:500], next_attempt_at=next_attempt_at)
    )


async def drop_unsent(session: AsyncSession, mail_id: UUID) -> bool:
    """Take a mail out of the outbox; False where it went out, or a courier has it in hand."""
    query = select(col(OutgoingMailRow.id)).where(
        col(OutgoingMailRow.id) == mail_id, col(OutgoingMailRow.sent_at).is_(None)
    )
    held = await session.scalar(query.with_for_update(skip_locked=True))
    if held is None:
        return False
    await session.execute(delete(OutgoingMailRow).where(col(OutgoingMailRow.id) == mail_id))
    return True


async def newest_mails(session: AsyncSession, limit: int) -> tuple[OutgoingMail, ...]:
    """The newest mails, for the demo's mailbox."""
    query = select(OutgoingMailRow).order_by(col(OutgoingMailRow.created_at).desc()).limit(limit)
    return tuple(_mail(row) for row in (await session.scalars(query)).all())


async def mail_by_id(session: AsyncSession, mail_id: UUID) -> OutgoingMail | None:
    """One mail, for the demo's mailbox."""
    row = await session.get(OutgoingMailRow, mail_id)
    return _mail(row) if row else None


def _mail(row: OutgoingMailRow) -> OutgoingMail:
    return OutgoingMail(
        id=row.id,
        recipient=row.recipient,
        template=row.template,
        language=row.language,
        context=dict(row.context),
        attempts=row.attempts,
        created_at=row.created_at,
        sent_at=row.sent_at,
        last_error=row.last_error,
    )
