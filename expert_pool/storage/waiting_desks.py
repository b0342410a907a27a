"""What waits for registrars, approvers and user administrators: applications, cases, calls, acts.

Each function is one query for `waiting.look`; who may take which step is said by the rules of each,
and only repeated here so that nobody is sent to what is another one's.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, or_

from expert_pool.applications import State
from expert_pool.applications.calls import CallState
from expert_pool.credit import OWNERS, CaseState
from expert_pool.roles import Role
from expert_pool.storage.tables.accounts import AccountRow
from expert_pool.storage.tables.applications import ApplicationRow
from expert_pool.storage.tables.asked_acts import AskedActRow
from expert_pool.storage.tables.calls import CallRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.credit import CreditCaseRow, CreditEventRow
from expert_pool.storage.waiting import Viewer, pick

_APPLICATION = table_of(ApplicationRow)
_CASE = table_of(CreditCaseRow)
_EVENT = table_of(CreditEventRow)
_CALL = table_of(CallRow)
_ASKED = table_of(AskedActRow)
_ACCOUNT = table_of(AccountRow)
_CHANGE: Final = "change"


def first_checks(viewer: Viewer) -> Select[Any]:
    """Applications of newcomers that nobody has taken yet."""
    return _of_others(viewer).where(~_is_change(), _is_in(State.SUBMITTED))


def checks_in_hand(viewer: Viewer) -> Select[Any]:
    """Applications and changes that this registrar took and has not finished."""
    cells = _APPLICATION.c
    return _of_others(viewer).where(
        _is_in(State.FIRST_CHECK), cells.first_registrar == viewer.account
    )


def second_checks(viewer: Viewer) -> Select[Any]:
    """Applications of newcomers that wait for the decision of a second registrar."""
    return _of_others(viewer).where(~_is_change(), _second(viewer))


def changes(viewer: Viewer) -> Select[Any]:
    """Changes of members' records that are to be verified anew."""
    waits = or_(_is_in(State.SUBMITTED), _second(viewer))
    return _of_others(viewer).where(_is_change(), waits)


def papers(viewer: Viewer) -> Select[Any]:
    """Paper applications that this registrar is entering, or has to correct."""
    cells = _APPLICATION.c
    return pick(cells.id, cells.reference_number, cells.created_at).where(
        cells.entered_by == viewer.account, _is_in(State.DRAFT, State.RETURNED)
    )


def cases_to_decide(viewer: Viewer) -> Select[Any]:
    """Cases of integrity files whose next step is a registrar's who did not report the event."""
    return _cases(viewer, Role.REGISTRAR)


def cases_to_confirm(viewer: Viewer) -> Select[Any]:
    """Cases that wait for an approver who took no other part in them."""
    cells = _CASE.c
    lift = cells.state == CaseState.LIFT_ASKED.value
    return _cases(viewer, Role.APPROVER).where(
        or_(
            lift & cells.lift_asked_by.is_distinct_from(viewer.account),
            ~lift & cells.decided_by.is_distinct_from(viewer.account),
        )
    )


def calls_to_release(viewer: Viewer) -> Select[Any]:
    """Drafts of calls by somebody else whose last day is not over."""
    cells = _CALL.c
    return pick(cells.id, cells.number, cells.drafted_at).where(
        cells.state == CallState.DRAFT.value,
        cells.drafted_by != viewer.account,
        cells.until >= viewer.today,
    )


def acts_to_confirm(viewer: Viewer) -> Select[Any]:
    """Acts on accounts that another user administrator asked for."""
    cells = _ASKED.c
    query = pick(_ACCOUNT.c.id, _ACCOUNT.c.display_name, cells.asked_at)
    return query.join(_ASKED, cells.account_id == _ACCOUNT.c.id).where(
        cells.decided_at.is_(None),
        cells.asked_by != viewer.account,
        cells.account_id != viewer.account,
    )


def _of_others(viewer: Viewer) -> Select[Any]:
    cells = _APPLICATION.c
    return pick(cells.id, cells.reference_number, cells.submitted_at).where(
        cells.account_id.is_distinct_from(viewer.account),
        cells.entered_by.is_distinct_from(viewer.account),
    )


def _is_change() -> ColumnElement[bool]:
    return _APPLICATION.c.source == _CHANGE


def _is_in(*states: State) -> ColumnElement[bool]:
    return _APPLICATION.c.state.in_([it.value for it in states])


def _second(viewer: Viewer) -> ColumnElement[bool]:
    second = _is_in(State.SECOND_CHECK)
    other = _APPLICATION.c.first_registrar.is_distinct_from(viewer.account)
    return second & other if viewer.two_persons else second


def _cases(viewer: Viewer, owner: Role) -> Select[Any]:
    states = [state.value for state, role in OWNERS.items() if role == owner]
    query = pick(_CASE.c.id, _EVENT.c.kind, _CASE.c.since)
    return query.join(_EVENT, _EVENT.c.id == _CASE.c.event_id).where(
        _CASE.c.state.in_(states), _EVENT.c.reported_by.is_distinct_from(viewer.account)
    )
