"""What waits between the result of a draw and its review: choices, seats, exceptions, annulments.

Each function is one query for `expert_pool.storage.waiting.look`. Nobody's name or pseudonym comes
out: a request's number and moments are all.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.waiting import Viewer
from selection.candidates.history import Outcome
from selection.states.annulments import AnnulmentState
from selection.states.choices import WAITING, ChoiceState
from selection.states.draws import DrawState
from selection.states.exceptions import ExceptionRule, ExceptionState
from selection.states.meetings import LIVE as LIVE_MEETINGS
from selection.states.requests import RequestState
from selection.states.vacancies import VacancyState
from selection.storage.choice_tables import ChoiceRow
from selection.storage.exception_tables import RuleExceptionRow
from selection.storage.invitation_tables import ArrangementRow
from selection.storage.meeting_tables import MeetingRow
from selection.storage.request_store import may_decide
from selection.storage.tables import AssignmentRow, DrawRow, PanelRequestRow
from selection.storage.vacancy_tables import AnnulmentRow, VacancyRow
from selection.storage.waiting_requests import pick_requests

_REQUEST = table_of(PanelRequestRow)
_DRAW = table_of(DrawRow)
_CHOICE = table_of(ChoiceRow)
_VACANCY = table_of(VacancyRow)
_EXCEPTION = table_of(RuleExceptionRow)
_LATER = table_of(RuleExceptionRow).alias("later")
_ANNULMENT = table_of(AnnulmentRow)
_ARRANGEMENT = table_of(ArrangementRow)
_ASSIGNMENT = table_of(AssignmentRow)
_MEETING = table_of(MeetingRow)
_SUPPLEMENT = table_of(PanelRequestRow).alias("supplement")
_RUNNING = (RequestState.SUBMITTED, RequestState.APPROVED, RequestState.COMMITTED)


def to_choose(viewer: Viewer) -> Select[Any]:
    """The officer's own panels whose candidates are offered, or whose choice was sent back."""
    return _choices(ChoiceState.OPEN).where(_REQUEST.c.created_by == viewer.account)


def to_confirm_choice(viewer: Viewer) -> Select[Any]:
    """Choices that somebody else proposed, for the approver of the request."""
    other = _CHOICE.c.proposed_by.is_distinct_from(viewer.account)
    return _choices(ChoiceState.PROPOSED).where(may_decide(viewer.account), other)


def to_arrange(viewer: Viewer) -> Select[Any]:
    """The officer's own panels whose review is to come, and nobody is asked when or where."""
    chosen = select(_CHOICE.c.id).where(
        _CHOICE.c.draw_id == _DRAW.c.id, _CHOICE.c.state.in_([it.value for it in sorted(WAITING)])
    )
    arranged = select(_ARRANGEMENT.c.id).where(_ARRANGEMENT.c.request_id == _REQUEST.c.id)
    day = select(func.min(_ASSIGNMENT.c.review_from)).where(_ASSIGNMENT.c.draw_id == _DRAW.c.id)
    return pick_panels(day.scalar_subquery()).where(
        _REQUEST.c.created_by == viewer.account,
        _REQUEST.c.supplements.is_(None),
        ~arranged.exists(),
        ~chosen.exists(),
        _is_to_come(viewer),
    )


def seats_to_decide(viewer: Viewer) -> Select[Any]:
    """Vacancies that somebody else reported, for the approver of the request."""
    other = _VACANCY.c.reported_by.is_distinct_from(viewer.account)
    of_draw = _VACANCY.c.draw_id == _DRAW.c.id
    return (
        pick_panels(_VACANCY.c.reported_at)
        .join(_VACANCY, of_draw)
        .where(_VACANCY.c.state == VacancyState.REPORTED.value, may_decide(viewer.account), other)
    )


def seats_to_fill(viewer: Viewer) -> Select[Any]:
    """The officer's own panels with a vacant seat that no supplementary draw is to fill yet."""
    vacant = (_VACANCY.c.draw_id == _DRAW.c.id, _VACANCY.c.state == VacancyState.VACANT.value)
    since = select(func.min(_VACANCY.c.reported_at)).where(*vacant)
    running = select(_SUPPLEMENT.c.id).where(
        _SUPPLEMENT.c.supplements == _REQUEST.c.id,
        _SUPPLEMENT.c.state.in_([it.value for it in _RUNNING]),
    )
    return pick_panels(since.scalar_subquery()).where(
        _REQUEST.c.created_by == viewer.account,
        select(_VACANCY.c.id).where(*vacant).exists(),
        ~running.exists(),
        _is_to_come(viewer),
    )


