"""Projects for programs of officers: list, show, enter."""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import BaseModel, Field, StringConstraints

from expert_pool.conflicts import Party, PartyRole
from expert_pool.experts import Unit
from expert_pool.identity import check_credit_code
from expert_pool.persons import Person
from expert_pool.storage.database import Database
from selection.requesting import create_project, load_project
from selection.storage.project_store import Project, ProjectFilter, list_projects
from web.api.answering import answer, answer_once
from web.api.desks import acting, desk_with
from web.api.operations import ID_EXAMPLE, Operation, PathPart, Say
from web.api.reading import read_body, read_query, refuse_value
from web.api.values import (
    Answer,
    Body,
    Code,
    Day,
    Name,
    NoQuery,
    Page,
    PageQuery,
    Text,
    Words,
)
from web.services import PageRequest, services_of
from web.visits import visit_of

TAG: Final = "Projects"
MOST_PARTIES: Final = 100


class PartyAnswer(Answer):
    """A unit or a person with a stake in the project."""

    role: PartyRole
    unit: str = ""
    uscc: str = Field(default="", description="Unified social credit code (GB 32100).")
    person: str = ""
    person_unit: str = ""


class ProjectAnswer(Answer):
    """A project with its parties."""

    id: UUID
    number: str
    name: str
    programme: str
    field: str
    division: str
    starts: date | None
    ends: date | None
    parties: tuple[PartyAnswer, ...]


class NewUnit(Body):
    """A unit with a stake in the project."""

    role: PartyRole
    unit: Name
    uscc: Annotated[str, StringConstraints(pattern=r"^([0-9A-Z]{18})?$")] = Field(
        default="", description="Unified social credit code (GB 32100); its check digit counts."
    )


class NewPerson(Body):
    """A person with a stake in the project."""

    role: PartyRole
    person: Name
    person_unit: Text = ""


