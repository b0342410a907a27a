"""A database with a small fictional pool, an approved request, and the two parties of its draw."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.experts import Expert, ExpertId, Unit
from expert_pool.policy import load_policy
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.vocabulary import load_code_lists
from selection.documents.commitment import hash_party_secret
from selection.drawing import DrawDesk
from selection.requests import RequestId, criteria_digest, freeze_criteria
from selection.states.requests import RequestState
from selection.storage.request_store import RequestRecord, add_request
from selection.verify.trust import TrustedKey, TrustFile
from tests.expert_pool.log_samples import CIPHER
from tests.factories import COMPANY, make_expert, make_financial_expert, works_at
from tests.selection.requests.samples import make_request

OFFICER_SECRET = bytes(range(16))
AUDITOR_SECRET = bytes(range(16, 32))
DEMO = load_policy("demo")


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Ceremony:
    """One request and everybody who takes part in its draw."""

    request_id: UUID
    officer: Actor
    auditor: Actor
    desk: DrawDesk
    clock: Clock

    def hash_of(self, role: str, secret: bytes) -> bytes:
        return bytes.fromhex(hash_party_secret(str(self.request_id), role, secret))


def pool_of(technical: int, financial: int) -> tuple[Expert, ...]:
    """Experts of as many employers as there are experts."""
    made = []
    for number in range(technical + financial):
        unit = Unit(f"虚构单位{number:03d}", uscc=f"91330700DEM{number:06d}X")
        make = make_expert if number < technical else make_financial_expert
        expert_id = ExpertId(str(UUID(int=number + 1)))
        made.append(make(id=expert_id, name=f"测{number:03d}", employments=(works_at(unit),)))
    return tuple(made)


def colleagues(number: int) -> tuple[Expert, ...]:
    """Experts who work for the applicant and so cannot be drawn."""
    return tuple(
        make_expert(
            id=ExpertId(str(UUID(int=900 + place))),
            name=f"测{900 + place}",
            employments=(works_at(COMPANY),),
        )
        for place in range(number)
    )


async def prepare_ceremony(
    session: AsyncSession, technical: int = 30, financial: int = 8, **changes: object
) -> Ceremony:
    """Fill the database and approve the request."""
    accounts = AccountStore(session)
    clock = Clock()
    officer = await accounts.add("officer@demo.example", "officer", "en", clock())
    auditor = await accounts.add("auditor@demo.example", "auditor", "en", clock())
    approver = await accounts.add("approver@demo.example", "approver", "en", clock())
    await accounts.grant(approver, Role.APPROVER.value, None, clock())
    await add_experts(session, tuple(map(ExpertRecord, pool_of(technical, financial))))
    request_id = uuid4()
    request = make_request(id=RequestId(str(request_id)), **changes)
    frozen = freeze_criteria(request, DEMO)
    await add_request(
        session,
        RequestRecord(
            id=request_id,
            number="PR-2026-0001",
            state=RequestState.APPROVED,
            created_by=officer,
            activity=request.activity,
            criteria=frozen,
            criteria_digest=bytes.fromhex(criteria_digest(frozen)),
            policy_digest=DEMO.digest,
            approved_by=approver,
        ),
    )
    return Ceremony(
        request_id,
        Actor(str(officer), Role.OFFICER.value),
        Actor(str(auditor), Role.AUDITOR.value),
        make_desk(clock),
        clock,
    )


def make_desk(clock: Clock) -> DrawDesk:
    fresh = iter(range(1, 100))
    return DrawDesk(
        policy=DEMO,
        lists=load_code_lists(),
        cipher=CIPHER,
        signing_key=Ed25519PrivateKey.from_private_bytes(bytes(32)),
        clock=clock,
        today=lambda: clock().astimezone(ZoneInfo("Asia/Shanghai")).date(),
        fresh_bytes=lambda size: bytes([next(fresh)]) * size,
        software_version="test",
    )


def with_other_account(actor: Actor) -> Actor:
    return replace(actor, account_id=str(uuid4()))


TODAY = date(2026, 11, 18)


def trust_of(desk: DrawDesk) -> TrustFile:
    """What a stranger is given beside a receipt: the service's public key."""
    key = desk.signing_key.public_key().public_bytes_raw().hex()
    return TrustFile(v=1, type="draw.trust", keys=(TrustedKey(name="test", key=key),))
