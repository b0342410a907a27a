"""A day is recorded in a browser whose network is off; a crash and a saved copy lose nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from selection.offline_pack import (
    open_pack,
    read_pack,
    read_record,
    seal_pack,
    write_contents,
    write_pack,
)
from tests.journeys.words import say
from tests.selection.offline_pack.samples import CODES, CONTENTS, HEADER, NONCES, PASSPHRASE, at
from web.meetings.pack_file import find_sealed, write_page
from web.translation import speaking

pytestmark = pytest.mark.browser
MINUTES = "建议立项。"


def write_file(folder: Path, language: str) -> Path:
    contents = replace(CONTENTS, rules=replace(CONTENTS.rules, quorum=1))
    pack = seal_pack(HEADER, PASSPHRASE, NONCES, write_contents(contents), b"")
    file = folder / "pack.html"
    with speaking(language):
        file.write_text(write_page(write_pack(pack)), encoding="utf-8")
    return file


def unlock(page: Page, file: Path, language: str, passphrase: str) -> None:
    page.clock.set_fixed_time(at(0))
    page.goto(file.as_uri())
    page.locator("#passphrase").fill(passphrase)
    page.get_by_role("button", name=say(language, "Open the pack")).click()
    page.locator(".notice").wait_for()


def record(page: Page, language: str) -> None:
    """Doors, one member with the code, pledge, chair by name, begin, minutes."""
    page.get_by_label(say(language, "Save a copy after every step")).uncheck()

    def press(words: str) -> None:
        page.get_by_role("button", name=say(language, words), exact=True).click()
        page.locator(".notice.success").wait_for()

    press("Open the doors")
    page.locator("#code").fill(CODES[0].lower())
    page.locator("#seen").check()
    press("Sign in this member")
    page.get_by_text("测试1").first.wait_for()
    page.locator("#pledge-1 summary").click()
    press("I pledge this")
    page.locator("#naming summary").click()
    page.locator("#named").select_option("1")
    press("Name as chair")
    press("Begin the meeting")
    page.locator("#minutes").fill(MINUTES)
    page.wait_for_timeout(600)  # the draft is kept after a pause


def save(page: Page, language: str, folder: Path) -> Path:
    """Keep the minutes; the page saves a copy of itself with it."""
    with page.expect_download() as saving:
        page.get_by_role("button", name=say(language, "Keep the minutes")).click()
    copy = folder / saving.value.suggested_filename
    saving.value.save_as(copy)
    return copy


def check_copy(copy: Path) -> None:
    """Everything is in the copy, and nothing of it in the clear."""
    written = copy.read_text("utf-8")
    assert MINUTES not in written
    assert CODES[0].lower() not in written
    events = read_record(open_pack(read_pack(find_sealed(copy.read_bytes())), PASSPHRASE)[1])
    kinds = [it.kind.value for it in events]
    assert kinds == ["open", "sign_in", "pledge", "chair", "begin", "minutes"]
    assert (events[1].word, events[-1].text) == (CODES[0], MINUTES)


def test_a_room_without_network_records_the_day(chromium: Browser, tmp_path: Path) -> None:
    file, language = write_file(tmp_path, "zh_Hans"), "zh_Hans"
    context = chromium.new_context(offline=True, accept_downloads=True)
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    unlock(page, file, language, "0000")
    assert page.locator(".notice.bad").is_visible()
    unlock(page, file, language, PASSPHRASE)
    record(page, language)
    page.close()  # the laptop goes down: nothing was saved, and the minutes are half typed

    page = context.new_page()
    unlock(page, file, language, PASSPHRASE)
    assert page.locator(".notice.warning").is_visible()
    assert page.locator("#minutes").input_value() == MINUTES
    copy = save(page, language, tmp_path)
    context.close()
    check_copy(copy)

    other = chromium.new_context(offline=True, viewport={"width": 390, "height": 844})
    page = other.new_page()
    unlock(page, copy, language, PASSPHRASE)
    page.get_by_text(MINUTES).first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    other.close()
    assert faults == []
