"""Payment lists of the demo in every state, by the service's own acts.

The review that is over is paid in parts: one list is archived, one paid, one approved, and one
waits for the approver. Accounts and banks are fictional.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.own_record import BANK_CONSENT
from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import replace_expert
from selection.paying import (
    FeesOfReview,
    SentLine,
    SentList,
    approve_list,
    archive_list,
    find_fees,
    hand_out_list,
    mark_paid,
    save_list,
    submit_list,
)
from web.demo.draws import PastClock
from web.services import Services

BANK: Final = "虚构银行示例支行"
STEPS: Final = (("approve", "pay", "archive"), ("approve", "pay"), ("approve",), ())
"""How far each list has come after it was handed in."""


class PaymentMaker:
    """Pays a review of the demo, each list as far as its steps say."""

    def __init__(self, services: Services, accounts: Mapping[str, UUID], clock: PastClock) -> None:
        self._services = services
        self._clock = clock
        self._officer = Actor(str(accounts["officer"]), Role.OFFICER.value)
        self._approver = Actor(str(accounts["approver"]), Role.APPROVER.value)
        self._clerk = Actor(str(accounts["finance"]), Role.FINANCE.value)

    async def pay(self, request_id: UUID) -> None:
        """All lists, in the evening of the review or later; each for some of the members."""
        async with self._services.database.transaction() as session:
            found = await find_fees(session, self._services.draw_desk, request_id, self._officer)
            for place, payee in enumerate(found.review.payees):
                await self._store_bank(session, payee.record, place)
        self._clock.reach(datetime.combine(found.review.days[-1], time(18), CHINA))
        members = [it.payee.id for it in found.lines]
        for place, steps in enumerate(STEPS):
            await self._pay_some(request_id, members[place :: len(STEPS)], steps)

    async def _pay_some(
        self, request_id: UUID, members: Sequence[UUID], steps: Sequence[str]
    ) -> None:
        desk = self._services.draw_desk
        self._clock.wait(minutes=9)
        async with self._services.database.transaction() as session:
            found = await find_fees(session, desk, request_id, self._officer)
            sent = _sent(found, members)
            saved = await save_list(session, desk, request_id, self._officer, sent)
            asked = (request_id, self._officer, saved.draft.version)
            payment = await submit_list(session, desk, *asked)
        for step in steps:
            self._clock.wait(minutes=6)
            await self._step(payment.id, step)

    async def _step(self, list_id: UUID, step: str) -> None:
        desk = self._services.draw_desk
        async with self._services.database.transaction() as session:
            if step == "approve":
                await approve_list(session, desk, list_id, self._approver)
            elif step == "pay":
                await hand_out_list(session, desk, list_id, self._clerk, "xlsx")
                await mark_paid(session, desk, list_id, self._clerk, desk.today())
            else:
                await archive_list(session, desk, list_id, self._clerk)

    async def _store_bank(self, session: AsyncSession, record: ExpertRecord, place: int) -> None:
        """A fictional account, as if the member had entered it."""
        private = PrivateData(bank_account=f"6222020000000000{place:03d}", bank_branch=BANK)
        new = seal_private_data(self._services.cipher, UUID(record.expert.id), private)
        declared = replace(record.expert.declarations, bank_consent=BANK_CONSENT)
        sealed = replace(
            record.sealed,
            bank_cipher=new.bank_cipher,
            bank_index=new.bank_index,
            bank_branch_cipher=new.bank_branch_cipher,
        )
        expert = replace(record.expert, declarations=declared)
        await replace_expert(session, replace(record, expert=expert, sealed=sealed))


def _sent(found: FeesOfReview, members: Sequence[UUID]) -> SentList:
    """The draft for some members, with the whole review at the usual rate."""
    lines = tuple(
        SentLine(it.payee.id, it.payee.span.usual, found.review.usual_work(it.payee, day))
        for day in (found.review.days[-1],)
        for it in found.lines
        if it.payee.id in members
    )
    return SentList(found.draft.version, found.draft.month, lines)
