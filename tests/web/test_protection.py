"""Forged, poisoned and oversized requests; the headers of every answer."""

import pytest
from litestar import Litestar

from expert_pool.roles import Role
from tests.web.conftest import TOKEN, Browser, SignedIn
from tests.web.test_access import every_route
from web.app import create_app
from web.protection import CONTENT_POLICY, LONGEST_TEXT
from web.settings import Settings

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
FORGED = "This request did not come from a page of this service"


async def token_of(browser: Browser, page: str = "/sign-in") -> str:
    found = TOKEN.search((await browser.get(page)).text)
    assert found
    return found[1]


@pytest.mark.parametrize("role", list(Role))
async def test_every_unsafe_route_refuses_a_form_without_its_token(
    app: Litestar, signed_in: SignedIn, role: Role
) -> None:
    own = await signed_in(role)
    for _, method, path in every_route(app):
        if method in UNSAFE:
            answer = await own.client.request(method, path, data={"a": "b"})
            assert answer.status_code == 403, f"{method} {path}"


async def test_a_token_of_another_browser_is_refused(app: Litestar, browser: Browser) -> None:
    other = Browser(app)
    stolen = await token_of(other)
    await token_of(browser)
    answer = await browser.client.post("/sign-in", data={"csrf_token": stolen})
    assert answer.status_code == 403
    assert FORGED in answer.text
    await other.client.aclose()


async def test_a_token_from_before_signing_in_is_refused_after(signed_in: SignedIn) -> None:
    own = await signed_in(Role.AUDITOR)
    before = await token_of(own, "/account")
    await own.send("/account", {}, to="/sign-out")
    answer = await own.client.post("/sign-in", data={"csrf_token": before})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://["}, 403),
        ({"sec-fetch-site": "same-origin"}, 422),
        ({"sec-fetch-site": "none"}, 422),
        ({"origin": "http://service.test"}, 422),
        ({}, 422),
    ],
)
async def test_a_form_sent_from_another_site_is_refused(
    browser: Browser, headers: dict[str, str], status: int
) -> None:
    data = {"csrf_token": await token_of(browser)}
    answer = await browser.client.post("/sign-in", data=data, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize(("words", "status"), [("%00", 400), ("%E2%80%AE", 422), ("a" * 2001, 400)])
async def test_poisoned_addresses_are_refused(browser: Browser, words: str, status: int) -> None:
    assert (await browser.get(f"/?words={words}")).status_code == status


@pytest.mark.parametrize("value", ["a\0b", "a" * (LONGEST_TEXT + 1)])
async def test_poisoned_fields_are_refused(browser: Browser, value: str) -> None:
    answer = await browser.send("/sign-in", {"email": value, "password": "x"})
    assert answer.status_code == 400


async def test_a_part_in_a_charset_that_does_not_exist_is_refused(browser: Browser) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="a"\r\n'
    part += "Content-Type: text/plain; charset=z\r\n"
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = await browser.client.post("/sign-in", content=f"{part}\r\na\r\n--x--", headers=headers)
    assert answer.status_code == 400


async def test_a_body_that_is_too_large_is_refused(browser: Browser) -> None:
    answer = await browser.send("/sign-in", {"email": "a" * 1_100_000})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/healthz", "/static/service.css"])
async def test_every_answer_has_the_protecting_headers(browser: Browser, path: str) -> None:
    headers = (await browser.get(path)).headers
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    kept = path.startswith("/static/")
    assert ("immutable" in headers["cache-control"]) is kept
    assert ("no-store" in headers["cache-control"]) is not kept


@pytest.mark.parametrize("path", ["/", "/healthz", "/start", "/api/v1/experts"])
async def test_without_a_database_the_visitor_gets_our_page_and_the_headers(
    settings: Settings, path: str
) -> None:
    nowhere = "postgresql+asyncpg://nobody@127.0.0.1:1/none"
    app = create_app(settings.model_copy(update={"database_url": nowhere}))
    browser = Browser(app)
    answer = await browser.client.get(path, headers={"cookie": "session=abc"})
    assert answer.status_code == 503
    assert "The database does not answer" in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_POLICY
    await browser.client.aclose()
    await app.state["services"].database.close()


async def test_nothing_loads_from_elsewhere_and_no_script_stands_in_a_page(
    browser: Browser,
) -> None:
    for path in ("/", "/policy", "/patterns", "/sign-in", "/sign-up"):
        text = (await browser.get(path)).text
        assert "<style" not in text
        assert 'style="' not in text
        assert "<script>" not in text
        assert 'src="http' not in text


async def test_what_is_typed_is_shown_as_text_never_as_markup(browser: Browser) -> None:
    poison = "\"><script>alert(1)</script><b a='"
    page = await browser.send("/sign-in", {"email": poison, "password": "x"})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


async def test_cookies_are_bound_to_the_host_where_the_service_runs_under_https(
    settings: Settings,
) -> None:
    app = create_app(settings.model_copy(update={"secure_cookies": True}))
    browser = Browser(app)
    answer = await browser.get("/sign-in")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-form=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "max-age=31536000" in answer.headers["strict-transport-security"]
    await browser.client.aclose()
    await app.state["services"].database.close()
