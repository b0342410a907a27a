"""A form sent twice changes things once, and leads to the same page again."""

import asyncio

import pytest
from httpx import Response
from litestar import Litestar
from sqlalchemy import func, select

from expert_pool import recording
from expert_pool.audit.acts import Act
from expert_pool.errors import DatabaseAway
from expert_pool.roles import Role
from expert_pool.storage import answer_store
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.tables.answers import FormAnswerRow
from tests.selection.requesting.test_projects import CODE
from tests.web.conftest import TOKEN, Browser, SignedIn, SteppingClock
from tests.web.signing_in import PASSWORD
from web import repeats
from web.officers import projects
from web.registrars.import_jobs import settle
from web.repeats import SHOWN_ONCE, sweep
from web.services import Services

NEW = "/projects/new"
PROJECT = {
    "number": "2026-1-001",
    "name": "虚构轴承项目",
    "units-0-role": "lead_unit",
    "units-0-code": CODE,
    "units-0-name": "虚构轴承厂",
    "people-0-role": "project_leader",
    "people-0-name": "测甲",
    "do": "save",
}


@pytest.fixture
async def officer(signed_in: SignedIn) -> Browser:
    return await signed_in(Role.OFFICER)


async def shown_form(browser: Browser, page: str = NEW) -> dict[str, str]:
    """The hidden field of a page as it is shown once."""
    found = TOKEN.search((await browser.get(page)).text)
    assert found
    return {"csrf_token": found[1]}


async def send(browser: Browser, fields: dict[str, str], path: str = NEW) -> Response:
    return await browser.client.post(path, data=fields)


async def entered(services: Services, act: Act = Act.PROJECT_CREATE) -> int:
    async with services.database.read() as session:
        found = await AuditStore(session).page(AuditFilter(acts=frozenset({act})))
    return len(found.entries)


async def kept(services: Services) -> int:
    async with services.database.read() as session:
        return await session.scalar(select(func.count()).select_from(FormAnswerRow)) or 0


async def test_the_same_form_again_is_answered_as_before_and_changes_nothing(
    officer: Browser, services: Services
) -> None:
    form = await shown_form(officer) | PROJECT
    first = await send(officer, form)
    again = await send(officer, form)
    assert first.status_code == again.status_code == 303
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["set-cookie"] == first.headers["set-cookie"]
    assert await entered(services) == 1


