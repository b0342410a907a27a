"""Where an application stands: for its applicant, and by reference number for registrars."""

from datetime import datetime
from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath
from pydantic import Field

from expert_pool.applications.states import State
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.application_store import (
    ApplicationFilter,
    ApplicationRecord,
    list_applications,
    load_open_application,
)
from web.api.answering import answer
from web.api.operations import MOMENT_EXAMPLE, Operation, PathPart, Say
from web.api.reading import read_query
from web.api.values import Answer, NoQuery
from web.services import PageRequest, services_of
from web.visits import visit_of

TAG: Final = "Registration"


class SentBack(Answer):
    """One field that the registrar sent back for correction, with the coded reason."""

    section: str
    field: str
    reason: str


class Registration(Answer):
    """An application's state; what was typed in it is not part of the answer."""

    reference_number: str
    state: State
    source: str = Field(description="online, paper or import")
    sent_back: tuple[SentBack, ...] = ()
    created_at: datetime | None
    submitted_at: datetime | None
    decided_at: datetime | None


@get("/api/v1/registration", name="api.registration")
async def own_registration(request: PageRequest) -> Response[Any]:
    """The own application's state."""
    read_query(request, NoQuery)
    account_id = visit_of(request).account_id()
    async with services_of(request).database.read() as session:
        found = await load_open_application(session, account_id)
    if found is None:
        raise ExpertPoolError("application.not_found")
    return answer(_shown(found))


@get("/api/v1/registration/{reference_number:str}", name="api.registration.by_number")
async def registration_by_number(
    request: PageRequest, reference_number: FromPath[str]
) -> Response[Any]:
    """The state of the application with a reference number."""
    read_query(request, NoQuery)
    wanted = ApplicationFilter(words=reference_number)
    async with services_of(request).database.read() as session:
        records, _ = await list_applications(session, wanted, limit=2, offset=0)
    found = [one for one in records if one.reference_number == reference_number]
    if not found or found[0].application.state is State.DRAFT:
        raise ExpertPoolError("application.not_found")
    return answer(_shown(found[0]))


def _shown(record: ApplicationRecord) -> Registration:
    life = record.application
    return Registration(
        reference_number=record.reference_number,
        state=life.state,
        source=record.source,
        sent_back=tuple(
            SentBack(section=it.section, field=it.field, reason=it.reason) for it in life.returned
        ),
        created_at=record.created_at,
        submitted_at=record.submitted_at,
        decided_at=record.decided_at,
    )


_EXAMPLE: Final = {
    "reference_number": "JH-2026-7K3F-92QD",
    "state": "returned",
    "source": "online",
    "sent_back": [{"section": "credentials", "field": "titles.0.obtained", "reason": "unreadable"}],
    "created_at": MOMENT_EXAMPLE,
    "submitted_at": MOMENT_EXAMPLE,
    "decided_at": None,
}
_NUMBER: Final = PathPart(
    "reference_number",
    "The number that the applicant was given at submission.",
    {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[A-Z0-9-]+$"},
    "JH-2026-7K3F-92QD",
)
OPERATIONS: Final = (
    Operation(
        route="api.registration",
        method="get",
        path="/api/v1/registration",
        tag=TAG,
        says=Say("The state of the own application", "查询本人入库申请的状态"),
        description="The application that is still open, or else the newest one.",
        answer=Registration,
        example=_EXAMPLE,
        problems=(404,),
    ),
    Operation(
        route="api.registration.by_number",
        method="get",
        path="/api/v1/registration/{reference_number}",
        tag=TAG,
        says=Say("The state of an application by its number", "按申请编号查询入库申请的状态"),
        description="Drafts are their applicants' own and are not found.",
        answer=Registration,
        example=_EXAMPLE,
        parts=(_NUMBER,),
        problems=(404,),
    ),
)
ROUTES = (own_registration, registration_by_number)
