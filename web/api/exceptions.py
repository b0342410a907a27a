"""Exceptions from a rule for programs: listed, asked for, withdrawn, decided. No name is told."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import BaseModel, Field, StringConstraints
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.storage.database import Database
from selection.excepting import (
    Offer,
    Plea,
    ShownException,
    ask_exception,
    decide_exception,
    load_excepted,
    withdraw_exception,
)
from selection.states.exceptions import (
    GROUNDS,
    ExceptionAct,
    ExceptionGround,
    ExceptionRule,
    ExceptionState,
)
from selection.storage.meeting_store import AttendanceRecord
from web.api.answering import answer, answer_once
from web.api.desks import acting
from web.api.operations import ID_EXAMPLE, MOMENT_EXAMPLE, Operation, PathPart, Say
from web.api.reading import read_body, read_query, refuse_value
from web.api.values import Answer, Body, NoQuery
from web.services import PageRequest, Services, services_of

TAG: Final = "Exceptions from rules"
MOST_WORDS: Final = 1000
DONE: Final = 200


class MemberAnswer(Answer):
    """A member of the panel at its meeting: a seat and a pseudonym."""

    id: UUID = Field(description="What `member` of a new exception names.")
    seat: int
    pseudonym: str


class ExceptionAnswer(Answer):
    """An exception: what it is about, why, and what became of it."""

    id: UUID
    rule: ExceptionRule
    member: MemberAnswer | None = Field(description="Whom it is about, where it is about one.")
    state: ExceptionState
    ground: ExceptionGround
    facts: str
    own: bool = Field(description="Whether you asked for it; only then you can withdraw it.")
    asked_at: datetime
    decided_at: datetime | None
    withdrawn_at: datetime | None


class OfferAnswer(Answer):
    """A rule from which its officer or host could ask for an exception now."""

    rule: ExceptionRule
    grounds: tuple[ExceptionGround, ...]
    usual: int = Field(description="The members or witnesses needed; 0 where it is about one.")
    least: int = Field(description="For REP-04 the members needed with the exception, else 0.")
    members: tuple[MemberAnswer, ...] = Field(description="For DAY-01 whom it can be about.")


class ExceptionsAnswer(Answer):
    """Every exception of a request, the oldest first, and what could be asked for now."""

    items: tuple[ExceptionAnswer, ...]
    offers: tuple[OfferAnswer, ...] = Field(description="Empty for all but the officer and host.")


class NewException(Body):
    """That a rule should give way once, on a ground and with the facts."""

    rule: ExceptionRule
    ground: ExceptionGround = Field(description="One of the rule's own, as `offers` names them.")
    facts: Annotated[
        str, StringConstraints(min_length=1, max_length=MOST_WORDS, pattern=r"^[^\x00]*$")
    ] = Field(description="What the ground rests on, without names. Sealed.")
    member: UUID | None = Field(default=None, description="For DAY-01 whom it is about.")


class NoBody(Body):
    """An empty object."""


class Decision(Body):
    """What the approver says to it."""

    decision: ExceptionAct


@get("/api/v1/requests/{request_id:uuid}/exceptions", name="api.exceptions")
async def exceptions(request: PageRequest, request_id: FromPath[UUID]) -> Response[Any]:
    """The exceptions of a request."""
    read_query(request, NoQuery)
    services, actor = services_of(request), acting(request)
    async with services.database.read() as session:
        found = await load_excepted(session, services.draw_desk, request_id, actor, names=False)
    items = tuple(_shown(one, actor) for one in found.exceptions)
    return answer(ExceptionsAnswer(items=items, offers=tuple(map(_offer, found.offers))))


@post("/api/v1/requests/{request_id:uuid}/exceptions", name="api.exceptions.post", status_code=201)
async def do_ask_exception(request: PageRequest, request_id: FromPath[UUID]) -> Response[Any]:
    """Ask for an exception, once however often the key is sent."""
    new = await read_body(request, NewException)
    if new.ground not in GROUNDS[new.rule]:
        refuse_value("/ground", "not_of_this_rule")
    if not new.facts.strip():
        refuse_value("/facts", "blank")
    services, actor = services_of(request), acting(request)
    plea = Plea(new.rule, new.ground, new.facts, new.member)

    async def act(database: Database) -> BaseModel:
        async with database.transaction() as session:
            given = (session, services.draw_desk, request_id, actor)
            asked = await ask_exception(*given, plea)
            return await _one(session, services, request_id, actor, asked.id)

    return await answer_once(request, act)


@post(
    "/api/v1/requests/{request_id:uuid}/exceptions/{exception_id:uuid}/withdraw",
    name="api.exception.withdraw",
    status_code=DONE,
)
async def do_withdraw_exception(
    request: PageRequest, request_id: FromPath[UUID], exception_id: FromPath[UUID]
) -> Response[Any]:
    """Withdraw an exception, as who asked for it."""
    await read_body(request, NoBody)
    services, actor = services_of(request), acting(request)

    async def act(database: Database) -> BaseModel:
        async with database.transaction() as session:
            given = (session, services.draw_desk, request_id, actor)
            await withdraw_exception(*given, exception_id)
            return await _one(session, services, request_id, actor, exception_id)

    return await answer_once(request, act, DONE)


@post(
    "/api/v1/requests/{request_id:uuid}/exceptions/{exception_id:uuid}/decide",
    name="api.exception.decide",
    status_code=DONE,
)
async def do_decide_exception(
    request: PageRequest, request_id: FromPath[UUID], exception_id: FromPath[UUID]
) -> Response[Any]:
    """Allow or refuse an exception, as the approver."""
    word = (exception_id, (await read_body(request, Decision)).decision)
    services, actor = services_of(request), acting(request)

    async def act(database: Database) -> BaseModel:
        async with database.transaction() as session:
            await decide_exception(session, services.draw_desk, request_id, actor, word)
            return await _one(session, services, request_id, actor, exception_id)

    return await answer_once(request, act, DONE)


async def _one(
    session: AsyncSession, services: Services, request_id: UUID, actor: Actor, exception_id: UUID
) -> ExceptionAnswer:
    found = await load_excepted(session, services.draw_desk, request_id, actor, names=False)
    one = next(it for it in found.exceptions if it.record.id == exception_id)
    return _shown(one, actor)


def _shown(one: ShownException, actor: Actor) -> ExceptionAnswer:
    record = one.record
    return ExceptionAnswer(
        id=record.id,
        rule=record.about.rule,
        member=_member(one.member) if one.member else None,
        state=record.state,
        ground=record.ground,
        facts=one.note,
        own=str(record.asked_by) == actor.account_id,
        asked_at=record.asked_at,
        decided_at=record.decided_at,
        withdrawn_at=record.withdrawn_at,
    )


def _member(one: AttendanceRecord) -> MemberAnswer:
    return MemberAnswer(id=one.id, seat=one.position, pseudonym=one.pseudonym)


def _offer(one: Offer) -> OfferAnswer:
    return OfferAnswer(
        rule=one.rule,
        grounds=GROUNDS[one.rule],
        usual=one.usual,
        least=one.floor,
        members=tuple(map(_member, one.members)),
    )


_EXAMPLE: Final = {
    "id": ID_EXAMPLE,
    "rule": "DAY-01",
    "member": {"id": ID_EXAMPLE, "seat": 3, "pseudonym": "4b" * 16},
    "state": "asked",
    "ground": "device_unusable",
    "facts": "手机无法开机。",
    "own": True,
    "asked_at": MOMENT_EXAMPLE,
    "decided_at": None,
    "withdrawn_at": None,
}
_OFFER_EXAMPLE: Final = {
    "rule": "REP-04",
    "grounds": ["no_reserve_left", "cannot_wait"],
    "usual": 5,
    "least": 3,
    "members": [],
}
_NEW_EXAMPLE: Final = {**{it: _EXAMPLE[it] for it in ("rule", "ground", "facts")}, "member": None}
_REQUEST: Final = PathPart("request_id", "The request's id.")
_PARTS: Final = (_REQUEST, PathPart("exception_id", "The exception's id."))
_PATH: Final = "/api/v1/requests/{request_id}/exceptions"
_PROBLEMS: Final = (404, 409, 415)
OPERATIONS: Final = (
    Operation(
        route="api.exceptions",
        method="get",
        path=_PATH,
        tag=TAG,
        says=Say("List the exceptions of a panel request", "查询一项抽取申请的例外事项"),
        description="For the officer, or on the day the host, the approver and auditors. Members "
        "are seats and pseudonyms; names stand on the host's page only.",
        answer=ExceptionsAnswer,
        example={"items": [_EXAMPLE], "offers": [_OFFER_EXAMPLE]},
        parts=(_REQUEST,),
        problems=(404,),
    ),
    Operation(
        route="api.exceptions.post",
        method="post",
        path=_PATH,
        tag=TAG,
        says=Say("Ask for an exception", "提请例外"),
        description="The approver of the request is told by mail and decides. The same plea twice "
        "is one exception. 409 where the policy does not offer it, or it would change nothing.",
        answer=ExceptionAnswer,
        example=_EXAMPLE,
        parts=(_REQUEST,),
        body=NewException,
        body_example=_NEW_EXAMPLE,
        status=201,
        problems=(*_PROBLEMS, 422),
    ),
    Operation(
        route="api.exception.withdraw",
        method="post",
        path=f"{_PATH}/{{exception_id}}/withdraw",
        tag=TAG,
        says=Say("Withdraw an exception that was asked for", "撤回例外提请"),
        description="Only who asked, until it is decided. It stays on record.",
        answer=ExceptionAnswer,
        example=_EXAMPLE | {"state": "withdrawn", "withdrawn_at": MOMENT_EXAMPLE},
        parts=_PARTS,
        body=NoBody,
        body_example={},
        problems=_PROBLEMS,
    ),
    Operation(
        route="api.exception.decide",
        method="post",
        path=f"{_PATH}/{{exception_id}}/decide",
        tag=TAG,
        says=Say("Decide on an exception", "决定例外事项"),
        description="The approver of the request, who has no part in the draw. It is allowed only "
        "where it still matters.",
        answer=ExceptionAnswer,
        example=_EXAMPLE | {"state": "allowed", "own": False, "decided_at": MOMENT_EXAMPLE},
        parts=_PARTS,
        body=Decision,
        body_example={"decision": "allow"},
        problems=_PROBLEMS,
    ),
)
ROUTES = (exceptions, do_ask_exception, do_withdraw_exception, do_decide_exception)
