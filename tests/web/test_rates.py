"""How many requests the API takes from one account or address, and what it says then."""

from collections.abc import AsyncIterator

import pytest

from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn, SteppingClock
from web.app import create_app
from web.rates import Rate
from web.services import Services
from web.settings import Settings

POLICY = "/api/v1/policy"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"api_rate": 3, "api_rate_anonymous": 2})


def test_so_many_requests_are_free_at_once_and_the_next_must_wait() -> None:
    rate = Rate(3)
    assert [rate.take("a", 100.0) for _ in range(4)] == [0, 0, 0, 20]


def test_a_refused_request_does_not_count() -> None:
    rate = Rate(2)
    waits = [rate.take("a", 0.0) for _ in range(10)]
    assert waits == [0, 0] + [30] * 8
    assert rate.take("a", 30.0) == 0


def test_keys_do_not_share_their_allowance() -> None:
    rate = Rate(1)
    assert [rate.take(key, 0.0) for key in ("a", "b", "a")] == [0, 0, 60]


def test_an_allowance_never_grows_beyond_a_minutes() -> None:
    rate = Rate(2)
    rate.take("a", 0.0)
    assert [rate.take("a", 10_000.0) for _ in range(3)] == [0, 0, 30]


def test_keys_whose_allowance_is_whole_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.rates._MOST_KEPT", 2)
    rate = Rate(1)
    for key, now in (("a", 0.0), ("b", 1.0), ("c", 60.5)):
        rate.take(key, now)
    assert rate.take("b", 60.5) > 0
    assert rate._whole_at.keys() == {"b", "c"}


async def test_without_an_account_an_address_is_limited_and_told_how_long(
    browser: Browser, clock: SteppingClock
) -> None:
    answers = [await browser.get(POLICY) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "30"
    assert answers[2].json()["code"] == "api.too_many_requests"
    clock.advance(seconds=30)
    assert (await browser.get(POLICY)).status_code == 200


async def test_an_account_has_an_allowance_of_its_own(
    signed_in: SignedIn, browser: Browser
) -> None:
    for _ in range(3):
        await browser.get(POLICY)
    one, other = await signed_in(Role.OFFICER), await signed_in(Role.OFFICER)
    statuses = [(await one.get(POLICY)).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert (await other.get(POLICY)).status_code == 200


async def test_a_wrong_token_counts_for_its_address(browser: Browser) -> None:
    header = {"authorization": "Bearer ep_wrong"}
    statuses = [
        (await browser.client.get("/api/v1/projects", headers=header)).status_code for _ in range(3)
    ]
    assert statuses == [401, 401, 429]


async def test_pages_have_no_such_limit(browser: Browser) -> None:
    assert {(await browser.get("/policy")).status_code for _ in range(5)} == {200}


@pytest.fixture
async def behind_a_proxy(settings: Settings, clock: SteppingClock) -> AsyncIterator[Browser]:
    app = create_app(settings.model_copy(update={"trusted_proxies": "127.0.0.1"}), clock)
    made = Browser(app)
    yield made
    await made.client.aclose()
    await app.state["services"].database.close()


async def statuses_from(browser: Browser, forwarded: str) -> list[int]:
    header = {"x-forwarded-for": forwarded}
    return [(await browser.client.get(POLICY, headers=header)).status_code for _ in range(3)]


async def test_behind_the_own_proxy_each_visitor_counts_alone(behind_a_proxy: Browser) -> None:
    assert await statuses_from(behind_a_proxy, "192.0.2.1") == [200, 200, 429]
    assert await statuses_from(behind_a_proxy, "192.0.2.2") == [200, 200, 429]
    # What a visitor writes in front of the proxy's own words changes nothing.
    assert await statuses_from(behind_a_proxy, "198.51.100.9, 192.0.2.2") == [429] * 3


async def test_without_a_trusted_proxy_the_header_counts_for_nothing(
    browser: Browser, services: Services
) -> None:
    assert services.settings.proxies == frozenset()
    assert await statuses_from(browser, "192.0.2.1") == [200, 200, 429]
    assert await statuses_from(browser, "192.0.2.2") == [429] * 3
