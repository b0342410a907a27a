"""The service on the demo's data, which can be had back as it was, and who is signed in to it."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, redirect_stderr
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from httpx import Response
from litestar import Litestar
from sqlalchemy import text

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.roles import Role
from tests.conftest import Administrator
from tests.expert_pool.admission.cases import hand_in, make_office
from tests.web.api.seeding import seed
from tests.web.conftest import Browser, SteppingClock
from tests.web.odd_forms.sending import Fields, as_query, encode
from tests.web.signing_in import PASSWORD as OWN_PASSWORD
from tests.web.signing_in import add_account
from web.app import create_app
from web.cli.demo import with_demo_policy
from web.demo import load
from web.launcher.cluster import OWNER
from web.services import Services
from web.settings import Settings

MEMBERS: Final = """
SELECT DISTINCT ON (invitation.request_id, invitation.state) account.email
FROM invitation JOIN expert ON expert.id = invitation.expert_id
JOIN account ON account.id = expert.account_id
ORDER BY invitation.request_id, invitation.state, account.email
"""
"""A member of each panel in each state of its invitations."""


@dataclass
class Somebody:
    """An account, or nobody, with a browser of its own."""

    name: str
    roles: frozenset[str]
    browser: Browser

    async def open(self, path: str) -> Response:
        """Get a page, wherever it leads."""
        return await self.browser.get(path)

    async def send(self, method: str, action: str, fields: Fields, *, multipart: bool) -> Response:
        """Send a form; where it leads is not followed."""
        if method == "get":
            path = f"{urlsplit(action).path}?{as_query(fields)}"
            return await self.browser.get(path, follow=False)
        body, kind = encode(fields, multipart=multipart)
        headers = {"content-type": kind}
        return await self.browser.client.post(action, content=body, headers=headers)


@dataclass
class Target:
    """The running service; `changed` once a form was accepted since it was last as it was."""

    app: Litestar
    database: str
    data: Path
    administrator: Administrator
    people: list[Somebody] = field(default_factory=list)
    changed: bool = False

    @property
    def services(self) -> Services:
        """What the service works with."""
        found: Services = self.app.state["services"]
        return found

    @property
    def _kept(self) -> Path:
        return self.data.with_name("kept")

    async def keep(self) -> None:
        """Remember the state that `restore` gives back."""
        await self.services.database.close()
        self._copy(self.database, f"{self.database}_kept")
        shutil.copytree(self.data, self._kept)

    async def restore(self) -> None:
        """Have the database and the files as they were."""
        if not self.changed:
            return
        await self.services.database.close()
        self.administrator.execute(f"DROP DATABASE {self.database} WITH (FORCE)")
        self._copy(f"{self.database}_kept", self.database)
        shutil.rmtree(self.data)
        shutil.copytree(self._kept, self.data)
        self.changed = False

    async def close(self) -> None:
        """Leave nothing behind but the database that was given."""
        for one in self.people:
            await one.browser.client.aclose()
        await self.services.database.close()
        self.administrator.execute(f"DROP DATABASE IF EXISTS {self.database}_kept")

    def _copy(self, source: str, name: str) -> None:
        self.administrator.execute(
            f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {source} STRATEGY FILE_COPY"
        )


Settle = Callable[[Litestar, SteppingClock], Awaitable[list[Somebody]]]
"""Fills the service, and gives whoever can be signed in to it."""


@asynccontextmanager
async def target_on(
    database_url: str, data: Path, administrator: Administrator, settle: Settle
) -> AsyncIterator[Target]:
    """The service on data of its own, with everybody signed in who can be."""
    data.mkdir()
    wanted = with_demo_policy(Settings(database_url=database_url, data_dir=data))
    clock = SteppingClock()
    app = create_app(wanted, clock)
    target = Target(app, urlsplit(database_url).path.strip("/"), data, administrator)
    try:
        target.people.append(Somebody("nobody", frozenset(), Browser(app)))
        target.people += await settle(app, clock)
        await target.keep()
        yield target
    finally:
        await target.close()


async def on_the_demo(app: Litestar, _: SteppingClock) -> list[Somebody]:
    """The demo's data: its accounts, members of its panels, and somebody who has just signed up."""
    services: Services = app.state["services"]
    await load.fill_database(services)
    newcomer = await add_account(services, Role.EXPERT, "newcomer")
    async with services.database.read() as session:
        members = (await session.scalars(text(MEMBERS))).all()
    shown = {one.email: one.role for one in load.demo_accounts()}
    roles = dict.fromkeys(members, Role.EXPERT.value) | shown
    passwords = dict.fromkeys(roles, load.PASSWORD) | {newcomer: OWN_PASSWORD}
    signed_in = []
    for email, password in passwords.items():
        browser = Browser(app)
        answer = await browser.sign_in(email, password)
        assert answer.status_code == 200, f"{email} cannot sign in"
        role = roles.get(email, Role.EXPERT.value)
        signed_in.append(Somebody(email.partition("@")[0], frozenset({role}), browser))
    return signed_in


async def on_a_sample(app: Litestar, clock: SteppingClock) -> list[Somebody]:
    """A little of everything, and one account a role; a whole application waits."""
    services: Services = app.state["services"]
    seeded = await seed(services, clock)
    async with services.database.transaction() as session:
        await session.execute(text("DELETE FROM application"))  # It was begun, and holds nothing.
    desk = AdmissionDesk(services.database, services.cipher, services.policy, services.lists)
    await hand_in(replace(await make_office(services.database), desk=desk))
    signed_in = []
    for role, token in seeded.sessions.items():
        browser = Browser(app)
        browser.client.cookies.set("session", token)
        signed_in.append(Somebody(role, frozenset({role}), browser))
    return signed_in


@contextmanager
def service_log() -> Iterator[StringIO]:
    """What the service writes to its operators meanwhile."""
    with redirect_stderr(StringIO()) as written:
        yield written


def breakdowns(log: str) -> list[str]:
    """The lines of the log that tell of something that nobody expected."""
    marks = ('"level": "error"', '"exception"', "Traceback")
    return [line for line in log.splitlines() if any(mark in line for mark in marks)]
