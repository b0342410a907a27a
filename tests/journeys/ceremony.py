"""How officer and auditor make the seed together, and what the draw leaves behind."""

import re
from pathlib import Path

import pypdfium2

from tests.journeys.browsing import Visitor

SECRET = re.compile(r"[0-9a-f]{32}")
LONGEST_WAIT = 90_000
SEATS = 5


def hand_in(party: Visitor, number: str, name: str) -> str:
    """Make a secret in the own browser and hand in its hash only; gives the secret."""
    say = party.say
    party.open("/draws")
    party.fill(say("Number of the request"), number)
    party.press(say("Search"), f"{name}-draws")
    party.leave_by(party.page.locator("main tbody a"), f"{name}-ceremony")
    party.page.get_by_role("button", name=say("Make my secret")).click()
    secret = party.page.locator("#made-secret").inner_text().replace(" ", "")
    assert SECRET.fullmatch(secret), secret
    party.look(f"{name}-secret")
    sent = party.posts(lambda: party.press(say("Hand in the commitment"), f"{name}-handed-in"))
    assert secret not in sent, "The secret left the browser before its time."
    return secret


def waits_for_the_reveal(party: Visitor, name: str) -> None:
    """The page follows by itself: the commitment, the countdown, then the time to reveal."""
    party.page.locator("#reveal-form").wait_for(timeout=LONGEST_WAIT)
    party.page.wait_for_load_state()
    party.look(f"{name}-may-reveal")


def reveal(party: Visitor, secret: str, name: str) -> None:
    """Reveal what the browser kept."""
    kept = party.page.locator("#secret").input_value().replace(" ", "")
    assert kept == secret
    party.press(party.say("Reveal my secret"), f"{name}-revealed")


def sees_the_panel(party: Visitor, name: str) -> list[str]:
    """The panel: pseudonyms on the ceremony's page, and the names behind an own, logged step."""
    party.page.locator(".pseudonym").first.wait_for(timeout=LONGEST_WAIT)
    party.page.wait_for_load_state()
    assert party.page.locator(".pseudonym").count() == SEATS
    party.look(f"{name}-drawn")
    party.follow(party.say("Show the names"), f"{name}-names")
    names = party.page.locator("main tbody th").all_inner_texts()
    assert len(set(names)) == SEATS
    return names


def checks_the_sheet(party: Visitor, names: list[str]) -> None:
    """The result sheet is a PDF that opens, with every member in it."""
    sheet = pypdfium2.PdfDocument(party.download(party.say("Result sheet (PDF)")))
    try:
        assert 1 <= len(sheet) <= 6
        words = "".join(_words(page) for page in sheet)
    finally:
        sheet.close()
    assert [name for name in names if name not in words] == []


def _words(page: pypdfium2.PdfPage) -> str:
    text = page.get_textpage()
    said: str = text.get_text_range()
    text.close()
    page.close()
    return said


def fetch_receipt(visitor: Visitor, number: str) -> tuple[Path, Path]:
    """What anybody can download without an account: the receipt, and the keys to check it."""
    visitor.open("/receipts", "receipts")
    visitor.follow(number, "published")
    receipt = visitor.download(visitor.say("Public receipt"))
    visitor.open("/receipts")
    return receipt, visitor.download(visitor.say("Keys and digests (trust.json)"))
