"""What user administrators do, and what they cannot."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.accounts.own_account import link_works
from expert_pool.accounts.signing_in import who_is
from expert_pool.accounts.tokens import RESET_PASSWORD, hash_token, issue_token
from expert_pool.roles import Role
from expert_pool.storage.session_store import SessionStore
from tests.web.conftest import Browser, SignedIn
from tests.web.signing_in import PASSWORD, add_account
from web.services import Services

ACCOUNTS = "/administration/accounts"
NEW = {"email": "new.officer@example.org", "name": "Officer Sample", "role": "officer"}


@pytest.fixture
async def desk(signed_in: SignedIn) -> Browser:
    return await signed_in(Role.USER_ADMIN)


async def made_account(desk: Browser) -> str:
    page = await desk.send(f"{ACCOUNTS}/new", NEW)
    assert "The account is created" in page.text
    return page.url.path


async def acts(services: Services) -> list[str]:
    async with services.database.read() as session:
        found = await session.execute(text("SELECT act FROM audit_entry ORDER BY id"))
        return [row[0] for row in found]


async def test_a_new_officer_sets_a_password_by_the_mailed_link_and_signs_in(
    desk: Browser, browser: Browser
) -> None:
    await made_account(desk)
    assert "/demo/mailbox/" not in (await browser.get("/demo/mailbox?words=nobody")).text
    box = (await browser.get(f"/demo/mailbox?words={NEW['email']}")).text
    mail = re.search(r'href="(/demo/mailbox/[0-9a-f-]+)"', box)
    assert mail
    link = re.search(r"(/welcome/[\w-]+)", (await browser.get(mail[1])).text)
    assert link
    assert "<h1>Set your first password</h1>" in (await browser.get(link[1])).text
    await browser.send(link[1], {"password": PASSWORD})
    page = await browser.sign_in(NEW["email"], PASSWORD)
    assert page.status_code == 200


async def test_an_address_has_one_account(desk: Browser) -> None:
    await made_account(desk)
    page = await desk.send(f"{ACCOUNTS}/new", NEW)
    assert page.status_code == 422
    assert "has an account already" in page.text


async def test_experts_are_not_made_here(desk: Browser) -> None:
    page = await desk.send(f"{ACCOUNTS}/new", {**NEW, "role": "expert"})
    assert "Experts make their own accounts" in page.text


async def test_the_form_says_what_each_role_does(desk: Browser) -> None:
    page = (await desk.get(f"{ACCOUNTS}/new")).text
    assert "Approver: decides on panel requests and on exceptions" in page
    assert page.index('for="name"') < page.index('for="email"')


async def test_errors_stand_in_the_order_of_the_fields(desk: Browser) -> None:
    page = (await desk.send(f"{ACCOUNTS}/new", {})).text
    assert page.index('href="#name"') < page.index('href="#email"') < page.index('href="#role')


async def test_what_was_typed_stays_beside_the_error(desk: Browser) -> None:
    page = await desk.send(f"{ACCOUNTS}/new", {**NEW, "email": "no address"})
    assert page.status_code == 422
    assert page.text.count("Enter a full e-mail address") == 2
    assert 'value="Officer Sample"' in page.text


async def test_a_role_is_revoked_and_another_granted(desk: Browser) -> None:
    path = await made_account(desk)
    revoked = await desk.send(path, {"role": "officer"}, to=f"{path}/revoke")
    assert "The role is revoked" in revoked.text
    granted = await desk.send(path, {"role": "auditor"}, to=f"{path}/grant")
    assert "The role is granted" in granted.text


async def test_two_roles_in_one_hand_are_refused(desk: Browser) -> None:
    path = await made_account(desk)
    page = await desk.send(path, {"role": "approver"}, to=f"{path}/grant")
    assert page.status_code == 409


async def test_nobody_changes_the_own_roles(desk: Browser) -> None:
    listed = (await desk.get(f"{ACCOUNTS}?role=user_admin")).text
    own = re.search(rf'href="({ACCOUNTS}/[0-9a-f-]{{36}})"', listed)
    assert own
    page = await desk.send(own[1], {"role": "user_admin"}, to=f"{own[1]}/revoke")
    assert page.status_code == 409
    assert "Nobody changes the roles" in page.text


async def test_a_closed_account_is_signed_out_at_once(
    desk: Browser, browser: Browser, services: Services
) -> None:
    email = await add_account(services, Role.AUDITOR, "leaving")
    await browser.sign_in(email, PASSWORD)
    listed = (await desk.get(f"{ACCOUNTS}?words=leaving")).text
    path = re.search(rf'href="({ACCOUNTS}/[0-9a-f-]{{36}})"', listed)
    assert path
    await desk.send(path[1], {}, to=f"{path[1]}/close")
    assert (await browser.get("/account", follow=False)).status_code == 303
    assert (await browser.sign_in(email, PASSWORD)).status_code == 422
    await desk.send(path[1], {}, to=f"{path[1]}/reopen")
    assert (await browser.sign_in(email, PASSWORD)).status_code == 200


async def token_of(own: Browser) -> str:
    """A token of the API for whoever is signed in."""
    fields = {"name": "report", "days": "30", "password": PASSWORD}
    found = re.search(r"ep_[A-Za-z0-9_-]{43}", (await own.send("/account/tokens", fields)).text)
    assert found
    return found[0]


async def test_closing_ends_sessions_tokens_and_links_for_good(
    desk: Browser, browser: Browser, services: Services
) -> None:
    email = await add_account(services, Role.OFFICER, "leaving")
    await browser.sign_in(email, PASSWORD)
    header = {"authorization": f"Bearer {await token_of(browser)}"}
    listed = (await desk.get(f"{ACCOUNTS}?words=leaving")).text
    path = re.search(rf'href="({ACCOUNTS}/([0-9a-f-]+))"', listed)
    assert path
    async with services.database.transaction() as session:
        link = await issue_token(session, UUID(path[2]), RESET_PASSWORD, services.now())

    await desk.send(path[1], {}, to=f"{path[1]}/close")
    await desk.send(path[1], {}, to=f"{path[1]}/reopen")

    assert (await browser.get("/account", follow=False)).status_code == 303
    assert (await desk.client.get("/api/v1/projects", headers=header)).status_code == 401
    assert not await link_works(services.database, link, RESET_PASSWORD, services.now())
    assert "account.revoke_token" in await acts(services)


async def test_what_begins_while_an_account_is_closed_is_not_revived(
    desk: Browser, services: Services
) -> None:
    await add_account(services, Role.OFFICER, "leaving")
    listed = (await desk.get(f"{ACCOUNTS}?words=leaving")).text
    path = re.search(rf'href="({ACCOUNTS}/([0-9a-f-]+))"', listed)
    assert path
    await desk.send(path[1], {}, to=f"{path[1]}/close")
    now, id_hash = services.now(), hash_token("late")
    async with services.database.transaction() as session:
        late = SessionStore(session)
        await late.open(id_hash, UUID(path[2]), "late", now, now + timedelta(hours=8))
    await desk.send(path[1], {}, to=f"{path[1]}/reopen")
    assert await who_is(services.database, "late", services.now()) is None


async def test_every_act_is_in_the_log(desk: Browser, services: Services) -> None:
    path = await made_account(desk)
    await desk.send(path, {"role": "officer"}, to=f"{path}/revoke")
    await desk.send(path, {"role": "auditor"}, to=f"{path}/grant")
    await desk.send(path, {}, to=f"{path}/link")
    await desk.send(path, {}, to=f"{path}/close")
    found = await acts(services)
    for act in ("create", "revoke_role", "grant_role", "ask_reset", "deactivate"):
        assert f"account.{act}" in found


async def test_the_list_finds_by_words_and_role(desk: Browser) -> None:
    await made_account(desk)
    assert NEW["email"] in (await desk.get(f"{ACCOUNTS}?words=officer s")).text
    assert NEW["email"] not in (await desk.get(f"{ACCOUNTS}?role=auditor")).text
    assert "No account fits" in (await desk.get(f"{ACCOUNTS}?words=%25_x")).text
