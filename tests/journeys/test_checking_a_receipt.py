"""Somebody without an account checks the receipt of a draw in the browser; nothing is sent."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from selection.verify import CHECK_NAMES
from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Arrive
from tests.journeys.words import LANGUAGES
from tests.selection.receipt_samples import resign
from tests.selection.verify.attached_bounds import ENTRY, PLAIN, PLAIN_PUBLIC
from tests.selection.verify.attached_cases import make_beside, make_drawn, make_files
from tests.selection.verify.list_cases import KNOWN as KNOWN_LOG
from tests.selection.verify.list_cases import WHOLE, make_list_files
from tests.selection.verify.trust_cases import KNOWN

pytestmark = pytest.mark.browser
TWO_LISTS = (
    "Two lists were dropped at once: choose each in its field, so that it is certain which is the"
    " older one."
)
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


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files of one draw with replacements, as they are downloaded."""
    folder, drawn = tmp_path_factory.mktemp("beside"), make_drawn()
    receipts, files = make_beside(drawn), make_files(drawn)
    told = {
        "receipt": receipts["plain, public"],
        "trust": KNOWN,
        "replacements": files[PLAIN_PUBLIC],
        "full-replacements": files[PLAIN],
        "entry": files[ENTRY],
        "forged": files[PLAIN_PUBLIC].replace(b'"declined"', b'"conflict"'),
    }
    for name, data in told.items():
        (folder / f"{name}.json").write_bytes(data)
    return {name: folder / f"{name}.json" for name in told}


def let_fall(visitor: Visitor, *files: Path) -> None:
    visitor.page.evaluate(DROP, [[file.name, file.read_text("utf-8")] for file in files])


def drop(visitor: Visitor, *files: Path) -> None:
    let_fall(visitor, *files)
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
    assert visitor.page.locator(".verify-check").count() == len(CHECK_NAMES)
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
    seed = CHECK_NAMES.index("seed") + 1
    assert visitor.page.locator(".verify-check.failed .verify-number").inner_text() == str(seed)
    assert visitor.page.locator(".verify-check.skipped").count() == len(CHECK_NAMES) - seed
    visitor.look("check-invalid")


def test_keys_that_cannot_be_read_are_said_so(arrive: Arrive, tmp_path: Path) -> None:
    visitor = arrive("en")
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"v":1}', encoding="utf-8")
    visitor.open("/verify")
    visitor.page.locator("#verify-keys").set_input_files(wrong)
    visitor.reads("The trust file cannot be read")


@pytest.mark.parametrize("language", LANGUAGES)
def test_replacements_and_an_own_entry_are_checked_beside_the_receipt(
    arrive: Arrive, beside: dict[str, Path], language: str
) -> None:
    visitor = arrive(language)
    visitor.open("/verify")
    dropped = [beside[name] for name in ("entry", "replacements", "trust", "receipt")]
    assert visitor.posts(lambda: drop(visitor, *dropped)) == ""
    said = visitor.page.locator(".verify-verdict").all_inner_texts()
    assert said == [
        visitor.say("Receipt: {verdict}").replace("{verdict}", visitor.say("Valid")),
        visitor.say("Replacements: valid"),
        visitor.say("Own entry: true, not on the panel"),
    ]
    fields = visitor.page.locator("input[type=file]").all()
    # Proofs and lists were not dropped.
    assert [field.input_value() != "" for field in fields].count(True) == len(dropped)
    visitor.look("check-together")
    visitor.page.locator("#verify-record").set_input_files(beside["forged"])
    visitor.page.get_by_text(visitor.say("Replacements: invalid")).wait_for()
    assert visitor.page.locator(".verify-check.failed .verify-number").all_inner_texts() == ["6"]
    visitor.look("check-forged-replacements")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_alone_tells_what_is_gone_and_what_was_annulled_since(
    arrive: Arrive, tmp_path: Path, language: str
) -> None:
    held = make_list_files() | {"trust": KNOWN_LOG}
    names = {"proofs": "proofs of one draw", "draws": "one draw, annulled", "kept": WHOLE}
    files = {name: tmp_path / f"{name}.json" for name in (*names, "trust")}
    for name, file in files.items():
        file.write_bytes(held[names.get(name, name)])
    visitor = arrive(language)
    visitor.open("/verify")
    dropped = [files[name] for name in ("proofs", "trust", "draws")]
    assert visitor.posts(lambda: drop(visitor, *dropped)) == ""
    said = visitor.page.locator(".verify-verdict").all_inner_texts()
    assert said == [visitor.say("Out of force"), visitor.say("List of all draws: valid")]
    visitor.look("check-list")
    visitor.page.locator("#verify-older").set_input_files(files["kept"])
    visitor.page.get_by_text(visitor.say("List of all draws: invalid")).wait_for()
    assert visitor.page.locator(".verify-check.failed .verify-number").inner_text() == "5"
    let_fall(visitor, files["draws"], files["kept"])
    visitor.reads(visitor.say(TWO_LISTS))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "replacements",
            "The record of the replacements is read. It can only be checked beside the receipt of"
            " its draw: now choose that receipt.",
        ),
        (
            "entry",
            "Your own entry is read. It can only be checked beside the receipt of its draw: now"
            " choose that receipt.",
        ),
    ],
)
def test_a_file_alone_asks_for_the_receipt(
    arrive: Arrive, beside: dict[str, Path], language: str, name: str, words: str
) -> None:
    visitor = arrive(language)
    visitor.open("/verify")
    # Chosen in the wrong field, it moves to its own.
    visitor.page.locator("#verify-file").set_input_files(beside[name])
    visitor.reads(visitor.say(words))
    assert visitor.page.locator("#verify-file").input_value() == ""
    visitor.page.locator("#verify-file").set_input_files(beside["receipt"])
    visitor.page.locator("#verify-verdict").wait_for()
    assert visitor.page.locator(".verify-verdict").count() == 2


def test_a_new_receipt_that_is_dropped_forgets_what_stood_beside_the_last(
    arrive: Arrive, beside: dict[str, Path]
) -> None:
    visitor = arrive("en")
    visitor.open("/verify")
    drop(visitor, beside["receipt"], beside["entry"], beside["replacements"])
    assert visitor.page.locator(".verify-verdict").count() == 3
    visitor.page.evaluate("document.getElementById('verify-answer').replaceChildren()")
    drop(visitor, beside["receipt"])
    assert visitor.page.locator(".verify-verdict").count() == 1
    assert visitor.page.locator("#verify-entry").input_value() == ""


def test_a_full_record_beside_the_public_receipt_names_the_file_that_fits(
    arrive: Arrive, beside: dict[str, Path]
) -> None:
    visitor = arrive("en")
    visitor.open("/verify")
    drop(visitor, beside["receipt"], beside["full-replacements"])
    visitor.reads("beside the public receipt use the public record")


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
