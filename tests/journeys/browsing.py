"""Somebody at a browser of their own: opens pages, fills in, presses, and looks at each page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, Request

from tests.journeys.page_checks import (
    Watch,
    check_access,
    check_head,
    check_images,
    check_narrow,
    check_width,
)
from tests.journeys.words import say
from web.translation import HTML_LANGUAGES

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
ALSO_ON_PHONES = frozenset(
    {"home", "tasks", "identity-errors", "certificates-uploaded", "check", "status"}
    | {"credential", "request", "criteria", "officer-secret", "officer-drawn", "log", "entry"}
)
CHANGING = re.compile(r"[0-9a-f]{8,}(-[0-9a-f]{4,}){0,4}|[A-Za-z0-9_-]{40,}|\d+")


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody reads: the language, and whether the browser runs scripts."""

    language: str
    scripts: bool = True


class Visitor:
    """One person with one browser; every page they come to is checked and pictured."""

    def __init__(self, browser: Browser, address: str, habits: Habits, pictures: Path) -> None:
        self.language = language = habits.language
        self._scripts = habits.scripts
        self._context = browser.new_context(
            viewport=DESK,  # type: ignore[arg-type]
            locale=language.replace("zh_Hans", "zh-CN"),
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            java_script_enabled=habits.scripts,
            accept_downloads=True,
        )
        self._context.set_default_timeout(20_000)
        self.page: Page = self._context.new_page()
        self.watch = Watch(self.page, address)
        self._address = address
        self._pictures = pictures
        self._seen: set[str] = set()

    def close(self) -> None:
        self._context.close()

    def say(self, words: str, **places: object) -> str:
        return say(self.language, words, **places)

    # Going from page to page

    def open(self, path: str, name: str = "") -> None:
        """Go to an address of the service."""
        self.page.goto(self.at(path))
        self.look(name)

    def at(self, path: str) -> str:
        """The whole address of a page; a link from a mail is one already."""
        return path if path.startswith("http") else f"{self._address}{path}"

    def press(self, words: str, name: str = "", within: Locator | None = None) -> None:
        """Press a button that leads to another page."""
        self.leave_by((within or self.page).get_by_role("button", name=words, exact=True), name)

    def follow(self, words: str, name: str = "", within: Locator | None = None) -> None:
        """Follow a link to another page."""
        self.leave_by((within or self.page).get_by_role("link", name=words, exact=True), name)

    def switch_language(self) -> None:
        """Go on in the own language, by the link on the page if need be."""
        link = self.page.locator(f".languages a[lang={HTML_LANGUAGES[self.language]}]")
        if link.count():
            self.leave_by(link)
        else:
            self.look()

    def leave_by(self, way: Locator, name: str = "") -> None:
        """Click what leads to another page, and look at that one."""
        self.leave(way.first.click, name)

    def leave(self, act: Callable[[], object], name: str = "") -> None:
        """Do what leads to another page, and look at that one."""
        with self.page.expect_navigation():
            act()
        self.look(name)

    def download(self, words: str) -> Path:
        """Follow a link to a file, and keep the file."""
        return self.saves(self.page.get_by_role("link", name=words).first.click)

    def saves(self, act: Callable[[], object]) -> Path:
        """Do what brings a file, and keep the file."""
        with self.page.expect_download() as coming:
            act()
        folder = self._pictures.parents[1].parent / "downloads" / self.language
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / coming.value.suggested_filename
        coming.value.save_as(kept)
        return kept

    # On one page

    def field(self, label: str) -> Locator:
        """A field by its label, as people find it; the label may say that it is optional."""
        optional = re.escape(self.say("(optional)"))
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*{optional})?\s*$"))

    def fill(self, label: str, value: str) -> None:
        """Type into a field."""
        self.field(label).first.fill(value)

    def pick(self, label: str, option: str) -> None:
        """Choose one of the options of a drop-down field."""
        self.field(label).first.select_option(label=option)

    def choose(self, option: str) -> None:
        """Choose a radio button or tick a box; a hint may follow its words."""
        self.page.get_by_label(re.compile(rf"^\s*{re.escape(option)}")).first.check()

    def reads(self, words: str) -> None:
        """The page shows these words."""
        self.page.get_by_text(words).first.wait_for()

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words, exact=True)

    def shows_button(self, words: str) -> bool:
        return self.button(words).count() > 0

    def sees_the_summary(self) -> None:
        """The summary of errors has the focus, and its first link leads to the wrong field."""
        summary = self.page.locator(".error-summary")
        assert summary.evaluate("node => node === document.activeElement"), "It has no focus."
        assert self.page.title().startswith(self.say("Error:"))
        summary.get_by_role("link").first.click()
        wrong = self.page.locator(".wrong").first
        assert wrong.evaluate("node => node.contains(document.activeElement)")

    def posts(self, act: Callable[[], object]) -> str:
        """Do something, and tell everything that the browser sent meanwhile."""
        sent: list[str] = []

        def listen(request: Request) -> None:
            sent.append(f"{request.url} {request.post_data or ''}")

        self.page.on("request", listen)
        act()
        self.page.remove_listener("request", listen)
        return "\n".join(sent)

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    # Looking

    def look(self, name: str = "") -> None:
        """Check the page as it stands now; with a name, keep a picture of it."""
        faults = list(self.watch.faults) + check_head(self.page, self.language)
        if self._scripts and self._is_new():  # the checks are scripts themselves
            faults += check_access(self.page) + check_width(self.page)
            faults += check_narrow(self.page) + check_images(self.page)
        self.watch.faults.clear()
        if name:
            self.picture(name)
        if name in ALSO_ON_PHONES:
            self.picture(name, phone=True)
        assert not faults, f"{self.page.url} ({self.language}):\n" + "\n".join(faults)

    def _is_new(self) -> bool:
        """Whether a page of this kind was not looked at before; errors make it another kind."""
        kind = f"{CHANGING.sub('*', self.page.url)} {self.page.title()}"
        new = kind not in self._seen
        self._seen.add(kind)
        return new

    def picture(self, name: str, *, phone: bool = False) -> None:
        """Keep a picture of the whole page."""
        number = len(self.pictures()) + 1
        path = self._pictures / f"{number:02d}-{name}{'-phone' if phone else ''}.png"
        if phone:
            self.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        self.page.screenshot(path=path, full_page=True)
        if phone:
            self.page.set_viewport_size(DESK)  # type: ignore[arg-type]

    def pictures(self) -> list[Path]:
        """The pictures kept so far, in the order of the story."""
        return sorted(self._pictures.glob("*.png"))