async def test_a_double_click_is_one_act_and_both_lead_to_the_same_page(
    officer: Browser, services: Services
) -> None:
    form = await shown_form(officer) | PROJECT
    answers = await asyncio.gather(*(send(officer, form) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await entered(services) == 1


async def test_other_contents_from_the_same_page_are_another_act(
    officer: Browser, services: Services
) -> None:
    form = await shown_form(officer) | PROJECT
    await send(officer, form)
    assert (await send(officer, form | {"number": "2026-1-002"})).status_code == 303
    assert await entered(services) == 2


async def test_the_same_contents_from_a_page_opened_anew_are_judged_anew(
    officer: Browser, services: Services
) -> None:
    await send(officer, await shown_form(officer) | PROJECT)
    again = await send(officer, await shown_form(officer) | PROJECT)
    assert again.status_code in {409, 422}
    assert await entered(services) == 1


async def test_what_was_refused_can_be_sent_again(officer: Browser, services: Services) -> None:
    form = await shown_form(officer) | PROJECT | {"number": ""}
    assert (await send(officer, form)).status_code == 422
    assert (await send(officer, form)).status_code == 422
    assert await kept(services) == 0


async def test_a_form_of_another_session_answers_nothing(
    officer: Browser, signed_in: SignedIn
) -> None:
    form = await shown_form(officer) | PROJECT
    await send(officer, form)
    other = await signed_in(Role.OFFICER)
    assert (await send(other, form)).status_code == 403


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "PATIENCE_SECONDS", 0.1)


@pytest.mark.usefixtures("impatient")
async def test_where_the_answer_was_lost_the_page_says_so(
    officer: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise DatabaseAway("gone")

    form = await shown_form(officer) | PROJECT
    with monkeypatch.context() as patched:
        patched.setattr(repeats, "keep_form_answer", away)
        assert (await send(officer, form)).status_code == 303
    headers = {"referer": "http://service.test/projects"}
    again = await officer.client.post(NEW, data=form, headers=headers)
    assert again.headers["location"] == "/projects"
    assert "We had received this form before" in (await officer.get("/projects")).text
    assert await entered(services) == 1


@pytest.mark.usefixtures("impatient")
async def test_an_act_whose_answer_broke_behind_its_commit_is_not_done_again(
    officer: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object, **__: object) -> None:
        raise RuntimeError("behind the commit")

    form = await shown_form(officer) | PROJECT
    with monkeypatch.context() as patched:
        patched.setattr(projects, "redirect", break_off)
        assert (await send(officer, form)).status_code == 500
    assert (await send(officer, form)).headers["location"] == "/"
    assert "We had received this form before" in (await officer.get("/projects")).text
    assert await entered(services) == 1


@pytest.mark.usefixtures("impatient")
async def test_a_secret_is_made_once_although_its_page_is_never_kept(
    officer: Browser, services: Services
) -> None:
    path = "/account/tokens"
    form = await shown_form(officer, path)
    form |= {"name": "nightly report", "days": "30", "password": PASSWORD}
    assert "ep_" in (await send(officer, form, path)).text
    assert (await send(officer, form, path)).status_code == 303
    assert await entered(services, Act.ACCOUNT_CREATE_TOKEN) == 1


def test_the_acts_whose_answer_is_shown_once_are_routes(wired: Litestar) -> None:
    assert {name for name in SHOWN_ONCE if wired.get_handler_index_by_name(name)} == SHOWN_ONCE


@pytest.mark.parametrize(
    "referer", ["", "http://elsewhere.test/projects", "http://service.test//elsewhere.test"]
)
@pytest.mark.usefixtures("impatient")
async def test_a_lost_answer_leads_to_no_foreign_page(
    officer: Browser, monkeypatch: pytest.MonkeyPatch, referer: str
) -> None:
    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(repeats, "keep_form_answer", nothing)
    form = await shown_form(officer) | PROJECT
    await send(officer, form)
    headers = {"referer": referer} if referer else {}
    assert (await officer.client.post(NEW, data=form, headers=headers)).headers["location"] == "/"


async def test_an_act_that_was_undone_is_not_taken_for_done(
    officer: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def break_off(*_: object) -> None:
        raise DatabaseAway("gone")

    form = await shown_form(officer) | PROJECT
    with monkeypatch.context() as patched:
        patched.setattr(recording, "append_entries", break_off)
        assert (await send(officer, form)).status_code == 503
    assert await kept(services) == 0
    assert (await send(officer, form)).status_code == 303
    assert await entered(services) == 1


async def test_an_upload_is_known_by_its_contents_not_by_how_it_was_packed(
    signed_in: SignedIn,
) -> None:
    registrar, page = await signed_in(Role.REGISTRAR), "/imports"
    form = await shown_form(registrar, page)
    led_to = []
    for content in (b"a,b\n", b"a,b\n", b"a,c\n"):
        files = {"workbook": ("list.csv", content, "text/csv")}
        answer = await registrar.client.post(page, data=form, files=files)
        led_to.append(answer.headers["location"])
    await settle()
    assert led_to[0] == led_to[1] != led_to[2]


async def test_who_finds_it_done_by_a_faster_click_is_led_on_too(
    officer: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await shown_form(officer) | PROJECT
    first = await send(officer, form)

    async def not_yet(*_: object) -> None:
        return None

    with monkeypatch.context() as patched:  # both had come before the first was answered
        patched.setattr(repeats, "claim_form", not_yet)
        early = iter([None])
        found = answer_store.find_form_answer
        patched.setattr(
            repeats,
            "find_form_answer",
            lambda session, sent: not_yet() if next(early, 1) is None else found(session, sent),
        )
        again = await send(officer, form)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    assert again.content == first.content
    assert await entered(services) == 1


async def test_old_answers_are_swept_after_the_time_that_is_set(
    officer: Browser, services: Services, clock: SteppingClock
) -> None:
    await send(officer, await shown_form(officer) | PROJECT)
    clock.advance(hours=23)
    await sweep(services)
    assert await kept(services) == 1
    clock.advance(hours=2)
    await sweep(services)
    assert await kept(services) == 0


async def test_whoever_is_not_signed_in_is_always_answered_anew(
    browser: Browser, services: Services
) -> None:
    form = await shown_form(browser, "/sign-in") | {"email": "a@example.org", "password": "wrong"}
    for _ in range(2):
        assert (await send(browser, form, "/sign-in")).status_code != 303
    assert await kept(services) == 0
