"""What the officer does: enter the arrangement, watch the board, and host the review day."""

from hashlib import sha256
from pathlib import Path

from tests.journeys.browsing import Visitor
from tests.journeys.reviewing.members import keep
from tests.journeys.reviewing.stage import Review

PLACE, CONTACT = "虚构大厦301室", "评审组织联系人 0579-00000000"
STARTS = "09:00"
CONFLICT = 409


def board(review: Review) -> str:
    return f"/requests/{review.request.id}/draw/invitations"


def day(review: Review) -> str:
    return f"/requests/{review.request.id}/meeting"


def arranges(officer: Visitor, review: Review) -> None:
    """Enter when and where the panel meets; from then on everybody is invited."""
    say = officer.say
    officer.open(f"/requests/{review.request.id}/draw")
    officer.follow(say("Invitations and answers"))
    keep(officer, "board-empty")
    officer.follow(say("Enter the arrangement"))
    officer.press(say("Keep the arrangement"))
    officer.sees_the_summary()
    keep(officer, "arrangement-errors")
    officer.page.locator("input[name=mode][value=on_site]").check()
    officer.fill(say("Meeting place"), PLACE)
    officer.fill(say("Start on the first day"), STARTS)
    officer.fill(say("Contact for experts"), CONTACT)
    keep(officer, "arrangement")
    officer.press(say("Keep the arrangement"))


def watches(officer: Visitor, review: Review, accepted: int, name: str) -> None:
    """The board says how many have accepted, and names nobody (rule SEC-02)."""
    officer.open(board(review))
    words = officer.say("%(accepted)s of %(seats)s seats accepted", accepted=accepted, seats=7)
    officer.reads(words)
    keep(officer, name)
    shown = officer.page.locator("main").inner_text()
    assert not [it for it in range(1, 8) if review.member(it).name in shown]


def opens_the_doors(host: Visitor, review: Review) -> None:
    """On the day of the review, from the page of the day."""
    host.open(day(review))
    keep(host, "day-before-the-doors")
    host.press(host.say("Open the doors"))
    keep(host, "day-doors-open")


def lets_in(host: Visitor, review: Review, code: str, name: str = "") -> None:
    """Type the code that the member shows, and tick that the identity was seen."""
    host.open(day(review))
    host.follow(host.say("Sign in a member"))
    host.fill(host.say("Code of the member"), code)
    host.choose(host.say("I have seen the identity document, and it is this person"))
    keep(host, name)
    host.press(host.say("Sign in this member"))


def records_absence(host: Visitor, review: Review, seat: int) -> None:
    """Somebody did not come; the seat goes to the next by rank."""
    host.open(day(review))
    row = host.page.locator("main tbody tr").nth(seat - 1)
    row.locator("summary").click()
    host.press(host.say("Absent"), within=row)


def begins(host: Visitor, review: Review) -> None:
    """Take the result of the election, and begin."""
    host.open(day(review))
    keep(host, "day-all-here")
    host.press(host.say("Take the result of the election"))
    host.press(host.say("Begin the meeting"))
    keep(host, "day-in-session")


def writes_minutes(host: Visitor, text: str) -> None:
    """Keep the minutes, to which every member then speaks."""
    host.fill(host.say("Minutes"), text)
    host.press(host.say("Keep the minutes"))
    keep(host, "day-minutes")


def closes(host: Visitor, review: Review, signed: Path) -> None:
    """Close the meeting, print the sheet, and upload it signed; its digest stands on the page."""
    host.open(day(review))
    keep(host, "day-all-spoken")
    host.press(host.say("Close the meeting"))
    printed = host.download(host.say("Print the sheet to sign (PDF)"))
    assert printed.read_bytes().startswith(b"%PDF")
    host.page.locator("input[type=file]").set_input_files(signed)
    keep(host, "day-closed")
    host.press(host.say("Upload the signed sheet"))
    keep(host, "day-sheet-kept")
    kept = host.download(host.say("Download the signed sheet"))
    host.reads(sha256(kept.read_bytes()).hexdigest())
