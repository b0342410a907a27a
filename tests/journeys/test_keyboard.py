"""Everything can be done without a mouse, and it is always seen where one is."""

import pytest

from expert_pool.vocabulary import load_code_lists
from tests.journeys.browsing import Visitor
from tests.journeys.conftest import Arrive
from tests.journeys.registration import STAFF_PASSWORD, named
from tests.journeys.words import LANGUAGES

pytestmark = pytest.mark.browser

MOST_STOPS = 60
FOCUS = """() => {
    const node = document.activeElement, style = getComputedStyle(node);
    const box = node.getBoundingClientRect();
    const seen = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0;
    const marked = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return node === document.body ? '' : seen && marked ? '' : node.outerHTML.slice(0, 200);
}"""


def tab_to(visitor: Visitor, wanted: str) -> None:
    """Go on with Tab alone until the wanted place has the focus; each stop must be seen."""
    for _ in range(MOST_STOPS):
        visitor.page.keyboard.press("Tab")
        unseen = visitor.page.evaluate(FOCUS)
        assert not unseen, f"The focus is not seen at {unseen}"
        if visitor.page.locator(wanted).first.evaluate("node => node === document.activeElement"):
            return
    pytest.fail(f"Tab does not lead to {wanted} on {visitor.page.url}")


def press_enter(visitor: Visitor, name: str = "") -> None:
    visitor.leave(lambda: visitor.page.keyboard.press("Enter"), name)


def sign_in_by_keyboard(visitor: Visitor, email: str) -> None:
    visitor.open("/sign-in")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.locator(".skip").evaluate("node => node === document.activeElement")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.locator("#main").evaluate("node => node === document.activeElement")
    tab_to(visitor, "#email")
    visitor.page.keyboard.type(email)
    tab_to(visitor, "#password")
    visitor.page.keyboard.type(STAFF_PASSWORD)
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.switch_language()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_begins_a_request_by_keyboard_alone(arrive: Arrive, language: str) -> None:
    officer = arrive(language)
    sign_in_by_keyboard(officer, "officer@demo.example")
    tab_to(officer, "nav a[href='/requests']")
    press_enter(officer, "keyboard-requests")
    tab_to(officer, "main a[href='/requests/new']")
    press_enter(officer, "keyboard-new")
    tab_to(officer, "main form button.button")
    press_enter(officer, "keyboard-errors")
    tab_to(officer, ".error-summary a")
    officer.page.keyboard.press("Enter")
    officer.page.keyboard.press("Space")
    officer.page.keyboard.press("ArrowDown")
    second = list(load_code_lists().activities.values())[1]
    assert officer.page.locator("input:checked").evaluate("node => node.labels[0].innerText") == (
        named(officer, second)
    )
    tab_to(officer, "main form button.button")
    press_enter(officer, "keyboard-begun")
    assert "PR-" in officer.heading()


def test_the_focus_leaves_the_sign_in_page_again(arrive: Arrive) -> None:
    visitor = arrive("en")
    visitor.open("/sign-in")
    stops = []
    for _ in range(MOST_STOPS):
        visitor.page.keyboard.press("Tab")
        stops.append(visitor.page.evaluate("() => document.activeElement.outerHTML"))
        if stops[-1].startswith("<body"):
            break
    assert stops[-1].startswith("<body"), "The focus is trapped."
    assert len(set(stops)) == len(stops)
