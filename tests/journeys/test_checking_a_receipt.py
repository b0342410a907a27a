"""Somebody without an account checks the receipt of a draw in the browser; nothing is sent."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Arrive
from tests.journeys.words import LANGUAGES
from tests.selection.receipt_samples import resign

pytestmark = pytest.mark.browser
DROP = """
async (files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  const place = document.getElementById("verify-drop");
  for (const kind of ["dragenter", "dragover", "drop"]) {
    const how = { dataTransfer: carried, bubbles: true, cancelable: true };
    place.dispatchEvent(new DragEvent(kind, how));
  }
}
"""


def drop(visitor: Visitor, *files: Path) -> None:
    visitor.page.evaluate(DROP, [[file.name, file.read_text("utf-8")] for file in files])
    visitor.page.locator("#verify-verdict").wait_for()


def verdict(visitor: Visitor) -> str:
    return visitor.page.locator("#verify-verdict").inner_text()


def fetch_files(visitor: Visitor) -> tuple[Path, Path]:
    """The receipt of the newest draw, and the keys, from the public page."""
    visitor.open("/receipts")
    receipt = visitor.saves(visitor.page.locator("a[href$='receipt.json']").first.click)
    return receipt, visitor.saves(visitor.page.locator("a[href$='trust.json']").first.click)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dropped_receipt_is_checked_without_a_request(arrive: Arrive, language: str) -> None:
    visitor = arrive(language)
    receipt, keys = fetch_files(visitor)
    visitor.open("/verify", "check-before")
    assert visitor.posts(lambda: drop(visitor, receipt)) == ""
    assert verdict(visitor) == visitor.say("Consistent, not authenticated")
    assert visitor.page.locator(".verify-check").count() == 16
    visitor.look("check-consistent")
    assert visitor.posts(lambda: drop(visitor, keys, receipt)) == ""
    assert verdict(visitor) == visitor.say("Valid")
    visitor.look("check-valid")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_receipt_is_rejected_at_its_check(
    arrive: Arrive, language: str, tmp_path: Path
) -> None:
    visitor = arrive(language)
    receipt, _ = fetch_files(visitor)
    changed = json.loads(receipt.read_text("utf-8"))
    changed["result"]["seed"] = "0" * 64
    forged = tmp_path / "forged.json"
    forged.write_bytes(resign(changed, None))
    visitor.open("/verify")
    visitor.page.locator("#verify-file").set_input_files(forged)
    visitor.page.locator(".notice.bad").wait_for()
    assert verdict(visitor) == visitor.say("Invalid")
    assert visitor.page.locator(".verify-check.failed .verify-number").inner_text() == "5"
    assert visitor.page.locator(".verify-check.skipped").count() == 11
    visitor.look("check-invalid")


def test_keys_that_cannot_be_read_are_said_so(arrive: Arrive, tmp_path: Path) -> None:
    visitor = arrive("en")
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"v":1}', encoding="utf-8")
    visitor.open("/verify")
    visitor.page.locator("#verify-keys").set_input_files(wrong)
    visitor.reads("The trust file cannot be read")


def test_a_saved_copy_checks_without_the_service(arrive: Arrive, chromium: Browser) -> None:
    visitor = arrive("zh_Hans")
    receipt, keys = fetch_files(visitor)
    visitor.open("/verify")
    copy = visitor.saves(visitor.page.locator("a[href$='checker.html']").first.click)
    context = chromium.new_context(offline=True)
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(copy.as_uri())
    page.set_input_files("#verify-keys", keys)
    page.set_input_files("#verify-file", receipt)
    page.locator(".notice.success").wait_for()
    assert page.locator("#verify-verdict").inner_text() == visitor.say("Valid")
    assert faults == []
    context.close()


def test_without_scripts_the_page_names_the_command(arrive: Arrive) -> None:
    visitor = arrive("en", scripts=False)
    visitor.open("/verify")
    visitor.reads("python -m selection verify receipt.json --trust trust.json")
    assert visitor.page.locator("#verify-file").is_hidden()
    assert visitor.page.locator("#verify-without").is_visible()
