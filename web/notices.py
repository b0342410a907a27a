"""Mails: put into words in the reader's language, delivered from the outbox, tried again.

An act only queues (`queue_mail`), in its own transaction; the courier works beside it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final

import aiosmtplib
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.database import Database
from expert_pool.storage.mail_store import (
    OutgoingMail,
    mark_delivered,
    mark_failed,
    queue_mail,
    take_due,
)
from web.pages import environment, plain_environment
from web.services import Services
from web.settings import Settings
from web.translation import speaking
from web.workers import keep_doing

__all__ = ["Letter", "deliver_due", "queue_mail", "run_courier", "write_letter"]

_BATCH: Final = 20
_EVERY_SECONDS: Final = 2.0
_FIRST_PAUSE: Final = timedelta(seconds=30)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_SMTP_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in words: subject, plain text and the same as HTML."""

    subject: str
    text: str
    html: str


def write_letter(settings: Settings, mail: OutgoingMail) -> Letter:
    """Put a mail into words, in its reader's language.

    A template in `templates/emails` sets `subject`, `lines`, and where there is something to
    follow `path` and `path_words`; layout and footer come by themselves.
    """
    with speaking(mail.language) as words:
        page = plain_environment().get_template(f"emails/{mail.template}.txt")
        module = page.make_module(dict(mail.context))
        said = vars(module)
        path, path_words = said.get("path", ""), said.get("path_words", "")
        parts = {
            "subject": said["subject"],
            "lines": said["lines"],
            "link": f"{settings.address}{path}" if path else "",
            "link_words": path_words,
            "language": words.html_language,
            "demo": settings.demo,
        }
        return Letter(
            subject=str(parts["subject"]),
            text=plain_environment().get_template("emails/layout.txt").render(**parts),
            html=environment().get_template("emails/layout.html").render(**parts),
        )


def next_pause(attempts: int) -> timedelta:
    """How long a failed mail rests: half a minute, then twice as long each time, up to 6 hours."""
    return min(_FIRST_PAUSE * (1 << min(attempts, 16)), _LONGEST_PAUSE)


def _message(settings: Settings, mail: OutgoingMail, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_sender
    message["To"] = mail.recipient
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{mail.id}@{settings.mail_sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    calendar = mail.context.get("calendar")
    if calendar:
        message.add_attachment(str(calendar), subtype="calendar", filename="review.ics")
    return message


async def _send(settings: Settings, message: EmailMessage) -> None:
    password = settings.mail_password
    await aiosmtplib.send(
        message,
        hostname=settings.mail_host,
        port=settings.mail_port,
        username=settings.mail_user,
        password=password.get_secret_value() if password else None,
        use_tls=settings.mail_tls,
        timeout=_SMTP_SECONDS,
    )


async def deliver_due(database: Database, settings: Settings, now: datetime) -> int:
    """Deliver the mails whose time has come; how many went out.

    Each mail has its own transaction, in which no other courier can take it.
    """
    delivered = 0
    for _ in range(_BATCH):
        async with database.transaction() as session:
            taken = await take_due(session, now, 1)
            if not taken:
                break
            delivered += await _deliver(session, settings, taken[0], now)
    return delivered


async def _deliver(
    session: AsyncSession, settings: Settings, mail: OutgoingMail, now: datetime
) -> int:
    letter = write_letter(settings, mail)
    try:
        await _send(settings, _message(settings, mail, letter))
    except (aiosmtplib.SMTPException, OSError) as error:
        structlog.get_logger().warning("mail not delivered", error=type(error).__name__)
        await mark_failed(session, mail, type(error).__name__, now + next_pause(mail.attempts))
        return 0
    await mark_delivered(session, mail.id, letter.subject, now)
    return 1


async def run_courier(services: Services) -> None:
    """Deliver mails for as long as the service runs; only where a mail server is configured."""
    if services.settings.mail_host is None:
        return
    await keep_doing(
        "courier",
        lambda: deliver_due(services.database, services.settings, services.now()),
        _EVERY_SECONDS,
    )
