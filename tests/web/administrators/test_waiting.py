"""Acts that take two user administrators: granting a role, taking a second factor off."""

import re
from collections.abc import AsyncIterator

import pytest
from litestar import Litestar

from expert_pool.accounts.one_time_codes import code_at, step_of
from expert_pool.accounts.second_factor import begin_factor, confirm_factor, look_at_factor
from expert_pool.accounts.signing_in import actor_of
from expert_pool.accounts.staff import list_accounts
from expert_pool.roles import Role
from expert_pool.storage.account_store import Account
from tests.web.administrators.test_pages import ACCOUNTS, NEW, acts
from tests.web.conftest import Browser, SteppingClock
from tests.web.signing_in import PASSWORD, add_account
from web.app import create_app
from web.services import Services
from web.settings import Settings

ASKED = re.compile(r'action="([^"]+/asked/[0-9a-f-]+)/(confirm|withdraw)"')


@pytest.fixture
async def app(settings: Settings, clock: SteppingClock) -> AsyncIterator[Litestar]:
    made = create_app(settings.model_copy(update={"require_second_administrator": True}), clock)
    yield made
    await made.state["services"].database.close()


@pytest.fixture
async def desks(app: Litestar, services: Services) -> AsyncIterator[tuple[Browser, Browser]]:
    """The browsers of two user administrators."""
    opened = (Browser(app), Browser(app))
    for number, one in enumerate(opened):
        await one.sign_in(await add_account(services, Role.USER_ADMIN, f"admin{number}"), PASSWORD)
    yield opened
    for one in opened:
        await one.client.aclose()


async def account_of(services: Services, words: str) -> Account:
    (found,) = await list_accounts(services.database, words, "", 2, 0)
    return found


async def offered(desk: Browser, path: str) -> dict[str, str]:
    """The acts on what waits that a page offers: kind and address."""
    text = (await desk.get(path)).text
    return {found[2]: f"{found[1]}/{found[2]}" for found in ASKED.finditer(text)}


async def test_a_new_member_of_staff_gets_the_role_by_the_second_administrator(
    desks: tuple[Browser, Browser], services: Services
) -> None:
    first, second = desks
    page = await first.send(f"{ACCOUNTS}/new", NEW)
    assert "waits for another user administrator" in page.text
    path = page.url.path
    assert (await account_of(services, NEW["email"])).roles == frozenset()

    assert "confirm" not in await offered(first, path)
    done = await second.send(path, {}, to=(await offered(second, path))["confirm"])
    assert "The role is granted" in done.text
    assert (await account_of(services, NEW["email"])).roles == {"officer"}
    assert {"account.ask_role", "account.grant_role"} <= set(await acts(services))


async def test_nobody_confirms_what_the_same_person_asked_for(
    desks: tuple[Browser, Browser], services: Services
) -> None:
    first, second = desks
    path = (await first.send(f"{ACCOUNTS}/new", NEW)).url.path
    address = (await offered(second, path))["confirm"]
    refused = await first.send(path, {}, to=address)
    assert refused.status_code == 409
    assert "Another user administrator has to confirm" in refused.text
    assert (await account_of(services, NEW["email"])).roles == frozenset()


async def test_what_was_dropped_or_done_is_not_done_again(
    desks: tuple[Browser, Browser], services: Services
) -> None:
    first, second = desks
    path = (await first.send(f"{ACCOUNTS}/new", NEW)).url.path
    addresses = await offered(second, path)
    assert "Nothing waits" in (await first.send(path, {}, to=addresses["withdraw"])).text
    assert (await second.send(path, {}, to=addresses["confirm"])).status_code == 409
    assert (await account_of(services, NEW["email"])).roles == frozenset()
    assert "account.withdraw_asked" in await acts(services)


async def test_the_same_is_asked_for_once(desks: tuple[Browser, Browser]) -> None:
    first, second = desks
    path = (await first.send(f"{ACCOUNTS}/new", NEW)).url.path
    again = await second.send(path, {"role": "officer"}, to=f"{path}/grant")
    assert again.status_code == 409


