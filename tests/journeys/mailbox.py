"""A mail server on this machine: what the service sends arrives here by SMTP."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.journeys.service import free_port

MAIL_SECONDS = 60
ADDRESS = re.compile(r"http://\S+")


class Mailbox:
    """Every mail that arrived, by recipient."""

    def __init__(self) -> None:
        self.port = free_port()
        self._arrived: list[tuple[str, EmailMessage]] = []
        self._changed = threading.Condition()

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail in; aiosmtpd calls this at the end of each."""
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        with self._changed:
            self._arrived += [(recipient, message) for recipient in envelope.rcpt_tos]
            self._changed.notify_all()
        return "250 taken"

    def wait_for(self, recipient: str, subject: str) -> EmailMessage:
        """The newest mail to somebody about something, once it is here."""
        end = time.monotonic() + MAIL_SECONDS
        with self._changed:
            while not (found := self._found(recipient, subject)):
                seen = [mail["Subject"] for to, mail in self._arrived if to == recipient]
                assert self._changed.wait(end - time.monotonic()), (
                    f"No mail “{subject}” for {recipient}; arrived: {seen}"
                )
            return found[-1]

    def subjects(self, recipient: str) -> list[str]:
        """What every mail to somebody was about, in the order in which they came."""
        with self._changed:
            return [str(mail["Subject"]) for to, mail in self._arrived if to == recipient]

    def mails(self, recipient: str) -> list[EmailMessage]:
        """Every mail to somebody, in the order in which they came."""
        with self._changed:
            return [mail for to, mail in self._arrived if to == recipient]

    def _found(self, recipient: str, subject: str) -> list[EmailMessage]:
        return [m for to, m in self._arrived if to == recipient and subject in m["Subject"]]


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """The words of a mail, as plain text or as HTML."""
    body = mail.get_body((kind,))
    assert body is not None, f"The mail “{mail['Subject']}” has no {kind} part."
    text: str = body.get_content()
    return text


def link_in(mail: EmailMessage) -> str:
    """The one link of a mail, which its plain text and its HTML must share."""
    links = ADDRESS.findall(text_of(mail))
    assert len(links) == 1, text_of(mail)
    link: str = links[0]
    assert f'href="{link}"' in text_of(mail, "html")
    return link


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A mailbox that takes mails until the end of the block."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
