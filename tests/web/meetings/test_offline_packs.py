"""The offline pack on screen: made with a passphrase shown once, saved, imported, typed in."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from httpx import Response

from expert_pool.roles import Role
from selection.offline_pack import (
    Event,
    EventKind,
    open_pack,
    plain_code,
    read_pack,
    seal_pack,
    write_pack,
    write_record,
)
from tests.web.conftest import TOKEN, SignedIn
from tests.web.draws.conftest import patience as patience
from tests.web.draws.conftest import stage as stage
from tests.web.meetings.test_review_day_pages import Room
from tests.web.meetings.test_review_day_pages import room as room
from web.meetings.pack_file import find_sealed

PASSPHRASE = re.compile(r'id="passphrase">([0-9A-Z-]+)<')
FILE = re.compile(r'href="([^"]*/packs/([0-9a-f-]{36})/file)"')
MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
RECORD = (
    Event(1, MORNING, EventKind.OPEN),
    Event(2, MORNING, EventKind.SIGN_IN, member=1, word="0" * 12, seen=True),
)


async def upload(room: Room, content: str, passphrase: str) -> Response:
    path = f"{room.path}/packs"
    found = TOKEN.search((await room.host.get(path)).text)
    assert found
    return await room.host.client.post(
        f"{path}/import",
        data={"csrf_token": found[1], "passphrase": passphrase},
        files={"pack": ("pack.html", content.encode(), "text/html")},
        follow_redirects=True,
    )


def written_on(file: str, passphrase: str) -> str:
    """The page with steps in it, as its own script saves it."""
    pack = read_pack(find_sealed(file.encode()))
    key = plain_code(passphrase)
    data, _ = open_pack(pack, key)
    nonces = (b"1" * 12, b"2" * 12)
    record = seal_pack(pack.header, key, nonces, data, write_record(RECORD)).record
    return file.replace(write_pack(pack), write_pack(replace(pack, record=record)))


async def make(room: Room, page: str) -> tuple[str, str, str]:
    """A new pack: its passphrase, its page of steps, and its file."""
    made = (await room.host.send(page, {})).text
    shown, link = PASSPHRASE.search(made), FILE.search(made)
    assert shown
    assert link
    assert shown[1] not in (await room.host.get(page)).text
    file = (await room.host.get(link[1])).text
    assert "script-src 'sha256-" in file.replace("&#39;", "'")
    words = json.loads(file.split('id="pack-words">')[1].split("</script>")[0])
    assert words["meeting.code_unknown"]
    return shown[1], f"{page}/{link[2]}", file


def offered(page: Response) -> tuple[bool, bool]:
    """Whether the page of the review day leads to the end of the pack, and whether to the doors."""
    return "Import or withdraw the pack" in page.text, "Open the doors" in page.text


async def test_a_pack_is_made_saved_and_imported_on_screen(room: Room, signed_in: SignedIn) -> None:
    page = f"{room.path}/packs"
    assert (await (await signed_in(Role.OFFICER)).get(page)).status_code == 404
    assert "Offline pack and printed sheets" in (await room.host.get(room.path)).text
    passphrase, steps, file = await make(room, page)
    assert offered(await room.host.get(room.path)) == (True, False)
    assert "is in the room" in await room.act("open")
    saved = written_on(file, passphrase)
    for sent, key, words in (
        (saved, "0000", "another passphrase"),
        (file, passphrase, "Nothing was recorded in this file"),
        ("<p>", passphrase, "no offline pack"),
    ):
        assert words in (await upload(room, sent, key)).text
    came = (await upload(room, saved, passphrase.lower())).text
    assert "Carried out: 1. Waiting for your decision: 1. Known before: 0." in came
    assert "The code is not this member" in came
    event = re.search(r'name="event" value="([0-9a-f-]{36})"', came)
    assert event
    unsaid = await room.host.send(steps, {"step": "aside", "event": event[1], "note": " "})
    assert (unsaid.status_code, "Write why" in unsaid.text) == (422, True)
    assert "Waiting for your decision: 1" in (await room.host.send(steps, {"step": "retry"})).text
    aside = await room.host.send(steps, {"step": "aside", "event": event[1], "note": "录入有误"})
    assert "录入有误" in aside.text

    sheet, line = f"{steps}/sheet", {"kind": "postpone", "day": "2026-11-24", "at": "09:00"}
    written = {**line, "kind": "minutes", "at": "9", "text": "会议记录全文"}
    wrong = await room.host.send(steps, written, to=sheet)
    assert (wrong.status_code, "Write the time" in wrong.text) == (422, True)
    assert '<textarea id="text" name="text" rows="4">会议记录全文<' in wrong.text
    assert 'id="at" name="at" value="9"' in wrong.text
    early = await room.host.send(steps, {**line, "day": "0001-01-01"}, to=sheet)
    assert early.status_code == 422
    assert "Carried out: 1" in (await room.host.send(steps, line, to=sheet)).text
    assert "Known before: 1" in (await room.host.send(steps, line, to=sheet)).text
    assert "离线包" in (await room.host.get(f"{steps}?lang=zh_Hans")).text


async def test_a_member_reads_the_own_code_and_a_pack_is_given_up(room: Room) -> None:
    page = f"{room.path}/packs"
    link = FILE.search((await room.host.send(page, {})).text)
    assert link
    sheets = await room.host.get(link[1].replace("/file", "/sheets.pdf"))
    assert sheets.content.startswith(b"%PDF")
    gone = await room.host.send(page, {"withdraw": link[2]})
    assert "The pack is withdrawn" in gone.text
    assert "The doors are open" in await room.act("open")
    assert "room without network" not in (await room.member.get("/my/meetings")).text
