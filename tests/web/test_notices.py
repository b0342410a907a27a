"""Mails from the outbox to a real SMTP server in the next thread."""

import email
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller

from expert_pool.storage.database import Database
from expert_pool.storage.mail_store import OutgoingMail, newest_mails, queue_mail
from tests.web.words import WEB
from web.notices import deliver_due, next_pause, write_letter
from web.settings import Settings

TEMPLATES = sorted(
    path.stem for path in (WEB / "templates" / "emails").glob("*.txt") if path.stem != "layout"
)
ONCE = "given-once"
LATER = timedelta(days=1)


class Keeper:
    """An SMTP server that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.kept.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def keeper() -> Iterator[tuple[Keeper, int]]:
    handler = Keeper()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def settings_for(port: int) -> Settings:
    return Settings(mail_host="127.0.0.1", mail_port=port, mail_sender="pool@example.org")


def mail(template: str, language: str) -> OutgoingMail:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    context = {"token": "abc", "reference": "A1", "name": "Li"}
    return OutgoingMail(
        uuid4(), "li@example.org", template, language, context, 0, now, None, last_error=""
    )


async def queue(database: Database, token: str = ONCE) -> None:
    async with database.transaction() as session:
        await queue_mail(session, "li@example.org", "reset_password", "en", {"token": token})


async def test_a_queued_mail_is_delivered_once_as_text_and_html(
    database: Database, keeper: tuple[Keeper, int]
) -> None:
    handler, port = keeper
    await queue(database)
    now = datetime.now(UTC) + LATER
    assert await deliver_due(database, settings_for(port), now) == 1
    assert await deliver_due(database, settings_for(port), now) == 0
    (message,) = handler.kept
    assert message["Subject"] == "Set a new password"
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        assert "/reset/given-once" in body.get_content()


async def test_a_delivered_mail_forgets_its_token(
    database: Database, keeper: tuple[Keeper, int]
) -> None:
    await queue(database)
    await deliver_due(database, settings_for(keeper[1]), datetime.now(UTC) + LATER)
    async with database.read() as session:
        (kept,) = await newest_mails(session, 10)
    assert kept.context == {}
    assert kept.sent_at is not None


async def test_a_failed_mail_is_recorded_and_tried_again_later(
    database: Database, keeper: tuple[Keeper, int]
) -> None:
    await queue(database)
    now = datetime.now(UTC) + LATER
    assert await deliver_due(database, settings_for(1), now) == 0
    async with database.read() as session:
        (kept,) = await newest_mails(session, 10)
    assert (kept.attempts, kept.sent_at) == (1, None)
    assert kept.last_error
    assert await deliver_due(database, settings_for(keeper[1]), now) == 0
    assert await deliver_due(database, settings_for(keeper[1]), now + LATER) == 1


async def test_a_mail_of_an_act_that_failed_is_never_sent(
    database: Database, keeper: tuple[Keeper, int]
) -> None:
    class UndoneError(Exception):
        pass

    async def fail() -> None:
        async with database.transaction() as session:
            await queue_mail(session, "li@example.org", "reset_password", "en", {"token": "x"})
            raise UndoneError

    with pytest.raises(UndoneError):
        await fail()
    assert await deliver_due(database, settings_for(keeper[1]), datetime.now(UTC) + LATER) == 0


def test_pauses_double_up_to_six_hours() -> None:
    assert [next_pause(n).total_seconds() for n in (0, 1, 2)] == [30, 60, 120]
    assert next_pause(50) == timedelta(hours=6)


@pytest.mark.parametrize("template", ["verify_email", "reset_password", "staff_welcome"])
@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_a_letter_has_the_same_link_in_both_forms(template: str, language: str) -> None:
    letter = write_letter(Settings(base_url="https://pool.example"), mail(template, language))
    assert "https://pool.example/" in letter.text
    assert letter.text.count("https://") * 2 == letter.html.count("https://")


STAFF = (
    "request_waiting",
    "request_approved",
    "request_returned",
    "secret_wanted",
    "reveal_wanted",
    "draw_infeasible",
    "draw_void",
    "request_begin",
    "panel_drawn",
    "choice_open",
    "choice_proposed",
    "vacancy_reported",
    "vacancy_decided",
    "annulment_waiting",
    "annulment_decided",
    "exception_waiting",
    "exception_decided",
)


@pytest.mark.parametrize("told", STAFF)
@pytest.mark.parametrize(("language", "named"), [("zh_Hans", "抽取申请"), ("en", "anel request")])
async def test_staff_are_told_the_number_and_the_way_there(
    database: Database, keeper: tuple[Keeper, int], told: str, language: str, named: str
) -> None:
    handler, port = keeper
    context = {"number": "PR-2026-0001", "request": "r1", "moment": "2026-11-21T01:30:00+00:00"}
    async with database.transaction() as session:
        await queue_mail(session, "li@example.org", told, language, context)
    assert await deliver_due(database, settings_for(port), datetime.now(UTC) + LATER) == 1
    (message,) = handler.kept
    assert named in message["Subject"]
    assert "PR-2026-0001" in message["Subject"]
    body = message.get_body(("plain",))
    assert body is not None
    assert "/requests/r1" in body.get_content()
    assert ("2026" in body.get_content().replace("PR-2026", "")) == (told == "reveal_wanted")


def test_plain_letters_hold_no_markup() -> None:
    letter = write_letter(Settings(), mail("already_registered", "en"))
    assert "&#" not in letter.text
    assert "<" not in letter.text
