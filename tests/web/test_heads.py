"""HEAD on every page that GET has: the same status and headers, and no body."""

import pytest
from litestar import Litestar

from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn
from tests.web.test_access import every_route


@pytest.mark.parametrize(
    "path", ["/", "/policy", "/healthz", "/sign-in", "/api/v1/policy", "/static/mark.svg"]
)
async def test_head_answers_like_get_without_the_body(browser: Browser, path: str) -> None:
    told, shown = await browser.client.head(path), await browser.get(path)
    assert (told.status_code, told.content) == (200, b"")
    for name in ("content-type", "content-length", "content-security-policy", "cache-control"):
        assert told.headers.get(name) == shown.headers.get(name), name


async def test_head_lets_in_whom_get_lets_in(browser: Browser, signed_in: SignedIn) -> None:
    assert (await browser.client.head("/no-such-page")).status_code == 404
    assert (await browser.client.head("/account")).status_code == 303
    officer = await signed_in(Role.OFFICER)
    assert (await officer.client.head("/administration/accounts")).status_code == 403


async def test_no_page_says_that_head_is_not_allowed(app: Litestar, browser: Browser) -> None:
    for name, method, path in every_route(app):
        if method == "GET":
            assert (await browser.client.head(path)).status_code != 405, name


async def test_what_has_no_get_has_no_head(browser: Browser) -> None:
    assert (await browser.client.head("/sign-out")).status_code == 405
