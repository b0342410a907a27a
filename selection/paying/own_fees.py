"""For an expert: the own fees, once they are approved; nobody else's."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.expert_store import load_expert_of
from selection.storage.payment_store import PaymentLine, PaymentList, load_of_expert
from selection.storage.request_store import request_numbers


@dataclass(frozen=True, slots=True)
class OwnFee:
    """What a review paid, under the number of its request."""

    number: str
    payment: PaymentList

    @property
    def line(self) -> PaymentLine:
        """The own line, which is the only one that was loaded."""
        return self.payment.lines[0]


async def load_own_fees(session: AsyncSession, account_id: UUID) -> tuple[OwnFee, ...]:
    """The fees of the expert with this account, the newest first."""
    record = await load_expert_of(session, account_id)
    if record is None:
        return ()
    found = await load_of_expert(session, UUID(record.expert.id))
    numbers = await request_numbers(session, {it.request_id for it in found})
    return tuple(OwnFee(numbers[it.request_id], it) for it in found)
