"""A message is queued in the transaction of the act that it tells about, or taken back.

Its one job is the rows: nothing goes out here. The same key again is the same message.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import next_notice_time
from expert_pool.encryption import FieldCipher, Place, Purpose
from expert_pool.messages import Channel, Message, Result, plan_routes, read_message, write_message
from expert_pool.policy import Policy
from expert_pool.recording import cipher_of, record_act
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_store import load_expert
from expert_pool.storage.mail_store import drop_unsent
from expert_pool.storage.message_store import (
    AttemptRecord,
    MessageRecord,
    add_attempts,
    add_message,
    forget_path,
    has_open_attempts,
    hold_open_of,
    save_attempt,
)

SERVICE: Final = Actor(account_id="service", role="service")
DEFAULT_LANGUAGE: Final = "zh_Hans"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be told to whom: `key` says what it is about, so that it is told once.

    `about` is the invitation or the seat, `request` the panel request. An urgent message
    does not wait for the end of the quiet hours; one that expires is not sent after that.
    """

    key: str
    expert_id: UUID
    about: UUID
    request: UUID
    message: Message
    urgent: bool = False
    expires_at: datetime | None = None


async def queue_message(
    session: AsyncSession, order: Order, policy: Policy, now: datetime
) -> UUID | None:
    """Queue a message on every channel of the policy; None where it was queued before.

    It stands in the member's account at once; all else waits for the end of quiet hours
    (NTF-05) and for the messenger.
    """
    made = await _record(session, order, now)
    if not await add_message(session, made):
        return None
    first_at = next_notice_time(now, policy, urgent=order.urgent)
    routes = plan_routes(policy.codes("notify_channels"))
    await add_attempts(session, [_first(made, route, now, first_at) for route in routes])
    await record_act(
        session,
        actor=SERVICE,
        act=Act.MESSAGE_QUEUE,
        subject=str(made.id),
        request=str(made.request),
        reason=made.kind.value,
    )
    return made.id


async def withdraw_messages(session: AsyncSession, about: UUID, now: datetime) -> int:
    """Keep back what was still to be told about one thing, such as an invitation answered."""
    withdrawn = 0
    for attempt in await hold_open_of(session, about):
        mailed = attempt.result is Result.HANDED_OVER
        if mailed and not await drop_unsent(session, attempt.id):
            continue
        await save_attempt(session, replace(attempt, result=Result.WITHDRAWN, ended_at=now))
        await forget_when_over(session, attempt.message_id)
        withdrawn += 1
    return withdrawn


async def forget_when_over(session: AsyncSession, message_id: UUID) -> None:
    """Forget the way in a message of which nothing is to come any more."""
    if not await has_open_attempts(session, message_id):
        await forget_path(session, message_id)


def open_message(cipher: FieldCipher, record: MessageRecord) -> Message:
    """The message that was queued; without its way once that is forgotten."""
    sealed = record.path_cipher
    path = cipher.decrypt_text(Purpose.DOCUMENTS, _place(record.id), sealed) if sealed else ""
    return read_message(record.kind, record.contents, path)


async def _record(session: AsyncSession, order: Order, now: datetime) -> MessageRecord:
    message_id, path = uuid4(), order.message.path
    cipher = cipher_of(session)
    return MessageRecord(
        id=message_id,
        key=order.key,
        kind=order.message.kind,
        language=await _language_of(session, order.expert_id),
        expert_id=order.expert_id,
        about=order.about,
        request=order.request,
        contents=write_message(order.message),
        path_cipher=cipher.encrypt_text(Purpose.DOCUMENTS, _place(message_id), path)
        if path
        else None,
        urgent=order.urgent,
        queued_at=now,
        expires_at=order.expires_at,
    )


async def _language_of(session: AsyncSession, expert_id: UUID) -> str:
    expert = await load_expert(session, expert_id)
    account_id = expert.account_id if expert else None
    account = await AccountStore(session).by_id(account_id) if account_id else None
    return account.language if account else DEFAULT_LANGUAGE


def _first(
    made: MessageRecord, route: tuple[Channel, ...], now: datetime, first_at: datetime
) -> AttemptRecord:
    shown = route[0] is Channel.IN_SYSTEM
    return AttemptRecord(
        id=uuid4(),
        message_id=made.id,
        channel=route[0],
        route=route,
        number=1,
        due_at=now if shown else first_at,
        result=Result.SENT if shown else Result.WAITING,
        started_at=now if shown else None,
        ended_at=now if shown else None,
    )


def _place(message_id: UUID) -> Place:
    return Place("message", "path_cipher", str(message_id))
