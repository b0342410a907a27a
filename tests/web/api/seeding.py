"""A database with something of everything that the API shows, and a token for each role."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.tokens import hash_token, mint_token
from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.applications.states import Application, ReturnedField, State
from expert_pool.audit.entries import Actor
from expert_pool.conflicts import Party, PartyRole
from expert_pool.experts import Unit
from expert_pool.persons import Person
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.api_store import ApiToken, add_api_token
from expert_pool.storage.application_store import ApplicationRecord, add_application
from expert_pool.storage.expert_store import load_expert, replace_expert
from expert_pool.storage.session_store import SessionStore
from selection.drawing import commit_secret, reveal_secret
from selection.requesting import Draft, create_project, create_request
from selection.storage.project_store import Project
from selection.storage.request_store import load_request, save_request
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    OFFICER_SECRET,
    Ceremony,
    prepare_ceremony,
)
from tests.web.conftest import SteppingClock
from web.api.desks import desk_with
from web.services import Services

REFERENCE = "JH-2026-7K3F-92QD"
IDENTITY = "330702198005010029"
EXPERT = UUID(int=1)
OTHER_EXPERT = UUID(int=2)


@dataclass(frozen=True)
class Seeded:
    """What stands in the database: ids for addresses, and a token by role ("" for nobody)."""

    tokens: dict[str, str]
    sessions: dict[str, str]
    accounts: dict[str, UUID]
    project_id: UUID
    draft_id: UUID
    drawn_request_id: UUID
    commit_hash: str

    def header(self, role: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[role]}"} if role else {}


async def seed(services: Services, clock: SteppingClock, *, draw: bool = True) -> Seeded:
    """Fill an empty database through the services themselves; a draw takes a second."""
    async with services.database.transaction() as session:
        ceremony = await prepare_ceremony(session)
        asked = await load_request(session, ceremony.request_id)
        assert asked is not None
        await save_request(session, replace(asked, submitted_at=services.now()))
        accounts = await _accounts(session, services, ceremony)
        tokens = {
            role: await add_token(session, services, account) for role, account in accounts.items()
        }
        sessions = {
            role: await _session(session, services, account) for role, account in accounts.items()
        }
        await _expert(session, services, accounts[Role.EXPERT])
    await _application(services, accounts[Role.EXPERT])
    project = await _project(services, Actor(str(accounts[Role.OFFICER]), Role.OFFICER))
    draft = await create_request(
        desk_with(services, services.database),
        Actor(str(accounts[Role.OFFICER]), Role.OFFICER),
        Draft("A01", (project.id,), {"activity": ("A01",)}),
    )
    commit_hash = await _draw(services, ceremony, clock) if draw else ""
    ids = (project.id, draft.id, ceremony.request_id)
    return Seeded(tokens, sessions, accounts, *ids, commit_hash)


async def _accounts(
    session: AsyncSession, services: Services, ceremony: Ceremony
) -> dict[str, UUID]:
    store, now = AccountStore(session), services.now()
    known = {
        Role.OFFICER.value: UUID(ceremony.officer.account_id),
        Role.AUDITOR.value: UUID(ceremony.auditor.account_id),
    }
    approver = await store.by_email("approver@demo.example")
    if approver is not None:
        known[Role.APPROVER.value] = approver.id
    for role in Role:
        if role.value not in known:
            email = f"{role.value}@api.example"
            known[role.value] = await store.add(email, f"虚{role.value}", "en", now)
        account = await store.by_id(known[role.value])
        if account is not None and role.value not in account.roles:
            await store.grant(account.id, role.value, None, now)
    return known


async def add_token(session: AsyncSession, services: Services, account_id: UUID) -> str:
    """A token with which a program acts for this account."""
    secret, now = f"ep_{mint_token()}", services.now()
    kept = ApiToken(uuid4(), account_id, "test", now, now + timedelta(days=1))
    await add_api_token(session, kept, hash_token(secret))
    return secret


async def _session(session: AsyncSession, services: Services, account_id: UUID) -> str:
    token, now = mint_token(), services.now()
    ends = now + timedelta(hours=8)
    await SessionStore(session).open(hash_token(token), account_id, "test", now, ends)
    return token


async def _expert(session: AsyncSession, services: Services, account_id: UUID) -> None:
    record = await load_expert(session, EXPERT)
    assert record is not None
    private = PrivateData(IDENTITY, "+8613800000000")
    sealed = seal_private_data(services.cipher, EXPERT, private)
    await replace_expert(session, replace(record, account_id=account_id, sealed=sealed))


async def _application(services: Services, account_id: UUID) -> None:
    life = Application(
        str(account_id),
        state=State.RETURNED,
        returned=(ReturnedField("credentials", "titles.0.obtained", "unreadable"),),
    )
    record = ApplicationRecord(uuid4(), REFERENCE, life, submitted_at=services.now())
    async with services.database.transaction() as session:
        await add_application(session, record)


async def _project(services: Services, actor: Actor) -> Project:
    lead = Unit("虚构项目单位")
    project = Project(
        id=uuid4(),
        number="2026-1-001",
        name="虚构机床项目",
        programme="虚构计划",
        field="",
        division="330702",
        starts=date(2024, 1, 1),
        ends=date(2026, 12, 31),
        created_by=UUID(actor.account_id),
        parties=(
            Party(PartyRole.LEAD_UNIT, unit=lead),
            Party(PartyRole.PROJECT_LEADER, person=Person("虚甲", (lead,))),
        ),
    )
    return await create_project(desk_with(services, services.database), actor, project)


async def _draw(services: Services, ceremony: Ceremony, clock: SteppingClock) -> str:
    parties = ((ceremony.officer, OFFICER_SECRET), (ceremony.auditor, AUDITOR_SECRET))
    for actor, secret in parties:
        async with services.database.transaction() as session:
            hashed = ceremony.hash_of(actor.role, secret)
            await commit_secret(session, services.draw_desk, ceremony.request_id, actor, hashed)
    clock.advance(minutes=5)
    for actor, secret in parties:
        async with services.database.transaction() as session:
            drawn = await reveal_secret(
                session, services.draw_desk, ceremony.request_id, actor, secret
            )
    return drawn.commit_hash.hex()
