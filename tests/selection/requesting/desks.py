"""A database with a small fictional pool, two projects, an officer and two approvers."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from expert_pool.audit.entries import Actor
from expert_pool.conflicts import Party, PartyRole
from expert_pool.policy import load_policy
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.vocabulary import load_code_lists
from selection.requesting import Draft, LiveCounts, RequestDesk, create_request, submit_request
from selection.storage.project_store import Project, add_projects
from selection.storage.request_store import RequestRecord
from tests.factories import COMPANY
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.requests.samples import LEADER, make_request

DEMO = load_policy("demo")
LISTS = load_code_lists()
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@dataclass
class Office:
    """Everybody who asks for panels and decides on them."""

    desk: RequestDesk
    counts: LiveCounts
    officer: Actor
    colleague: Actor
    approver: Actor
    projects: tuple[Project, ...]

    def draft(self, **changes: object) -> Draft:
        projects = changes.pop("projects", self.projects[:1])
        assert isinstance(projects, tuple)
        criteria = make_request(**{"projects": (), **changes})
        ids = tuple(project.id for project in projects)
        return Draft(criteria.activity, ids, {"seats": (str(criteria.seats),)}, criteria)

    async def submitted(self, **changes: object) -> RequestRecord:
        record = await create_request(self.desk, self.officer, self.draft(**changes))
        return await submit_request(
            self.desk, self.officer, record.id, record.version, confirmed=True
        )


async def open_office(database: Database, technical: int = 60, financial: int = 12) -> Office:
    async with database.transaction() as session:
        accounts = AccountStore(session)
        people = []
        for name, role in (
            ("officer", Role.OFFICER),
            ("colleague", Role.OFFICER),
            ("approver", Role.APPROVER),
        ):
            account = await accounts.add(f"{name}@demo.example", name, "en", NOW)
            people.append(Actor(str(account), role.value))
        await add_experts(session, tuple(map(ExpertRecord, pool_of(technical, financial))))
        projects = tuple(make_project(UUID(people[0].account_id), n) for n in (1, 2))
        await add_projects(session, projects)
    desk = RequestDesk(
        database, DEMO, LISTS, lambda: NOW, lambda: TODAY, lambda size: bytes(range(size))
    )
    officer, colleague, approver = people
    return Office(desk, LiveCounts(desk), officer, colleague, approver, projects)


def make_project(created_by: UUID, number: int) -> Project:
    return Project(
        id=uuid4(),
        number=f"T-{number}",
        name="虚构项目",
        programme="虚构计划",
        field="10101",
        division="330702",
        starts=date(2025, 1, 1),
        ends=None,
        created_by=created_by,
        parties=(
            Party(PartyRole.LEAD_UNIT, unit=COMPANY),
            Party(PartyRole.PROJECT_LEADER, person=replace(LEADER, identity_index="")),
        ),
    )
