"""A second factor: set up, asked for at sign-in, replaced, and needed by staff."""

import base64
import re
from collections.abc import AsyncIterator

import pytest
from httpx import Response
from litestar import Litestar
from sqlalchemy import text

from expert_pool.accounts.one_time_codes import code_at, step_of
from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn, SteppingClock
from tests.web.signing_in import PASSWORD, add_account
from web.app import create_app
from web.services import Services
from web.settings import Settings

PAGE = "/account/second-factor"
SECRET = re.compile(r'<code class="token">([A-Z2-7 ]{39})</code>')
RECOVERY = re.compile(r'<code class="token">([2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4})</code>')
WRONG = "The code is wrong"


class Phone:
    """An authenticator app that was set up by hand."""

    def __init__(self, page: str, clock: SteppingClock) -> None:
        found = SECRET.search(page)
        assert found, page
        self._secret = base64.b32decode(found[1].replace(" ", ""))
        self._clock = clock

    def code(self) -> str:
        """The digits of the next half minute: those before it were used."""
        self._clock.advance(seconds=30)
        return code_at(self._secret, step_of(self._clock()))


async def begin(own: Browser, clock: SteppingClock) -> Phone:
    page = await own.send(PAGE, {"password": PASSWORD})
    assert 'src="data:image/svg+xml' in page.text
    return Phone(page.text, clock)


async def confirm(own: Browser, code: str) -> Response:
    return await own.send(PAGE, {"code": code}, to=f"{PAGE}/confirm")


async def sign_in(browser: Browser, email: str) -> Response:
    await browser.client.post("/sign-out")
    browser.client.cookies.clear()
    return await browser.sign_in(email, PASSWORD)


@pytest.fixture
async def email(services: Services) -> str:
    return await add_account(services, Role.OFFICER, "careful")


@pytest.fixture
async def own(browser: Browser, email: str) -> Browser:
    await browser.sign_in(email, PASSWORD)
    return browser


async def acts(services: Services) -> list[str]:
    async with services.database.read() as session:
        found = await session.execute(text("SELECT act FROM audit_entry ORDER BY id"))
        return [row[0] for row in found]


async def test_once_it_is_set_up_a_password_alone_opens_nothing(
    own: Browser, email: str, clock: SteppingClock, services: Services
) -> None:
    phone = await begin(own, clock)
    page = await confirm(own, phone.code())
    assert len(RECOVERY.findall(page.text)) == 10
    assert "account.enrol_second_factor" in await acts(services)

    step = await sign_in(own, email)
    assert step.url.path == "/sign-in/code"
    assert (await own.get("/account", follow=False)).status_code == 303
    done = await own.send("/sign-in/code", {"code": phone.code()})
    assert done.status_code == 200
    assert (await own.get("/account", follow=False)).status_code == 200


async def test_before_a_code_was_typed_it_does_not_count(
    own: Browser, email: str, clock: SteppingClock
) -> None:
    await begin(own, clock)
    assert WRONG in (await confirm(own, "000000")).text
    assert (await sign_in(own, email)).url.path != "/sign-in/code"


async def test_without_the_password_nobody_begins(own: Browser) -> None:
    page = await own.send(PAGE, {"password": "not the password"})
    assert page.status_code == 422
    assert not SECRET.search((await own.get(PAGE)).text)


async def test_a_code_works_once(own: Browser, email: str, clock: SteppingClock) -> None:
    phone = await begin(own, clock)
    await confirm(own, phone.code())
    code = phone.code()
    await sign_in(own, email)
    await own.send("/sign-in/code", {"code": code})
    await sign_in(own, email)
    again = await own.send("/sign-in/code", {"code": code})
    assert again.status_code == 422
    assert WRONG in again.text


async def test_a_recovery_code_signs_in_once(
    own: Browser, email: str, clock: SteppingClock
) -> None:
    page = await confirm(own, (await begin(own, clock)).code())
    code = RECOVERY.findall(page.text)[0]
    await sign_in(own, email)
    assert (await own.send("/sign-in/code", {"code": code.upper()})).status_code == 200
    assert "<dd>9</dd>" in (await own.get(PAGE)).text
    await sign_in(own, email)
    assert WRONG in (await own.send("/sign-in/code", {"code": code})).text


async def test_guessing_is_slowed_down(own: Browser, email: str, clock: SteppingClock) -> None:
    phone = await begin(own, clock)
    await confirm(own, phone.code())
    await sign_in(own, email)
    for _ in range(5):
        await own.send("/sign-in/code", {"code": "000000"})
    page = await own.send("/sign-in/code", {"code": "000000"})
    assert "Too many attempts" in page.text


