"""A real service, a real mail server and a real browser, for the stories told in this directory."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from expert_pool.storage.migrating import ROOT
from tests.journeys.browsing import Habits, Visitor
from tests.journeys.mailbox import Mailbox, open_mailbox
from tests.journeys.service import Service, running_service

REQUIRED = os.environ.get("EXPERT_POOL_REQUIRE_BROWSER") == "1"
HERE = Path(__file__).parent
RESULTS = ROOT / "test-results" / "screenshots"
# Playwright itself switches the sandbox off, without which root could not start the browser.
SWITCHES = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-dev-shm-usage",
)
MISSING = "Chromium is not installed: `apt-get install chromium` to run the tests in a browser."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long stories begin first, so that the other worker has its share meanwhile."""
    items.sort(key=lambda item: not item.path.is_relative_to(HERE))


@pytest.fixture(scope="session")
def executable() -> str:
    """Debian's Chromium; where it is missing the tests say so before anything is started."""
    found = shutil.which("chromium")
    if found is None:
        (pytest.fail if REQUIRED else pytest.skip)(MISSING)
    return found


@pytest.fixture(scope="module")
def chromium(executable: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=SWITCHES, timeout=120_000
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        yield opened


@pytest.fixture(scope="session")
def service(executable: str, mailbox: Mailbox) -> Iterator[Service]:
    assert executable, "Nobody could look at the service."
    with running_service(mailbox.port) as running:
        yield running


Arrive = Callable[..., Visitor]


@pytest.fixture
def arrive(chromium: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator[Arrive]:
    """Give another person with a browser of their own, who reads one language."""
    story = request.node.originalname.removeprefix("test_")
    begun: set[str] = set()
    with ExitStack() as open_browsers:

        def arrives(language: str, *, scripts: bool = True) -> Visitor:
            folder = RESULTS / language / story
            if language not in begun:
                begun.add(language)
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
            visitor = Visitor(chromium, service.address, Habits(language, scripts), folder)
            open_browsers.callback(visitor.close)
            return visitor

        yield arrives
