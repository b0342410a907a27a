"""My record: what a member sees, changes alone, and takes away."""

import json
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from httpx import Response

from expert_pool.admission.sealing import PrivateData, open_private_data, seal_private_data
from expert_pool.audit.acts import Act
from expert_pool.experts import ExpertId, IntegrityFlag, Leave, Standing, Unit
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LoggedEntry
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import (
    add_experts,
    load_expert,
    load_pool,
    replace_expert,
    set_standing,
)
from tests.factories import make_expert, works_at
from tests.web.conftest import Browser, SignedIn
from tests.web.experts.samples import IDENTITY, NUMBER, PLEDGES, VERSION, Applicant, a_pdf
from tests.web.signing_in import PASSWORD
from web.services import Services

RECORD = "/my/record"
RELATION = {"kind": "adviser", "person_name": "测乙", "unit_name": "虚构大学"}
UNIT = {"name": "虚构公司", "ground": "G15"}


@dataclass
class Member:
    """Somebody in the pool at a browser."""

    browser: Browser
    services: Services
    id: UUID

    async def send(self, page: str, fields: dict[str, str], to: str = "") -> Response:
        """Send a form with the version that the page shows."""
        return await self.browser.send(page, {**await self.version(page), **fields}, to=to)

    async def version(self, page: str) -> dict[str, str]:
        found = VERSION.search((await self.browser.get(page)).text)
        return {"version": found[1]} if found else {}

    async def text(self, page: str) -> str:
        return (await self.browser.get(page)).text

    async def directions(self) -> dict[str, str]:
        """What a change's page of fields sends along unseen."""
        found = re.search(
            r'name="directions" value="([^"]*)"',
            (await self.browser.get("/application/fields")).text,
        )
        assert found
        return {"directions": found[1]}

    async def stored(self) -> ExpertRecord:
        async with self.services.database.read() as session:
            record = await load_expert(session, self.id)
        assert record
        return record

    async def private(self) -> PrivateData:
        record = await self.stored()
        return open_private_data(self.services.cipher, self.id, record.sealed)

    async def logged(self, *acts: Act) -> tuple[LoggedEntry, ...]:
        async with self.services.database.transaction() as session:
            page = await AuditStore(session).page(AuditFilter(acts=frozenset(acts)))
        return page.entries


@pytest.fixture
async def member(services: Services, signed_in: SignedIn) -> Member:
    browser = await signed_in(Role.EXPERT)
    expert_id = uuid4()
    private = PrivateData(NUMBER, "+8613800000000")
    sealed = seal_private_data(services.cipher, expert_id, private)
    expert = make_expert(
        id=ExpertId(str(expert_id)),
        employments=(works_at(Unit("虚构大学")),),
        identity_index=(sealed.identity_index or b"").hex(),
    )
    async with services.database.transaction() as session:
        account = await AccountStore(session).by_email("expert-1@example.org")
        assert account
        record = ExpertRecord(expert, "old@example.org", account.id, sealed=sealed)
        await add_experts(session, (record,))
    return Member(browser, services, expert_id)


async def test_a_member_sees_the_record_with_masked_numbers(member: Member) -> None:
    page = await member.browser.get("/application")
    assert page.url.path == RECORD
    for words in ("虚构大学", "old@example.org", "138****0000", "Verified by the bureau", "None"):
        assert words in page.text
    assert NUMBER not in page.text
    assert "13800000000" not in page.text


@pytest.mark.parametrize(
    "path",
    ["", "/contact", "/directions", "/leave", "/bank-account", "/copy", "/leaving"],
)
async def test_who_was_never_admitted_has_no_record(signed_in: SignedIn, path: str) -> None:
    stranger = await signed_in(Role.EXPERT)
    answer = await stranger.get(RECORD + path)
    assert answer.status_code == 404
    assert "There is no record of yours" in answer.text


async def test_a_record_that_bars_the_pool_is_shown_in_words(member: Member) -> None:
    flagged = replace((await member.stored()).expert, integrity_flags=frozenset(IntegrityFlag))
    async with member.services.database.transaction() as session:
        await replace_expert(session, replace(await member.stored(), expert=flagged))
    assert "Research misconduct" in await member.text(RECORD)


async def test_imported_people_have_no_record_before_they_are_verified(member: Member) -> None:
    async with member.services.database.transaction() as session:
        await set_standing(session, member.id, Standing.IMPORTED)
    assert (await member.browser.get(RECORD)).status_code == 404


