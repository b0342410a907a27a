"""Integrity files on the pages: entered, answered, decided, confirmed, ended early, counted."""

import re
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from httpx import Response
from sqlalchemy import text

from expert_pool.experts import ExpertId, IntegrityFlag, Standing
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts, load_expert
from expert_pool.storage.mail_store import newest_mails
from tests.factories import make_expert
from tests.web.conftest import TOKEN, Browser, SignedIn, SteppingClock
from tests.web.draws.conftest import account_of
from tests.web.signing_in import PASSWORD
from tests.web.uploads.samples import pdf
from web.crediting import attend_cases
from web.services import Services

CASE = re.compile(r"/credit/([0-9a-f-]{36})")
PROOF = re.compile(r"/credit/events/[0-9a-f-]{36}/proof")
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Room:
    """Everybody who takes part in a case, each in an own browser."""

    services: Services
    first: Browser
    second: Browser
    approver: Browser
    expert: Browser
    expert_id: UUID

    async def enter(self, **changes: str) -> str:
        """The first registrar enters an absence; gives the case's path."""
        typed = {"kind": "absence", "occurred_on": "2026-11-19", "detail": "未到会"}
        await self.first.send(self.file, typed | changes)
        page = (await self.first.get(self.file)).text
        return f"/credit/{CASE.findall(page)[0]}"

    @property
    def file(self) -> str:
        return f"/pool/{self.expert_id}/credit"

    async def step(self, browser: Browser, path: str, **typed: str) -> str:
        found = VERSION.search((await browser.get(path)).text)
        assert found
        return (await browser.send(path, {"version": found[1], **typed})).text

    async def standing(self) -> Standing:
        async with self.services.database.read() as session:
            record = await load_expert(session, self.expert_id)
        assert record
        return record.expert.standing


@pytest.fixture
async def room(services: Services, signed_in: SignedIn) -> Room:
    first, second = await signed_in(Role.REGISTRAR), await signed_in(Role.REGISTRAR)
    approver, expert = await signed_in(Role.APPROVER), await signed_in(Role.EXPERT)
    expert_id = uuid4()
    account = await account_of(services, "expert-4@example.org")
    record = ExpertRecord(make_expert(id=ExpertId(str(expert_id))), account_id=account)
    async with services.database.transaction() as session:
        await add_experts(session, (record,))
    return Room(services, first, second, approver, expert, expert_id)


async def test_a_case_goes_from_the_report_to_a_suspension_and_ends_early(
    room: Room, signed_in: SignedIn
) -> None:
    case = await room.enter()
    own = (await room.expert.get("/my/credit")).text
    assert "未到会" in own
    assert "Suspension from draws, 6 months" in own
    async with room.services.database.read() as session:
        mail = (await newest_mails(session, 1))[0]
    assert (mail.template, dict(mail.context)) == ("credit_case", {})
    long = "很长的意见" * 900
    answer = {"text": long, "final": "yes"}
    wrong = await room.expert.send("/my/credit", answer, to=f"/my{case}")
    assert (wrong.status_code, long in wrong.text) == (422, True)
    await room.expert.send("/my/credit", {"text": "高铁停运", "final": "yes"}, to=f"/my{case}")
    assert "Decide on the case</h2>" not in (await room.first.get(case)).text
    chosen = {"step": "decide", "measure": "suspension", "months": "7"}
    refused = await room.step(room.second, case, **chosen, words="理由")
    assert "1 to 6 months" in refused
    await room.step(room.second, case, **chosen | {"months": "3"}, words="情节较轻")
    shown = (await room.approver.get(case)).text
    assert ("测甲" in shown, "高铁停运" in shown) == (False, True)
    assert headings(shown) == (True, False)
    await room.step(room.approver, case, step="confirm")
    assert headings((await room.approver.get(case)).text) == (False, True)
    assert await room.standing() is Standing.SUSPENDED
    own = (await room.expert.get("/my/credit")).text
    assert "情节较轻" in own
    assert "19 February 2027" in own
    await ends_early(room, case)
    auditor = await signed_in(Role.AUDITOR)
    assert "Suspension from draws" in (await auditor.get("/credit/counts")).text
    assert "测甲" not in (await auditor.get(case)).text


def headings(page: str) -> tuple[bool, bool]:
    """Whether a page says that something is proposed, and whether that it was decided."""
    proposed = "<h2>Proposed measure, to be confirmed by a second person</h2>" in page
    return proposed, "<h2>What was decided</h2>" in page


async def ends_early(room: Room, case: str) -> None:
    """Nobody resumes alone what two persons decided; two persons may."""
    page = f"/pool/{room.expert_id}"
    alone = await room.second.send(page, {"reason": "term_over"}, to=f"{page}/resume")
    assert alone.status_code == 409
    await room.step(room.second, case, step="ask_lift", words="申诉成立")
    await room.step(room.approver, case, step="lift")
    assert await room.standing() is Standing.ACTIVE


