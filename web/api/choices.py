"""The choice among a draw's candidates for programs: looked at, tried, proposed and decided.

Candidates are pseudonyms in their drawn order, as on the page; a name is never answered.
"""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.database import Database
from selection.choice import Blocked, Chosen, Pass
from selection.errors import SelectionError
from selection.inviting.choosing import TELLING, Word, decide_choice, propose_choice, try_choice
from selection.inviting.offering import Choosing, Offer, foresee, load_choosing, load_offer
from selection.states.choices import ChoiceState, PassGround
from web.api.answering import answer, answer_once
from web.api.choice_values import (
    CHOICE_EXAMPLE,
    FORESEEN_EXAMPLE,
    PASSES_EXAMPLE,
    AgainstAnswer,
    CandidateAnswer,
    ChoiceAnswer,
    ForeseenAnswer,
    NewChoice,
    NewDecision,
    PassAnswer,
    StepAnswer,
)
from web.api.desks import acting
from web.api.operations import Operation, PathPart, Say
from web.api.reading import read_body, read_query, refuse_value
from web.api.values import NoQuery
from web.services import PageRequest, Services, services_of

TAG: Final = "Choice among candidates"
DONE: Final = 200


@get("/api/v1/requests/{request_id:uuid}/choice", name="api.choice")
async def choice(request: PageRequest, request_id: FromPath[UUID]) -> Response[Any]:
    """The choice of the request's panel."""
    read_query(request, NoQuery)
    services = services_of(request)
    async with services.database.read() as session:
        return answer(await _load(session, services, request_id, acting(request)))


@post("/api/v1/requests/{request_id:uuid}/choice/try", name="api.choice.try", status_code=DONE)
async def do_try_choice(request: PageRequest, request_id: FromPath[UUID]) -> Response[Any]:
    """Say who would follow; that it was asked stays in the log."""
    passes = _passes(await read_body(request, NewChoice))
    services, actor = services_of(request), acting(request)

    async def act(database: Database) -> BaseModel:
        async with database.transaction() as session:
            given = (session, services.draw_desk, request_id, actor)
            trial = await try_choice(*given, passes)
        if trial.unreached is not None:
            return ForeseenAnswer(unreached=trial.unreached)
        return _foreseen(trial.found)

    return await answer_once(request, act, DONE)


@post(
    "/api/v1/requests/{request_id:uuid}/choice/propose", name="api.choice.propose", status_code=DONE
)
async def do_propose_choice(request: PageRequest, request_id: FromPath[UUID]) -> Response[Any]:
    """Propose it; where it is refused because of who would follow, that was a trial, and logged."""
    passes = _passes(await read_body(request, NewChoice))
    services, actor = services_of(request), acting(request)

    async def act(database: Database) -> BaseModel:
        async with database.transaction() as session:
            await propose_choice(session, services.draw_desk, request_id, actor, passes)
            return await _load(session, services, request_id, actor)

    try:
        return await answer_once(request, act, DONE)
    except SelectionError as error:
        if error.code in TELLING:
            async with services.database.transaction() as session:
                await try_choice(session, services.draw_desk, request_id, actor, passes)
        raise


@post(
    "/api/v1/requests/{request_id:uuid}/choice/decide", name="api.choice.decide", status_code=DONE
)
async def do_decide_choice(request: PageRequest, request_id: FromPath[UUID]) -> Response[Any]:
    """Confirm the proposal as a whole, or send it back with a reason."""
    new = await read_body(request, NewDecision)
    confirmed = new.decision == "confirm"
    if not confirmed and not new.reason.strip():
        refuse_value("/reason", "missing")
    services, actor = services_of(request), acting(request)
    word = Word(new.version, confirmed, new.reason)

    async def act(database: Database) -> BaseModel:
        async with database.transaction() as session:
            await decide_choice(session, services.draw_desk, request_id, actor, word)
            return await _load(session, services, request_id, actor)

    return await answer_once(request, act, DONE)


def _passes(new: NewChoice) -> tuple[Pass, ...]:
    for place, one in enumerate(new.passes):
        if not one.reason.strip():
            refuse_value(f"/passes/{place}/reason", "blank")
    return tuple(Pass(one.pseudonym, one.ground.value, one.reason) for one in new.passes)


