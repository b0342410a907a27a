"""Requests, draws and what became of them, written straight into the tables; all fictional."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.conflicts.parties import Party, PartyRole
from expert_pool.experts import Unit
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.tables.columns import table_of
from selection.states.annulments import AnnulmentGround, AnnulmentState
from selection.states.requests import RequestState
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.annulment_store import AnnulmentRecord, add_annulment
from selection.storage.draw_store import DrawRecord, DrawState, Screened, add_draw
from selection.storage.project_store import Project, add_projects
from selection.storage.request_store import RequestRecord, add_request
from selection.storage.tables import DrawRow, PanelRequestRow, PanelSeatRow
from selection.storage.vacancy_store import VacancyRecord, add_vacancy

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAYS = (date(2026, 1, 1), date(2027, 12, 31))


@dataclass
class Planted:
    """Plants what a test needs; every request and draw is a day after the one before."""

    session: AsyncSession
    day: int = 0
    officers: dict[str, UUID] = field(default_factory=dict)

    def moment(self) -> datetime:
        self.day += 1
        return START + timedelta(days=self.day)

    async def account(self, name: str) -> UUID:
        if name not in self.officers:
            store = AccountStore(self.session)
            found = await store.add(f"{name}@planted.example", name, "en", START)
            await store.grant(found, name.partition("-")[0], None, START)
            self.officers[name] = found
        return self.officers[name]

    async def project(self, title: str = "", unit: str = "", officer: str = "officer-a") -> UUID:
        project_id, number = uuid4(), f"P-{uuid4().hex[:8]}"
        lead = Party(PartyRole.LEAD_UNIT, unit=Unit(unit or f"虚构单位{number}"))
        project = Project(
            id=project_id,
            number=number,
            name=title or f"虚构{uuid4().hex}",
            programme="",
            field="F0501",
            division="330702",
            starts=DAYS[0],
            ends=DAYS[1],
            created_by=await self.account(officer),
            parties=(lead,),
        )
        await add_projects(self.session, (project,))
        return project_id

    async def request(
        self,
        officer: str,
        project: UUID,
        state: RequestState = RequestState.DRAWN,
        activity: str = "A01",
    ) -> UUID:
        request_id, now = uuid4(), self.moment()
        record = RequestRecord(
            id=request_id,
            number=f"PR-2026-9{self.day:03d}",
            state=state,
            created_by=await self.account(officer),
            activity=activity,
            projects=(project,),
            submitted_at=now,
        )
        await add_request(self.session, record)
        requests = table_of(PanelRequestRow)
        changed = update(requests).where(requests.c.id == request_id)
        await self.session.execute(changed.values(updated_at=now + timedelta(hours=1)))
        return request_id

    async def draw(
        self,
        request_id: UUID,
        members: dict[UUID, str] | None = None,
        *,
        attempt: int = 1,
        snapshot: tuple[UUID, bytes, bytes] | None = None,
        annulled: bool = False,
        pool: dict[UUID, str] | None = None,
    ) -> UUID:
        draw_id, cipher, commit = snapshot or (uuid4(), b"", uuid4().bytes * 2)
        now = self.moment()
        record = DrawRecord(
            id=draw_id,
            request_id=request_id,
            attempt=attempt,
            state=DrawState.ANNULLED if annulled else DrawState.DRAWN,
            commit_hash=commit,
            committed_at=now,
            reveal_from=now,
            snapshot_cipher=cipher,
            summary={"lowest": "1/60"},
        )
        names = (pool or {}).items()
        await add_draw(self.session, record, tuple(Screened(who, name) for who, name in names))
        draws = table_of(DrawRow)
        done = update(draws).where(draws.c.id == draw_id).values(drawn_at=now)
        await self.session.execute(done)
        seats = [
            {
                "id": uuid4(),
                "draw_id": draw_id,
                "position": place,
                "expert_id": expert,
                "pseudonym": name,
                "quotas": [],
            }
            for place, (expert, name) in enumerate((members or {}).items(), start=1)
        ]
        if seats:
            await self.session.execute(insert(table_of(PanelSeatRow)), seats)
        if annulled:
            await self._annul(draw_id, now)
        return draw_id

    async def _annul(self, draw_id: UUID, now: datetime) -> None:
        auditor = await self.account("auditor")
        annulment = AnnulmentRecord(
            id=uuid4(),
            draw_id=draw_id,
            state=AnnulmentState.DONE,
            ground=AnnulmentGround.LEAK,
            asked_by=await self.account("officer-a"),
            asked_at=now,
            auditor=auditor,
            audited_at=now,
        )
        await add_annulment(self.session, annulment)

    async def leave(self, draw_id: UUID, number: int, expert: UUID) -> None:
        """A member left this panel for good, and nobody could come."""
        vacancy = VacancyRecord(
            id=uuid4(),
            draw_id=draw_id,
            number=number,
            position=number,
            expert_id=expert,
            pseudonym=f"e{number}",
            state=VacancyState.VACANT,
            reason=VacancyReason.DECLINED,
            reported_by=await self.account("officer-a"),
            reported_role="officer",
            reported_at=START,
            decided_by=await self.account("approver"),
            decided_at=START + timedelta(days=self.day),
            step=number,
        )
        await add_vacancy(self.session, vacancy)