async def test_contact_is_changed_at_once_and_logged_without_the_number(member: Member) -> None:
    sent = {"phone": "139 0000 0000", "email": "new@example.org"}
    page = await member.send(f"{RECORD}/contact", sent)
    assert "Your contact data are changed." in page.text
    assert (await member.stored()).email == "new@example.org"
    assert await member.private() == PrivateData(NUMBER, "+8613900000000")
    (entry,) = await member.logged(Act.EXPERT_CHANGE)
    assert entry.entry.subject == f"expert:{member.id}"
    assert entry.has_detail


async def test_empty_contact_keeps_the_number_and_falls_back_to_the_own_address(
    member: Member,
) -> None:
    await member.send(f"{RECORD}/contact", {"phone": "", "email": ""})
    assert (await member.stored()).email == "expert-1@example.org"
    assert (await member.private()).phone == "+8613800000000"


async def test_wrong_contact_is_refused_and_stays_typed(member: Member) -> None:
    sent = {"phone": "12", "email": "nobody"}
    page = await member.send(f"{RECORD}/contact", sent)
    assert page.status_code == 422
    assert 'value="nobody"' in page.text
    assert page.text.count('class="error"') == 2
    assert (await member.stored()).email == "old@example.org"


async def test_directions_are_changed_at_once(member: Member) -> None:
    empty = await member.send(f"{RECORD}/directions", {"directions": " "})
    assert empty.status_code == 422
    page = await member.send(f"{RECORD}/directions", {"directions": "编译技术\n操作系统"})
    assert "Your research directions are changed." in page.text
    assert (await member.stored()).expert.directions == ("编译技术", "操作系统")


@pytest.mark.parametrize("path", ["contact", "directions", "declare/relations", "bank-account"])
async def test_a_page_that_is_out_of_date_overwrites_nothing(member: Member, path: str) -> None:
    page = f"{RECORD}/{path}"
    sent = {
        "phone": "",
        "email": "late@example.org",
        "directions": "晚到",
        **RELATION,
        "bank_account": "6222020000000000000",
        "bank_branch": "虚构银行示例支行",
        "consent": "yes",
    }
    names = set(re.findall(r'name="(\w+)"', (await member.browser.get(page)).text))
    fields = {name: value for name, value in sent.items() if name in names}
    old = await member.version(page)
    await member.send(f"{RECORD}/directions", {"directions": "先到"})
    answer = await member.browser.send(page, {**old, **fields})
    assert answer.status_code == 409
    assert "Your record was changed elsewhere" in answer.text
    stored = await member.stored()
    assert (stored.email, stored.expert.directions) == ("old@example.org", ("先到",))
    assert not stored.expert.relations
    assert not (await member.private()).bank_account


async def test_a_relation_is_declared_once_however_often_it_is_sent(member: Member) -> None:
    page = f"{RECORD}/declare/relations"
    seen = await member.version(page)
    first = await member.browser.send(page, {**seen, **RELATION})
    assert "It is declared and counts at once." in first.text
    twice = await member.browser.send(page, {**seen, **RELATION})
    assert twice.status_code == 409
    again = await member.send(page, RELATION)
    assert again.status_code == 409
    assert "This is declared already." in again.text
    (relation,) = (await member.stored()).expert.relations
    assert relation.person_name == "测乙"


async def test_a_unit_to_avoid_is_declared_and_a_broken_one_refused(member: Member) -> None:
    page = f"{RECORD}/declare/avoided_units"
    assert (await member.send(page, {})).status_code == 422
    wrong = await member.send(page, {**UNIT, "credit_code": "1"})
    assert wrong.status_code == 422
    assert "虚构公司" in wrong.text
    await member.send(page, UNIT)
    (avoided,) = (await member.stored()).expert.avoided_units
    assert (avoided.unit.name, avoided.ground) == ("虚构公司", "G15")
    assert (await member.browser.get(f"{RECORD}/declare/secrets")).status_code == 404


async def declared_path(member: Member) -> str:
    await member.send(f"{RECORD}/declare/relations", RELATION)
    found = re.search(r"/my/record/declared/relations/\w+", (await member.browser.get(RECORD)).text)
    assert found
    return found[0]


async def test_taking_a_declaration_back_needs_a_reason(member: Member) -> None:
    path = await declared_path(member)
    refused = await member.send(path, {})
    assert refused.status_code == 422
    assert (await member.stored()).expert.relations
    await member.send(path, {"reason": "mistake"})
    assert not (await member.stored()).expert.relations
    newest = (await member.logged(Act.EXPERT_CHANGE))[0]
    assert newest.entry.reason == "mistake"
    assert (await member.browser.get(path)).status_code == 404