async def test_each_open_case_has_fields_of_its_own_for_the_answer(room: Room) -> None:
    await room.enter()
    case = await room.enter(kind="weak_work")
    assert "waits for your answer" in (await room.expert.get("/my/record")).text
    shown = (await room.expert.get("/my/credit")).text
    wrong = (await room.expert.send("/my/credit", {"text": " "}, to=f"/my{case}")).text
    for page in (shown, wrong):
        ids = re.findall(r' id="([^"]+)"', page)
        assert sorted(set(ids)) == sorted(ids)
        assert page.count('name="final"') == 2
        assert set(re.findall(r'<label for="([^"]+)"', page)) <= set(ids)
    assert 'href="#text"' in wrong
    assert 'id="text"' in wrong


async def test_a_leak_is_entered_with_a_proof_and_what_was_typed_stays(room: Room) -> None:
    typed = {"kind": "leak", "occurred_on": "2026-11-19", "detail": "在群内公布名单"}
    wrong = await room.first.send(room.file, typed)
    assert (wrong.status_code, "在群内公布名单" in wrong.text) == (422, True)
    ahead = await room.first.send(room.file, typed | {"occurred_on": "2026-11-21"})
    assert (ahead.status_code, "cannot lie ahead" in ahead.text) == (422, True)
    right = await room.first.send(room.file, typed | {"document": "虚构〔2026〕2号"})
    assert "Removal from the pool, 2 years" in (await room.expert.get("/my/credit")).text
    assert "The event stands in the file." in right.text
    misconduct = {"flag": "research-misconduct", "step": "enter", "source": "虚构查询"}
    for answer, status in (("The record is noted.", 200), ("noted already", 422)):
        noted = await room.first.send(room.file, misconduct, to=f"{room.file}/record")
        assert (noted.status_code, answer in noted.text) == (status, True)
    async with room.services.database.read() as session:
        record = await load_expert(session, room.expert_id)
    assert record
    assert record.expert.integrity_flags == {IntegrityFlag.RESEARCH_MISCONDUCT}


async def test_a_proof_is_checked_kept_sealed_and_given_to_those_who_watch(
    room: Room, signed_in: SignedIn
) -> None:
    typed = {"kind": "leak", "occurred_on": "2026-11-19", "detail": "在群内公布名单"}
    files = room.services.settings.uploads
    wrong = await upload(room, typed, b"no such file")
    assert (wrong.status_code, "在群内公布名单" in wrong.text) == (422, True)
    assert [it for it in files.rglob("*") if it.is_file()] == []
    content = pdf()
    kept = (await upload(room, typed, content)).text
    (sealed,) = [it for it in files.rglob("*") if it.is_file()]
    assert content[:100] not in sealed.read_bytes()
    link = PROOF.search(kept)
    assert link
    for browser in (room.second, room.approver, await signed_in(Role.AUDITOR)):
        sent = await browser.get(link[0])
        assert sent.content == content
        assert sent.headers["content-disposition"].startswith("attachment")
    assert (await room.expert.get(link[0])).status_code == 403
    assert (await room.second.get(f"/credit/events/{uuid4()}/proof")).status_code == 404
    async with room.services.database.read() as session:
        looks = "SELECT count(*) FROM audit_entry WHERE act = 'credit.read' AND body LIKE '%proof%'"
        assert await session.scalar(text(looks)) == 3


async def upload(room: Room, typed: dict[str, str], content: bytes) -> Response:
    """An event with a file that proves it, entered by the first registrar."""
    found = TOKEN.search((await room.first.get(room.file)).text)
    assert found
    return await room.first.client.post(
        room.file,
        data={"csrf_token": found[1], **typed},
        files={"proof": ("proof.pdf", content, "application/pdf")},
        follow_redirects=True,
    )


async def test_the_service_ends_the_term_and_the_worklist_shows_whose_step_is_next(
    room: Room, clock: SteppingClock
) -> None:
    case = await room.enter()
    assert case not in (await room.second.get("/credit")).text
    assert case in (await room.second.get("/credit?show=open")).text
    clock.advance(days=18)
    assert (await attend_cases(room.services), await attend_cases(room.services)) == (1, 0)
    for browser, name in (
        (room.second, "registrar-2"),
        (room.approver, "approver-3"),
        (room.expert, "expert-4"),
    ):
        await browser.sign_in(f"{name}@example.org", PASSWORD)
    assert case in (await room.second.get("/credit")).text
    await room.step(room.approver, case, step="withdraw", words="登记错人")
    assert "登记错人" in (await room.expert.get("/my/credit")).text
