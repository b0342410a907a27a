"""What staff are told by mail while a panel is asked for and drawn: that something waits for them.

Each function queues its mails in the transaction of the act, in each reader's language. A mail
holds the request's number and a link, never a name, a project or a result. It decides nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.roles import Role
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.mail_store import queue_mail
from selection.drawing.watchers import find_deciders
from selection.states.choices import ChoiceState
from selection.storage.request_store import PartySecret, RequestRecord


async def tell_waiting(session: AsyncSession, record: RequestRecord) -> None:
    """A request was handed in: the approvers, but nobody for the own request."""
    readers = await _holders(session, Role.APPROVER, but=(record.created_by,))
    await _tell(session, readers, "request_waiting", record)


async def tell_approved(session: AsyncSession, record: RequestRecord, *, secrets: bool) -> None:
    """The officer goes on; where secrets are wanted, so do auditors who did not take part."""
    template = "request_approved" if secrets else "request_begin"
    await _tell(session, await _people(session, (record.created_by,)), template, record)
    if not secrets:
        return
    readers = await _holders(session, Role.AUDITOR, but=(record.created_by, record.approved_by))
    await _tell(session, readers, "secret_wanted", record)


async def tell_returned(session: AsyncSession, record: RequestRecord) -> None:
    """The approver gave the request back, with a reason that stands on its page."""
    await _tell(session, await _people(session, (record.created_by,)), "request_returned", record)


async def tell_infeasible(session: AsyncSession, record: RequestRecord) -> None:
    """No panel meets the request: it is with its officer again."""
    readers = await _people(session, (record.created_by,))
    await _tell(session, readers, "draw_infeasible", record)


async def tell_committed(
    session: AsyncSession,
    record: RequestRecord,
    shares: Iterable[PartySecret],
    reveal_from: datetime,
) -> None:
    """The draw is committed: both parties reveal their secrets, from a moment on."""
    readers = await _people(session, (share.account_id for share in shares))
    await _tell(session, readers, "reveal_wanted", record, reveal_from.isoformat())


async def tell_drawn(
    session: AsyncSession, record: RequestRecord, shares: Iterable[PartySecret]
) -> None:
    """The panel is drawn: who asked for it, both parties and the approver."""
    parties = (share.account_id for share in shares)
    readers = await _people(session, (record.created_by, *parties, record.approved_by))
    await _tell(session, readers, "panel_drawn", record)


async def tell_void(
    session: AsyncSession, record: RequestRecord, shares: Iterable[PartySecret]
) -> None:
    """The draw came to nothing before anything was drawn: who asked for it, and both parties."""
    parties = (share.account_id for share in shares)
    readers = await _people(session, (record.created_by, *parties, record.approved_by))
    await _tell(session, readers, "draw_void", record)


async def tell_vacancy(session: AsyncSession, record: RequestRecord) -> None:
    """A vacancy is reported: the approver of the request, or who stands in, decides on it."""
    await _tell(session, await find_deciders(session, record), "vacancy_reported", record)


async def tell_vacancy_decided(
    session: AsyncSession, record: RequestRecord, reporter: UUID
) -> None:
    """A reported vacancy is decided: the officer, and who reported it."""
    readers = await _people(session, (record.created_by, reporter))
    await _tell(session, readers, "vacancy_decided", record)


async def tell_annulment(session: AsyncSession, record: RequestRecord, role: Role) -> None:
    """An annulment waits for the approver of the request, or for an auditor."""
    readers = (
        await find_deciders(session, record)
        if role is Role.APPROVER
        else await _holders(session, role, but=(record.created_by, record.approved_by))
    )
    await _tell(session, readers, "annulment_waiting", record)


async def tell_annulment_decided(session: AsyncSession, record: RequestRecord) -> None:
    """An annulment was refused, or done: the officer and the approver."""
    readers = await _people(session, (record.created_by, record.approved_by))
    await _tell(session, readers, "annulment_decided", record)


async def tell_exception(session: AsyncSession, record: RequestRecord) -> None:
    """An exception waits for the approver of the request, or for who stands in."""
    await _tell(session, await find_deciders(session, record), "exception_waiting", record)


async def tell_exception_decided(session: AsyncSession, record: RequestRecord, by: UUID) -> None:
    """An exception was allowed or refused: the officer of the request, and who asked for it."""
    readers = await _people(session, (record.created_by, by))
    await _tell(session, readers, "exception_decided", record)


async def tell_choice(session: AsyncSession, record: RequestRecord, state: ChoiceState) -> None:
    """Candidates are offered: the officer chooses; or a choice waits for the approver."""
    if state is ChoiceState.OPEN:
        readers = await _people(session, (record.created_by,))
        await _tell(session, readers, "choice_open", record)
    else:
        await _tell(session, await find_deciders(session, record), "choice_proposed", record)


async def tell_exhausted(session: AsyncSession, record: RequestRecord) -> None:
    """A seat is free and no reserve can take it: the officer asks for a supplementary draw."""
    await _tell(session, await _people(session, (record.created_by,)), "seat_exhausted", record)


async def tell_complete(session: AsyncSession, record: RequestRecord) -> None:
    """Every member has accepted: the officer learns it, and nobody's name."""
    await _tell(session, await _people(session, (record.created_by,)), "panel_complete", record)


async def _holders(
    session: AsyncSession, role: Role, but: Iterable[UUID | None]
) -> tuple[Account, ...]:
    left_out = frozenset(but)
    found = await AccountStore(session).open_holders(role.value)
    return tuple(one for one in found if one.id not in left_out)


async def _people(session: AsyncSession, ids: Iterable[UUID | None]) -> tuple[Account, ...]:
    accounts = AccountStore(session)
    found = [await accounts.by_id(one) for one in dict.fromkeys(ids) if one is not None]
    return tuple(one for one in found if one is not None)


async def _tell(
    session: AsyncSession,
    readers: Iterable[Account],
    template: str,
    record: RequestRecord,
    moment: str = "",
) -> None:
    context = {"number": record.number, "request": str(record.id), "moment": moment}
    for reader in readers:
        if reader.active:
            await queue_mail(session, reader.email, template, reader.language, context)