async def test_a_relation_that_ended_stays_with_its_last_day(member: Member) -> None:
    path = await declared_path(member)
    for wrong in ({}, {"ended_on": "2026-11-21"}):
        assert (await member.send(path, {"reason": "ended", **wrong})).status_code == 422
    await member.send(path, {"reason": "ended", "ended_on": "2026-01-31"})
    (relation,) = (await member.stored()).expert.relations
    assert relation.until == date(2026, 1, 31)


async def test_a_leave_is_noted_for_the_next_screening_and_cancelled(member: Member) -> None:
    page, days = f"{RECORD}/leave", {"start": "2026-12-01", "end": "2026-12-10"}
    assert (await member.browser.send(page, days)).status_code == 422
    noted = await member.browser.send(page, {**days, "reason": "travel"})
    assert "Your leave is noted." in noted.text
    again = await member.browser.send(page, {**days, "reason": "travel"})
    assert again.status_code == 409
    async with member.services.database.read() as session:
        (drawable,) = await load_pool(session)
    assert drawable.expert.leaves == (Leave(date(2026, 12, 1), date(2026, 12, 10), "travel"),)
    await member.browser.send(page, days, to=f"{page}/cancel")
    assert not (await member.stored()).expert.leaves


async def test_weekdays_without_reviews_are_set_in_two_clicks_and_count_at_once(
    member: Member,
) -> None:
    page, to = f"{RECORD}/leave", f"{RECORD}/leave/weekdays"
    noted = await member.browser.send(page, {"weekdays": ["1", "7"]}, to=to)
    assert "Your weekdays are noted." in noted.text
    assert noted.text.count(" checked>") == 2
    async with member.services.database.read() as session:
        (drawable,) = await load_pool(session)
    assert drawable.expert.weekdays_away == {1, 7}
    assert "No reviews on: Monday, Sunday" in (await member.browser.get(RECORD)).text
    every = await member.browser.send(page, {"weekdays": list("1234567")}, to=to)
    assert every.status_code == 422
    assert every.text.count(" checked>") == 7
    for odd in ("x", "8", "²", "9" * 5000):
        assert (await member.browser.send(page, {"weekdays": odd}, to=to)).status_code == 400
    await member.browser.send(page, {}, to=to)
    assert not (await member.stored()).expert.weekdays_away


async def test_the_calendar_shows_days_by_a_secret_address_alone(member: Member) -> None:
    page, leave = f"{RECORD}/calendar", {"start": "2026-12-01", "end": "2026-12-10"}
    await member.browser.send(f"{RECORD}/leave", {**leave, "reason": "travel"})
    assert "nobody can read it" in (await member.browser.get(page)).text
    addresses = []
    for _ in range(2):
        made = await member.browser.send(page, {})
        addresses += re.findall(r"/calendar/[\w-]{43}\.ics", made.text)
    first, second = addresses
    assert (await member.browser.get(first)).status_code == 404
    shown = await member.browser.get(second)
    assert shown.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20261201" in shown.text
    assert "travel" not in shown.text
    assert second not in (await member.browser.get(page)).text
    await member.browser.send(page, {}, to=f"{page}/off")
    assert (await member.browser.get(second)).status_code == 404
    await member.browser.send(page, {}, to=f"{page}/off")


@pytest.mark.parametrize(
    ("start", "end"), [("2026-12-02", "2026-12-01"), ("2026-11-01", "2026-11-19")]
)
async def test_leave_that_is_turned_round_or_over_is_refused(
    member: Member, start: str, end: str
) -> None:
    sent = {"start": start, "end": end, "reason": "study"}
    answer = await member.browser.send(f"{RECORD}/leave", sent)
    assert answer.status_code == 422
    assert start in answer.text
    assert not (await member.stored()).expert.leaves


