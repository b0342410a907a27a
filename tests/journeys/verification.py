"""How two registrars, neither of them the applicant, let an expert into the pool."""

from expert_pool.applications import Method, Outcome
from expert_pool.applications.verification import (
    CREDIT_METHODS,
    CREDIT_OUTCOMES,
    METHODS,
    OUTCOMES,
    NamedCode,
)
from tests.journeys.browsing import Visitor

MOST_CREDENTIALS = 9


def _named(visitor: Visitor, code: NamedCode) -> str:
    return code.name_en if visitor.language == "en" else code.name_zh


def recommend(registrar: Visitor, number: str, name: str) -> None:
    """The first check: every credential beside its certificate, then an advice."""
    say = registrar.say
    find_case(registrar, number, name)
    registrar.press(say("Take this case"), "case")
    registrar.leave_by(registrar.page.locator(".credential-list a"), "credential")
    for count in range(MOST_CREDENTIALS):
        if not registrar.shows_button(say("Record the check")):
            break
        method, outcome = METHODS[Method.ORIGINAL_SEEN], OUTCOMES[Outcome.CONFIRMED]
        if registrar.page.locator("select#reason").count():
            method = CREDIT_METHODS[Method.CREDIT_CHINA]
            outcome = CREDIT_OUTCOMES[Outcome.NO_RECORD]
        registrar.choose(_named(registrar, method))
        registrar.choose(_named(registrar, outcome))
        registrar.press(say("Record the check"), f"credential-{count + 2}" if count == 0 else "")
    registrar.follow(say("End the first check"), "recommend")
    registrar.choose(say("To be admitted"))
    registrar.press(say("Pass on to the second check"))
    registrar.reads(say("The case waits for the second check."))


def admit(registrar: Visitor, number: str, name: str) -> None:
    """The second check, by somebody else, and the decision."""
    say = registrar.say
    find_case(registrar, number, name)
    registrar.follow(say("Admit"), "admit")
    registrar.press(say("Admit to the pool"), "admitted")


def may_not_admit(registrar: Visitor, number: str, name: str) -> None:
    """Whoever made the first check sees the case, and nothing to decide it with."""
    find_case(registrar, number, name)
    assert not registrar.shows_button(registrar.say("Admit"))
    assert registrar.page.get_by_role("link", name=registrar.say("Admit"), exact=True).count() == 0


def find_case(registrar: Visitor, number: str, name: str) -> None:
    """Search the queue for the reference number, and open the case."""
    registrar.open("/cases", "queue")
    registrar.fill(registrar.say("Name or reference number"), number)
    registrar.press(registrar.say("Search"), "queue-found")
    registrar.follow(name, "case-found")
