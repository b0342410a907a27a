"""Where the second verifier runs: Node where it is installed, else Chromium, as in CI."""

import os
from collections.abc import Iterator

import pytest

from tests.selection.verify.second_verifier import (
    SecondVerifier,
    find_chromium,
    find_node,
    open_chromium,
    verify_in_node,
)

REQUIRED = os.environ.get("EXPERT_POOL_REQUIRE_BROWSER") == "1"
MISSING = "Neither Node nor Chromium is installed: `apt-get install chromium`."


@pytest.fixture(scope="session")
def second_verifier() -> Iterator[SecondVerifier]:
    """Whatever runs JavaScript here; where a browser is required, nothing is skipped."""
    if find_node() is not None:
        yield verify_in_node
    elif find_chromium() is not None:
        yield from open_chromium()
    else:
        (pytest.fail if REQUIRED else pytest.skip)(MISSING)


@pytest.fixture(scope="session")
def verifier_in_browser() -> Iterator[SecondVerifier]:
    """The script as the service sends it, in Chromium."""
    if find_chromium() is None:
        (pytest.fail if REQUIRED else pytest.skip)(MISSING)
    yield from open_chromium()
