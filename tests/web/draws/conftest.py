"""An approved request for a small fictional pool, and everybody who has a part in its draw."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import Response

from expert_pool.conflicts import ReviewDays
from expert_pool.policy import load_policy
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.documents.commitment import hash_party_secret
from selection.requests import RequestId, criteria_digest, freeze_criteria
from selection.states.requests import RequestState
from selection.storage.request_store import RequestRecord, add_request
from tests.selection.drawing.ceremonies import AUDITOR_SECRET, OFFICER_SECRET, colleagues, pool_of
from tests.selection.requests.samples import make_request
from tests.web.conftest import Browser, SignedIn, SteppingClock
from web.draws import preparing
from web.services import Services

SECRETS = {"officer": OFFICER_SECRET, "auditor": AUDITOR_SECRET}
REVIEW = ReviewDays(date(2026, 11, 24), date(2026, 11, 24))
NAME = re.compile(r"测\d{3}")


@dataclass
class Stage:
    """The browsers of one ceremony."""

    services: Services
    clock: SteppingClock
    request_id: UUID
    officer: Browser
    auditor: Browser
    approver: Browser

    @property
    def path(self) -> str:
        return f"/requests/{self.request_id}/draw"

    def hash_of(self, role: str) -> str:
        return hash_party_secret(str(self.request_id), role, SECRETS[role])

    async def commit(self, role: str) -> Response:
        browser: Browser = getattr(self, role)
        fields = {"commitment": self.hash_of(role)}
        return await browser.send(self.path, fields, to=f"{self.path}/commit")

    async def reveal(self, role: str) -> Response:
        browser: Browser = getattr(self, role)
        fields = {"secret": SECRETS[role].hex()}
        return await browser.send(self.path, fields, to=f"{self.path}/reveal")

    async def commit_both(self) -> Response:
        await self.commit("officer")
        return await self.commit("auditor")

    async def draw(self) -> Response:
        await self.commit_both()
        self.clock.advance(minutes=1)
        await self.reveal("officer")
        return await self.reveal("auditor")

    async def acts(self) -> list[str]:
        async with self.services.database.read() as session:
            wanted = AuditFilter(request=str(self.request_id))
            page = await AuditStore(session).page(wanted)
        return [logged.entry.act for logged in page.entries][::-1]


async def account_of(services: Services, email: str) -> UUID:
    async with services.database.read() as session:
        account = await AccountStore(session).by_email(email)
    assert account
    return account.id


async def approve(
    services: Services, officer: UUID, approver: UUID, number: str = "PR-2026-0001", **changes: Any
) -> UUID:
    """Store a request as the approval leaves it."""
    request_id = uuid4()
    request = make_request(id=RequestId(str(request_id)), **{"review": REVIEW, **changes})
    policy = load_policy("demo")
    frozen = freeze_criteria(request, policy)
    record = RequestRecord(
        id=request_id,
        number=number,
        state=RequestState.APPROVED,
        created_by=officer,
        activity=request.activity,
        criteria=frozen,
        criteria_digest=bytes.fromhex(criteria_digest(frozen)),
        policy_digest=policy.digest,
        approved_by=approver,
        approved_at=services.now(),
    )
    async with services.database.transaction() as session:
        await add_request(session, record)
    return request_id


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer waits for the draw however busy the machine is."""
    monkeypatch.setattr(preparing, "PATIENCE", 120.0)


@pytest.fixture
async def stage(services: Services, clock: SteppingClock, signed_in: SignedIn) -> Stage:
    async with services.database.transaction() as session:
        await add_experts(session, tuple(map(ExpertRecord, (*pool_of(30, 8), *colleagues(3)))))
    officer = await signed_in(Role.OFFICER)
    auditor = await signed_in(Role.AUDITOR)
    approver = await signed_in(Role.APPROVER)
    request_id = await approve(
        services,
        await account_of(services, "officer-1@example.org"),
        await account_of(services, "approver-3@example.org"),
    )
    return Stage(services, clock, request_id, officer, auditor, approver)
