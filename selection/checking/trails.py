"""Requests, draws and what is decided on them: whether the acts on record led there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.trails import BEGINNING, Move, Step, moves_of
from expert_pool.checking.trails import check_trail, fault
from expert_pool.findings import Finding
from expert_pool.storage.audit_inspection import steps_of
from selection.checking.second_persons import check_second_persons
from selection.states.annulments import AnnulmentState
from selection.states.draws import TRANSITIONS as DRAW_TRANSITIONS
from selection.states.draws import DrawAct, DrawState
from selection.states.requests import TRANSITIONS as REQUEST_TRANSITIONS
from selection.states.requests import RequestAct, RequestState
from selection.storage.annulment_store import AnnulmentRecord, load_annulments
from selection.storage.draw_store import DrawRecord
from selection.storage.overview import RequestStanding, request_standings

_REQUEST_ACTS: Final = {
    Act.REQUEST_CHANGE: RequestAct.SAVE,
    Act.REQUEST_RELAX: RequestAct.SAVE,
    Act.REQUEST_SUBMIT: RequestAct.SUBMIT,
    Act.REQUEST_APPROVE: RequestAct.APPROVE,
    Act.REQUEST_RETURN: RequestAct.RETURN,
    Act.REQUEST_CANCEL: RequestAct.CANCEL,
    Act.DRAW_INFEASIBLE: RequestAct.FAIL,
    Act.DRAW_COMMIT: RequestAct.COMMIT,
    Act.DRAW_RESULT: RequestAct.FINISH,
    Act.DRAW_VOID: RequestAct.ABANDON,
    Act.DRAW_ANNUL: RequestAct.ANNUL,
}
_PERSONS: Final = 3
_BEGIN: Final = frozenset({BEGINNING})
REQUEST_MOVES: Final[Mapping[str, Move]] = {
    Act.REQUEST_CREATE.value: Move(_BEGIN, RequestState.DRAFT.value),
    Act.REQUEST_SUPPLEMENT.value: Move(_BEGIN, RequestState.SUBMITTED.value),
    **moves_of(REQUEST_TRANSITIONS, _REQUEST_ACTS.items()),
}
_WAITING: Final = frozenset({DrawState.COMMITTED.value, DrawState.LOCKED.value})
DRAW_MOVES: Final[Mapping[str, Move]] = {
    Act.DRAW_COMMIT.value: Move(_BEGIN, DrawState.COMMITTED.value),
    # Where nobody witnesses, a draw is locked and finished by one act.
    Act.DRAW_RESULT.value: Move(_WAITING, DrawState.DRAWN.value),
    **moves_of(
        DRAW_TRANSITIONS,
        (
            (Act.DRAW_LOCK, DrawAct.LOCK),
            (Act.DRAW_VOID, DrawAct.ABANDON),
            (Act.DRAW_ANNUL, DrawAct.ANNUL),
        ),
    ),
}


async def check_trails(session: AsyncSession, draws: Sequence[DrawRecord]) -> list[Finding]:
    """What requests and draws say of themselves although no acts led there."""
    requests = await request_standings(session)
    logged = await steps_of(session, [Act(act) for act in REQUEST_MOVES], of_requests=True)
    drawn = await steps_of(session, [Act(act) for act in DRAW_MOVES])
    found = [
        *_check_requests(requests, logged),
        *_check_draws(draws, drawn),
        *await check_second_persons(session, draws),
    ]
    for draw in draws:
        found += check_annulments(draw, await load_annulments(session, draw.id))
    return found


def _check_requests(
    requests: Sequence[RequestStanding], logged: Mapping[str, tuple[Step, ...]]
) -> Iterator[Finding]:
    for one in requests:
        steps = logged.get(str(one.id), ())
        yield from check_trail("request", one.number, steps, REQUEST_MOVES, one.state)


def _check_draws(
    draws: Sequence[DrawRecord], logged: Mapping[str, tuple[Step, ...]]
) -> Iterator[Finding]:
    """The entries of a draw name the states of its request; those of the draw follow."""
    for draw in draws:
        steps = [Step(it.place, it.act) for it in logged.get(str(draw.id), ())]
        yield from check_trail("draw", str(draw.id), steps, DRAW_MOVES, draw.state.value)


def check_annulments(draw: DrawRecord, asked: Sequence[AnnulmentRecord]) -> Iterator[Finding]:
    """A draw is annulled by three different persons, and only by them."""
    for one in asked:
        people = {who for who in (one.asked_by, one.approver, one.auditor) if who is not None}
        complete = len(people) == _PERSONS and draw.state is DrawState.ANNULLED
        if one.state is AnnulmentState.DONE and not complete:
            yield fault("CHK-13.annulment", draw=str(draw.id), people=len(people))
