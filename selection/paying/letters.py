"""What those who pay fees are told by mail: that a list waits for them, or came back.

Each function queues its mails in the transaction of the act, in each reader's language. A mail
holds the number of the request and a link, never a name or an amount. It decides nothing.
"""

from collections.abc import Iterable
from uuid import UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.roles import Role
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.mail_store import mail_by_id, queue_mail
from selection.drawing.watchers import find_deciders
from selection.drawing.whole_panel import find_request
from selection.storage.payment_store import PaymentList


async def tell_waiting(session: AsyncSession, payment: PaymentList) -> None:
    """A list was handed in: the approver of the request, or who stands in, decides on it."""
    request = await find_request(session, payment.request_id)
    found = await find_deciders(session, request)
    await _tell(session, _but(found, payment.created_by), "payment_waiting", payment)


async def tell_approved(session: AsyncSession, payment: PaymentList) -> None:
    """A list was approved: the finance clerks can pay it."""
    clerks = await _clerks(session)
    left_out = (payment.created_by, payment.approved_by)
    await _tell(session, _but(clerks, *left_out), "payment_approved", payment)


async def tell_returned(session: AsyncSession, payment: PaymentList) -> None:
    """A list came back, with a reason that stands on its page: the officer goes on."""
    officer = await AccountStore(session).by_id(payment.created_by)
    await _tell(session, (officer,) if officer else (), "payment_returned", payment)


async def remind_of_archive(session: AsyncSession, payment: PaymentList) -> None:
    """Remind the finance clerks, each once, of a paid list that still holds bank data."""
    await _remind(session, "payment_archive_due", payment)


async def remind_of_payment(session: AsyncSession, payment: PaymentList) -> None:
    """Remind the finance clerks, each once, of a list with bank data that nobody has paid."""
    await _remind(session, "payment_unpaid", payment)


async def _remind(session: AsyncSession, template: str, payment: PaymentList) -> None:
    for clerk in _but(await _clerks(session), payment.created_by, payment.approved_by):
        mail_id = uuid5(payment.id, f"{template}/{clerk.id}")
        if await mail_by_id(session, mail_id) is None:
            await _tell(session, (clerk,), template, payment, mail_id)


async def _clerks(session: AsyncSession) -> tuple[Account, ...]:
    return await AccountStore(session).open_holders(Role.FINANCE.value)


def _but(found: Iterable[Account], *left_out: UUID | None) -> tuple[Account, ...]:
    return tuple(one for one in found if one.id not in left_out)


async def _tell(
    session: AsyncSession,
    readers: Iterable[Account],
    template: str,
    payment: PaymentList,
    mail_id: UUID | None = None,
) -> None:
    request = await find_request(session, payment.request_id)
    context = {"number": request.number, "list": str(payment.id)}
    for reader in readers:
        if reader.active:
            await queue_mail(session, reader.email, template, reader.language, context, mail_id)