async def test_a_bank_account_needs_its_own_consent_and_is_sealed(member: Member) -> None:
    page, number = f"{RECORD}/bank-account", "6222 0200 0000 0000 123"
    branch = {"bank_branch": "虚构银行示例支行"}
    nowhere = await member.send(page, {"bank_account": number, "consent": "yes"})
    assert nowhere.status_code == 422
    without = await member.send(page, {"bank_account": number, **branch})
    assert without.status_code == 422
    assert "Tick the consent" in without.text
    broken = await member.send(page, {"bank_account": "12 AB", "consent": "yes", **branch})
    assert broken.status_code == 422
    await member.send(page, {"bank_account": number, "consent": "yes", **branch})
    private = await member.private()
    assert (private.bank_account, private.bank_branch) == ("6222020000000000123", *branch.values())
    stored = await member.stored()
    assert branch["bank_branch"].encode() not in (stored.sealed.bank_branch_cipher or b"")
    assert stored.sealed.bank_index
    assert stored.expert.declarations.bank_consent
    shown = (await member.browser.get(page)).text
    assert "****0123" in shown
    assert branch["bank_branch"] in shown
    assert "6222020000000000123" not in shown
    await member.send(page, {}, to=f"{page}/remove")
    stored = await member.stored()
    assert (stored.sealed.bank_cipher, stored.sealed.bank_branch_cipher) == (None, None)
    assert not stored.expert.declarations.bank_consent


async def test_the_copy_is_masked_on_the_page_and_complete_in_the_file(member: Member) -> None:
    page = f"{RECORD}/copy"
    shown = (await member.browser.get(page)).text
    assert NUMBER not in shown
    assert "The log about me" in shown
    wrong = await member.browser.send(page, {"password": "not the password"})
    assert wrong.status_code == 422
    assert await member.logged(Act.PII_EXPORT) == ()
    file = await member.browser.send(page, {"password": PASSWORD})
    assert file.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    assert file.headers["cache-control"] == "no-store"
    content = json.loads(file.text)
    assert content["record"]["private"]["identity_number"] == NUMBER
    assert content["record"]["employments"][0]["unit"]["name"] == "虚构大学"
    assert {"account", "applications", "log", "draws", "open_seats", "fees"} <= content.keys()
    assert "password_hash" not in file.text
    assert len(await member.logged(Act.PII_EXPORT)) == 1


async def test_leaving_is_confirmed_counts_at_once_and_can_be_read_afterwards(
    member: Member,
) -> None:
    page = f"{RECORD}/leaving"
    assert (await member.send(page, {"reason": "untold"})).status_code == 422
    assert (await member.stored()).expert.standing is Standing.ACTIVE
    seen = await member.version(page)
    sent = {**seen, "reason": "consent_withdrawn", "understood": "yes"}
    done = await member.browser.send(page, sent)
    assert "You have left the pool." in done.text
    assert (await member.stored()).expert.standing is Standing.EXITED
    async with member.services.database.read() as session:
        assert await load_pool(session) == ()
    (entry,) = await member.logged(Act.EXPERT_REMOVE)
    assert (entry.entry.reason, entry.entry.next_state) == ("consent_withdrawn", "exited")
    twice = await member.browser.send(f"{RECORD}/copy", sent, to=page)
    assert twice.status_code == 404
    for path in ("", "/copy", "/contact"):
        assert (await member.browser.get(RECORD + path)).status_code == 200
    changed = await member.send(f"{RECORD}/contact", {"email": "after@example.org"})
    assert changed.status_code == 404


async def test_who_left_applies_again_to_the_own_record(member: Member) -> None:
    async with member.services.database.transaction() as session:
        await set_standing(session, member.id, Standing.EXITED)
    tasks = await member.browser.send(RECORD, {}, to="/application/start")
    assert tasks.url.path == "/application"
    identity = (await member.browser.get("/application/identity")).text
    assert "3307**********" in identity


async def test_a_change_of_verified_facts_goes_the_way_of_an_application(member: Member) -> None:
    tasks = await member.send(RECORD, {}, to=f"{RECORD}/change")
    assert f'<a class="back" href="{RECORD}">My record</a>' in tasks.text
    assert tasks.url.path == "/application"
    assert "Change of my record" in tasks.text
    assert "of 5 parts completed" in tasks.text
    again = await member.send(RECORD, {}, to=f"{RECORD}/change")
    assert VERSION.findall(again.text) == VERSION.findall(tasks.text)
    employments = (await member.browser.get("/application/employments")).text
    assert "虚构大学" in employments
    identity = (await member.browser.get("/application/identity")).text
    assert 'name="phone"' not in identity
    typed = {**IDENTITY, "identity_number": "", "phone": ""}
    assert (await member.send("/application/identity", typed)).url.path == "/application"
    fields = await member.send("/application/fields", await member.directions())
    assert fields.url.path == "/application"
    await member.send("/application/pledges", PLEDGES)
    row = re.search(r"/application/rows/titles/\w+", await member.text("/application/credentials"))
    assert row
    await Applicant(member.browser).upload(row[0], a_pdf())
    ready = await member.text("/application")
    assert "5 of 5 parts completed" in ready
    sent = await Applicant(member.browser).submit()
    assert sent.url.path == "/application/submitted"
    record = await member.text(RECORD)
    assert "An application of yours is under way" in record
    assert "Ask for a change" not in record
    assert "Submitted" in await member.text("/application")


