"""The pool, the register of units, imports and paper applications, at the browser."""

import re
from uuid import UUID, uuid4

import pytest
from httpx import Response
from sqlalchemy import text

from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.audit.acts import Act
from expert_pool.experts import ExpertId, Standing
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.import_store import ImportState, change_import
from tests.expert_pool.admission.cases import NUMBER, complete_sections, count, logged
from tests.factories import make_expert
from tests.web.conftest import TOKEN, Browser, SignedIn, SteppingClock
from tests.web.registrars.conftest import Counter
from tests.web.uploads.samples import pdf
from web.registrars import import_jobs
from web.registrars.import_jobs import settle
from web.services import Services

WITHDRAW = text("UPDATE application SET state = 'withdrawn'")
HEADER = "姓名,身份证号,电子邮箱,专家类型,所在区域,工作单位\n"
GOOD = "测丁,99000019700105001X,ding@example.org,技术专家,婺城区,虚构大学\n"
BAD = "=cmd|' /C calc'!A0,99000019700105001,wu@example.org,技术专家,婺城区,虚构大学\n"


async def add(services: Services, **changes: object) -> UUID:
    expert_id = uuid4()
    sealed = seal_private_data(services.cipher, expert_id, PrivateData(NUMBER, "+8613800000000"))
    expert = make_expert(id=ExpertId(str(expert_id)), **changes)
    record = ExpertRecord(expert, "x@example.org", name_pinyin="ce jia", sealed=sealed)
    async with services.database.transaction() as session:
        await add_experts(session, (record,))
    return expert_id


async def upload(browser: Browser, page: str, to: str, name: str, content: bytes) -> Response:
    token = TOKEN.search((await browser.get(page)).text)
    assert token
    version = re.search(r'name="version" value="(\d+)"', (await browser.get(page)).text)
    data = {"csrf_token": token[1], **({"version": version[1]} if version else {})}
    return await browser.client.post(
        to, data=data, files={name: (f"{name}.csv", content)}, follow_redirects=True
    )


async def test_the_pool_is_filtered_and_the_address_keeps_the_state(
    counter: Counter, services: Services
) -> None:
    await add(services)
    page = (await counter.first.get("/pool?words=cj&division=330702&field=1&sort=-number")).text
    assert "测甲" in page
    assert 'aria-sort="descending"' in page
    assert "words=cj&amp;division=330702&amp;field=1&amp;sort=number" in page
    assert "测甲" not in (await counter.first.get("/pool?words=zz")).text


async def test_an_expert_shows_masked_numbers_and_opens_one_for_a_purpose(
    counter: Counter, services: Services
) -> None:
    expert_id = await add(services)
    page = f"/pool/{expert_id}"
    assert NUMBER not in (await counter.first.get(page)).text
    sent = {"field": "identity_number", "purpose": "contact_person"}
    assert NUMBER in (await counter.first.send(page, sent, to=f"{page}/read")).text
    refused = await counter.first.send(page, {"field": "name"}, to=f"{page}/read")
    assert refused.status_code == 422
    assert len(await logged(counter.office, Act.PII_READ)) == 1


async def test_leave_and_standing_are_changed_on_the_page(
    counter: Counter, services: Services
) -> None:
    page = f"/pool/{await add(services)}"
    wrong = {"start": "2026-12-09", "end": "2026-12-01"}
    assert (await counter.first.send(page, wrong, to=f"{page}/leave")).status_code == 422
    leave = {"start": "2026年12月1日", "end": "2026-12-09", "reason": "study"}
    shown = await counter.first.send(page, leave, to=f"{page}/leave")
    assert "1 December 2026 – 9 December 2026" in shown.text
    days = {"start": "2026-12-01", "end": "2026-12-09"}
    shown = await counter.first.send(page, days, to=f"{page}/leave/cancel")
    assert "No leave is noted." in shown.text
    assert (await counter.first.send(page, {}, to=f"{page}/suspend")).status_code == 422
    shown = await counter.first.send(page, {"reason": "own_request"}, to=f"{page}/suspend")
    assert "The expert is suspended." in shown.text
    again = await counter.first.send(page, {"reason": "own_request"}, to=f"{page}/suspend")
    assert again.status_code == 409
    shown = await counter.first.send(page, {"reason": "term_over"}, to=f"{page}/resume")
    assert "The expert is active again." in shown.text


