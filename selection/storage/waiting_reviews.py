"""What waits from the review day on: meetings, signed sheets, evaluations, payment lists.

Each function is one query for `expert_pool.storage.waiting.look`. Nobody's name, evaluation or fee
comes out: a request's number and moments are all.
"""

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from expert_pool.audit.acts import Act
from expert_pool.calendar import CHINA
from expert_pool.roles import Role
from expert_pool.storage.tables.audit import AuditEntryRow
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.waiting import Viewer, pick
from selection.candidates.history import SAT
from selection.states.draws import DrawState
from selection.states.invitations import InvitationState
from selection.states.meetings import LIVE, MeetingState
from selection.states.payments import PaymentState
from selection.storage.evaluation_tables import EvaluationRow
from selection.storage.host_store import ACCOUNT
from selection.storage.invitation_tables import ArrangementRow, InvitationRow
from selection.storage.meeting_store import OF_DRAW_THAT_COUNTS
from selection.storage.meeting_tables import AttendanceRow, MeetingRow
from selection.storage.payment_store import watched_by
from selection.storage.payment_tables import PaymentListRow
from selection.storage.tables import AssignmentRow, DrawRow, PanelRequestRow
from selection.storage.waiting_panels import pick_panels
from selection.storage.waiting_requests import pick_requests

_REQUEST = table_of(PanelRequestRow)
_DRAW = table_of(DrawRow)
_ASSIGNMENT = table_of(AssignmentRow)
_ARRANGEMENT = table_of(ArrangementRow)
_INVITATION = table_of(InvitationRow)
_MEETING = table_of(MeetingRow)
_ATTENDANCE = table_of(AttendanceRow)
_EVALUATION = table_of(EvaluationRow)
_LIST = table_of(PaymentListRow)
_ENTRY = table_of(AuditEntryRow)
_SUPPLEMENT = table_of(PanelRequestRow).alias("supplement")
_THEIR_DRAW = table_of(DrawRow).alias("their_draw")
_OF_DAY = (_MEETING.c.request_id == _REQUEST.c.id, OF_DRAW_THAT_COUNTS)


def reviews_today(viewer: Viewer) -> Select[Any]:
    """Panels that meet on this day in China, for their host, until the meeting is over."""
    begins = datetime.combine(viewer.today, time(), CHINA)
    at = _ARRANGEMENT.c.starts_at
    over = select(_MEETING.c.id).where(
        _MEETING.c.request_id == _REQUEST.c.id,
        or_(
            and_(_MEETING.c.state == MeetingState.CLOSED.value, OF_DRAW_THAT_COUNTS),
            and_(_MEETING.c.state == MeetingState.POSTPONED.value, _MEETING.c.starts_at == at),
        ),
    )
    arranged = _ARRANGEMENT.c.request_id == _REQUEST.c.id
    query = pick_panels(at).join(_ARRANGEMENT, arranged)
    today = and_(at >= begins, at < begins + timedelta(days=1))
    return query.where(today, ~over.exists(), _hosts(viewer))


def meetings_to_close(viewer: Viewer) -> Select[Any]:
    """Meetings of former days that are open still: their minutes or opinions are missing."""
    begins = datetime.combine(viewer.today, time(), CHINA)
    live = _MEETING.c.state.in_([it.value for it in sorted(LIVE)])
    return _meetings(viewer, _MEETING.c.starts_at).where(live, _MEETING.c.starts_at < begins)


def sheets_missing(viewer: Viewer) -> Select[Any]:
    """Closed meetings whose signed sheet is not kept."""
    closed = _MEETING.c.state == MeetingState.CLOSED.value
    return _meetings(viewer, _MEETING.c.ended_at).where(closed, _MEETING.c.sheet_name == "")


def to_evaluate(viewer: Viewer) -> Select[Any]:
    """The officer's own reviews that are over, with a member who is not evaluated; by last day."""
    last = select(func.max(_ASSIGNMENT.c.review_to)).where(_ASSIGNMENT.c.draw_id == _DRAW.c.id)
    postponed = select(_MEETING.c.id).where(
        _MEETING.c.request_id == _REQUEST.c.id, _MEETING.c.state == MeetingState.POSTPONED.value
    )
    past = last.scalar_subquery() < viewer.today
    met = _met()
    without = and_(past, ~met.exists(), ~postponed.exists(), _unevaluated_on_panel())
    over = or_(past, met.where(_MEETING.c.state == MeetingState.CLOSED.value).exists())
    with_meeting = and_(over, met.exists(), _unevaluated_at_table())
    return (
        pick_panels(last.scalar_subquery())
        .where(_REQUEST.c.created_by == viewer.account, _REQUEST.c.supplements.is_(None))
        .where(or_(with_meeting, without))
    )