async def test_declarations_are_not_part_of_a_change(member: Member) -> None:
    await member.send(RECORD, {}, to=f"{RECORD}/change")
    assert (await member.browser.get("/application/relations")).url.path == RECORD


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.OFFICER, Role.AUDITOR])
async def test_staff_have_no_such_pages(signed_in: SignedIn, role: Role) -> None:
    staff = await signed_in(role)
    assert (await staff.get(RECORD)).status_code == 403


async def test_one_member_never_reaches_the_declarations_of_another(
    member: Member, signed_in: SignedIn, services: Services
) -> None:
    path = await declared_path(member)
    other = await signed_in(Role.EXPERT)
    async with services.database.transaction() as session:
        account = await AccountStore(session).by_email("expert-2@example.org")
        assert account
        expert = make_expert(id=ExpertId(str(uuid4())), relations=())
        record = ExpertRecord(replace(expert, name="测丙"), account_id=account.id)
        await add_experts(session, (record,))
    assert (await other.get(path)).status_code == 404
    page = (await other.get(RECORD)).text
    assert "测乙" not in page
    assert (await member.stored()).expert.relations


async def test_every_page_speaks_chinese(member: Member) -> None:
    await member.browser.get(f"{RECORD}?lang=zh_Hans")
    for path, words in (
        ("", "我的资料"),
        ("/contact", "修改联系方式"),
        ("/directions", "研究方向"),
        ("/declare/relations", "提交申报"),
        ("/leave", "登记请假"),
        ("/bank-account", "单独同意"),
        ("/copy", "本人的全部信息"),
        ("/leaving", "后果说明"),
    ):
        page = await member.browser.get(RECORD + path)
        assert words in page.text


async def confirmed_on(member: Member, day: date) -> None:
    expert = replace((await member.stored()).expert, confirmed_on=day, admitted_on=day)
    async with member.services.database.transaction() as session:
        await replace_expert(session, replace(await member.stored(), expert=expert))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (10, "That counts until"),
        (350, "Please read your record through and confirm it again"),
        (400, "until you do so you are not drawn"),
    ],
)
async def test_the_own_record_says_when_to_confirm_it_again(
    member: Member, days: int, words: str
) -> None:
    await confirmed_on(member, member.services.today() - timedelta(days=days))
    page = await member.text(RECORD)
    assert words in page
    assert "Everything is still right" in page
    assert ("notice warning" in page) == (days > 300)


async def test_a_confirmation_is_noted_with_its_day_once(member: Member) -> None:
    today = member.services.today()
    await confirmed_on(member, today - timedelta(days=400))
    seen = await member.version(RECORD)
    for _ in range(2):
        page = await member.browser.send(RECORD, seen, to=f"{RECORD}/confirm")
        assert "The day of your confirmation is noted." in page.text
        assert "Everything is still right" not in page.text
    assert (await member.stored()).expert.confirmed_on == today
    (entry,) = await member.logged(Act.EXPERT_CONFIRM)
    assert entry.entry.subject == f"expert:{member.id}"


async def test_a_record_that_changed_meanwhile_is_not_confirmed_unread(member: Member) -> None:
    day = member.services.today() - timedelta(days=40)
    await confirmed_on(member, day)
    seen = await member.version(RECORD)
    await member.send(f"{RECORD}/directions", {"directions": "先到"})
    answer = await member.browser.send(RECORD, seen, to=f"{RECORD}/confirm")
    assert answer.status_code == 409
    assert (await member.stored()).expert.confirmed_on == day


async def test_who_left_confirms_nothing(member: Member) -> None:
    seen = await member.version(RECORD)
    async with member.services.database.transaction() as session:
        await set_standing(session, member.id, Standing.EXITED)
    assert "Everything is still right" not in await member.text(RECORD)
    answer = await member.browser.send(f"{RECORD}/copy", seen, to=f"{RECORD}/confirm")
    assert answer.status_code == 404
