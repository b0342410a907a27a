"""The way into an account, as a visitor without scripts walks it."""

import re
from dataclasses import replace

import pytest
from litestar import Litestar
from sqlalchemy import text

from expert_pool.accounts import signing_in
from expert_pool.accounts.throttle import PER_ADDRESS
from tests.web.conftest import Browser, SteppingClock
from web.services import Services

EMAIL = "li.sample@example.org"
PASSWORD = "a calm river of stones"


async def link_from_mailbox(browser: Browser, subject: str) -> str:
    """The newest mail's link, as the demo's mailbox shows it."""
    listed = (await browser.get("/demo/mailbox")).text
    found = re.search(rf'href="(/demo/mailbox/[0-9a-f-]+)">{subject}', listed)
    assert found, listed
    letter = (await browser.get(found[1])).text
    link = re.search(r'href="http://127.0.0.1:8000(/[^"]+)"', letter)
    assert link, letter
    return link[1]


async def register(browser: Browser, email: str = EMAIL, password: str = PASSWORD) -> None:
    await browser.send("/sign-up", {"email": email, "password": password})
    link = await link_from_mailbox(browser, "Confirm your e-mail address")
    page = await browser.send(link, {})
    assert "Your e-mail address is confirmed" in page.text


async def test_somebody_signs_up_confirms_the_address_and_signs_in(browser: Browser) -> None:
    await register(browser)
    page = await browser.sign_in(EMAIL, PASSWORD)
    assert page.status_code == 200
    assert EMAIL in (await browser.get("/account")).text


async def test_the_mailed_link_works_once(browser: Browser) -> None:
    await browser.send("/sign-up", {"email": EMAIL, "password": PASSWORD})
    link = await link_from_mailbox(browser, "Confirm your e-mail address")
    await browser.send(link, {})
    assert (await browser.get(link)).status_code == 410


async def test_the_mailed_link_stops_after_a_day(browser: Browser, clock: SteppingClock) -> None:
    await browser.send("/sign-up", {"email": EMAIL, "password": PASSWORD})
    link = await link_from_mailbox(browser, "Confirm your e-mail address")
    clock.advance(hours=24)
    assert (await browser.get(link)).status_code == 410


async def test_a_known_address_gets_the_same_answer_and_its_owner_a_notice(
    browser: Browser,
) -> None:
    first = await browser.send("/sign-up", {"email": EMAIL, "password": PASSWORD})
    link = await link_from_mailbox(browser, "Confirm your e-mail address")
    await browser.send(link, {})
    second = await browser.send("/sign-up", {"email": EMAIL.upper(), "password": PASSWORD})
    assert (second.status_code, str(second.url)) == (first.status_code, str(first.url))
    await link_from_mailbox(browser, "You have an account already")


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.org"])
async def test_a_wrong_password_and_an_unknown_address_read_alike(
    browser: Browser, email: str
) -> None:
    await register(browser)
    page = await browser.sign_in(email, "not the right words at all")
    assert page.status_code == 422
    assert "E-mail address or password is not right" in page.text
    assert f'value="{email}"' in page.text


async def test_after_five_failures_the_right_password_must_wait(
    browser: Browser, clock: SteppingClock
) -> None:
    await register(browser)
    for _ in range(5):
        await browser.sign_in(EMAIL, "not the right words at all")
    refused = await browser.sign_in(EMAIL, PASSWORD)
    assert "Wait" in refused.text
    clock.advance(seconds=61)
    assert (await browser.sign_in(EMAIL, PASSWORD)).status_code == 200


async def test_signing_in_gives_a_new_session_id(app: Litestar, browser: Browser) -> None:
    await register(browser)
    browser.client.cookies.set("session", "chosen-by-somebody-else")
    await browser.send("/sign-in", {"email": EMAIL, "password": PASSWORD}, follow=False)
    values = [c.value for c in browser.client.cookies.jar if c.name == "session"]
    assert any(value != "chosen-by-somebody-else" and len(value or "") == 43 for value in values)
    other = Browser(app)
    other.client.cookies.set("session", "chosen-by-somebody-else")
    assert (await other.get("/account", follow=False)).status_code == 303
    await other.client.aclose()


async def test_a_session_ends_after_half_an_hour_of_rest(
    browser: Browser, clock: SteppingClock
) -> None:
    await register(browser)
    await browser.sign_in(EMAIL, PASSWORD)
    clock.advance(minutes=29)
    assert (await browser.get("/account", follow=False)).status_code == 200
    clock.advance(minutes=31)
    assert (await browser.get("/account", follow=False)).status_code == 303


