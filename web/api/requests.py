"""Panel requests for programs: own ones for officers, all that was handed in for approvers.

Auditors see everything. Officers can begin a draft; submitting and approving stay with people.
"""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import BaseModel, Field

from expert_pool.roles import Role
from expert_pool.storage.database import Database
from selection.requesting import Draft, create_request, see_request
from selection.requests import PlaceType, RequestTemplate, request_from_template
from selection.states.requests import RequestState
from selection.storage.request_store import RequestFilter, RequestRecord, list_requests
from web.api.answering import answer, answer_once
from web.api.desks import acting, desk_with
from web.api.operations import ID_EXAMPLE, MOMENT_EXAMPLE, Operation, PathPart, Say
from web.api.reading import read_body, read_query, refuse_value
from web.api.values import Answer, Body, Code, Day, NoQuery, Page, PageQuery, Words
from web.services import PageRequest, services_of

TAG: Final = "Panel requests"
MOST_PROJECTS: Final = 50
_HANDED_IN: Final = tuple(
    state for state in RequestState if state not in {RequestState.DRAFT, RequestState.CANCELLED}
)


class RequestAnswer(Answer):
    """A panel request: its state and digests. Quotas and recusals stand on its page."""

    id: UUID
    number: str
    state: RequestState
    activity: str
    projects: tuple[UUID, ...]
    version: int
    created_at: datetime | None
    submitted_at: datetime | None
    approved_at: datetime | None
    criteria_digest: str = Field(description="SHA-256 of the frozen criteria; empty before.")
    policy_digest: str


class DoneActAnswer(Answer):
    """One line of the request's timeline: when, what, in which role."""

    at: datetime
    act: str
    role: str


class RequestInFull(RequestAnswer):
    """One request with its timeline."""

    timeline: tuple[DoneActAnswer, ...]


class NewRequest(Body):
    """A draft from the usual seats and quotas of an activity; the officer completes it."""

    activity: Code = Field(description="A code of the list `activities` that is drawn by lot.")
    projects: Annotated[tuple[UUID, ...], Field(max_length=MOST_PROJECTS)] = ()
    review_from: Day
    review_to: Day | None = None
    place: PlaceType = PlaceType.MUNICIPAL


class RequestQuery(PageQuery):
    """What the list is narrowed to."""

    state: RequestState | None = None
    words: Words = Field(default="", description="Part of the number.")


@get("/api/v1/requests", name="api.requests")
async def requests(request: PageRequest) -> Response[Any]:
    """A page of the requests that the visitor may see."""
    asked = read_query(request, RequestQuery)
    wanted = _filter(request, asked)
    if wanted is None:
        return answer(Page[RequestAnswer](items=(), total=0, next=None))
    async with services_of(request).database.read() as session:
        found, total = await list_requests(session, wanted, limit=asked.limit, offset=asked.offset)
    items = tuple(RequestAnswer(**_common(record)) for record in found)
    return answer(Page[RequestAnswer](items=items, total=total, next=asked.next(total)))


@get("/api/v1/requests/{request_id:uuid}", name="api.request")
async def one_request(request: PageRequest, request_id: FromPath[UUID]) -> Response[Any]:
    """One request."""
    read_query(request, NoQuery)
    services = services_of(request)
    desk = desk_with(services, services.database)
    seen = await see_request(desk, acting(request), request_id)
    timeline = tuple(
        DoneActAnswer(at=done.when, act=done.act, role=done.role) for done in seen.timeline
    )
    return answer(RequestInFull(**_common(seen.record), timeline=timeline))


@post("/api/v1/requests", name="api.requests.post", status_code=201)
async def do_create_request(request: PageRequest) -> Response[Any]:
    """Begin a draft, once however often the key is sent."""
    new = await read_body(request, NewRequest)
    draft = _draft(request, new)

    async def act(database: Database) -> BaseModel:
        desk = desk_with(services_of(request), database)
        return RequestAnswer(**_common(await create_request(desk, acting(request), draft)))

    return await answer_once(request, act)


def _filter(request: PageRequest, asked: RequestQuery) -> RequestFilter | None:
    """Officers see their own requests, approvers what was handed in; None means none at all."""
    actor = acting(request)
    states: tuple[RequestState, ...] = (asked.state,) if asked.state else ()
    if actor.role == Role.APPROVER:
        states = tuple(state for state in _HANDED_IN if state in (states or _HANDED_IN))
        if not states:
            return None
    own = UUID(actor.account_id) if actor.role == Role.OFFICER else None
    return RequestFilter(states=states, created_by=own, words=asked.words)


