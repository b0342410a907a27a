"""The service of a review that was drawn the week before, at one moment after the other.

The rules' own terms hold: two hours, a quarter of an hour, half an hour. Nobody waits for them,
since between two parts the service is started again at a later time.
"""

import json
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.messaging import Told, load_told
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_store import load_expert
from expert_pool.storage.migrating import upgrade
from selection.drawing.panel_now import PanelNow, load_panel_now
from selection.states.requests import RequestState
from selection.storage.draw_store import load_assignments, load_draw
from selection.storage.invitation_store import InvitationRecord, load_invitations
from selection.storage.meeting_store import AttendanceRecord, load_attendances, load_meeting_of
from selection.storage.project_store import Project, ProjectFilter, list_projects
from selection.storage.request_store import RequestRecord, requests_of_project
from tests.journeys.mailbox import Mailbox
from tests.journeys.registration import STAFF_PASSWORD
from tests.journeys.rehearsing.people import until
from tests.journeys.rehearsing.stage import ALTERED, aside, read_aside
from tests.journeys.service import Service, free_port, start, start_service, stop
from web.demo.draws import Plan
from web.demo.load import fill_database
from web.launcher import EmbeddedPostgres
from web.services import Services, make_services
from web.settings import Settings

SELECTION_REVIEW = "A02"
"""The activity whose panels have seven seats."""
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten o'clock in China, on the day before the review."""
ACCOUNTS = (
    "WITH made AS (INSERT INTO account"
    " (id, email, display_name, language, created_at, email_verified_at, password_hash)"
    " SELECT gen_random_uuid(), email, name, CASE WHEN split_part(email, '@', 1) ~ '[02468]$'"
    " THEN 'en' ELSE 'zh_Hans' END, :now, :now, :hash FROM expert WHERE account_id IS NULL"
    " RETURNING id, email), granted AS (INSERT INTO account_role (id, account_id, role, granted_at)"
    " SELECT gen_random_uuid(), id, 'expert', :now FROM made)"
    " UPDATE expert SET account_id = made.id FROM made WHERE made.email = expert.email"
)
"""Everybody of the pool can sign in; those with an even number read English."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Member:
    """Who sits somewhere: how to reach them, and in which language they read."""

    position: int
    expert_id: UUID
    name: str
    email: str
    language: str


@dataclass(repr=False)
class Review:
    """One directory with everything, the request, and the service where it runs."""

    folder: Path
    url: str
    mailbox: Mailbox
    request: RequestRecord
    projects: tuple[Project, ...]
    services: Services
    service: Service
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def told(self) -> dict[str, str]:
        """The settings of the service."""
        return {
            "EXPERT_POOL_DATA_DIR": str(self.folder),
            "EXPERT_POOL_MAIL_HOST": "127.0.0.1",
            "EXPERT_POOL_MAIL_PORT": str(self.mailbox.port),
            "EXPERT_POOL_MESSAGE_DROP": str(self.folder / "drop"),
        }

    def serve_at(self, moment: datetime) -> None:
        """Let the service run, as if it were that moment now."""
        self.end()
        seconds = str(round((moment - datetime.now(UTC)).total_seconds()))
        self.running.append(start_service(self.service, self.told, (ALTERED, seconds, "locked")))

    def end(self) -> None:
        """End the service in order, if it runs; it must not have complained.

        A mail that it has sent and not noted would be sent again: nothing may be on its way.
        """
        while self.running:
            until(lambda: not any(it.open for it in self.messages()))
            process = self.running.pop()
            stop(process)
            said = self.service.log.read_text(encoding="utf-8")
            assert process.returncode == 0, said
            assert "Traceback" not in said, said
            assert '"level": "error"' not in said, said

    def check(self) -> dict[str, Any]:
        """What `expert-pool check` says of log, draws, invitations, meetings and roles."""
        log = self.folder / "check.log"
        process = start(("-m", "web.cli", "check", "--json"), self.told, log)
        assert process.wait(timeout=120) == 0, log.read_text(encoding="utf-8")
        said = log.read_text(encoding="utf-8")
        checked: dict[str, Any] = json.loads(said[said.index("{") :])
        return checked

    # What is kept

    def member(self, position: int) -> Member:
        """Who sits there now."""

        async def load(session: AsyncSession) -> Member:
            holding = (await self._panel(session)).seat(position).current
            assert holding, position
            expert = await load_expert(session, holding.expert_id)
            assert expert
            number = int(expert.email.partition("@")[0].removeprefix("expert"))
            language = "zh_Hans" if number % 2 else "en"
            name, address = expert.expert.name, expert.email
            return Member(position, holding.expert_id, name, address, language)

        return self.read(load)

    def panel(self) -> PanelNow:
        """The panel with the history of its seats."""
        return self.read(self._panel)

    async def _panel(self, session: AsyncSession) -> PanelNow:
        draw = await load_draw(session, self.request.id)
        assert draw
        return await load_panel_now(session, draw)

    def invitations(self) -> tuple[InvitationRecord, ...]:
        """Every invitation to this panel, also those that have ended."""
        return self.read(lambda session: load_invitations(session, self.request.id))

    def messages(self) -> tuple[Told, ...]:
        """What members were told, with every attempt."""
        cipher = self.services.cipher
        return self.read(lambda session: load_told(session, cipher, self.request.id))

    def attendances(self) -> tuple[AttendanceRecord, ...]:
        """Everybody who was expected on the day."""

        async def load(session: AsyncSession) -> tuple[AttendanceRecord, ...]:
            meeting = await load_meeting_of(session, self.request.id)
            assert meeting
            return await load_attendances(session, meeting.id)

        return self.read(load)

    def outcomes(self) -> dict[UUID, str]:
        """How the seat of each member ended, as it is counted for later draws."""

        async def load(session: AsyncSession) -> dict[UUID, str]:
            found = await load_assignments(session, MONDAY.date())
            asked = {it.expert_id for it in await load_invitations(session, self.request.id)}
            return {
                it.expert_id: it.outcome
                for it in found
                if it.expert_id in asked and it.review_from > MONDAY.date()
            }

        return self.read(load)

    def acts(self) -> list[str]:
        """What the log holds of the request, in its order."""

        async def load(session: AsyncSession) -> list[str]:
            wanted = AuditFilter(request=str(self.request.id))
            page = await AuditStore(session).page(wanted, limit=1000)
            return [logged.entry.act for logged in page.entries][::-1]

        return self.read(load)

    def read(self, load: Callable[[AsyncSession], Awaitable[Value]]) -> Value:
        """Read from the database of the service."""
        return read_aside(self.url, load)


@contextmanager
def opened_review(folder: Path, mailbox: Mailbox) -> Iterator[Review]:
    """Fill a directory with a drawn panel, and end whatever runs in the end."""
    with EmbeddedPostgres(folder / "postgres") as url:
        upgrade(url)
        settings = Settings(database_url=url, data_dir=folder, policy="demo", demo=True)
        request, projects, services = aside(_fill(settings))
        service = Service(f"http://127.0.0.1:{free_port()}", folder / "service.log")
        (folder / "drop").mkdir()
        review = Review(folder, url, mailbox, request, projects, services, service)
        try:
            yield review
        finally:
            for process in review.running:
                stop(process)


async def _fill(settings: Settings) -> tuple[RequestRecord, tuple[Project, ...], Services]:
    """The demo's pool with accounts, and one panel of seven that was drawn a week before."""
    services = replace(make_services(settings), clock=lambda: MONDAY)
    try:
        await fill_database(services, (Plan(SELECTION_REVIEW, 0, 8, "drawn"),))
        hashed = await services.passwords.hash(STAFF_PASSWORD)
        async with services.database.transaction() as session:
            await session.execute(text(ACCOUNTS), {"now": MONDAY, "hash": hashed})
        async with services.database.read() as session:
            found, _ = await list_projects(session, ProjectFilter(), limit=1000, offset=0)
            made = {it: await requests_of_project(session, it.id) for it in found}
        (project,) = (it for it, requests in made.items() if requests)
        (request,) = made[project]
        assert request.state is RequestState.DRAWN
        return request, (project,), services
    finally:
        await services.database.close()
