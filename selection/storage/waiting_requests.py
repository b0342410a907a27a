"""What waits before the result of a draw: requests, secrets, throws, witnesses.

Each function is one query for `expert_pool.storage.waiting.look`. None reads what is sealed: a
request's number and its moments are all that comes out.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from expert_pool.roles import Role
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.waiting import Viewer, pick
from selection.states.draws import WAITING
from selection.states.exceptions import ExceptionRule, ExceptionState
from selection.states.requests import RequestState
from selection.storage.exception_tables import RuleExceptionRow
from selection.storage.source_tables import RoomWitnessRow, SourceWordRow
from selection.storage.tables import DrawRow, PanelRequestRow, PartySecretRow

_REQUEST = table_of(PanelRequestRow)
_DRAW = table_of(DrawRow)
_SECRET = table_of(PartySecretRow)
_WORD = table_of(SourceWordRow)
_PASSED = table_of(SourceWordRow).alias("passed")
_WITNESS = table_of(RoomWitnessRow)
_EXCEPTION = table_of(RuleExceptionRow)
_APART = ("dice", "lottery")
"""Sources of which officer and auditor each type what came out."""
_PARTIES = (Role.OFFICER, Role.AUDITOR)
_KIND = _DRAW.c.source["kind"].astext
_FALLBACK = _DRAW.c.source["fallback"][0]["kind"].astext


def drafts(viewer: Viewer) -> Select[Any]:
    """The officer's own requests that are being written."""
    return _own(viewer, RequestState.DRAFT, _REQUEST.c.created_at)


def sent_back(viewer: Viewer) -> Select[Any]:
    """The officer's own requests that came back, from an approver or from their draw."""
    return _own(viewer, RequestState.RETURNED, _REQUEST.c.updated_at)


def to_approve(viewer: Viewer) -> Select[Any]:
    """Requests that somebody else handed in."""
    other = _REQUEST.c.created_by != viewer.account
    return pick_requests(_REQUEST.c.submitted_at).where(_is_in(RequestState.SUBMITTED), other)


def to_begin(viewer: Viewer) -> Select[Any]:
    """The officer's own approved requests that nothing keeps from being committed."""
    return _approved(viewer).where(~_lacks_witnesses(viewer))


def to_commit(viewer: Viewer) -> Select[Any]:
    """The officer's own approved requests without a hash by the officer."""
    no_hash = ~_share(_SECRET.c.role == Role.OFFICER.value)
    return to_begin(viewer).where(no_hash)


def to_commit_as_auditor(viewer: Viewer) -> Select[Any]:
    """Approved requests without an auditor's hash, where this one has no other part."""
    approved = pick_requests(_REQUEST.c.approved_at).where(_is_in(RequestState.APPROVED))
    no_hash = ~_share(_SECRET.c.role == Role.AUDITOR.value)
    free = (_no_part(viewer), ~_watches(viewer), ~_lacks_witnesses(viewer))
    return approved.where(no_hash, *free)


def to_reveal(viewer: Viewer) -> Select[Any]:
    """Committed draws whose secret this very person has still to reveal."""
    own = _SECRET.c.account_id == viewer.account
    return _committed().where(_share(own, _SECRET.c.revealed_at.is_(None)))


def to_type(viewer: Viewer) -> Select[Any]:
    """The officer's own draws that wait for what the officer saw: dice, or lottery numbers."""
    return _to_type(viewer, Role.OFFICER).where(_REQUEST.c.created_by == viewer.account)


def to_type_as_auditor(viewer: Viewer) -> Select[Any]:
    """Draws that wait for what an auditor saw, where this one may be that auditor."""
    other = (_SECRET.c.role == Role.AUDITOR.value) & (_SECRET.c.account_id != viewer.account)
    mine = _to_type(viewer, Role.AUDITOR).where(_no_part(viewer), ~_share(other))
    return mine.where(~_watches(viewer))


