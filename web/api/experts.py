"""Experts for programs: registrars see the pool with masked data, an expert the own record.

Officers and approvers never see the pool that panels are drawn from (rule SEC-01).
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from pydantic import Field, StringConstraints

from expert_pool.admission.sealing import open_private_data
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Expert, ExpertType, Sector, Standing
from expert_pool.identity import mask_identity, mask_name, mask_phone
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import (
    ExpertFilter,
    list_experts,
    load_expert,
    load_expert_of,
)
from web.api.answering import answer
from web.api.operations import ID_EXAMPLE, Operation, PathPart, Say
from web.api.reading import read_query
from web.api.values import Answer, NoQuery, Page, PageQuery, Words
from web.services import PageRequest, services_of
from web.visits import Visitor, visit_of

TAG: Final = "Experts"


class HeldTitle(Answer):
    """A professional title by its code."""

    code: str
    verified: bool


class ExpertInList(Answer):
    """An expert as the list shows one; the name is masked unless it is the own."""

    id: UUID
    number: int | None
    name: str
    type: ExpertType
    standing: Standing
    division: str
    sector: Sector
    fields: tuple[str, ...]
    titles: tuple[HeldTitle, ...]
    admitted_on: date | None


class ExpertInFull(ExpertInList):
    """One expert; identity number and phone are always masked."""

    identity_number: str
    phone: str
    employers: tuple[str, ...] = Field(description="Units of the ties that hold today.")
    disciplines: tuple[str, ...]
    qualifications: tuple[str, ...]
    honours: tuple[str, ...]
    confirmed_on: date | None


class ExpertQuery(PageQuery):
    """What the list is narrowed to."""

    standing: Standing | None = None
    type: ExpertType | None = None
    division: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{2,12}$")] | None = None
    field: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}$")] | None = Field(
        default=None, description="A field's code; fields under it are included."
    )
    words: Words = Field(default="", description="Part of the name, in Chinese or in pinyin.")


@get("/api/v1/experts", name="api.experts")
async def experts(request: PageRequest) -> Response[Any]:
    """A page of the pool."""
    asked = read_query(request, ExpertQuery)
    services, visit = services_of(request), visit_of(request)
    if not _is_registrar(visit.visitor):
        return answer(await _own_list(request))
    wanted = _filter(asked, services.lists.below["fields"])
    async with services.database.read() as session:
        page = await list_experts(session, wanted, limit=asked.limit, offset=asked.offset)
    shown = tuple(_in_list(record, own=False) for record in page.records)
    return answer(Page[ExpertInList](items=shown, total=page.total, next=asked.next(page.total)))


@get("/api/v1/experts/{expert_id:uuid}", name="api.expert")
async def expert(request: PageRequest, expert_id: FromPath[UUID]) -> Response[Any]:
    """One expert."""
    read_query(request, NoQuery)
    visit = visit_of(request)
    async with services_of(request).database.read() as session:
        record = await load_expert(session, expert_id)
    own = record is not None and record.account_id == visit.account_id()
    if record is None or not (own or _is_registrar(visit.visitor)):
        raise ExpertPoolError("expert.not_found")
    return answer(_in_full(request, record, own=own))


def _is_registrar(visitor: Visitor | None) -> bool:
    return visitor is not None and visitor.has(Role.REGISTRAR)


async def _own_list(request: PageRequest) -> Page[ExpertInList]:
    async with services_of(request).database.read() as session:
        record = await load_expert_of(session, visit_of(request).account_id())
    found = (_in_list(record, own=True),) if record else ()
    return Page[ExpertInList](items=found, total=len(found), next=None)


def _filter(asked: ExpertQuery, below: Mapping[str, frozenset[str]]) -> ExpertFilter:
    # A code that no list knows narrows to nobody.
    codes = below.get(asked.field, frozenset({asked.field})) if asked.field else frozenset()
    return ExpertFilter(
        words=asked.words,
        standing=asked.standing.value if asked.standing else "",
        type=asked.type.value if asked.type else "",
        division=asked.division or "",
        field_codes=codes,
    )


def _in_list(record: ExpertRecord, *, own: bool) -> ExpertInList:
    return ExpertInList(**_common(record, own=own))


def _common(record: ExpertRecord, *, own: bool) -> dict[str, Any]:
    shown: Expert = record.expert
    return {
        "id": UUID(shown.id),
        "number": record.number,
        "name": shown.name if own else mask_name(shown.name),
        "type": shown.type,
        "standing": shown.standing,
        "division": shown.division,
        "sector": shown.sector,
        "fields": tuple(held.code for held in shown.fields),
        "titles": tuple(HeldTitle(code=it.code, verified=it.verified) for it in shown.titles),
        "admitted_on": shown.admitted_on,
    }


def _in_full(request: PageRequest, record: ExpertRecord, *, own: bool) -> ExpertInFull:
    services, shown = services_of(request), record.expert
    private = open_private_data(services.cipher, UUID(shown.id), record.sealed)
    ties = shown.employers_on(services.today())
    return ExpertInFull(
        **_common(record, own=own),
        identity_number=mask_identity(private.identity_number),
        phone=mask_phone(private.phone),
        employers=tuple(tie.unit.name for tie in ties),
        disciplines=shown.disciplines,
        qualifications=tuple(held.code for held in shown.qualifications),
        honours=tuple(held.code for held in shown.honours),
        confirmed_on=shown.confirmed_on,
    )


_LISTED: Final = {
    "id": ID_EXAMPLE,
    "number": 17,
    "name": "虚**",
    "type": "technical",
    "standing": "active",
    "division": "OUT-CN",
    "sector": "university",
    "fields": ["10101"],
    "titles": [{"code": "S01-01", "verified": True}],
    "admitted_on": "2025-01-10",
}
OPERATIONS: Final = (
    Operation(
        route="api.experts",
        method="get",
        path="/api/v1/experts",
        tag=TAG,
        says=Say("List experts", "查询专家列表"),
        description="Registrars see the pool, names masked, in the order of pinyin. "
        "An expert sees the own record only, whatever is asked for.",
        answer=Page[ExpertInList],
        example={"items": [_LISTED], "total": 1, "next": None},
        query=ExpertQuery,
    ),
    Operation(
        route="api.expert",
        method="get",
        path="/api/v1/experts/{expert_id}",
        tag=TAG,
        says=Say("Show one expert", "查询一名专家"),
        description="Identity number and phone are masked for everybody. An expert finds the "
        "own record only.",
        answer=ExpertInFull,
        example={
            **_LISTED,
            "identity_number": "9900**********1234",
            "phone": "138****0000",
            "employers": ["虚构大学"],
            "disciplines": ["520"],
            "qualifications": [],
            "honours": [],
            "confirmed_on": "2026-06-01",
        },
        parts=(PathPart("expert_id", "The expert's id."),),
        problems=(404,),
    ),
)
ROUTES = (experts, expert)
