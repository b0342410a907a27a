"""The review day in the browser: the host's page, the door, and a member's own page."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from httpx import Response
from sqlalchemy import text

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from selection.convening import pledge, show_code, sign_in
from selection.storage.meeting_store import AttendanceRecord, load_attendances, load_meeting_of
from tests.selection.convening.stage import ACCOUNTS, PLEDGED
from tests.web.conftest import TOKEN, Browser, SignedIn
from tests.web.draws.conftest import NAME, Stage, account_of
from tests.web.draws.conftest import patience as patience
from tests.web.draws.conftest import stage as stage
from tests.web.draws.test_results import give_account
from tests.web.signing_in import PASSWORD
from tests.web.uploads.samples import pdf

CODE = re.compile(r"(\d{4}) (\d{4})")
OPTION = re.compile(r'<option value="([0-9a-f-]{36})"')
SEATED = "SELECT expert_id FROM panel_seat ORDER BY position LIMIT 1"
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def words_of(file: bytes) -> str:
    """Everything that stands in a PDF."""
    document = pypdfium2.PdfDocument(file)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@dataclass
class Room:
    """Host and one member, on the morning of the review."""

    stage: Stage
    host: Browser
    member: Browser
    own: str = ""

    @property
    def path(self) -> str:
        return f"/requests/{self.stage.request_id}/meeting"

    async def act(self, step: str, **fields: str) -> str:
        return (await self.host.send(self.path, {"step": step, **fields})).text

    async def say(self, step: str, **fields: str) -> str:
        return (await self.member.send(self.own, {"step": step, **fields})).text

    async def at_the_door(self, **fields: str) -> Response:
        return await self.host.send(f"{self.path}/door", fields)

    async def others(self) -> list[AttendanceRecord]:
        async with self.stage.services.database.read() as session:
            meeting = await load_meeting_of(session, self.stage.request_id)
            assert meeting
            return list(await load_attendances(session, meeting.id))[1:]

    async def bring_in_others(self) -> None:
        services = self.stage.services
        officer = await account_of(services, "officer-1@example.org")
        host = Actor(str(officer), Role.OFFICER.value)
        for one in await self.others():
            async with services.database.transaction() as session:
                query = text("SELECT account_id FROM expert WHERE id = :id")
                account = await session.scalar(query, {"id": one.expert_id})
                actor, desk = Actor(str(account), Role.EXPERT.value), services.draw_desk
                shown = await show_code(session, desk, one.meeting_id, actor)
                given = (self.stage.request_id, host, shown.code)
                await sign_in(session, desk, *given, identity_seen=True)
                await pledge(session, desk, one.meeting_id, actor, PLEDGED)

    async def upload(self, content: bytes) -> Response:
        found = TOKEN.search((await self.host.get(self.path)).text)
        assert found
        return await self.host.client.post(
            f"{self.path}/sheet",
            data={"csrf_token": found[1]},
            files={"sheet": ("signed.pdf", content, "application/pdf")},
            follow_redirects=True,
        )


@pytest.fixture
async def room(stage: Stage, signed_in: SignedIn) -> Room:
    await stage.draw()
    member = await signed_in(Role.EXPERT)
    async with stage.services.database.transaction() as session:
        first = await session.scalar(text(SEATED))
    own = await account_of(stage.services, "expert-4@example.org")
    await give_account(stage, first, own)
    async with stage.services.database.transaction() as session:
        await session.execute(text(ACCOUNTS))
    stage.clock.moment = MORNING
    await stage.officer.sign_in("officer-1@example.org", PASSWORD)
    await member.sign_in("expert-4@example.org", PASSWORD)
    return Room(stage, stage.officer, member)


async def come_in(room: Room) -> None:
    """The member shows a code; the host types it, then has seen the identity; the pledge."""
    assert "No meeting is open" in (await room.member.get("/my/meetings")).text
    assert "The doors are open" in await room.act("open")
    found = re.search(r"/my/meetings/[0-9a-f-]{36}", (await room.member.get("/my/meetings")).text)
    assert found
    room.own = found[0]
    code = CODE.search(await room.say("code"))
    assert code
    wrong = await room.at_the_door(code="00000000", identity="yes")
    assert (wrong.status_code, "not right, or is used" in wrong.text) == (422, True)
    unseen = await room.at_the_door(code=code[0])
    assert (unseen.status_code, "tick it" in unseen.text) == (422, True)
    scanned = await room.host.get(f"{room.path}/door?code={code[1]}{code[2]}")
    assert f'value="{code[1]}{code[2]}"' in scanned.text
    assert "Seat 1 has signed in" in (await room.at_the_door(code=code[0], identity="yes")).text
    assert "Your pledge is kept" in await room.say("pledge", version=PLEDGED)


async def test_a_review_day_on_screen(room: Room) -> None:
    await come_in(room)
    assert "wait for a replacement" not in await room.act("chair")  # nobody was elected
    await room.bring_in_others()
    others = await room.others()
    assert (await room.host.get(f"{room.path}/signing.pdf")).status_code == 409
    assert "Elected by" not in (await room.host.get(room.path)).text
    await room.say("vote", chosen=str(others[0].id))
    assert "The panel has its chair" in await room.act("chair", member=str(others[0].id))
    assert "in session" in await room.act("begin")
    assert "Write the minutes" in await room.act("minutes", minutes=" ")
    assert "建议立项" in await room.act("minutes", minutes="建议立项。")
    other_tab = await room.act("minutes", minutes="暂缓立项。", version="0")
    assert all(it in other_tab for it in ("on another page", "建议立项。", "暂缓立项。"))
    silent = await room.say("opinion", stance="dissents", version="1", reasons="")
    assert "Write what you dissent from" in silent
    told = await room.say("opinion", stance="dissents", version="1", reasons="预算依据不足。")
    # Agreeing is offered behind what was said, and as a change of it.
    order = ("Your opinion is kept", "预算依据不足", "I agree with the minutes after all", "agrees")
    assert [told.find(it) for it in order] == sorted(told.index(it) for it in order)
    for one in others:
        await room.act("silent", member=str(one.id))
    copied = (await room.member.get("/my/record/copy")).text
    assert all(it in copied for it in ("Signed in at the door", "预算依据不足", "What I was told"))
    page = await room.act("close")
    assert "预算依据不足" in page
    sheet = words_of((await room.host.get(f"{room.path}/signing.pdf?lang=en")).content)
    assert all(
        it in sheet for it in ("Minutes of the review", "建议立项", "预算依据不足", "(Chair)")
    )
    assert (await room.upload(b"nothing")).status_code == 422
    assert "Download the signed sheet" in (await room.upload(pdf())).text
    assert (await room.host.get(f"{room.path}/sheet")).content.startswith(b"%PDF")
    assert "下载签字表" in (await room.host.get(f"{room.path}?lang=zh_Hans")).text
    assert (await room.stage.acts()).count("meeting.opinion") == len(others) + 1


async def test_nobody_else_hosts_and_a_member_leaves_by_the_own_account_alone(
    room: Room, signed_in: SignedIn
) -> None:
    assert (await (await signed_in(Role.OFFICER)).get(room.path)).status_code == 404
    assert (await (await signed_in(Role.AUDITOR)).get(room.path)).status_code == 403
    room.stage.clock.moment = MORNING - timedelta(days=1)
    early = (await room.host.get(room.path)).text
    assert ("can be opened from" in early, "Open the doors" in early) == (True, False)
    room.stage.clock.moment = MORNING
    await come_in(room)
    colleague = await signed_in(Role.OFFICER)
    for _ in range(6):  # nobody makes another one's door wait
        await colleague.send(f"{room.path}/door", {"code": "00000000", "identity": "yes"})
    guesses = [(await room.at_the_door(code="00000000", identity="yes")).text for _ in range(6)]
    assert ["Too many attempts" in it for it in guesses] == [False] * 5 + [True]
    stranger = await signed_in(Role.EXPERT)
    assert (await stranger.get(room.own)).status_code == 404
    unsaid = await room.member.send(room.own, {"step": "recuse", "ground": ""})
    assert unsaid.status_code == 422
    left = await room.say("recuse", ground="G01")
    assert "You have recused yourself" in left
    page = (await room.host.get(room.path)).text
    assert "Recused on the day" in page
    assert NAME.search(page)


async def test_an_approver_lets_another_officer_host(room: Room, signed_in: SignedIn) -> None:
    colleague = await signed_in(Role.OFFICER)
    page = f"/requests/{room.stage.request_id}/hosting"
    await room.stage.approver.sign_in("approver-3@example.org", PASSWORD)
    shown = (await room.stage.approver.get(page)).text
    own = await account_of(room.stage.services, "officer-1@example.org")
    assert str(own) not in shown
    unsaid = await room.stage.approver.send(page, {"officer": "", "reason": ""})
    assert unsaid.status_code == 422
    (other,) = OPTION.findall(shown)
    given = await room.stage.approver.send(page, {"officer": other, "reason": "ill"})
    assert "hosts from now on" in given.text
    day = await colleague.get(room.path)
    assert (day.status_code, "/draw" in day.text.partition("<main")[2]) == (200, False)
    assert (await room.host.get(page)).status_code == 403
