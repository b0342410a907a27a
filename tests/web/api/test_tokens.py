"""Tokens: made with the password, shown once, no more than their account, ended at once."""

import re
from uuid import UUID

import pytest

from expert_pool.accounts.own_account import set_password
from expert_pool.accounts.tokens import RESET_PASSWORD, issue_token
from expert_pool.audit.acts import Act
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from tests.web.conftest import Browser, SignedIn, SteppingClock
from tests.web.signing_in import PASSWORD
from web.services import Services

SECRET = re.compile(r"ep_[A-Za-z0-9_-]{43}")
REVOKE = re.compile(r'action="(/account/tokens/[0-9a-f-]{36}/revoke)"')


async def make_token(own: Browser, **changes: str) -> str:
    fields = {"name": "nightly report", "days": "30", "password": PASSWORD, **changes}
    answer = await own.send("/account/tokens", fields)
    found = SECRET.search(answer.text)
    return found[0] if found else ""


async def status(browser: Browser, secret: str, path: str = "/api/v1/projects") -> int:
    header = {"authorization": f"Bearer {secret}"}
    return (await browser.client.get(path, headers=header)).status_code


async def account_of(services: Services, role: Role) -> UUID:
    async with services.database.read() as session:
        found = await AccountStore(session).search("", role.value, 1, 0)
    return found[0].id


async def test_a_token_works_in_the_name_of_its_owner_and_shows_once(
    signed_in: SignedIn, browser: Browser, services: Services
) -> None:
    own = await signed_in(Role.OFFICER)
    secret = await make_token(own)
    assert secret
    assert secret not in (await own.get("/account/tokens")).text
    assert await status(browser, secret) == 200
    assert await status(browser, secret, "/api/v1/log") == 403
    async with services.database.read() as session:
        wanted = AuditFilter(acts=frozenset({Act.ACCOUNT_CREATE_TOKEN}))
        assert len((await AuditStore(session).page(wanted)).entries) == 1


async def test_a_token_opens_no_page(signed_in: SignedIn, browser: Browser) -> None:
    secret = await make_token(await signed_in(Role.OFFICER))
    answer = await browser.client.get(
        "/account", headers={"authorization": f"Bearer {secret}"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/sign-in?next=/account"


@pytest.mark.parametrize(
    "changes",
    [{"password": "not the password"}, {"days": "0"}, {"days": "366"}, {"name": ""}],
)
async def test_without_password_name_or_a_bounded_life_there_is_no_token(
    signed_in: SignedIn, changes: dict[str, str]
) -> None:
    own = await signed_in(Role.OFFICER)
    assert await make_token(own, **changes) == ""
    assert "You have no token." in (await own.get("/account/tokens")).text


async def test_a_revoked_token_stops_at_once_and_nobody_revokes_anothers(
    signed_in: SignedIn, browser: Browser
) -> None:
    own, other = await signed_in(Role.OFFICER), await signed_in(Role.OFFICER)
    secret = await make_token(own)
    found = REVOKE.search((await own.get("/account/tokens")).text)
    assert found
    refused = await other.send("/account/tokens", {}, to=found[1])
    assert refused.status_code == 404
    assert await status(browser, secret) == 200
    await own.send("/account/tokens", {}, to=found[1])
    assert await status(browser, secret) == 401


async def test_a_token_ends_with_its_days(
    signed_in: SignedIn, browser: Browser, clock: SteppingClock
) -> None:
    secret = await make_token(await signed_in(Role.OFFICER), days="1")
    clock.advance(hours=23)
    assert await status(browser, secret) == 200
    clock.advance(hours=1)
    assert await status(browser, secret) == 401


async def test_a_token_loses_what_its_account_loses(
    signed_in: SignedIn, browser: Browser, services: Services
) -> None:
    secret = await make_token(await signed_in(Role.OFFICER))
    account_id = await account_of(services, Role.OFFICER)
    async with services.database.transaction() as session:
        await AccountStore(session).revoke(account_id, Role.OFFICER, services.now())
    assert await status(browser, secret) == 403
    async with services.database.transaction() as session:
        await AccountStore(session).change(account_id, deactivated_at=services.now())
    assert await status(browser, secret) == 401


async def test_a_wrong_token_is_not_made_good_by_a_cookie(signed_in: SignedIn) -> None:
    own = await signed_in(Role.OFFICER)
    assert (await own.get("/api/v1/projects")).status_code == 200
    for header in ("Bearer ep_wrong", "Bearer", "Basic YTpi", "Bearer " + "x" * 5000):
        answer = await own.client.get("/api/v1/projects", headers={"authorization": header})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_cookie_needs_the_forms_token_for_a_post_and_a_token_does_not(
    signed_in: SignedIn, browser: Browser
) -> None:
    own = await signed_in(Role.OFFICER)
    body = {"number": "2026-9-001", "name": "虚构项目"}
    forged = await own.client.post("/api/v1/projects", json=body)
    assert (forged.status_code, forged.json()["code"]) == (403, "request.forged")
    page = (await own.get("/account")).text
    token = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert token
    right = await own.client.post("/api/v1/projects", json=body, headers={"x-csrf-token": token[1]})
    assert right.status_code == 201
    secret = await make_token(own)
    by_token = await browser.client.post(
        "/api/v1/projects",
        json={**body, "number": "2026-9-002"},
        headers={"authorization": f"Bearer {secret}"},
    )
    assert by_token.status_code == 201


async def test_the_last_use_is_noted_and_an_account_has_a_bounded_number_of_tokens(
    signed_in: SignedIn, browser: Browser, clock: SteppingClock
) -> None:
    own = await signed_in(Role.OFFICER)
    secret = await make_token(own)
    assert "Never" in (await own.get("/account/tokens")).text
    await status(browser, secret)
    assert "Never" not in (await own.get("/account/tokens")).text
    for _ in range(19):
        clock.advance(seconds=1)
        assert await make_token(own)
    assert await make_token(own) == ""


async def test_a_password_set_by_a_mailed_link_ends_every_token(
    signed_in: SignedIn, browser: Browser, services: Services
) -> None:
    secret = await make_token(await signed_in(Role.OFFICER))
    account_id = await account_of(services, Role.OFFICER)
    async with services.database.transaction() as session:
        link = await issue_token(session, account_id, RESET_PASSWORD, services.now())
    assert await status(browser, secret) == 200
    await set_password(
        services.desk, link, RESET_PASSWORD, "another river of stones", services.now()
    )
    assert await status(browser, secret) == 401
