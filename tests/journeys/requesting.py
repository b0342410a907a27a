"""How an officer asks for a panel, and somebody else approves it."""

import re
from datetime import date, timedelta

from expert_pool.vocabulary import load_code_lists
from tests.journeys.browsing import Visitor
from tests.journeys.registration import named

ACCEPTANCE = "A01"
DAYS_AHEAD = 21
NUMBER = re.compile(r"[A-Z]{2,}\S*-\d+\S*")


def request_panel(officer: Visitor, today: date, project: int) -> str:
    """Ask for a panel for the acceptance of a project, watch the counts, submit."""
    say = officer.say
    officer.open("/projects", "projects")
    officer.leave_by(officer.page.locator("main tbody th a").nth(project), "project")
    officer.follow(say("Ask for a panel"), "request-new")
    officer.press(say("Begin the request"), "request-new-errors")
    officer.sees_the_summary()
    officer.choose(named(officer, load_code_lists().activities[ACCEPTANCE]))
    officer.press(say("Begin the request"), "request")
    officer.fill(say("First day of the review"), f"{today + timedelta(days=DAYS_AHEAD):%Y-%m-%d}")
    officer.pick(say("Place"), say("Meeting in the city"))
    watch_counts(officer)
    officer.press(say("Save and check"), "request-checked")
    if not officer.shows_button(say("Submit the request")):
        officer.leave_by(officer.page.locator("a.back"), "request-saved")
    tick = officer.page.locator("input[name=confirmed]")
    if tick.count():
        tick.check()
    officer.press(say("Submit the request"), "request-submitted")
    found = NUMBER.search(officer.heading())
    assert found, officer.heading()
    return found[0]


def watch_counts(officer: Visitor) -> None:
    """The count follows what is typed, beside the quota and for the whole panel."""
    page = officer.page
    page.locator("#quotas-0-live b").first.wait_for()
    beside = page.locator("#quotas-0-live").inner_text()
    minimum = page.locator("#quotas-0-minimum")
    former = minimum.input_value()
    minimum.fill(str(int(former) - 1))
    _wait_for_another(officer, "quotas-0-live", beside)
    minimum.fill(former)
    _wait_for(officer, "quotas-0-live", beside)
    before = page.locator("#live-counts").inner_text()
    page.locator("summary", has_text=officer.say("Only experts of certain divisions")).click()
    division = page.locator("input[name=region]").nth(1)
    division.check()
    _wait_for_another(officer, "live-counts", before)
    officer.picture("live-counts")
    division.uncheck()
    _wait_for(officer, "live-counts", before)


def _wait_for_another(officer: Visitor, place: str, before: str) -> None:
    officer.page.wait_for_function(
        "([id, text]) => document.getElementById(id).innerText !== text", arg=[place, before]
    )


def _wait_for(officer: Visitor, place: str, text: str) -> None:
    officer.page.wait_for_function(
        "([id, text]) => document.getElementById(id).innerText === text", arg=[place, text]
    )


def approve(approver: Visitor, number: str) -> None:
    """Read the whole criteria and approve: they are frozen and have a digest."""
    say = approver.say
    approver.open("/requests", "to-approve")
    approver.follow(number, "criteria")
    approver.fill(say("Reason"), "虚构理由")
    approver.press(say("Approve and freeze the criteria"), "approved")
    approver.reads(say("Digest of the frozen criteria (SHA-256)"))


def may_not_approve(officer: Visitor) -> None:
    """On the own request there is nothing to approve it with."""
    assert not officer.shows_button(officer.say("Approve and freeze the criteria"))
