"""A fictional pool with approved requests, and processes that carry their draws out."""

import asyncio
import contextlib
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.conflicts import ReviewDays
from expert_pool.policy import load_policy
from expert_pool.recording import Particulars, record_act, record_each
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.documents.commitment import hash_party_secret
from selection.drawing import commit_secret, reveal_secret
from selection.errors import SelectionError
from selection.requests import RequestId, criteria_digest, freeze_criteria
from selection.states.requests import RequestState
from selection.storage.draw_store import AssignmentRecord, add_assignments
from selection.storage.request_store import RequestRecord, add_request, load_request
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.requests.samples import make_request
from web.services import Services, make_services, utc_now
from web.settings import Settings

SECRETS: Final = {Role.OFFICER: bytes(range(16)), Role.AUDITOR: bytes(range(16, 32))}
DEADLOCK: Final = "40P01"
LATER: Final = timedelta(hours=2)
OVER: Final = frozenset({RequestState.DRAWN, RequestState.RETURNED})
AHEAD: Final = 16
"""Each worker takes any of so many next requests: some meet at one, and most draw."""
_OPEN: Final = text("SELECT id FROM panel_request WHERE state <> ALL(:over)")
ONE_IN: Final = 5
"""Each fifth expert is a financial one, as each fifth seat is."""


@dataclass(frozen=True)
class Stage:
    """The requests to be drawn, and who has a part in each."""

    url: str
    data: Path
    requests: tuple[UUID, ...]
    officer: Actor
    auditor: Actor

    def services(self, clock: Callable[[], datetime] = utc_now) -> Services:
        """The product, on this stage."""
        settings = Settings(database_url=self.url, data_dir=self.data, policy="demo", demo=True)
        return make_services(settings, clock)


async def lay_out(url: str, data: Path, people: int, days: tuple[date, ...], full: float) -> Stage:
    """Fill an empty database; of all seats a year allows, the share `full` is taken already."""
    settings = Settings(database_url=url, data_dir=data, policy="demo", demo=True)
    services = make_services(settings)
    pool = pool_of(people - people // ONE_IN, people // ONE_IN)
    try:
        async with services.database.transaction() as session:
            accounts = AccountStore(session)
            officer, auditor, approver = [
                await accounts.add(f"{name}@demo.example", name, "en", utc_now())
                for name in ("officer", "auditor", "approver")
            ]
            await accounts.grant(approver, Role.APPROVER.value, None, utc_now())
            await add_experts(session, tuple(map(ExpertRecord, pool)))
            await add_assignments(session, _past([it.id for it in pool], days[0], full))
            made = []
            for number, day in enumerate(days):
                made.append(_request(day, number, officer, approver))
                await add_request(session, made[-1])
            await _record(session, made, officer, approver)
    finally:
        await services.database.close()
    parties = Actor(str(officer), Role.OFFICER.value), Actor(str(auditor), Role.AUDITOR.value)
    return Stage(url, data, tuple(it.id for it in made), *parties)


async def _record(
    session: AsyncSession, made: list[RequestRecord], officer: UUID, approver: UUID
) -> None:
    """The acts that led to all this: a check asks the log for them."""
    maker = Actor("service", "service")
    await record_act(session, actor=maker, act=Act.DEMO_FILL, subject="demo")
    asks, decides = Actor(str(officer), Role.OFFICER), Actor(str(approver), Role.APPROVER)
    for actor, act, before, after in (
        (asks, Act.REQUEST_CREATE, "", RequestState.DRAFT),
        (asks, Act.REQUEST_SUBMIT, RequestState.DRAFT, RequestState.SUBMITTED),
        (decides, Act.REQUEST_APPROVE, RequestState.SUBMITTED, RequestState.APPROVED),
    ):
        told: dict[str, Particulars] = {
            str(one.id): {"request": str(one.id), "previous_state": before, "next_state": after}
            for one in made
        }
        await record_each(session, actor, act, told)


def _past(experts: list[str], day: date, full: float) -> tuple[AssignmentRecord, ...]:
    limit = load_policy("demo").integer("max_per_year")
    wanted = round(len(experts) * limit * full)
    return tuple(
        AssignmentRecord(
            expert_id=UUID(experts[place % len(experts)]),
            panel=f"past-{place}",
            activity="A01",
            programme="",
            review_from=day - timedelta(days=10 * (place // len(experts) + 1)),
            review_to=day - timedelta(days=10 * (place // len(experts) + 1)),
            outcome="attended",
        )
        for place in range(wanted)
    )


def _request(day: date, number: int, officer: UUID, approver: UUID) -> RequestRecord:
    request_id, policy = uuid4(), load_policy("demo")
    request = make_request(id=RequestId(str(request_id)), review=ReviewDays(day, day))
    frozen = freeze_criteria(request, policy)
    return RequestRecord(
        id=request_id,
        number=f"PR-2026-{number:05d}",
        state=RequestState.APPROVED,
        created_by=officer,
        activity=request.activity,
        criteria=frozen,
        criteria_digest=bytes.fromhex(criteria_digest(frozen)),
        policy_digest=policy.digest,
        approved_by=approver,
    )


async def carry_out(stage: Stage, services: Services, later: Services, request: UUID) -> bool:
    """Every step of a draw that is still to be done, whoever did the others; whether it is over."""
    for actor in (stage.officer, stage.auditor):
        role = Role(actor.role)
        hashed = bytes.fromhex(hash_party_secret(str(request), role.value, SECRETS[role]))
        with contextlib.suppress(SelectionError):
            async with services.database.transaction() as session:
                await commit_secret(session, services.draw_desk, request, actor, hashed)
    for actor in (stage.officer, stage.auditor):
        secret = SECRETS[Role(actor.role)]
        with contextlib.suppress(SelectionError):
            async with later.database.transaction() as session:
                await reveal_secret(session, later.draw_desk, request, actor, secret)
    async with services.database.read() as session:
        record = await load_request(session, request)
    return record is not None and record.state in OVER


def work(stage: Stage, requests: tuple[UUID, ...], notes: Path) -> None:
    """The body of a forked worker: until every request is over, in an order of its own."""
    asyncio.run(_work(stage, requests, notes))


async def _work(stage: Stage, requests: tuple[UUID, ...], notes: Path) -> None:
    services, later = stage.services(), stage.services(lambda: utc_now() + LATER)
    left = await _from_first_open(services, requests)
    while left:
        place = random.randrange(min(len(left), AHEAD))  # noqa: S311 - any of the next ones
        try:
            over = await carry_out(stage, services, later, left[place])
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == DEADLOCK:
                _note(notes, "deadlock")
            continue
        if over:
            left.pop(place)
    await services.database.close()
    await later.database.close()


async def _from_first_open(services: Services, requests: tuple[UUID, ...]) -> list[UUID]:
    """The requests from the first open one on, and some that were over when this worker began.

    A worker that began with all would spend its time on asking again for what was drawn long ago.
    """
    async with services.database.read() as session:
        rows = await session.execute(_OPEN, {"over": [state.value for state in OVER]})
        still = set(rows.scalars())
    first = next((place for place, one in enumerate(requests) if one in still), len(requests))
    return list(requests[max(0, first - AHEAD) :])


def _note(notes: Path, what: str) -> None:
    descriptor = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(descriptor, f"{what}\n".encode())
    os.close(descriptor)
