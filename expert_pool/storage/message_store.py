"""Messages and their attempts: values in and out; the rows never leave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.messages import Channel, MessageKind, Result
from expert_pool.storage.tables.accounts import OutgoingMailRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.messages import MessageAttemptRow, MessageRow

_MESSAGE = table_of(MessageRow)
_ATTEMPT = table_of(MessageAttemptRow)
_MAIL = table_of(OutgoingMailRow)
_BATCH: Final = 100
_OPEN: Final = tuple(it.value for it in Result if it.is_open)


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """A message as stored: its contents as written, its way sealed."""

    id: UUID
    key: str
    kind: MessageKind
    language: str
    expert_id: UUID
    about: UUID
    request: UUID
    contents: Mapping[str, object]
    path_cipher: bytes | None
    urgent: bool
    queued_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt; `address` is masked, `detail` a code, `reference` the gateway's own."""

    id: UUID
    message_id: UUID
    channel: Channel
    route: tuple[Channel, ...]
    number: int
    due_at: datetime
    result: Result
    started_at: datetime | None = None
    ended_at: datetime | None = None
    detail: str = ""
    address: str = ""
    reference: str = ""


async def add_message(session: AsyncSession, message: MessageRecord) -> bool:
    """Store a message; False where one with the same key is there already."""
    values = {name: getattr(message, name) for name in MessageRecord.__slots__}
    values |= {"kind": message.kind.value, "contents": dict(message.contents)}
    query = insert(_MESSAGE).values(**values).on_conflict_do_nothing(index_elements=["key"])
    return (await session.scalar(query.returning(_MESSAGE.c.id))) is not None


async def add_attempts(session: AsyncSession, attempts: Sequence[AttemptRecord]) -> None:
    """Store attempts that are to come, or were made at once."""
    await session.execute(insert(_ATTEMPT), [_values(it) for it in attempts])


async def save_attempt(session: AsyncSession, attempt: AttemptRecord) -> None:
    """Store how an attempt stands."""
    query = update(_ATTEMPT).where(_ATTEMPT.c.id == attempt.id)
    await session.execute(query.values(**_values(attempt)))


async def message_by_id(session: AsyncSession, message_id: UUID) -> MessageRecord | None:
    """One message, or None."""
    query = select(_MESSAGE).where(_MESSAGE.c.id == message_id)
    row = (await session.execute(query)).one_or_none()
    return _message(row) if row else None


async def messages_of_request(session: AsyncSession, request: UUID) -> tuple[MessageRecord, ...]:
    """Everything that was told about the panel of a request, oldest first."""
    query = select(_MESSAGE).where(_MESSAGE.c.request == request)
    return await _messages(session, query.order_by(_MESSAGE.c.queued_at, _MESSAGE.c.key))


async def messages_of_about(session: AsyncSession, about: UUID) -> tuple[MessageRecord, ...]:
    """Everything that was told about one thing, such as an invitation."""
    return await _messages(session, select(_MESSAGE).where(_MESSAGE.c.about == about))


async def messages_of_expert(
    session: AsyncSession, expert_id: UUID, limit: int
) -> tuple[MessageRecord, ...]:
    """The newest messages to one expert, for the own page."""
    query = select(_MESSAGE).where(_MESSAGE.c.expert_id == expert_id)
    newest = query.order_by(_MESSAGE.c.queued_at.desc(), _MESSAGE.c.key).limit(limit)
    return await _messages(session, newest)


async def load_attempts(
    session: AsyncSession, messages: Iterable[UUID]
) -> Mapping[UUID, tuple[AttemptRecord, ...]]:
    """By message, its attempts in the order in which they were due."""
    query = select(_ATTEMPT).where(_ATTEMPT.c.message_id.in_(list(messages)))
    ordered = query.order_by(_ATTEMPT.c.due_at, _ATTEMPT.c.channel, _ATTEMPT.c.number)
    found: dict[UUID, tuple[AttemptRecord, ...]] = {}
    for row in (await session.execute(ordered)).all():
        found[row.message_id] = (*found.get(row.message_id, ()), _attempt(row))
    return found


async def hold_due(session: AsyncSession, now: datetime) -> AttemptRecord | None:
    """The attempt that has waited longest past its time, held for this transaction."""
    query = _held(Result.WAITING).where(_ATTEMPT.c.due_at <= now).order_by(_ATTEMPT.c.due_at)
    row = (await session.execute(query.limit(1))).one_or_none()
    return _attempt(row) if row else None


