"""How an expert comes into the pool: an account, a confirmed address, the application."""

from tests.journeys.browsing import Visitor
from tests.journeys.mailbox import Mailbox, link_in

PASSWORD = "long-enough for everybody 2026"
STAFF_PASSWORD = "jinhua-demo-only"


def sign_up(expert: Visitor, mailbox: Mailbox, email: str) -> None:
    """Make an account, see the errors of an empty form once, follow the mailed link."""
    expert.open("/", "home")
    expert.follow(expert.say("Apply to join"), "sign-up")
    expert.press(expert.say("Create account"), "sign-up-errors")
    sees_the_summary(expert)
    expert.fill(expert.say("E-mail address"), email)
    expert.fill(expert.say("Password"), PASSWORD)
    expert.press(expert.say("Create account"), "sign-up-done")
    mail = mailbox.wait_for(email, expert.say("Confirm your e-mail address"))
    expert.open(link_in(mail), "confirm")
    expert.press(expert.say("Confirm the address"), "confirmed")
    expert.reads(expert.say("Your e-mail address is confirmed. You can sign in now."))


def sees_the_summary(visitor: Visitor) -> None:
    """The summary of errors has the focus, and its first link leads to the first wrong field."""
    summary = visitor.page.locator(".error-summary")
    assert summary.evaluate("node => node === document.activeElement"), "The summary has no focus."
    assert visitor.page.title().startswith(visitor.say("Error:"))
    summary.get_by_role("link").first.click()
    wrong = visitor.page.locator("[aria-invalid=true]").first
    assert wrong.evaluate("node => node.contains(document.activeElement)")


def sign_in(visitor: Visitor, email: str, password: str = STAFF_PASSWORD) -> None:
    """Sign in from the first page."""
    visitor.open("/")
    visitor.leave_by(visitor.page.locator(".masthead a[href='/sign-in']"))
    visitor.fill(visitor.say("E-mail address"), email)
    visitor.fill(visitor.say("Password"), password)
    visitor.press(visitor.say("Sign in"))