def _draft(request: PageRequest, new: NewRequest) -> Draft:
    services = services_of(request)
    if new.activity not in services.lists.activities:
        refuse_value("/activity", "unknown_code")
    if new.review_to and new.review_to < new.review_from:
        refuse_value("/review_to", "before_start")
    template = request_from_template(services.lists.activities[new.activity], services.policy)
    return Draft(
        activity=new.activity,
        projects=tuple(dict.fromkeys(new.projects)),
        typed=_typed(new, template),
    )


def _typed(new: NewRequest, template: RequestTemplate) -> dict[str, tuple[str, ...]]:
    """The draft as the form of the officers' pages would hold it."""
    typed: dict[str, tuple[str, ...]] = {
        "activity": (new.activity,),
        "projects": tuple(str(project) for project in dict.fromkeys(new.projects)),
        "review_from": (new.review_from.isoformat(),),
        "review_to": (new.review_to.isoformat() if new.review_to else "",),
        "place": (new.place.value,),
        "seats": (str(template.seats),),
        "employer_cap": (str(template.employer_cap),),
        "group_cap": (str(template.group_cap),),
    }
    for row, quota in enumerate(template.quotas):
        start = f"quotas-{row}"
        typed |= {
            f"{start}-id": (quota.id,),
            f"{start}-minimum": (str(quota.minimum),),
            f"{start}-maximum": (str(quota.maximum),),
        }
        for place, condition in enumerate(quota.conditions):
            inside = f"{start}-conditions-{place}"
            typed[f"{inside}-attribute"] = (condition.attribute.value,)
            typed[f"{inside}-values"] = tuple(sorted(condition.values))
    return typed


def _common(record: RequestRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "number": record.number,
        "state": record.state,
        "activity": record.activity,
        "projects": record.projects,
        "version": record.version,
        "created_at": record.created_at,
        "submitted_at": record.submitted_at,
        "approved_at": record.approved_at,
        "criteria_digest": (record.criteria_digest or b"").hex(),
        "policy_digest": record.policy_digest,
    }


_EXAMPLE: Final = {
    "id": ID_EXAMPLE,
    "number": "PR-2026-0007",
    "state": "approved",
    "activity": "A01",
    "projects": [ID_EXAMPLE],
    "version": 2,
    "created_at": MOMENT_EXAMPLE,
    "submitted_at": MOMENT_EXAMPLE,
    "approved_at": MOMENT_EXAMPLE,
    "criteria_digest": "0f" * 32,
    "policy_digest": "1e" * 32,
}
_DONE: Final = {"at": MOMENT_EXAMPLE, "act": "request.approve", "role": "approver"}
OPERATIONS: Final = (
    Operation(
        route="api.requests",
        method="get",
        path="/api/v1/requests",
        tag=TAG,
        says=Say("List panel requests", "查询抽取申请列表"),
        description="Officers get their own, approvers what was handed in, auditors all; "
        "the newest first.",
        answer=Page[RequestAnswer],
        example={"items": [_EXAMPLE], "total": 1, "next": None},
        query=RequestQuery,
    ),
    Operation(
        route="api.requests.post",
        method="post",
        path="/api/v1/requests",
        tag=TAG,
        says=Say("Begin a draft of a panel request", "新建抽取申请草稿"),
        description="Seats and quotas are the usual ones of the activity; the officer completes "
        "and submits the draft on its page. 404 for an unknown project, 409 for an activity "
        "that is not drawn by lot.",
        answer=RequestAnswer,
        example=_EXAMPLE | {"state": "draft", "submitted_at": None, "approved_at": None},
        body=NewRequest,
        body_example={
            "activity": "A01",
            "projects": [ID_EXAMPLE],
            "review_from": "2026-12-10",
            "review_to": None,
            "place": "municipal",
        },
        status=201,
        problems=(404, 409, 415, 422),
    ),
    Operation(
        route="api.request",
        method="get",
        path="/api/v1/requests/{request_id}",
        tag=TAG,
        says=Say("Show one panel request", "查询一项抽取申请"),
        description="404 also where the request is not for the visitor to see.",
        answer=RequestInFull,
        example={**_EXAMPLE, "timeline": [_DONE]},
        parts=(PathPart("request_id", "The request's id."),),
        problems=(404,),
    ),
)
ROUTES = (requests, one_request, do_create_request)