async def hold_lost(session: AsyncSession, before: datetime) -> AttemptRecord | None:
    """An attempt that was started before a moment and never ended: whoever made it died."""
    query = _held(Result.STARTED).where(_ATTEMPT.c.started_at < before)
    row = (await session.execute(query.limit(1))).one_or_none()
    return _attempt(row) if row else None


async def hold_attempt(session: AsyncSession, attempt_id: UUID) -> AttemptRecord | None:
    """One attempt, held for this transaction."""
    query = select(_ATTEMPT).where(_ATTEMPT.c.id == attempt_id).with_for_update()
    row = (await session.execute(query)).one_or_none()
    return _attempt(row) if row else None


async def hold_mailed(session: AsyncSession) -> tuple[tuple[AttemptRecord, datetime | None], ...]:
    """Attempts whose mail the outbox has delivered, with the moment: one id for both."""
    query = (
        select(_ATTEMPT, _MAIL.c.sent_at)
        .join(_MAIL, _MAIL.c.id == _ATTEMPT.c.id)
        .where(_ATTEMPT.c.result == Result.HANDED_OVER.value)
        .where(_MAIL.c.sent_at.is_not(None))
        .limit(_BATCH)
        .with_for_update(skip_locked=True, of=_ATTEMPT)
    )
    return tuple((_attempt(row), row.sent_at) for row in (await session.execute(query)).all())


async def hold_open_of(session: AsyncSession, about: UUID) -> tuple[AttemptRecord, ...]:
    """The attempts that wait or lie in the outbox, of everything told about one thing."""
    query = select(_ATTEMPT).where(
        _ATTEMPT.c.result.in_([Result.WAITING.value, Result.HANDED_OVER.value]),
        _ATTEMPT.c.message_id.in_(select(_MESSAGE.c.id).where(_MESSAGE.c.about == about)),
    )
    rows = (await session.execute(query.order_by(_ATTEMPT.c.id).with_for_update())).all()
    return tuple(_attempt(row) for row in rows)


async def hold_overdue_mails(session: AsyncSession, now: datetime) -> tuple[AttemptRecord, ...]:
    """Attempts that lie in the outbox although their message may not be sent any more."""
    query = (
        _held(Result.HANDED_OVER)
        .join(_MESSAGE, _MESSAGE.c.id == _ATTEMPT.c.message_id)
        .where(_MESSAGE.c.expires_at <= now)
    )
    rows = (await session.execute(query.limit(_BATCH))).all()
    return tuple(_attempt(row) for row in rows)


async def has_open_attempts(session: AsyncSession, message_id: UUID) -> bool:
    """Whether something is still to come of a message; nobody else ends an attempt meanwhile."""
    await session.execute(
        select(_MESSAGE.c.id).where(_MESSAGE.c.id == message_id).with_for_update()
    )
    query = select(func.count()).where(
        _ATTEMPT.c.message_id == message_id, _ATTEMPT.c.result.in_(_OPEN)
    )
    return bool(await session.scalar(query))


async def forget_path(session: AsyncSession, message_id: UUID) -> None:
    """Forget the way in a message: it may hold a token."""
    query = update(_MESSAGE).where(_MESSAGE.c.id == message_id)
    await session.execute(query.values(path_cipher=None))


def _held(result: Result) -> Any:  # noqa: ANN401 - SQLAlchemy's own type
    query = select(_ATTEMPT).where(_ATTEMPT.c.result == result.value)
    return query.with_for_update(skip_locked=True, of=_ATTEMPT)


async def _messages(session: AsyncSession, query: Any) -> tuple[MessageRecord, ...]:  # noqa: ANN401
    return tuple(_message(row) for row in (await session.execute(query)).all())


def _values(attempt: AttemptRecord) -> dict[str, object]:
    values = {name: getattr(attempt, name) for name in AttemptRecord.__slots__}
    coded = {"channel": attempt.channel.value, "result": attempt.result.value}
    return values | coded | {"route": [it.value for it in attempt.route]}


def _message(row: Row[*tuple[Any, ...]]) -> MessageRecord:
    values = {name: getattr(row, name) for name in MessageRecord.__slots__}
    return MessageRecord(**values | {"kind": MessageKind(row.kind)})


def _attempt(row: Row[*tuple[Any, ...]]) -> AttemptRecord:
    values = {name: getattr(row, name) for name in AttemptRecord.__slots__}
    coded = {"channel": Channel(row.channel), "result": Result(row.result)}
    return AttemptRecord(**values | coded | {"route": tuple(Channel(it) for it in row.route)})
