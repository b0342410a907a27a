"""What was told, with every attempt: for those who watch a panel, and for the member.

Reads only; an address is there as it was stored, masked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.encryption import FieldCipher
from expert_pool.messages import Channel, Message, Result
from expert_pool.messaging.queueing import open_message
from expert_pool.storage.message_store import (
    AttemptRecord,
    MessageRecord,
    load_attempts,
    messages_of_about,
    messages_of_expert,
    messages_of_request,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A message with all its attempts, in the order in which they were due."""

    record: MessageRecord
    message: Message
    attempts: tuple[AttemptRecord, ...]

    @property
    def reached(self) -> bool:
        """Whether a channel beside the account took it."""
        return any(
            it.result is Result.SENT and it.channel is not Channel.IN_SYSTEM for it in self.attempts
        )

    @property
    def open(self) -> bool:
        """Whether something is still to come."""
        return any(it.result.is_open for it in self.attempts)


async def load_told(session: AsyncSession, cipher: FieldCipher, request: UUID) -> tuple[Told, ...]:
    """Everything that was told about the panel of a request, oldest first."""
    return await _told(session, cipher, await messages_of_request(session, request))


async def load_told_to(
    session: AsyncSession, cipher: FieldCipher, expert_id: UUID, limit: int = 50
) -> tuple[Told, ...]:
    """The newest messages to one expert, for the own page."""
    return await _told(session, cipher, await messages_of_expert(session, expert_id, limit))


async def was_reached(session: AsyncSession, cipher: FieldCipher, about: UUID) -> bool | None:
    """Whether anything about one thing reached the member; None while something is to come."""
    told = await _told(session, cipher, await messages_of_about(session, about))
    if any(it.reached for it in told):
        return True
    return None if any(it.open for it in told) else False


async def _told(
    session: AsyncSession, cipher: FieldCipher, records: Sequence[MessageRecord]
) -> tuple[Told, ...]:
    attempts = await load_attempts(session, [it.id for it in records])
    return tuple(Told(it, open_message(cipher, it), attempts.get(it.id, ())) for it in records)
