"""Finds a case for a step, held against others, and keeps the wrong people from it.

Its one job is that, and the row with its entry once a step is allowed.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.credit import TRANSITIONS, CaseAct, move_case
from expert_pool.crediting.telling import record_case
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import moment_of
from expert_pool.roles import Role
from expert_pool.storage.credit_store import (
    CaseRecord,
    EventRecord,
    load_case,
    load_event,
    save_case,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A case in the version that a page showed."""

    case_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Held:
    """A case with its event, as nobody else changes it until the commit."""

    case: CaseRecord
    event: EventRecord


def today_of(session: AsyncSession) -> date:
    """The day in China by the clock that entries are written by."""
    return moment_of(session).astimezone(CHINA).date()


async def hold_case(session: AsyncSession, case_id: UUID) -> Held:
    """A case, locked.

    Raises:
        ExpertPoolError: `credit.not_found`.
    """
    case = await load_case(session, case_id, lock=True)
    event = await load_event(session, case.event_id) if case else None
    if case is None or event is None:
        raise ExpertPoolError("credit.not_found")
    return Held(case, event)


async def hold_seen(session: AsyncSession, seen: Seen) -> Held:
    """A case, locked, if it is still what the page showed.

    Raises:
        ExpertPoolError: `credit.not_found` or `credit.changed_meanwhile`.
    """
    held = await hold_case(session, seen.case_id)
    if held.case.version != seen.version:
        raise ExpertPoolError("credit.changed_meanwhile")
    return held


async def take_step(
    session: AsyncSession,
    actor: Actor,
    step: tuple[CaseAct, Act],
    held: Held,
    **changes: Any,  # noqa: ANN401 - the fields of a case
) -> CaseRecord:
    """Move a case and say so in the log; whoever reported the event takes no part.

    Raises:
        ExpertPoolError: what `move_case` refuses.
    """
    act, logged = step
    case = held.case
    role, who = str(actor.role), actor.account_id
    state = move_case(case.state, act, role=role, actor=who, others=_others(held, act))
    moved = replace(case, state=state, since=moment_of(session), **changes)
    await save_case(session, moved)
    await record_case(session, actor, logged, (case, moved), reason=_measure(moved, act))
    return moved


def check_helper(held: Held, actor: Actor) -> None:
    """Whether somebody may act for an expert on paper.

    Raises:
        ExpertPoolError: what `find_helper_fault` gives.
    """
    if fault := find_helper_fault(held.event, actor):
        raise ExpertPoolError(fault)


def find_helper_fault(event: EventRecord, actor: Actor) -> str:
    """Why somebody may not act for an expert on paper; empty for a registrar who did not report."""
    if str(actor.role) != Role.REGISTRAR:
        return "credit.not_your_turn"
    return "credit.same_person" if actor.account_id == str(event.reported_by) else ""


def permitted_acts(held: Held, actor: Actor) -> frozenset[CaseAct]:
    """What somebody may do with a case as it stands."""
    return frozenset(
        act
        for act, transition in TRANSITIONS.items()
        if held.case.state in transition.sources
        and str(actor.role) == transition.role
        and actor.account_id not in _others(held, act)
    )


def _others(held: Held, act: CaseAct) -> frozenset[str]:
    """The accounts whose part in the case excludes this one."""
    took_part = (held.event.reported_by, *_former(held.case, act))
    return frozenset(str(it) for it in took_part if it)


def _former(case: CaseRecord, act: CaseAct) -> tuple[UUID | None, ...]:
    """Who took the step before and may not take this one too."""
    if act in {CaseAct.LIFT, CaseAct.KEEP}:
        return (case.lift_asked_by,)
    return (case.decided_by,) if act in _SECOND else ()


_SECOND = frozenset(
    {CaseAct.FIND_UNFOUNDED, CaseAct.NOTE, CaseAct.ENFORCE, CaseAct.RETURN, CaseAct.REFUSE}
)
_DECIDES = _SECOND | {CaseAct.DECIDE, CaseAct.DECIDE_AGAIN}


def _measure(case: CaseRecord, act: CaseAct) -> str:
    return f"measure_{case.measure.value}" if act in _DECIDES else ""


def require_text(text: str, code: str) -> str:
    """A text that somebody has to write.

    Raises:
        ExpertPoolError: the code given, where nothing was written.
    """
    if not text.strip():
        raise ExpertPoolError(code)
    return text
