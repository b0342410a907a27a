"""What the messenger does with the database: claims what is due, and keeps how it ended.

A claim is a transaction of its own, before anything goes out: whoever dies in between leaves a
started attempt, which another one ends as interrupted and repeats under the same key.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.calendar import next_notice_time
from expert_pool.encryption import Place, Purpose
from expert_pool.identity import mask_phone
from expert_pool.messages import Channel, Message, Result, next_step
from expert_pool.messaging.queueing import SERVICE, forget_when_over, open_message
from expert_pool.policy import Policy
from expert_pool.recording import cipher_of, record_act
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_store import load_expert
from expert_pool.storage.mail_store import drop_unsent
from expert_pool.storage.message_store import (
    AttemptRecord,
    MessageRecord,
    add_attempts,
    hold_attempt,
    hold_due,
    hold_lost,
    hold_mailed,
    hold_overdue_mails,
    message_by_id,
    save_attempt,
)

LOST_AFTER: Final = timedelta(minutes=2)
"""Longer than any channel may take: who has not come back by then has died."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to go out now, with the address in full; it is never stored.

    `key` stays the same when the attempt is repeated, so that nobody is told twice.
    """

    attempt: AttemptRecord
    message: Message
    language: str
    address: str
    expires_at: datetime | None

    @property
    def key(self) -> str:
        """What a gateway knows a repetition by."""
        return f"{self.attempt.message_id}-{self.attempt.channel.value}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a channel took a letter: a result, a code beside it, the gateway's own reference."""

    result: Result
    detail: str = ""
    reference: str = ""


async def claim_due(session: AsyncSession, policy: Policy, now: datetime) -> Letter | bool:
    """Claim the attempt that is due: what is to go out, or whether there was anything to do.

    An attempt that cannot be made, since it is late or night or there is no address, ends or
    moves here.
    """
    attempt = await hold_due(session, now)
    record = await message_by_id(session, attempt.message_id) if attempt else None
    if attempt is None or record is None:
        return False
    if record.expires_at is not None and now >= record.expires_at:
        await _end(session, attempt, record, Outcome(Result.TOO_LATE), now)
        return True
    quiet_until = next_notice_time(now, policy, urgent=record.urgent)
    if quiet_until > now:
        await save_attempt(session, replace(attempt, due_at=quiet_until))
        return True
    address = await _address_of(session, record.expert_id, attempt.channel)
    if not address:
        await _end(session, attempt, record, Outcome(Result.NO_ADDRESS), now)
        return True
    started = replace(attempt, result=Result.STARTED, started_at=now, address=mask_address(address))
    await save_attempt(session, started)
    message = open_message(cipher_of(session), record)
    return Letter(started, message, record.language, address, record.expires_at)


async def settle(session: AsyncSession, attempt_id: UUID, outcome: Outcome, now: datetime) -> bool:
    """Keep how an attempt ended, and plan what follows; False where somebody was faster."""
    attempt = await hold_attempt(session, attempt_id)
    record = await message_by_id(session, attempt.message_id) if attempt else None
    if attempt is None or record is None or attempt.result is not Result.STARTED:
        return False
    if outcome.result is Result.HANDED_OVER:
        await save_attempt(session, replace(attempt, result=Result.HANDED_OVER))
        return True
    await _end(session, attempt, record, outcome, now)
    return True


async def give_up_lost(session: AsyncSession, now: datetime) -> bool:
    """End one attempt that was started long ago as interrupted; it is made again."""
    attempt = await hold_lost(session, now - LOST_AFTER)
    record = await message_by_id(session, attempt.message_id) if attempt else None
    if attempt is None or record is None:
        return False
    await _end(session, attempt, record, Outcome(Result.INTERRUPTED), now)
    return True


async def settle_mails(session: AsyncSession, now: datetime) -> int:
    """Keep which mails the outbox has delivered, and take out those that are too late."""
    delivered = await hold_mailed(session)
    for attempt, sent_at in delivered:
        record = await message_by_id(session, attempt.message_id)
        if record is not None and sent_at is not None:
            await _end(session, attempt, record, Outcome(Result.SENT), sent_at)
    for attempt in await hold_overdue_mails(session, now):
        record = await message_by_id(session, attempt.message_id)
        if record is not None and await drop_unsent(session, attempt.id):
            await _end(session, attempt, record, Outcome(Result.TOO_LATE), now)
    return len(delivered)


def mask_address(address: str) -> str:
    """A phone number or mail address as it is kept with an attempt."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***@{host}" if at else mask_phone(address)


async def _end(
    session: AsyncSession,
    attempt: AttemptRecord,
    record: MessageRecord,
    outcome: Outcome,
    now: datetime,
) -> None:
    ended = replace(
        attempt,
        result=outcome.result,
        detail=outcome.detail,
        reference=outcome.reference,
        ended_at=now,
    )
    await save_attempt(session, ended)
    follows = _following(ended, record, now)
    if follows is not None:
        await add_attempts(session, [follows])
    await forget_when_over(session, record.id)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.MESSAGE_ATTEMPT,
        subject=str(record.id),
        request=str(record.request),
        reason=outcome.result.value,
        next_state=ended.channel.value,
    )


def _following(ended: AttemptRecord, record: MessageRecord, now: datetime) -> AttemptRecord | None:
    step = next_step(ended.route, ended.channel, ended.number, ended.result)
    expires = record.expires_at
    if step is not None and expires is not None and now + step.pause >= expires:
        step = next_step(ended.route, ended.channel, ended.number, ended.result, keeps_time=False)
    if step is None:
        return None
    return AttemptRecord(
        id=uuid4(),
        message_id=ended.message_id,
        channel=step.channel,
        route=ended.route,
        number=step.number,
        due_at=now + step.pause,
        result=Result.WAITING,
    )


async def _address_of(session: AsyncSession, expert_id: UUID, channel: Channel) -> str:
    """Where a channel reaches an expert; the phone is opened for this letter alone."""
    expert = await load_expert(session, expert_id)
    if expert is None:
        return ""
    if channel is Channel.MAIL:
        account = expert.account_id and await AccountStore(session).by_id(expert.account_id)
        return account.email if account else expert.email
    sealed = expert.sealed.phone_cipher
    place = Place("expert", "phone_cipher", str(expert_id))
    return cipher_of(session).decrypt_text(Purpose.PHONE, place, sealed) if sealed else ""
