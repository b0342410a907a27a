"""Messages from the act that queues them to the channel, with every attempt kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.audit.acts import Act
from expert_pool.experts import ExpertId
from expert_pool.messages import Channel, MessageKind, Result
from expert_pool.messaging import (
    LOST_AFTER,
    Letter,
    Order,
    Outcome,
    claim_due,
    load_told,
    load_told_to,
    queue_message,
    was_reached,
    withdraw_messages,
)
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.mail_store import mark_delivered, newest_mails
from tests.expert_pool.messages.samples import PATH, message_of
from tests.factories import make_expert
from tests.web.conftest import SteppingClock
from web.channels.recording import RecordingCarrier
from web.messenger import deliver_messages
from web.notices import _message, write_letter
from web.services import Services

EXPERT, REQUEST = UUID(int=7), UUID(int=70)
REFUSED, AWAY = Outcome(Result.REFUSED, "400"), Outcome(Result.UNREACHABLE, "503")


async def add_person(services: Services, phone: str = "+8613800000000") -> None:
    expert = make_expert(id=ExpertId(str(EXPERT)))
    sealed = seal_private_data(services.cipher, EXPERT, PrivateData(phone=phone))
    async with services.database.transaction() as session:
        await add_experts(session, [ExpertRecord(expert, email="li@example.org", sealed=sealed)])


def order_of(kind: MessageKind = MessageKind.INVITATION, **changes) -> Order:
    order = Order(f"{kind.value}-1", EXPERT, UUID(int=71), REQUEST, message_of(kind))
    return replace(order, **changes)


async def queue(services: Services, order: Order) -> UUID | None:
    async with services.database.transaction() as session:
        return await queue_message(session, order, services.policy, services.now())


async def told(services: Services):
    async with services.database.read() as session:
        return await load_told(session, services.cipher, REQUEST)


def results(one) -> list[tuple[Channel, int, Result]]:
    return [(it.channel, it.number, it.result) for it in one.attempts]


async def deliver(services: Services, sms: RecordingCarrier, voice: RecordingCarrier) -> int:
    return await deliver_messages(services, {Channel.SMS: sms, Channel.VOICE: voice})


async def test_an_invitation_goes_everywhere_falls_to_the_next_channel_and_every_try_is_kept(
    services: Services, clock: SteppingClock
) -> None:
    await add_person(services)
    sms, voice = RecordingCarrier([AWAY, REFUSED]), RecordingCarrier()
    assert await queue(services, order_of()) is not None
    assert await queue(services, order_of()) is None  # the same key is the same message
    await deliver(services, sms, voice)
    clock.advance(minutes=1)
    await deliver(services, sms, voice)
    assert await deliver(services, sms, voice) == 0

    (one,) = await told(services)
    assert sorted(results(one)) == sorted(
        [
            (Channel.IN_SYSTEM, 1, Result.SENT),
            (Channel.MAIL, 1, Result.HANDED_OVER),
            (Channel.SMS, 1, Result.UNREACHABLE),
            (Channel.SMS, 2, Result.REFUSED),
            (Channel.VOICE, 1, Result.SENT),
        ]
    )
    assert {it.address for it in one.attempts} == {"", "l***@example.org", "138****0000"}
    assert len({it.key for it in sms.kept}) == 1
    assert PATH in sms.kept[0].text
    assert PATH not in voice.kept[0].text


async def test_a_delivered_mail_ends_its_attempt_and_the_token_is_forgotten(
    services: Services,
) -> None:
    await add_person(services)
    await queue(services, order_of())
    sms = RecordingCarrier()
    await deliver(services, sms, sms)
    async with services.database.transaction() as session:
        (mail,) = await newest_mails(session, 10)
        letter = write_letter(services.settings, mail)
        await mark_delivered(session, mail.id, letter.subject, services.now())
    assert "评审邀请" in letter.subject
    assert PATH in letter.text
    await deliver(services, sms, sms)
    (one,) = await told(services)
    assert (Channel.MAIL, 1, Result.SENT) in results(one)
    assert one.message.path == ""
    async with services.database.read() as session:
        page = await AuditStore(session).page(AuditFilter(request=str(REQUEST)))
        assert await was_reached(session, services.cipher, UUID(int=71)) is True
        assert await load_told_to(session, services.cipher, EXPERT) == (one,)
    acts = [it.entry.act for it in page.entries]
    assert (acts.count(Act.MESSAGE_QUEUE), acts.count(Act.MESSAGE_ATTEMPT)) == (1, 2)


async def test_quiet_hours_hold_everything_but_the_account_unless_it_is_urgent(
    services: Services, clock: SteppingClock
) -> None:
    clock.moment = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # 22:00 in China
    await add_person(services)
    await queue(services, order_of())
    await queue(services, order_of(key="now", urgent=True))
    sms, voice = RecordingCarrier(), RecordingCarrier()
    await deliver(services, sms, voice)
    assert len(sms.kept) == 1
    clock.moment = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)  # 08:00
    await deliver(services, sms, voice)
    assert len(sms.kept) == 2


async def test_who_died_while_sending_is_followed_under_the_same_key(
    services: Services, clock: SteppingClock
) -> None:
    await add_person(services)
    await queue(services, order_of())
    claimed: list[Letter] = []
    async with services.database.transaction() as session:
        while isinstance(
            letter := await claim_due(session, services.policy, services.now()), Letter
        ):
            claimed.append(letter)
    assert {it.attempt.channel for it in claimed} == {Channel.MAIL, Channel.SMS}
    sms = RecordingCarrier()
    assert await deliver(services, sms, sms) == 0
    clock.advance(seconds=LOST_AFTER.total_seconds() + 60)
    await deliver(services, sms, sms)
    clock.advance(minutes=1)
    await deliver(services, sms, sms)
    (one,) = await told(services)
    assert (Channel.SMS, 1, Result.INTERRUPTED) in results(one)
    assert (Channel.SMS, 2, Result.SENT) in results(one)
    assert [it.key for it in sms.kept] == [
        it.key for it in claimed if it.attempt.channel is Channel.SMS
    ]


@pytest.mark.parametrize("case", ["answered", "expired", "no way"])
async def test_what_should_not_go_out_any_more_stays_and_its_token_is_forgotten(
    services: Services, clock: SteppingClock, case: str
) -> None:
    await add_person(services, phone="" if case == "no way" else "+8613800000000")
    await queue(services, order_of(expires_at=services.now() + timedelta(minutes=30)))
    sms = RecordingCarrier()
    if case == "answered":
        async with services.database.transaction() as session:
            assert await withdraw_messages(session, UUID(int=71), services.now()) == 2
    clock.advance(hours=0 if case == "no way" else 1)
    await deliver(services, sms, sms)
    assert sms.kept == []
    (one,) = await told(services)
    ended = {it.result for it in one.attempts if it.channel is not Channel.IN_SYSTEM}
    assert (
        ended
        == {
            "answered": {Result.WITHDRAWN},
            "expired": {Result.TOO_LATE},
            "no way": {Result.NO_ADDRESS, Result.HANDED_OVER},
        }[case]
    )
    assert one.message.path == ("/invited/abc" if case == "no way" else "")


@pytest.mark.parametrize("answered", [True, False])
async def test_a_mail_that_lies_in_the_outbox_does_not_go_out_too_late(
    services: Services, clock: SteppingClock, answered: bool
) -> None:
    await add_person(services, phone="")
    await queue(services, order_of(expires_at=services.now() + timedelta(minutes=30)))
    await deliver_messages(services, {})
    if answered:
        async with services.database.transaction() as session:
            assert await withdraw_messages(session, UUID(int=71), services.now()) == 1
    clock.advance(hours=1)
    await deliver_messages(services, {})
    async with services.database.read() as session:
        assert await newest_mails(session, 10) == ()
    (one,) = await told(services)
    ended = Result.WITHDRAWN if answered else Result.TOO_LATE
    assert (Channel.MAIL, 1, ended) in results(one)
    assert one.message.path == ""


async def test_a_confirmed_seat_brings_its_entry_for_the_calendar(services: Services) -> None:
    await add_person(services)
    await queue(services, order_of(MessageKind.ACCEPTED, key=str(uuid4())))
    await deliver_messages(services, {})
    async with services.database.read() as session:
        (mail,) = await newest_mails(session, 10)
    sent = _message(services.settings, mail, write_letter(services.settings, mail))
    (attached,) = list(sent.iter_attachments())
    assert attached.get_content_type() == "text/calendar"
    assert "BEGIN:VCALENDAR" in attached.get_content()
    (one,) = await told(services)
    assert (Channel.VOICE, 1, Result.NO_CHANNEL) in results(one)
