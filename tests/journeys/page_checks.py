"""What every page must keep, whatever it shows: one function for each promise."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

from web.translation import HTML_LANGUAGES

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
NARROW = {"width": 320, "height": 640}
ABORTED = "net::ERR_ABORTED"
_AXE = Axe()


class Watch:
    """Listens to one page for as long as it lives, and keeps what went wrong."""

    def __init__(self, page: Page, address: str) -> None:
        self._host = urlsplit(address).netloc
        self.faults: list[str] = []
        self.expected: set[int] = set()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._see_request)
        page.on("requestfailed", self._see_failure)
        page.on("response", self._see_response)

    def _hear(self, message: ConsoleMessage) -> None:
        # Of an answer with an error status the browser complains too: see `_see_response`.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self._host:
            self.faults.append(f"foreign host: {request.url}")

    def _see_failure(self, request: Request) -> None:
        # Leaving a page ends its stream of events, and a download ends the way to a page.
        if request.failure != ABORTED:
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _see_response(self, response: Response) -> None:
        own_page = response.request.resource_type == "document"
        allowed = self.expected | ({422} if own_page else set())
        if response.status >= 400 and response.status not in allowed:
            self.faults.append(f"status {response.status}: {response.url}")


def check_head(page: Page, language: str) -> list[str]:
    """Language and title, which screen readers say first."""
    faults = []
    said = page.locator("html").get_attribute("lang")
    if said != HTML_LANGUAGES[language]:
        faults.append(f"lang is {said}")
    if not page.title().strip(" –"):
        faults.append("no title")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} main headings")
    return faults


def check_access(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA."""
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = _AXE.run(page, options=options).response["violations"]
    return [
        f"axe {one['id']}: {one['help']}: {node['html'][:200]} ({' '.join(node['target'])})"
        for one in found
        for node in one["nodes"]
    ]


def check_narrow(page: Page) -> list[str]:
    """On the narrowest phone nothing may stick out to the side."""
    before = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    faults = check_width(page)
    page.set_viewport_size(before or NARROW)  # type: ignore[arg-type]
    return faults


def check_width(page: Page) -> list[str]:
    """The page is not wider than the window."""
    wide, room = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    if wide <= room:
        return []
    widest = page.evaluate(
        """room => [...document.querySelectorAll("main *")]
            .filter(node => node.getBoundingClientRect().right > room + 1)
            .slice(0, 3).map(node => node.outerHTML.slice(0, 120))""",
        room,
    )
    return [f"{wide} px wide in a window of {room}: {widest}"]


def check_images(page: Page) -> list[str]:
    """Every picture is there; those that load late are asked for now."""
    page.evaluate("() => [...document.images].forEach(image => { image.loading = 'eager'; })")
    page.wait_for_function("() => [...document.images].every(image => image.complete)")
    broken: list[str] = page.evaluate(
        "() => [...document.images].filter(image => !image.naturalWidth).map(image => image.src)"
    )
    return [f"picture not there: {source}" for source in broken]