async def test_an_imported_person_is_invited_again(counter: Counter, services: Services) -> None:
    page = f"/pool/{await add(services, standing=Standing.IMPORTED)}"
    shown = await counter.first.send(page, {}, to=f"{page}/invite")
    assert "A new link is on its way by e-mail." in shown.text
    assert await count(counter.office, "outgoing_mail") == 1


@pytest.mark.parametrize("path", ["/cases", "/pool", "/imports", "/papers", "/units"])
async def test_officers_and_experts_stay_outside(signed_in: SignedIn, path: str) -> None:
    assert (await (await signed_in(Role.OFFICER)).get(path)).status_code == 403
    assert (await (await signed_in(Role.EXPERT)).get(path)).status_code == 403


async def test_units_get_names_and_parents(counter: Counter, services: Services) -> None:
    await add(services)
    listed = (await counter.first.get("/units?words=虚构大学")).text
    found = re.search(r'href="(/units/[0-9a-f-]{36})"', listed)
    assert found
    page = found[1]
    shown = await counter.first.send(page, {"alias": "虚大"}, to=f"{page}/alias")
    assert "The name is confirmed." in shown.text
    again = await counter.first.send(page, {"alias": "虚大"}, to=f"{page}/alias")
    assert again.status_code == 422
    below = await counter.first.send(page, {"parent": "虚大"}, to=f"{page}/parent")
    assert below.status_code == 422
    assert (
        "The parent is set."
        in (await counter.first.send(page, {"parent": ""}, to=f"{page}/parent")).text
    )
    assert (await counter.first.get(f"/units/{uuid4()}")).status_code == 404
    assert "虚构大学" not in (await counter.first.get("/units?code=none")).text


async def imported(counter: Counter, typed: str) -> str:
    """Upload a file, wait for its dry run, and give its page."""
    page = await upload(counter.first, "/imports", "/imports", "workbook", typed.encode("gb18030"))
    assert page.status_code == 200
    await settle()
    return page.url.path


async def test_a_file_is_checked_first_and_its_faults_are_shown(counter: Counter) -> None:
    page = await imported(counter, HEADER + GOOD.replace("99000019700105001X", "1") + BAD)
    shown = (await counter.first.get(page)).text
    assert "Checked, not imported" in shown
    assert "problem" in shown
    assert await count(counter.office, "expert") == 0
    errors = await counter.first.get(f"{page}/errors.xlsx")
    assert errors.content.startswith(b"PK")
    assert "attachment" in errors.headers["content-disposition"]
    assert len(await logged(counter.office, Act.PII_EXPORT)) == 1


async def test_only_the_accepted_rows_are_stored(counter: Counter) -> None:
    await hand_away(counter)
    page = await imported(counter, HEADER + GOOD + BAD)
    shown = await counter.first.send(page, {}, to=f"{page}/store")
    assert shown.status_code == 200
    await settle()
    shown = await counter.first.get(page)
    assert "1 person was imported" in shown.text
    assert await count(counter.office, "expert") == 1
    again = await counter.first.send("/imports", {}, to=f"{page}/store")
    assert again.status_code == 409


async def hand_away(counter: Counter) -> None:
    """The case that every counter begins with bears the number of the imported person."""
    async with counter.office.database.transaction() as session:
        await session.execute(WITHDRAW)


