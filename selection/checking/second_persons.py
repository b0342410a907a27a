"""Choices among candidates and exceptions from rules: whether the acts on record led to them.

Both need a second person, and a row that says so without an act of that person is no consent.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.trails import BEGINNING, Move, Step, moves_of
from expert_pool.checking.trails import check_trail, fault
from expert_pool.findings import Finding
from expert_pool.storage.audit_inspection import steps_of
from selection.drawing.choices import CHOICE_ACTS
from selection.states.choices import TRANSITIONS, ChoiceState
from selection.states.exceptions import ExceptionState
from selection.storage.choice_store import load_choice
from selection.storage.draw_store import DrawRecord
from selection.storage.exception_store import count_by_request

CHOICE_MOVES: Final[Mapping[str, Move]] = {
    Act.CHOICE_OPEN.value: Move(frozenset({BEGINNING}), ChoiceState.OPEN.value),
    **moves_of(TRANSITIONS, ((act, move) for move, act in CHOICE_ACTS.items())),
}
_SAID: Final = {
    Act.EXCEPTION_ASK: frozenset(ExceptionState),
    Act.EXCEPTION_ALLOW: frozenset({ExceptionState.ALLOWED}),
    Act.EXCEPTION_REFUSE: frozenset({ExceptionState.REFUSED}),
    Act.EXCEPTION_WITHDRAW: frozenset({ExceptionState.WITHDRAWN}),
}
"""By act the states that an exception can be in once it was done."""


async def check_second_persons(session: AsyncSession, draws: Sequence[DrawRecord]) -> list[Finding]:
    """Choices and exceptions that stand otherwise than the log says."""
    found: list[Finding] = []
    logged = await steps_of(session, [Act(act) for act in CHOICE_MOVES])
    for draw in draws:
        choice = await load_choice(session, draw.id)
        if choice is not None:
            steps = [Step(it.place, it.act) for it in logged.get(str(draw.id), ())]
            found += check_trail("choice", str(draw.id), steps, CHOICE_MOVES, choice.state.value)
    acts = await steps_of(session, tuple(_SAID), of_requests=True)
    stored = await count_by_request(session)
    return [*found, *check_exceptions({str(it): stored[it] for it in stored}, acts)]


def check_exceptions(
    stored: Mapping[str, Mapping[ExceptionState, int]], logged: Mapping[str, Sequence[Step]]
) -> Iterator[Finding]:
    """By request: as many were asked for, decided and withdrawn as the log says."""
    for request in sorted({*stored, *logged}):
        said = Counter(it.act for it in logged.get(request, ()))
        for act, states in _SAID.items():
            kept = sum(count for it, count in stored.get(request, {}).items() if it in states)
            if kept != said[act.value]:
                yield fault(
                    "CHK-12.other_state",
                    kind="exception",
                    subject=request,
                    state=f"{act.value} ({kept})",
                    logged=f"{act.value} ({said[act.value]})",
                )
