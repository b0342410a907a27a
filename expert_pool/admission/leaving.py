"""Leaving the pool: the member withdraws consent, or asks to go (PIPL, article 15).

From then on nobody draws the person, and an application under way is closed. Draws that
were committed before stay as they are: their officers are told that a seat is open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_record import hold_own_record
from expert_pool.applications import CLOSED, Step, advance
from expert_pool.applications import Act as Move
from expert_pool.applications.verification import NamedCode
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Standing
from expert_pool.recording import record_act
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.application_store import load_open_application, save_application
from expert_pool.storage.expert_store import set_standing
from expert_pool.storage.mail_store import queue_mail

LEAVING_REASONS: Final[Mapping[str, NamedCode]] = MappingProxyType(
    {
        code: NamedCode(code, zh, en)
        for code, zh, en in (
            ("consent_withdrawn", "撤回个人信息处理同意", "Consent to data processing withdrawn"),
            ("no_time", "时间精力不允许", "No time for reviews any more"),
            ("moved", "工作变动", "Change of work"),
            ("untold", "不说明原因", "No reason given"),
        )
    }
)
AGE_LIMIT: Final = "age_limit"
SERVICE_REASONS: Final[Mapping[str, NamedCode]] = MappingProxyType(
    {AGE_LIMIT: NamedCode(AGE_LIMIT, "已超过年龄上限", "Over the age limit")}
)
"""Why the service itself takes somebody out of the pool; nobody chooses these."""


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """A seat on a panel whose review is still to come: whose request, and on which days."""

    request: str
    officer_id: UUID
    review_from: date
    review_to: date


async def leave_pool(
    desk: AdmissionDesk,
    actor: Actor,
    version: int,
    told: tuple[str, tuple[OpenSeat, ...]],
    now: datetime,
) -> None:
    """Leave the pool at once; `told` is the coded reason and the open seats that are given up.

    Raises:
        ExpertPoolError: `expert.reason_unknown`, `own_record.not_found`, or
            `own_record.changed_meanwhile`.
    """
    reason, seats = told
    if reason not in LEAVING_REASONS:
        raise ExpertPoolError("expert.reason_unknown", {"reason": reason})
    async with desk.database.transaction() as session:
        record = await hold_own_record(session, actor, version)
        await set_standing(session, UUID(record.expert.id), Standing.EXITED)
        await close_open_application(session, desk, (UUID(actor.account_id), actor), now)
        await record_act(
            session,
            actor=actor,
            act=Act.EXPERT_REMOVE,
            subject=f"expert:{record.expert.id}",
            reason=reason,
            previous_state=record.expert.standing,
            next_state=Standing.EXITED,
            after={"open_seats": [seat.request for seat in seats]},
        )
        await _tell(session, actor, seats)


async def close_open_application(
    session: AsyncSession, desk: AdmissionDesk, who: tuple[UUID, Actor], now: datetime
) -> None:
    """Withdraw what somebody who leaves has asked for; `who` is the applicant and who acts."""
    applicant, actor = who
    record = await load_open_application(session, applicant)
    if record is None or record.application.state in CLOSED:
        return
    moved = advance(record.application, Step(Move.WITHDRAW, str(applicant)), desk.policy)
    closed = replace(record, application=moved, version=record.version + 1, decided_at=now)
    await save_application(session, closed)
    await record_act(
        session,
        actor=actor,
        act=Act.APPLICATION_WITHDRAW,
        subject=f"application:{record.id}",
        previous_state=record.application.state,
        next_state=moved.state,
    )


async def _tell(session: AsyncSession, actor: Actor, seats: tuple[OpenSeat, ...]) -> None:
    """A mail to the person, and one to the officer of each request whose seat is open now."""
    accounts = AccountStore(session)
    own = await accounts.by_id(UUID(actor.account_id))
    if own is not None:
        await queue_mail(session, own.email, "pool_left", own.language, {"seats": len(seats)})
    for seat in seats:
        officer = await accounts.by_id(seat.officer_id)
        if officer is not None:
            context = {"request": seat.request, "day": seat.review_from.isoformat()}
            await queue_mail(session, officer.email, "seat_open", officer.language, context)
