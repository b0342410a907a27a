"""What happens to members of the pool after admission: suspended, resumed, on leave.

Each act is one transaction with its log entry. Who may do it is for the access table.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.applications.verification import NamedCode
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.crediting.barring import is_suspended_by_case
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Leave, Standing
from expert_pool.recording import record_act
from expert_pool.storage.expert_store import set_standing
from expert_pool.storage.leave_store import add_leave, hold_expert, load_leaves, remove_leave


def _listed(*rows: tuple[str, str, str]) -> Mapping[str, NamedCode]:
    return MappingProxyType({code: NamedCode(code, zh, en) for code, zh, en in rows})


SUSPENSION_REASONS: Final = _listed(
    ("own_request", "本人申请", "The expert asked for it"),
    ("under_inquiry", "反映的问题正在核实", "An allegation is being looked into"),
    ("data_outdated", "信息逾期未更新", "Data not confirmed in time"),
)
DECIDED_REASONS: Final = _listed(
    ("review_conduct", "评审中存在不当行为", "Conduct in a review"),
    ("credit_record", "存在不良信用记录", "A bad credit record"),
)
"""Reasons of a measure: two persons decide on it after the expert was heard (rule EVA-07)."""
RESUMPTION_REASONS: Final = _listed(
    ("own_request", "本人申请", "The expert asked for it"),
    ("inquiry_closed", "核实后无问题", "The inquiry found nothing"),
    ("term_over", "暂停期满", "The term of the suspension is over"),
    ("data_updated", "信息已更新", "The data were brought up to date"),
)


LEAVE_REASONS: Final = _listed(
    ("work", "本职工作安排", "Duties at work"),
    ("travel", "出差或者出国（境）", "Travel or a stay abroad"),
    ("study", "进修学习", "Further training"),
    ("personal", "个人原因", "Personal reasons"),
    ("other", "其他", "Other"),
)


async def suspend_expert(desk: AdmissionDesk, actor: Actor, expert_id: UUID, reason: str) -> None:
    """Keep an active expert out of draws until further notice.

    Raises:
        ExpertPoolError: `expert.not_found`, `expert.not_in_this_standing`,
            `expert.reason_unknown`.
    """
    _require(reason, SUSPENSION_REASONS)
    change = (Standing.ACTIVE, Standing.SUSPENDED)
    await _change(desk, actor, expert_id, change, (Act.EXPERT_SUSPEND, reason))


async def resume_expert(desk: AdmissionDesk, actor: Actor, expert_id: UUID, reason: str) -> None:
    """Let a suspended expert be drawn again.

    Raises:
        ExpertPoolError: as for a suspension; `expert.suspended_by_case` where two persons
            suspended the expert, so that it takes two to end it.
    """
    _require(reason, RESUMPTION_REASONS)
    change = (Standing.SUSPENDED, Standing.ACTIVE)
    await _change(desk, actor, expert_id, change, (Act.EXPERT_RESUME, reason))


def _require(reason: str, listed: Mapping[str, NamedCode]) -> None:
    if reason not in listed:
        raise ExpertPoolError("expert.reason_unknown", {"reason": reason})


async def _change(
    desk: AdmissionDesk,
    actor: Actor,
    expert_id: UUID,
    change: tuple[Standing, Standing],
    logged: tuple[Act, str],
) -> None:
    before, after = change
    act, reason = logged
    async with desk.database.transaction() as session:
        if await _hold(session, expert_id) is not before:
            raise ExpertPoolError("expert.not_in_this_standing")
        if act is Act.EXPERT_RESUME and await is_suspended_by_case(session, expert_id):
            raise ExpertPoolError("expert.suspended_by_case")
        await set_standing(session, expert_id, after)
        await record_act(
            session,
            actor=actor,
            act=act,
            subject=f"expert:{expert_id}",
            reason=reason,
            previous_state=before,
            next_state=after,
        )


async def enter_leave(desk: AdmissionDesk, actor: Actor, expert_id: UUID, leave: Leave) -> None:
    """Note days on which an expert is not to be drawn (POL-06).

    Raises:
        ExpertPoolError: `expert.not_found`, `expert.leave_ends_before_start`,
            `expert.reason_unknown`, or `expert.leave_noted` where these days are noted already.
    """
    if leave.end < leave.start:
        raise ExpertPoolError("expert.leave_ends_before_start")
    _require(leave.reason, LEAVE_REASONS)
    async with desk.database.transaction() as session:
        await _hold(session, expert_id)
        noted = await load_leaves(session, expert_id)
        if any(one.start <= leave.start and leave.end <= one.end for one in noted):
            raise ExpertPoolError("expert.leave_noted")
        await add_leave(session, expert_id, leave)
        await _record_leave(session, actor, expert_id, after=leave)


async def cancel_leave(desk: AdmissionDesk, actor: Actor, expert_id: UUID, leave: Leave) -> None:
    """Take the leave period of these days away.

    Raises:
        ExpertPoolError: `expert.not_found`, or `expert.leave_not_found`.
    """
    async with desk.database.transaction() as session:
        await _hold(session, expert_id)
        noted = await load_leaves(session, expert_id)
        found = [one for one in noted if (one.start, one.end) == (leave.start, leave.end)]
        if not found:
            raise ExpertPoolError("expert.leave_not_found")
        await remove_leave(session, expert_id, leave)
        await _record_leave(session, actor, expert_id, before=found[0])


async def _hold(session: AsyncSession, expert_id: UUID) -> Standing:
    standing = await hold_expert(session, expert_id)
    if standing is None:
        raise ExpertPoolError("expert.not_found")
    return standing


async def _record_leave(
    session: AsyncSession,
    actor: Actor,
    expert_id: UUID,
    *,
    before: Leave | None = None,
    after: Leave | None = None,
) -> None:
    await record_act(
        session,
        actor=actor,
        act=Act.EXPERT_LEAVE,
        subject=f"expert:{expert_id}",
        before=_days(before),
        after=_days(after),
    )


def _days(leave: Leave | None) -> Mapping[str, object] | None:
    if leave is None:
        return None
    days = {"start": leave.start.isoformat(), "end": leave.end.isoformat()}
    return {**days, "reason": leave.reason}