def lists_in_draft(viewer: Viewer) -> Select[Any]:
    """Payment lists of the officer's own requests that are not handed in, or came back."""
    own = _REQUEST.c.created_by == viewer.account
    draft = _lists(PaymentState.DRAFT, _LIST.c.created_at).where(own)
    return draft.with_only_columns(
        _REQUEST.c.id.label("id"), _REQUEST.c.number.label("label"), _LIST.c.created_at.label("at")
    )


def lists_to_approve(viewer: Viewer) -> Select[Any]:
    """Payment lists that somebody else handed in, for the approver of the request."""
    watched = _LIST.c.request_id.in_(watched_by(Role.APPROVER, viewer.account))
    other = _LIST.c.created_by != viewer.account
    return _lists(PaymentState.SUBMITTED, _LIST.c.submitted_at).where(watched, other)


def lists_to_pay(viewer: Viewer) -> Select[Any]:
    """Approved payment lists whose payment is not noted."""
    parts = (_LIST.c.created_by, _LIST.c.approved_by)
    third = (it.is_distinct_from(viewer.account) for it in parts)
    return _lists(PaymentState.APPROVED, _LIST.c.approved_at).where(*third)


def lists_to_archive(_: Viewer) -> Select[Any]:
    """Paid lists that still hold bank data."""
    return _lists(PaymentState.PAID, _LIST.c.paid_on)


def _meetings(viewer: Viewer, at: ColumnElement[Any]) -> Select[Any]:
    query = pick_requests(at).join_from(_REQUEST, _MEETING, and_(*_OF_DAY))
    return query.where(_hosts(viewer))


def _hosts(viewer: Viewer) -> ColumnElement[bool]:
    """The officer who asked, and whom an approver last gave the hosting, as the log has it."""
    named = (
        select(_ENTRY.c.subject)
        .where(
            _ENTRY.c.act == Act.MEETING_HAND_OVER.value,
            _ENTRY.c.request == func.text(_REQUEST.c.id),
        )
        .order_by(_ENTRY.c.moment.desc())
        .limit(1)
        .scalar_subquery()
    )
    return or_(_REQUEST.c.created_by == viewer.account, named == f"{ACCOUNT}{viewer.account}")


def _met() -> Select[Any]:
    """The meeting of the panel, as far as it was not postponed."""
    return select(_MEETING.c.id).where(*_OF_DAY, _MEETING.c.state != MeetingState.POSTPONED.value)


def _unevaluated_at_table() -> ColumnElement[bool]:
    """Whether somebody signed in, pledged and stayed, and is not evaluated."""
    there = _ATTENDANCE.c
    query = select(there.id).join(_MEETING, _MEETING.c.id == there.meeting_id)
    return query.where(
        *_OF_DAY,
        _MEETING.c.state != MeetingState.POSTPONED.value,
        there.signed_in_at.is_not(None),
        there.pledged_at.is_not(None),
        there.left_at.is_(None),
        ~_is_evaluated(there),
    ).exists()


def _unevaluated_on_panel() -> ColumnElement[bool]:
    """Whether somebody sat on the panel, did not turn the invitation down, and is not evaluated."""
    seat = _ASSIGNMENT.c
    turned_down = select(_INVITATION.c.id).where(
        _INVITATION.c.draw_id == seat.draw_id,
        _INVITATION.c.expert_id == seat.expert_id,
        _INVITATION.c.state != InvitationState.ACCEPTED.value,
    )
    further = select(_SUPPLEMENT.c.id).where(_SUPPLEMENT.c.supplements == _REQUEST.c.id)
    of_panel = or_(_THEIR_DRAW.c.request_id == _REQUEST.c.id, _THEIR_DRAW.c.request_id.in_(further))
    query = select(seat.id).join(_THEIR_DRAW, _THEIR_DRAW.c.id == seat.draw_id)
    return query.where(
        of_panel,
        _THEIR_DRAW.c.state == DrawState.DRAWN.value,
        seat.outcome.in_([it.value for it in SAT]),
        ~turned_down.exists(),
        ~_is_evaluated(seat),
    ).exists()


def _is_evaluated(who: Any) -> ColumnElement[bool]:  # noqa: ANN401 - columns of a table
    cells = _EVALUATION.c
    own = (cells.draw_id == who.draw_id, cells.expert_id == who.expert_id)
    return select(cells.id).where(*own).exists()


def _lists(state: PaymentState, at: ColumnElement[Any]) -> Select[Any]:
    of_request = _LIST.c.request_id == _REQUEST.c.id
    query = pick(_LIST.c.id, _REQUEST.c.number, at).join_from(_LIST, _REQUEST, of_request)
    return query.where(_LIST.c.state == state.value)
