"""A running application on a database of its own, and a browser-like client for it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar

from expert_pool.roles import Role
from tests.web.signing_in import PASSWORD, add_account
from web.app import furnish, wire_routes
from web.services import Services
from web.settings import Settings

TOKEN = re.compile(r'name="csrf_token" value="([0-9a-f]{64})"')


class SteppingClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


class Browser:
    """Gets pages and sends forms the way a browser without scripts does."""

    def __init__(self, app: Litestar) -> None:
        # httpx and litestar name the same ASGI callable with different types.
        transport = ASGITransport(app=app, raise_app_exceptions=False)  # type: ignore[arg-type]
        self.client = AsyncClient(transport=transport, base_url="http://service.test")
        self.client.headers["accept-language"] = "en"

    async def get(self, path: str, *, follow: bool = True) -> Response:
        return await self.client.get(path, follow_redirects=follow)

    async def send(
        self,
        page: str,
        fields: Mapping[str, str | list[str]],
        *,
        to: str = "",
        follow: bool = True,
    ) -> Response:
        """Open a page, take its token, send a form from it."""
        found = TOKEN.search((await self.get(page)).text)
        assert found, f"{page} has no form"
        data = {"csrf_token": found[1], **fields}
        return await self.client.post(to or page, data=data, follow_redirects=follow)

    async def sign_in(self, email: str, password: str) -> Response:
        return await self.send("/sign-in", {"email": email, "password": password})


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path, demo=True, policy="demo")


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(scope="session")
def wired() -> Litestar:
    """The routes, wired once for all tests: they keep nothing outside their state."""
    return wire_routes()


@pytest.fixture
async def app(wired: Litestar, settings: Settings, clock: SteppingClock) -> AsyncIterator[Litestar]:
    furnish(wired, settings, clock)
    yield wired
    await wired.state["services"].database.close()


@pytest.fixture
def services(app: Litestar) -> Services:
    found: Services = app.state["services"]
    return found


@pytest.fixture
async def browser(app: Litestar) -> AsyncIterator[Browser]:
    made = Browser(app)
    yield made
    await made.client.aclose()


SignedIn = Callable[[Role], Awaitable[Browser]]


@pytest.fixture
async def signed_in(app: Litestar, services: Services) -> AsyncIterator[SignedIn]:
    """Give a browser in which somebody of a role is signed in; one account a call."""
    opened: list[Browser] = []

    async def sign_in(role: Role) -> Browser:
        made = Browser(app)
        opened.append(made)
        email = await add_account(services, role, f"{role.value}-{len(opened)}")
        await made.sign_in(email, PASSWORD)
        return made

    yield sign_in
    for made in opened:
        await made.client.aclose()