def unwatched(viewer: Viewer) -> Select[Any]:
    """The officer's own approved requests without all witnesses that the policy asks for."""
    return _approved(viewer).where(_lacks_witnesses(viewer))


def unwatched_for_auditor(viewer: Viewer) -> Select[Any]:
    """Approved requests that lack a witness, which this auditor could be or confirm."""
    approved = pick_requests(_REQUEST.c.approved_at).where(_is_in(RequestState.APPROVED))
    return approved.where(_no_part(viewer), _lacks_witnesses(viewer), ~_watches(viewer))


def pick_requests(at: ColumnElement[Any]) -> Select[Any]:
    """Requests by their number, with a moment of each; conditions follow."""
    return pick(_REQUEST.c.id, _REQUEST.c.number, at)


def _own(viewer: Viewer, state: RequestState, at: ColumnElement[Any]) -> Select[Any]:
    return pick_requests(at).where(_REQUEST.c.created_by == viewer.account, _is_in(state))


def _approved(viewer: Viewer) -> Select[Any]:
    return _own(viewer, RequestState.APPROVED, _REQUEST.c.approved_at)


def _is_in(state: RequestState) -> ColumnElement[bool]:
    return _REQUEST.c.state == state.value


def _no_part(viewer: Viewer) -> ColumnElement[bool]:
    """Whoever asked for the panel or approved it audits nothing of it, whatever the role."""
    asked = _REQUEST.c.created_by != viewer.account
    return asked & _REQUEST.c.approved_by.is_distinct_from(viewer.account)


def _committed() -> Select[Any]:
    live = [it.value for it in sorted(WAITING)]
    draw = and_(_DRAW.c.request_id == _REQUEST.c.id, _DRAW.c.state.in_(live))
    return pick_requests(_DRAW.c.reveal_from).join_from(_REQUEST, _DRAW, draw)


def _share(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the attempt in hand has a party's share like this."""
    own = (_SECRET.c.request_id == _REQUEST.c.id, _SECRET.c.attempt == _REQUEST.c.version)
    return select(_SECRET.c.id).where(*own, *conditions).exists()


def _to_type(viewer: Viewer, role: Role) -> Select[Any]:
    of_draw = (_PASSED.c.draw_id == _DRAW.c.id, _PASSED.c.kind == "passed")
    passed = select(_PASSED.c.id).where(*of_draw)
    kind = case((passed.exists(), _FALLBACK), else_=_KIND)
    said = {it: _said(_WORD.c.kind == kind, _WORD.c.role == it.value) for it in _PARTIES}
    # Where both have spoken and nothing was drawn, they differ: each types again.
    mine = or_(~said[role], and_(*said.values()))
    spoken = or_(kind == "dice", _DRAW.c.reveal_from <= viewer.now)
    return _committed().where(kind.in_(_APART), mine, spoken)


def _said(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(_WORD.c.id).where(_WORD.c.draw_id == _DRAW.c.id, *conditions).exists()


def _of_attempt(table: Any) -> ColumnElement[bool]:  # noqa: ANN401 - columns of a table
    return and_(table.request_id == _REQUEST.c.id, table.attempt == _REQUEST.c.version)


def _watches(viewer: Viewer) -> ColumnElement[bool]:
    own = _WITNESS.c.account_id == viewer.account
    return select(_WITNESS.c.id).where(_of_attempt(_WITNESS.c), own).exists()


def _lacks_witnesses(viewer: Viewer) -> ColumnElement[bool]:
    there = select(func.count()).where(
        _of_attempt(_WITNESS.c), _WITNESS.c.confirmed_at.is_not(None)
    )
    allowed = select(_EXCEPTION.c.id).where(
        _of_attempt(_EXCEPTION.c),
        _EXCEPTION.c.rule == ExceptionRule.WITNESS.value,
        _EXCEPTION.c.state == ExceptionState.ALLOWED.value,
    )
    return and_(there.scalar_subquery() < viewer.witnesses, ~allowed.exists())
