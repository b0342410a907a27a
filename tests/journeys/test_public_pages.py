"""What everybody may open, in both languages, down to the narrowest phone."""

import pytest

from tests.journeys.conftest import Arrive
from tests.journeys.words import LANGUAGES

pytestmark = pytest.mark.browser

PAGES = ("/", "/policy", "/patterns", "/patterns?form=errors", "/sign-in", "/sign-up", "/reset")


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_are_readable_for_everybody(arrive: Arrive, language: str) -> None:
    visitor = arrive(language)
    for path in PAGES:
        visitor.open(path, path.strip("/").replace("?form=", "-") or "home")