async def test_two_roles_that_exclude_each_other_are_refused_at_the_confirmation_too(
    desks: tuple[Browser, Browser], services: Services
) -> None:
    first, second = desks
    path = (await first.send(f"{ACCOUNTS}/new", NEW)).url.path
    await first.send(path, {"role": "auditor"}, to=f"{path}/grant")
    addresses = [found[1] for found in ASKED.finditer((await second.get(path)).text)]
    asked = list(dict.fromkeys(addresses))
    answers = [await second.send(path, {}, to=f"{one}/confirm") for one in asked]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert len((await account_of(services, NEW["email"])).roles) == 1


async def test_a_single_administrator_grants_alone(app: Litestar, services: Services) -> None:
    only = Browser(app)
    await only.sign_in(await add_account(services, Role.USER_ADMIN), PASSWORD)
    await only.send(f"{ACCOUNTS}/new", NEW)
    assert (await account_of(services, NEW["email"])).roles == {"officer"}
    await only.client.aclose()


async def test_closing_the_other_administrator_first_does_not_help(
    desks: tuple[Browser, Browser], services: Services, clock: SteppingClock
) -> None:
    first, _ = desks
    other = await account_of(services, "admin1")
    await first.send(f"{ACCOUNTS}/{other.id}", {}, to=f"{ACCOUNTS}/{other.id}/close")
    page = await first.send(f"{ACCOUNTS}/new", NEW)
    assert "waits for another user administrator" in page.text
    clock.advance(days=8)
    await first.sign_in("admin0@example.org", PASSWORD)
    await first.send(page.url.path, {"role": "auditor"}, to=f"{page.url.path}/grant")
    assert (await account_of(services, NEW["email"])).roles == {"auditor"}


async def set_up_factor(services: Services, account: Account, clock: SteppingClock) -> None:
    await begin_factor(services.database, account.id, services.now())
    secret = (await look_at_factor(services.database, account.id)).pending_secret or b""
    actor, code = actor_of(account.id, account.roles, ""), code_at(secret, step_of(clock()))
    await confirm_factor(services.database, actor, "", code, services.now())


async def test_a_lost_phone_takes_two_administrators(
    desks: tuple[Browser, Browser], browser: Browser, services: Services, clock: SteppingClock
) -> None:
    first, second = desks
    email = await add_account(services, Role.OFFICER, "unlucky")
    account = await account_of(services, email)
    await set_up_factor(services, account, clock)
    path = f"{ACCOUNTS}/{account.id}"

    assert "waits" in (await first.send(path, {}, to=f"{path}/reset-factor")).text
    assert (await browser.sign_in(email, PASSWORD)).url.path == "/sign-in/code"
    done = await second.send(path, {}, to=(await offered(second, path))["confirm"])
    assert "The second factor is taken off" in done.text
    assert (await browser.sign_in(email, PASSWORD)).url.path != "/sign-in/code"
    wanted = {"account.ask_factor_reset", "account.reset_second_factor"}
    assert wanted <= set(await acts(services))


async def test_nobody_resets_the_own_second_factor_nor_one_that_is_not_there(
    desks: tuple[Browser, Browser], services: Services
) -> None:
    first, _ = desks
    own = await account_of(services, "admin0")
    officer = await account_of(services, await add_account(services, Role.OFFICER, "calm"))
    for account in (own, officer):
        path = f"{ACCOUNTS}/{account.id}"
        assert (
            await first.send(ACCOUNTS + "/new", {}, to=f"{path}/reset-factor")
        ).status_code == 409


async def test_in_the_demo_one_administrator_is_enough() -> None:
    assert Settings(demo=True).administrators_act_alone
    assert not Settings(demo=False).administrators_act_alone
    assert Settings(demo=False, require_second_administrator=False).administrators_act_alone