async def test_a_failed_store_says_so_and_leaves_nothing(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hand_away(counter)
    page = await imported(counter, HEADER + GOOD)

    async def die(*_: object) -> int:
        raise RuntimeError

    monkeypatch.setattr(import_jobs, "store_checked", die)
    await counter.first.send(page, {}, to=f"{page}/store")
    await settle()
    shown = (await counter.first.get(page)).text
    assert "Failed, nothing imported" in shown
    assert await count(counter.office, "expert") == 0


async def test_a_file_that_is_no_table_is_refused_with_its_reason(counter: Counter) -> None:
    page = await imported(counter, "nothing\n")
    shown = (await counter.first.get(page)).text
    assert "Cannot be read" in shown
    assert "No header was found" in shown
    nothing = await counter.first.send("/imports", {})
    assert nothing.status_code == 422


async def test_an_import_whose_process_died_shows_as_interrupted(
    counter: Counter, services: Services, clock: SteppingClock
) -> None:
    page = await imported(counter, HEADER + GOOD)
    import_id = UUID(page.rpartition("/")[2])
    async with services.database.transaction() as session:
        await change_import(session, import_id, ImportState.CHECKING)
    assert 'http-equiv="refresh"' in (await counter.first.get(page)).text
    clock.advance(minutes=2)
    shown = (await counter.first.get(page)).text
    assert "Interrupted" in shown
    await counter.first.send(page, {}, to=f"{page}/check")
    await settle()
    assert "Checked, not imported" in (await counter.first.get(page)).text
    assert (await counter.first.get(f"/imports/{uuid4()}")).status_code == 404


async def test_the_template_is_a_workbook(counter: Counter) -> None:
    template = await counter.first.get("/imports/template.xlsx")
    assert template.content.startswith(b"PK")


async def test_a_paper_application_is_typed_in_and_handed_in(counter: Counter) -> None:
    await hand_away(counter)
    begun = await counter.first.send("/papers", {"email": "ding@example.org"})
    page = begun.url.path
    assert (await counter.second.get(page)).status_code == 404
    consent = (await counter.first.get(f"{page}/identity")).text
    assert 'name="sensitive_version" value="2026.1"' in consent
    assert "Notice on sensitive personal data, and separate consent" in consent
    assert 'name="sensitive_consent" type="checkbox"' in consent
    for section, data in complete_sections().items():
        await type_in(counter.first, page, section, data)
    shown = (await counter.first.get(page)).text
    assert "missing or wrong" not in shown
    refused = await submit(counter.first, page)
    assert refused.status_code == 422
    assert "scan" in refused.text
    wrong = await upload(counter.first, page, f"{page}/scan", "scan", b"no scan")
    assert wrong.status_code == 422
    await upload(counter.first, page, f"{page}/scan", "scan", pdf())
    done = await submit(counter.first, page)
    assert "handed in. Other registrars check it." in done.text
    assert "On paper" in (await counter.second.get("/cases")).text


async def submit(browser: Browser, page: str) -> Response:
    version = await version_on(browser, page)
    return await browser.send(page, {"version": version}, to=f"{page}/submit")


async def version_on(browser: Browser, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', (await browser.get(page)).text)
    assert found
    return found[1]


async def type_in(browser: Browser, page: str, section: str, data: dict[str, object]) -> None:
    """A section as a registrar types it: its rows first, then its own fields."""
    for group, rows in data.items():
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            for row in rows:
                await type_row(browser, page, group, row)
    own: dict[str, str] = {
        name: str(value) for name, value in data.items() if isinstance(value, str)
    }
    if section == "fields":
        own |= {"directions": "编译技术", "disciplines": "520"}
    own["version"] = await version_on(browser, f"{page}/{section}")
    await browser.send(f"{page}/{section}", own)


async def type_row(browser: Browser, page: str, group: str, row: dict[str, object]) -> None:
    path = f"{page}/rows/{group}/new"
    fields = {name: value for name, value in row.items() if isinstance(value, str)}
    fields["version"] = await version_on(browser, path)
    saved = await browser.send(path, fields)
    if group not in {"titles", "qualifications"}:
        return
    found = re.search(rf'action="({page}/rows/{group}/[0-9a-f]+)/certificate"', saved.text)
    assert found, saved.text
    kept = await upload(browser, found[1], f"{found[1]}/certificate", "certificate", pdf())
    assert "The file is uploaded." in kept.text


async def test_a_row_is_corrected_and_taken_out(counter: Counter) -> None:
    page = (await counter.first.send("/papers", {})).url.path
    path = f"{page}/rows/employments/new"
    wrong = {"employer": "虚构大学", "version": await version_on(counter.first, path)}
    assert (await counter.first.send(path, wrong)).status_code == 422
    listed = (await counter.first.get(f"{page}/employments")).text
    found = re.search(rf'href="({page}/rows/employments/[0-9a-f]+)"', listed)
    assert found
    version = await version_on(counter.first, page)
    await counter.first.send(page, {"version": version}, to=f"{found[1]}/remove")
    assert found[1] not in (await counter.first.get(f"{page}/employments")).text
    old = await counter.first.send(page, {"version": version}, to=f"{found[1]}/remove")
    assert old.status_code == 409
    assert (await counter.first.get(f"{page}/salary")).status_code == 404
