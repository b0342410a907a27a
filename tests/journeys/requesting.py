"""How an officer asks for a panel, and somebody else approves it."""

import re
from collections.abc import Callable
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
    watch_counts(officer, today)
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


def watch_counts(officer: Visitor, today: date) -> None:
    """The count follows what is typed, beside the quota and for the whole panel."""
    page, minimum = officer.page, officer.page.locator("#quotas-0-minimum")
    review, former = today + timedelta(days=DAYS_AHEAD), minimum.input_value()
    _counted(officer, lambda: officer.fill(officer.say("First day of the review"), f"{review}"))
    place = officer.say("Meeting in the city")
    _counted(officer, lambda: officer.pick(officer.say("Place"), place))
    whole, beside = _counts(officer)
    _counted(officer, lambda: minimum.fill(str(int(former) - 1)))
    assert _counts(officer)[1] != beside
    _counted(officer, lambda: minimum.fill(former))
    assert _counts(officer) == (whole, beside)
    page.locator("summary", has_text=officer.say("Only experts of certain divisions")).click()
    division = page.locator("input[name=region]").nth(1)
    _counted(officer, division.check)
    assert _counts(officer)[0] != whole
    officer.picture("live-counts")
    _counted(officer, division.uncheck)
    assert _counts(officer) == (whole, beside)


def _counted(officer: Visitor, change: Callable[[], object]) -> None:
    """Change something, and wait until the service's answer stands on the page."""
    with officer.page.expect_response(lambda answer: answer.url.endswith("/counts")):
        change()
    officer.page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(
        state="detached"
    )


def _counts(officer: Visitor) -> tuple[str, str]:
    """What the live counts say of the whole panel, and of the first quota."""
    whole, beside = (officer.page.locator(place) for place in ("#live-counts", "#quotas-0-live"))
    return whole.inner_text(), beside.inner_text()


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