class NewProject(Body):
    """A project to be entered; its number must not be taken."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._/-]{1,40}$")]
    name: Name
    programme: Text = ""
    field: Code | None = Field(default=None, description="A code of the list `fields`.")
    division: Code | None = Field(default=None, description="A code of the list `divisions`.")
    starts: Day | None = None
    ends: Day | None = None
    parties: tuple[NewUnit | NewPerson, ...] = Field(default=(), max_length=MOST_PARTIES)


class ProjectQuery(PageQuery):
    """What the list is narrowed to."""

    words: Words = Field(default="", description="Part of the number or of the name.")
    programme: Words = ""


@get("/api/v1/projects", name="api.projects")
async def projects(request: PageRequest) -> Response[Any]:
    """A page of the projects."""
    asked = read_query(request, ProjectQuery)
    wanted = ProjectFilter(asked.words, asked.programme)
    async with services_of(request).database.read() as session:
        found, total = await list_projects(session, wanted, limit=asked.limit, offset=asked.offset)
    items = tuple(map(_shown, found))
    return answer(Page[ProjectAnswer](items=items, total=total, next=asked.next(total)))


@get("/api/v1/projects/{project_id:uuid}", name="api.project")
async def project(request: PageRequest, project_id: FromPath[UUID]) -> Response[Any]:
    """One project."""
    read_query(request, NoQuery)
    async with services_of(request).database.read() as session:
        return answer(_shown(await load_project(session, project_id)))


@post("/api/v1/projects", name="api.projects.post", status_code=201)
async def do_create_project(request: PageRequest) -> Response[Any]:
    """Enter a project, once however often the key is sent."""
    new = await read_body(request, NewProject)
    _check(request, new)
    made = _made(new, visit_of(request).account_id())

    async def act(database: Database) -> BaseModel:
        return _shown(
            await create_project(desk_with(services_of(request), database), acting(request), made)
        )

    return await answer_once(request, act)


def _check(request: PageRequest, new: NewProject) -> None:
    """What the form of a body cannot say: codes that exist, days in order, right check digits."""
    lists = services_of(request).lists
    if new.field is not None and new.field not in lists.fields:
        refuse_value("/field", "unknown_code")
    if new.division is not None and new.division not in lists.divisions:
        refuse_value("/division", "unknown_code")
    if new.starts and new.ends and new.ends < new.starts:
        refuse_value("/ends", "before_start")
    for place, party in enumerate(new.parties):
        if isinstance(party, NewUnit) and party.uscc and check_credit_code(party.uscc).findings:
            refuse_value(f"/parties/{place}/uscc", "wrong_check_digit")


def _made(new: NewProject, account_id: UUID) -> Project:
    return Project(
        id=uuid4(),
        number=new.number,
        name=new.name,
        programme=new.programme,
        field=new.field or "",
        division=new.division or "",
        starts=new.starts,
        ends=new.ends,
        created_by=account_id,
        parties=tuple(map(_party, new.parties)),
    )


def _party(new: NewUnit | NewPerson) -> Party:
    if isinstance(new, NewUnit):
        return Party(new.role, unit=Unit(new.unit, new.uscc))
    units = (Unit(new.person_unit),) if new.person_unit else ()
    return Party(new.role, person=Person(new.person, units))


def _shown(project: Project) -> ProjectAnswer:
    return ProjectAnswer(
        id=project.id,
        number=project.number,
        name=project.name,
        programme=project.programme,
        field=project.field,
        division=project.division,
        starts=project.starts,
        ends=project.ends,
        parties=tuple(map(_shown_party, project.parties)),
    )


def _shown_party(party: Party) -> PartyAnswer:
    if party.unit is not None:
        return PartyAnswer(role=party.role, unit=party.unit.name, uscc=party.unit.uscc)
    person = party.person
    units = person.units if person else ()
    return PartyAnswer(
        role=party.role,
        person=person.name if person else "",
        person_unit=units[0].name if units else "",
    )


_EXAMPLE: Final = {
    "id": ID_EXAMPLE,
    "number": "2026-1-001",
    "name": "虚构机床项目",
    "programme": "市级重点研发计划",
    "field": "10101",
    "division": "OUT-CN",
    "starts": "2024-01-01",
    "ends": "2026-12-31",
    "parties": [
        {
            "role": "lead_unit",
            "unit": "虚构科技有限公司",
            "uscc": "",
            "person": "",
            "person_unit": "",
        }
    ],
}
_NEW: Final = {
    **{name: value for name, value in _EXAMPLE.items() if name != "id"},
    "parties": [
        {"role": "lead_unit", "unit": "虚构科技有限公司"},
        {"role": "project_leader", "person": "虚甲", "person_unit": "虚构科技有限公司"},
    ],
}
OPERATIONS: Final = (
    Operation(
        route="api.projects",
        method="get",
        path="/api/v1/projects",
        tag=TAG,
        says=Say("List projects", "查询项目列表"),
        description="The newest number first.",
        answer=Page[ProjectAnswer],
        example={"items": [_EXAMPLE], "total": 1, "next": None},
        query=ProjectQuery,
    ),
    Operation(
        route="api.projects.post",
        method="post",
        path="/api/v1/projects",
        tag=TAG,
        says=Say("Enter a project", "登记项目"),
        description="409 where the number is taken; 422 where a code, a check digit or the "
        "order of the days is wrong.",
        answer=ProjectAnswer,
        example=_EXAMPLE,
        body=NewProject,
        body_example=_NEW,
        status=201,
        problems=(409, 415, 422),
    ),
    Operation(
        route="api.project",
        method="get",
        path="/api/v1/projects/{project_id}",
        tag=TAG,
        says=Say("Show one project", "查询一个项目"),
        description="With all parties: what conflicts of interest are found by.",
        answer=ProjectAnswer,
        example=_EXAMPLE,
        parts=(PathPart("project_id", "The project's id."),),
        problems=(404,),
    ),
)
ROUTES = (projects, project, do_create_project)
