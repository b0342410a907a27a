"""The script of the offline pack: the same seal as the core, and the rules of the day."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from selection.offline_pack import (
    EventKind,
    open_pack,
    read_pack,
    seal_pack,
    write_contents,
    write_pack,
    write_record,
)
from tests.selection.offline_pack.samples import (
    CODES,
    CONTENTS,
    HEADER,
    NONCES,
    PASSPHRASE,
    RECORD,
)
from web.meetings.pack_file import find_sealed, join_pack

NODE = shutil.which("node")
SCRIPTS = Path(__file__).parents[3] / "web" / "static" / "pack"
PACK = seal_pack(HEADER, PASSPHRASE, NONCES, write_contents(CONTENTS), write_record(RECORD[:2]))
needs_node = pytest.mark.skipif(NODE is None, reason="Node is not installed.")

SEALING = """
const given = JSON.parse(process.argv[1]);
const file = await import(given.scripts + "/file.mjs");
const sealing = await import(given.scripts + "/sealing.mjs");
const pack = await file.openFile(given.pack, given.typed);
const [first] = pack.contents.members;
const keys = await sealing.codeKeys(given.pack.header, given.code);
const wrong = await file.openFile(given.pack, "0").then(() => "opened", () => "refused");
pack.events.push(given.event);
await file.keepHere(pack);
const page = '<script type="application/json" id="pack-sealed">{}</script>';
console.log(JSON.stringify({
  wrong, digest: keys.digest === first.code, safe: pack.safe,
  name: await sealing.openName(keys, first.sealed_name),
  copy: file.writeCopy(pack, page), file: file.nameCopy(pack),
  text: file.readable("建\\ud842议e\\u0301𠮷\\n "),
}));
"""
RULES = """
const given = JSON.parse(process.argv[1]);
const { refusal, stateOf } = await import(given.scripts + "/day.mjs");
let events = [];
const said = given.steps.map((step) => {
  const blank = { member: 0, chosen: 0, word: "", text: "", version: 0, seen: false };
  const event = { ...blank, ...step };
  const against = refusal(given.contents, events, event);
  if (!against) events = [...events, event];
  return against ? against[0] : "";
});
const day = stateOf(given.contents, events);
console.log(JSON.stringify({ said, stage: day.stage, chair: day.chair }));
"""


def run(program: str, **given: object) -> dict[str, object]:
    told = json.dumps({"scripts": SCRIPTS.as_uri(), **given})
    done = subprocess.run(  # noqa: S603  # our own script
        [str(NODE), "--input-type=module", "-e", program, "--", told],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


@needs_node
def test_the_page_opens_and_seals_like_the_service() -> None:
    step = replace(RECORD[2], place=3).as_json()
    typed = f"{PASSPHRASE[:4]}-{PASSPHRASE[4:].lower()}"
    pack = json.loads(write_pack(PACK))
    found = run(SEALING, pack=pack, typed=typed, code=CODES[0].lower(), event=step)
    assert (found["wrong"], found["digest"], found["name"]) == ("refused", True, "测试1")
    assert (found["safe"], found["file"]) == (False, "PR-2026-0001-P1-0003.html")
    assert found["text"] == "建\ufffd议é𠮷"
    copy = read_pack(find_sealed(str(found["copy"]).encode()))
    data, record = open_pack(copy, PASSPHRASE)
    assert data == write_contents(CONTENTS)
    assert json.loads(record) == [it.as_json() for it in RECORD[:3]]


AT = "2026-11-20T01:{:02}:00Z"
STEPS: tuple[tuple[dict[str, object], str], ...] = (
    ({"kind": "begin"}, "meeting.not_open"),
    ({"kind": "open", "at": "2026-11-19T15:59:00Z"}, "meeting.not_today"),
    ({"kind": "open"}, ""),
    ({"kind": "open"}, "meeting.wrong_state"),
    ({"kind": "sign_in", "member": 1}, "meeting.identity_not_seen"),
    ({"kind": "pledge", "member": 1}, "meeting.not_signed_in"),
    ({"kind": "sign_in", "member": 9, "seen": True}, "meeting.member_not_found"),
    ({"kind": "sign_in", "member": 1, "seen": True}, ""),
    ({"kind": "sign_in", "member": 1, "seen": True}, "meeting.signed_in_already"),
    ({"kind": "absent", "member": 1}, "meeting.signed_in_already"),
    ({"kind": "absent", "member": 2}, "meeting.not_late_yet"),
    ({"kind": "pledge", "member": 1}, ""),
    ({"kind": "begin"}, "meeting.cannot_begin"),
    ({"kind": "sign_in", "member": 2, "seen": True}, ""),
    ({"kind": "pledge", "member": 2}, ""),
    ({"kind": "vote", "member": 1, "chosen": 3}, "meeting.chair_not_present"),
    ({"kind": "vote", "member": 1, "chosen": 2}, ""),
    ({"kind": "chair"}, "meeting.no_majority"),
    ({"kind": "vote", "member": 2, "chosen": 2}, ""),
    ({"kind": "chair"}, ""),
    ({"kind": "vote", "member": 1, "chosen": 1}, "meeting.chair_set"),
    ({"kind": "sign_in", "member": 3, "seen": True}, ""),
    ({"kind": "pledge", "member": 3}, ""),
    ({"kind": "minutes", "text": "x"}, "meeting.not_in_session"),
    ({"kind": "begin"}, ""),
    ({"kind": "close"}, "meeting.minutes_missing"),
    ({"kind": "opinion", "member": 1, "word": "agrees"}, "meeting.minutes_missing"),
    ({"kind": "minutes", "text": " "}, "meeting.minutes_empty"),
    ({"kind": "minutes", "text": "x"}, ""),
    ({"kind": "opinion", "member": 1, "word": "agrees"}, "meeting.minutes_changed"),
    ({"kind": "opinion", "member": 1, "word": "dissents", "version": 1}, "meeting.reasons_missing"),
    ({"kind": "opinion", "member": 1, "word": "agrees", "version": 1}, ""),
    ({"kind": "silent", "member": 1}, "meeting.opinion_given"),
    ({"kind": "silent", "member": 3}, ""),
    ({"kind": "close"}, "meeting.opinions_missing"),
    ({"kind": "recuse", "member": 3, "word": "?"}, "invitation.ground_unknown"),
    ({"kind": "opinion", "member": 2, "word": "dissents", "version": 1, "text": "y"}, ""),
    ({"kind": "recuse", "member": 3, "word": "G01"}, ""),
    ({"kind": "close"}, "meeting.cannot_close"),
    ({"kind": "postpone"}, ""),
    ({"kind": "postpone"}, "meeting.over"),
)


@needs_node
def test_the_page_refuses_what_the_service_would_refuse() -> None:
    contents = json.loads(write_contents(CONTENTS))
    steps = [{"at": AT.format(number), **step} for number, (step, _) in enumerate(STEPS)]
    found = run(RULES, contents=contents, steps=steps)
    assert found["said"] == [code for _, code in STEPS]
    assert (found["stage"], found["chair"]) == ("postponed", 2)
    assert {str(step["kind"]) for step, _ in STEPS} == {it.value for it in EventKind}


def test_the_script_of_the_pack_is_one_and_imports_nothing() -> None:
    script = join_pack()
    assert "\nimport " not in script
    assert "\nexport " not in script
    assert "</script" not in script