async def test_the_second_step_follows_the_first_within_ten_minutes(
    own: Browser, email: str, clock: SteppingClock
) -> None:
    phone = await begin(own, clock)
    await confirm(own, phone.code())
    await sign_in(own, email)
    clock.advance(minutes=10)
    page = await own.send("/sign-in/code", {"code": phone.code()})
    assert "More than ten minutes" in page.text


async def test_without_the_first_step_there_is_no_second(browser: Browser) -> None:
    assert (await browser.get("/sign-in/code")).url.path == "/sign-in"
    forged = await browser.send("/sign-in", {"code": "123456"}, to="/sign-in/code")
    assert forged.status_code == 422


async def test_setting_it_up_ends_the_other_sessions(
    own: Browser, app: Litestar, email: str, clock: SteppingClock
) -> None:
    other = Browser(app)
    await other.sign_in(email, PASSWORD)
    await confirm(own, (await begin(own, clock)).code())
    assert (await other.get("/account", follow=False)).status_code == 303
    assert (await own.get("/account", follow=False)).status_code == 200
    await other.client.aclose()


async def test_new_recovery_codes_and_the_end_need_a_code(
    own: Browser, clock: SteppingClock, services: Services
) -> None:
    phone = await begin(own, clock)
    first = RECOVERY.findall((await confirm(own, phone.code())).text)
    for act in ("codes", "remove"):
        assert WRONG in (await own.send(PAGE, {"code": "000000"}, to=f"{PAGE}/{act}")).text
    page = await own.send(PAGE, {"code": phone.code()}, to=f"{PAGE}/codes")
    assert not set(first) & set(RECOVERY.findall(page.text))
    assert WRONG in (await own.send(PAGE, {"code": first[0]}, to=f"{PAGE}/remove")).text
    gone = await own.send(PAGE, {"code": phone.code()}, to=f"{PAGE}/remove")
    assert "taken off your account" in gone.text
    wanted = {"account.renew_recovery_codes", "account.remove_second_factor"}
    assert wanted <= set(await acts(services))


async def test_one_that_counts_is_not_replaced_by_beginning_again(
    own: Browser, clock: SteppingClock
) -> None:
    await confirm(own, (await begin(own, clock)).code())
    page = await own.send(PAGE, {"password": PASSWORD})
    assert page.status_code == 422
    assert not SECRET.search(page.text)


async def test_the_secret_lies_sealed(
    own: Browser, clock: SteppingClock, services: Services
) -> None:
    phone = await begin(own, clock)
    async with services.database.read() as session:
        sealed = await session.scalar(text("SELECT secret_cipher FROM second_factor"))
    assert phone._secret not in sealed


@pytest.fixture
async def strict(settings: Settings, clock: SteppingClock) -> AsyncIterator[Litestar]:
    app = create_app(settings.model_copy(update={"require_second_factor": True}), clock)
    yield app
    await app.state["services"].database.close()


async def test_staff_go_no_further_than_setting_it_up_where_it_is_needed(
    strict: Litestar, services: Services, clock: SteppingClock
) -> None:
    own = Browser(strict)
    await own.sign_in(await add_account(services, Role.OFFICER), PASSWORD)
    assert (await own.get("/projects")).url.path == PAGE
    told = await own.get("/api/v1/projects")
    assert (told.status_code, told.json()["code"]) == (403, "access.second_factor_first")
    await confirm(own, (await begin(own, clock)).code())
    assert (await own.get("/api/v1/projects")).status_code == 200
    await own.client.aclose()


async def test_experts_may_and_need_not(strict: Litestar, services: Services) -> None:
    own = Browser(strict)
    await own.sign_in(await add_account(services, Role.EXPERT), PASSWORD)
    assert (await own.get("/account", follow=False)).status_code == 200
    await own.client.aclose()


@pytest.mark.parametrize(
    ("demo", "chosen", "needed"),
    [(False, None, True), (True, None, False), (True, True, True), (False, False, False)],
)
def test_staff_need_it_unless_the_demo_runs_or_the_operator_says_otherwise(
    demo: bool, chosen: bool | None, needed: bool
) -> None:
    settings = Settings(demo=demo, require_second_factor=chosen)
    assert settings.staff_need_second_factor is needed


async def test_every_role_finds_the_page(signed_in: SignedIn) -> None:
    for role in Role:
        assert PAGE in (await (await signed_in(role)).get("/account")).text
