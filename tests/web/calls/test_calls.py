"""A call for experts: drafted, released by a second person, answered by its link, then over."""

import pytest

from expert_pool.audit.acts import ActGroup, acts_of
from expert_pool.roles import Role
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from tests.web.conftest import Browser, SignedIn, SteppingClock
from web.services import Services

DESK, FIELD = "/fields/calls", "101"
DRAFT = {"field": FIELD, "number": "5", "until": "2026-12-31"}


@pytest.fixture
async def drafted(signed_in: SignedIn) -> str:
    """The number of a call that a registrar drafted."""
    registrar = await signed_in(Role.REGISTRAR)
    wrong = await registrar.send(DESK, DRAFT | {"until": "2026-11-19"})
    assert "The last day to apply is today or later." in wrong.text
    page = await registrar.send(DESK, DRAFT)
    assert "Waits for its release" in page.text
    return page.url.path.rpartition("/")[2]


async def test_a_call_is_released_answered_and_counted_until_its_last_day(
    drafted: str,
    signed_in: SignedIn,
    browser: Browser,
    services: Services,
    clock: SteppingClock,
) -> None:
    assert drafted == "C2026-001"
    public = f"/calls/{drafted}"
    assert (await browser.get(public)).status_code == 404
    approver = await signed_in(Role.APPROVER)
    page = await approver.send(f"{DESK}/{drafted}", {}, to=f"{DESK}/{drafted}/release")
    assert "软件" in page.text
    assert "5 experts in the field" in page.text

    assert "5 experts" in (await browser.get(f"{public}?lang=en")).text
    home = (await browser.get("/?lang=en")).text
    assert f'<a href="{public}">Call for experts: Software</a>' in home
    led = await browser.get(f"{public}/apply", follow=False)
    assert led.headers["location"] == "/sign-up"
    expert = await signed_in(Role.EXPERT)
    led = await expert.get(f"{public}/apply", follow=False)
    assert led.headers["location"] == "/application"
    await expert.send("/application", {}, to="/application/start")
    shown = (await approver.get(f"{DESK}?lang=en")).text
    assert 'data-label="Applications begun">1<' in shown
    assert 'data-label="Applications handed in">0<' in shown

    clock.advance(days=41)  # the evening of its last day in China
    clock.advance(hours=13)
    assert (await browser.get(public)).status_code == 200
    clock.advance(hours=1)
    assert (await browser.get(public)).status_code == 404
    async with services.database.read() as session:
        found = await AuditStore(session).page(AuditFilter(acts=acts_of(ActGroup.CALL)))
    assert [(it.entry.act, it.entry.subject) for it in reversed(found.entries)] == [
        ("call.draft", f"call:{drafted}"),
        ("call.release", f"call:{drafted}"),
    ]