async def _load(
    session: AsyncSession, services: Services, request_id: UUID, actor: Actor
) -> ChoiceAnswer:
    """The choice; its candidates only as long as it waits, since then the order is sealed again."""
    desk = services.draw_desk
    found = await load_choosing(session, desk, request_id, actor)
    if not found.choice.waits:
        return _shown(found, actor)
    offer = await load_offer(session, desk, found.request, found.choice, found.panel)
    if found.choice.state is ChoiceState.OPEN:
        return _shown(found, actor, offer)
    passed_over = {one.pseudonym for one in found.passes}
    return _shown(found, actor, offer, await foresee(session, desk, offer, passed_over))


def _shown(
    found: Choosing,
    actor: Actor,
    offer: Offer | None = None,
    foreseen: Chosen | Blocked | None = None,
) -> ChoiceAnswer:
    record = found.choice
    is_open = record.state is ChoiceState.OPEN
    own = found.passes if actor.role == Role.OFFICER or not is_open else ()
    return ChoiceAnswer(
        state=record.state,
        due_at=record.due_at,
        version=record.version,
        trials=found.course.trials,
        last=record.last,
        sent_back_for=found.note if is_open or record.refused else "",
        candidates=_candidates(offer) if offer else (),
        passes=tuple(
            PassAnswer(pseudonym=it.pseudonym, ground=PassGround(it.ground), reason=it.note)
            for it in own
        ),
        foreseen=_foreseen(foreseen) if foreseen else None,
    )


def _candidates(offer: Offer) -> tuple[CandidateAnswer, ...]:
    return tuple(
        CandidateAnswer(
            place=place,
            pseudonym=name,
            sits=name in offer.standing.members,
            quotas=offer.meets(name),
        )
        for place, name in enumerate(offer.names, start=1)
    )


def _foreseen(found: Chosen | Blocked) -> ForeseenAnswer:
    if isinstance(found, Blocked):
        against = tuple(
            AgainstAnswer(pseudonym=one.reserve, findings=tuple(it.code for it in one.findings))
            for one in found.passed
        )
        return ForeseenAnswer(blocked_seat=found.position, against=against)
    return ForeseenAnswer(
        steps=tuple(
            StepAnswer(seat=it.position, leaves=it.leaver, follows=it.successor)
            for it in found.steps
        )
    )


_PARTS: Final = (PathPart("request_id", "The request's id."),)
_PATH: Final = "/api/v1/requests/{request_id}/choice"
_PROBLEMS: Final = (404, 409, 415)
OPERATIONS: Final = (
    Operation(
        route="api.choice",
        method="get",
        path=_PATH,
        tag=TAG,
        says=Say("Show the choice among the candidates", "查询候选专家选定"),
        description="For the officer, the approver and auditors. Candidates are pseudonyms in "
        "their drawn order. 404 where the draw offers no choice, 409 before its result.",
        answer=ChoiceAnswer,
        example=CHOICE_EXAMPLE,
        parts=_PARTS,
        problems=(404, 409),
    ),
    Operation(
        route="api.choice.try",
        method="post",
        path=f"{_PATH}/try",
        tag=TAG,
        says=Say("Try who would follow", "试算候选专家选定"),
        description="Changes nothing, but each different trial stays in the log, and approver "
        "and auditors see how many there were.",
        answer=ForeseenAnswer,
        example=FORESEEN_EXAMPLE,
        parts=_PARTS,
        body=NewChoice,
        body_example=PASSES_EXAMPLE,
        problems=_PROBLEMS,
    ),
    Operation(
        route="api.choice.propose",
        method="post",
        path=f"{_PATH}/propose",
        tag=TAG,
        says=Say("Propose whom to pass over", "提出选定意见"),
        description="Three times at most; the approver decides. Without passes the drawn order is "
        "kept, which needs no second person. The same proposal twice is one.",
        answer=ChoiceAnswer,
        example=CHOICE_EXAMPLE,
        parts=_PARTS,
        body=NewChoice,
        body_example=PASSES_EXAMPLE,
        problems=_PROBLEMS,
    ),
    Operation(
        route="api.choice.decide",
        method="post",
        path=f"{_PATH}/decide",
        tag=TAG,
        says=Say("Decide on the proposed choice", "决定选定意见"),
        description="Another person than the proposer. 409 where a newer proposal stands there.",
        answer=ChoiceAnswer,
        example=CHOICE_EXAMPLE | {"state": "confirmed", "candidates": [], "foreseen": None},
        parts=_PARTS,
        body=NewDecision,
        body_example={"version": 1, "decision": "send_back", "reason": "请补充说明。"},
        problems=_PROBLEMS,
    ),
)
ROUTES = (choice, do_try_choice, do_propose_choice, do_decide_choice)
