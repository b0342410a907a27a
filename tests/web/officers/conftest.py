"""An officer and an approver at work on a small fictional pool."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.storage.project_store import Project, add_projects
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.requesting.desks import make_project
from tests.web.conftest import Browser, SignedIn
from tests.web.officers.pages import press
from web.services import Services


@dataclass
class Bureau:
    """Browsers of an officer and an approver, and a project."""

    officer: Browser
    approver: Browser
    project: Project
    services: Services

    async def new_request(self, activity: str = "A01") -> str:
        """Begin a request for the project; its address."""
        page = await self.officer.get(f"/requests/new?project={self.project.id}")
        made = await press(self.officer, page, "/requests/new", activity=activity)
        assert made.url.path.endswith("/edit"), made.text
        return made.url.path.removesuffix("/edit")

    async def checked_request(self) -> str:
        """A request with everything filled in that a submission needs."""
        path = await self.new_request()
        page = await self.officer.get(f"{path}/edit")
        done = await press(self.officer, page, f"{path}/edit", review_from="2026-11-20", do="check")
        assert done.url.path == path, done.text
        return path

    async def submitted_request(self) -> str:
        """A request that waits for approval."""
        path = await self.checked_request()
        page = await self.officer.get(path)
        done = await press(self.officer, page, f"{path}/submit")
        assert "The request is submitted" in done.text
        return path


@pytest.fixture
async def bureau(services: Services, signed_in: SignedIn) -> Bureau:
    officer = await signed_in(Role.OFFICER)
    approver = await signed_in(Role.APPROVER)
    async with services.database.transaction() as session:
        found = await session.execute(
            text("SELECT id FROM account WHERE email LIKE 'officer%' LIMIT 1")
        )
        project = make_project(UUID(str(found.scalar_one())), 1)
        await add_experts(session, tuple(map(ExpertRecord, pool_of(60, 12))))
        await add_projects(session, (project,))
    return Bureau(officer, approver, project, services)