def exceptions_to_decide(viewer: Viewer) -> Select[Any]:
    """Exceptions that somebody else asked for, for the approver of the request."""
    other = (_EXCEPTION.c.asked_by != viewer.account) & (_REQUEST.c.created_by != viewer.account)
    asked = _EXCEPTION.c.state == ExceptionState.ASKED.value
    return _exceptions(_EXCEPTION.c.asked_at).where(asked, may_decide(viewer.account), other)


def exceptions_refused(viewer: Viewer) -> Select[Any]:
    """Exceptions refused to the officer, where the draw or meeting still waits, and none since."""
    of_draw = and_(
        _EXCEPTION.c.rule == ExceptionRule.WITNESS.value,
        _EXCEPTION.c.attempt == _REQUEST.c.version,
        _REQUEST.c.state == RequestState.APPROVED.value,
    )
    of_meeting = _EXCEPTION.c.meeting_id.in_(
        select(_MEETING.c.id).where(_MEETING.c.state.in_([it.value for it in LIVE_MEETINGS]))
    )
    same = (
        _LATER.c[name].is_not_distinct_from(_EXCEPTION.c[name])
        for name in ("request_id", "attempt", "rule", "meeting_id", "attendance_id")
    )
    since = select(_LATER.c.id).where(*same, _LATER.c.asked_at > _EXCEPTION.c.asked_at)
    return _exceptions(_EXCEPTION.c.decided_at).where(
        _EXCEPTION.c.state == ExceptionState.REFUSED.value,
        _EXCEPTION.c.asked_by == viewer.account,
        or_(of_draw, of_meeting),
        ~since.exists(),
    )


def annulments_to_decide(viewer: Viewer) -> Select[Any]:
    """Annulments that somebody else asked for, for the approver of the request."""
    other = _ANNULMENT.c.asked_by != viewer.account
    return _annulments(AnnulmentState.ASKED, _ANNULMENT.c.asked_at).where(
        may_decide(viewer.account), other
    )


def annulments_to_conclude(viewer: Viewer) -> Select[Any]:
    """Annulments that officer and approver agreed on, for an auditor who was neither."""
    return _annulments(AnnulmentState.AGREED, _ANNULMENT.c.approved_at).where(
        _ANNULMENT.c.asked_by != viewer.account,
        _ANNULMENT.c.approver.is_distinct_from(viewer.account),
    )


def pick_panels(at: ColumnElement[Any]) -> Select[Any]:
    """Drawn panels by the number of their request, with a moment of each; conditions follow."""
    drawn = and_(_DRAW.c.request_id == _REQUEST.c.id, _DRAW.c.state == DrawState.DRAWN.value)
    return pick_requests(at).join_from(_REQUEST, _DRAW, drawn)


def _choices(state: ChoiceState) -> Select[Any]:
    of_draw = _CHOICE.c.draw_id == _DRAW.c.id
    return (
        pick_panels(_CHOICE.c.due_at).join(_CHOICE, of_draw).where(_CHOICE.c.state == state.value)
    )


def _exceptions(at: ColumnElement[Any]) -> Select[Any]:
    of_request = _EXCEPTION.c.request_id == _REQUEST.c.id
    return pick_requests(at).join_from(_REQUEST, _EXCEPTION, of_request)


def _annulments(state: AnnulmentState, at: ColumnElement[Any]) -> Select[Any]:
    of_draw, of_request = _ANNULMENT.c.draw_id == _DRAW.c.id, _DRAW.c.request_id == _REQUEST.c.id
    query = pick_requests(at).join_from(_REQUEST, _DRAW, of_request)
    return query.join(_ANNULMENT, of_draw).where(_ANNULMENT.c.state == state.value)


def _is_to_come(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the review of a drawn panel is not over."""
    seats = select(_ASSIGNMENT.c.id).where(
        _ASSIGNMENT.c.draw_id == _DRAW.c.id,
        _ASSIGNMENT.c.review_to >= viewer.today,
        _ASSIGNMENT.c.outcome.in_([Outcome.PENDING.value, Outcome.ACCEPTED.value]),
    )
    return seats.exists()