async def test_a_session_ends_after_eight_hours_of_work(
    browser: Browser, clock: SteppingClock
) -> None:
    await register(browser)
    await browser.sign_in(EMAIL, PASSWORD)
    for _ in range(24):
        clock.advance(minutes=20)
        await browser.get("/account")
    assert (await browser.get("/account", follow=False)).status_code == 303


async def test_signing_out_ends_the_session(browser: Browser) -> None:
    await register(browser)
    await browser.sign_in(EMAIL, PASSWORD)
    page = await browser.send("/account", {}, to="/sign-out")
    assert "You are signed out" in page.text
    assert (await browser.get("/account", follow=False)).status_code == 303


async def test_a_forgotten_password_is_set_by_a_mailed_link(browser: Browser) -> None:
    await register(browser)
    await browser.send("/reset", {"email": EMAIL})
    link = await link_from_mailbox(browser, "Set a new password")
    await browser.send(link, {"password": "another river of stones"})
    assert (await browser.sign_in(EMAIL, PASSWORD)).status_code == 422
    assert (await browser.sign_in(EMAIL, "another river of stones")).status_code == 200


async def test_a_weak_new_password_leaves_the_link_usable(browser: Browser) -> None:
    await register(browser)
    await browser.send("/reset", {"email": EMAIL})
    link = await link_from_mailbox(browser, "Set a new password")
    assert (await browser.send(link, {"password": "short"})).status_code == 422
    await browser.send(link, {"password": "another river of stones"})
    assert (await browser.sign_in(EMAIL, "another river of stones")).status_code == 200


async def test_a_changed_password_ends_the_other_sessions(app: Litestar, browser: Browser) -> None:
    await register(browser)
    other = Browser(app)
    await other.sign_in(EMAIL, PASSWORD)
    await browser.sign_in(EMAIL, PASSWORD)
    fields = {"old": PASSWORD, "new": "another river of stones"}
    page = await browser.send("/account", fields, to="/account/password")
    assert "Your password is changed" in page.text
    assert (await other.get("/account", follow=False)).status_code == 303
    await other.client.aclose()


async def test_a_wrong_old_password_changes_nothing(browser: Browser) -> None:
    await register(browser)
    await browser.sign_in(EMAIL, PASSWORD)
    fields = {"old": "not the right words at all", "new": "another river of stones"}
    page = await browser.send("/account", fields, to="/account/password")
    assert page.status_code == 422
    assert "The current password is not right" in page.text


async def test_a_link_to_another_site_is_not_followed_after_signing_in(browser: Browser) -> None:
    await register(browser)
    for target in ("https://evil.example", "//evil.example", "/\\evil.example"):
        fields = {"email": EMAIL, "password": PASSWORD, "next": target}
        answer = await browser.send("/sign-in", fields, follow=False)
        assert answer.headers["location"] == "/start"
        await browser.send("/account", {}, to="/sign-out")


async def test_no_token_stands_in_the_database(browser: Browser, services: Services) -> None:
    await browser.send("/sign-up", {"email": EMAIL, "password": PASSWORD})
    link = await link_from_mailbox(browser, "Confirm your e-mail address")
    token = link.rpartition("/")[2].encode()
    async with services.database.read() as session:
        kept = (await session.execute(text("SELECT token_hash FROM account_token"))).scalars()
        assert token not in list(kept)


@pytest.fixture
def three_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address may fail three times, not thirty: each attempt costs a password's hash."""
    monkeypatch.setattr(signing_in, "PER_ADDRESS", replace(PER_ADDRESS, free=3))


@pytest.mark.usefixtures("three_free")
async def test_an_office_behind_one_address_signs_in_without_waiting(browser: Browser) -> None:
    await register(browser)
    for _ in range(5):
        assert (await browser.sign_in(EMAIL, PASSWORD)).status_code == 200
        await browser.send("/account", {}, to="/sign-out")


@pytest.mark.usefixtures("three_free")
async def test_one_address_that_tries_many_accounts_must_wait(browser: Browser) -> None:
    for number in range(4):
        page = await browser.sign_in(f"guess-{number}@example.org", "not the right words at all")
        assert ("Too many attempts" in page.text) is (number == 3)
