"""What everybody may open, in both languages, down to the narrowest phone."""

import pytest

from tests.journeys.conftest import Arrive
from tests.journeys.words import LANGUAGES

pytestmark = pytest.mark.browser

PAGES = (
    *("/", "/policy", "/patterns", "/patterns?form=errors", "/sign-in", "/sign-up", "/reset"),
    *("/receipts", "/verify", "/demo/mailbox"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_are_readable_for_everybody(arrive: Arrive, language: str) -> None:
    visitor = arrive(language)
    for path in PAGES:
        visitor.open(path, path.strip("/").replace("?form=", "-").replace("/", "-") or "home")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_is_not_there_says_so_and_helps_on(arrive: Arrive, language: str) -> None:
    visitor = arrive(language)
    visitor.watch.expected.add(404)
    visitor.open("/no-such-page", "not-found")
    visitor.leave_by(visitor.page.locator(".masthead .brand"))
    assert visitor.heading() == visitor.say("Expert pool and panel draw")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_in_the_dark_keeps_its_contrast(arrive: Arrive, language: str) -> None:
    visitor = arrive(language)
    visitor.page.emulate_media(color_scheme="dark")
    for path in ("/", "/patterns", "/patterns?form=errors", "/receipts"):
        visitor.open(path, "dark" + path.replace("/", "-").replace("?form=", "-"))


def test_the_documentation_of_the_api_opens_without_the_internet(arrive: Arrive) -> None:
    visitor = arrive("en")
    visitor.page.goto(visitor.at("/api/docs"))
    visitor.page.locator(".opblock").first.wait_for()
    assert visitor.watch.faults == []
