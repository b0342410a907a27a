"""What a rehearsal begins with: the demo's pool, approved requests, and the keys of all sides."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from expert_pool.recording import Recorder, equip
from expert_pool.storage.account_store import AccountStore
from expert_pool.witness_desk import begin, trust
from selection.states.requests import RequestState
from selection.storage.project_store import ProjectFilter, list_projects
from selection.storage.request_store import requests_of_project
from tests.selection.drawing.sourcing import CHAIN, policy_of
from web.demo.draws import PastClock, Plan, RequestMaker
from web.demo.load import fill_database
from web.services import Services, make_services
from web.settings import Settings

ORIGIN = "rehearsal.example/log"
WITNESS = "audit.example/w1"
ACCEPTANCE = "A01"
REVIEW_IN_DAYS = 24
WAIT_MINUTES = 2
"""From the full minute after the commitment: a minute or two in which a witness can see it."""
HEAD_START = timedelta(hours=20)


class Today(PastClock):
    """The requests are made one after the other on one day."""

    def wait_for_morning(self) -> None:
        self.wait(minutes=3)


def write_rules(folder: Path, kinds: Mapping[str, int]) -> None:
    """The rules with each source, and the chain of the rehearsal."""
    for kind in kinds:
        policy_of(folder, kind, wait=WAIT_MINUTES)
    told = {"v": 1, "type": "draw.trust", "chains": [CHAIN.model_dump(mode="json")]}
    (folder / "chain.json").write_text(json.dumps(told), encoding="utf-8")


def make_witness(folder: Path) -> str:
    """Key and record of a witness that trusts the log of this rehearsal; its public key."""
    log = Settings(data_dir=folder, log_origin=ORIGIN).log_keys().current.verifier.vkey
    key = begin(folder / "witness", WITNESS, bytes(range(32)))
    trust(folder / "witness", log)
    return key.verifier.vkey


async def fill(folder: Path, url: str, amounts: Mapping[str, int]) -> dict[str, list[UUID]]:
    """The demo's pool, and by source so many requests that are approved under its rules."""
    settings = Settings(database_url=url, data_dir=folder, policy="demo", demo=True)
    async with _services(settings) as services:
        await fill_database(services)
    made = {}
    for kind, amount in amounts.items():
        policy = str(folder / f"{kind}.toml")
        async with _services(settings.model_copy(update={"policy": policy})) as services:
            made[kind] = await _ask(services, amount)
    return made


@asynccontextmanager
async def _services(settings: Settings) -> AsyncIterator[Services]:
    services = make_services(settings)
    try:
        yield services
    finally:
        await services.database.close()


async def _ask(services: Services, amount: int) -> list[UUID]:
    """Ask for panels and approve them, for projects that nobody has asked for yet."""
    clock = Today(services.now() - HEAD_START)
    past = replace(services, clock=clock)
    recorder = Recorder(clock, services.cipher, services.draw_desk.software_version)
    equip(services.database, recorder)
    async with services.database.read() as session:
        found, _ = await list_projects(session, ProjectFilter(), limit=1000, offset=0)
        projects = [one for one in found if not await requests_of_project(session, one.id)][:amount]
        accounts = {}
        for name in ("officer", "approver", "auditor"):
            account = await AccountStore(session).by_email(f"{name}@demo.example")
            assert account
            accounts[name] = account.id
    plans = [Plan(ACCEPTANCE, place, REVIEW_IN_DAYS, "approved") for place in range(amount)]
    await RequestMaker(past, accounts, clock).make(projects, plans)
    async with services.database.read() as session:
        made = [await requests_of_project(session, project.id) for project in projects]
    assert all(one.state is RequestState.APPROVED for each in made for one in each)
    return [one.id for each in made for one in each]
