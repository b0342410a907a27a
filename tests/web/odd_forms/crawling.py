"""Finds the forms of the service: by following links, and by sending what it finds.

Of each kind of page an account opens so many; of each kind of form a role keeps one.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from httpx import Response
from litestar import Litestar

from tests.web.odd_forms.oddities import filled
from tests.web.odd_forms.reading import Form, Page, read_page
from tests.web.odd_forms.sending import Fields
from tests.web.odd_forms.service import Somebody, Target
from web.access import ACCESS, PUBLIC, SIGNED_IN
from web.entrance import handlers_of

LEFT_ALONE: Final = frozenset({"accounts.sign_out", "static", "static/head", ""})
HTML: Final = "text/html"
ACCEPTED: Final = range(200, 400)
MOST_LOOKED_AT: Final = 60
_PLACE: Final = re.compile(r"\{\w+:(\w+)\}")
_PATTERNS: Final = {"uuid": "[0-9a-fA-F-]{36}", "int": "[0-9]+"}
_ID: Final = re.compile(_PATTERNS["uuid"])
_MAILED: Final = re.compile(r"https?://[^/\s]+(/[\w/.?=&-]+)")


class Routes:
    """Which route an address belongs to."""

    def __init__(self, app: Litestar) -> None:
        self._known = [
            (re.compile(_pattern(route.path)), route.path.count("{"), handler)
            for route in app.routes
            for handler in handlers_of(route)
        ]
        self._known.sort(key=lambda known: known[1])

    def name(self, method: str, path: str) -> str:
        """The name of the route that answers, or nothing."""
        bare = urlsplit(path).path
        for pattern, _, handler in self._known:
            if method.upper() in handler.http_methods and pattern.fullmatch(bare):
                return handler.name or ""
        return ""


def _pattern(path: str) -> str:
    """A route's path as an expression: the rest of it is plain text."""
    literal = re.split(r"\{\w+:\w+\}", path)
    kinds = [_PATTERNS.get(kind, "[^/]+") for kind in _PLACE.findall(path)]
    return "".join(re.escape(text) + kind for text, kind in zip(literal, [*kinds, ""], strict=True))


@dataclass(frozen=True)
class Found:
    """A form, and how somebody comes to it: a page, or what follows another form."""

    who: Somebody
    page: str
    route: str
    key: str
    before: "Step | None" = None

    @property
    def shown(self) -> str:
        """For people: whose form it is, and what came before."""
        came = f" after {self.before.found.route}" if self.before else ""
        return f"{self.who.name} {self.route} on {self.page}{came}"


@dataclass(frozen=True)
class Step:
    """A form that is sent on the way to another one, and the address to which that led."""

    found: Found
    fill: bool
    led_to: str = ""


def fields_of(form: Form, *, fill: bool) -> Fields:
    """A form as it is, or filled in."""
    return filled(form) if fill else form.sent()


class Crawler:
    """Walks through the service as everybody who is signed in."""

    def __init__(self, target: Target, pages_of_a_kind: int) -> None:
        self.target = target
        self._most = pages_of_a_kind
        self.routes = Routes(target.app)
        self.pages = 0
        self.broken: list[str] = []
        self.forms: dict[tuple[frozenset[str], str, str], Found] = {}
        self._seen: Counter[tuple[str, str, tuple[str, ...]]] = Counter()

    async def walk(self) -> None:
        """Open what links lead to, as everybody."""
        for who in self.target.people:
            await self.walk_as(who, ["/", "/start", "/account", "/demo/mailbox"])

    async def walk_as(self, who: Somebody, paths: list[str]) -> None:
        """The same as somebody, from these pages on."""
        await self._follow(who, paths, None)

    async def advance(self, steps: Iterable[Found]) -> list[Found]:
        """Send these forms, each on the state as it was, and find what comes then."""
        known = set(self.forms)
        for found in steps:
            for fill in (False, True):
                await self._advance(Step(found, fill))
        return [self.forms[key] for key in self.forms if key not in known]

    async def _advance(self, step: Step) -> None:
        await self.target.restore()
        found = step.found
        _, form = await reach(self.target, found, self.routes)
        if form is None or form.method == "get":
            return
        fields = fields_of(form, fill=step.fill)
        answer = await found.who.send("post", form.action, fields, multipart=form.multipart)
        self.target.changed = True
        if answer.status_code not in ACCEPTED:
            return
        location = answer.headers.get("location", "")
        if location.startswith("/"):
            await self._follow(found.who, [location], replace(step, led_to=location))
        elif answer.headers.get("content-type", "").startswith(HTML):
            self._collect(found.who, "", read_page(form.action, answer.text), step)

    async def _follow(self, who: Somebody, paths: list[str], before: Step | None) -> None:
        waiting = list(paths)
        while waiting:
            path = waiting.pop(0)
            landed, page = await self._open(who, path)
            if page is None:
                continue
            self._collect(who, landed, page, before)
            waiting += [link for link in page.links if self._is_new(who, link)]

    async def _open(self, who: Somebody, path: str) -> tuple[str, Page | None]:
        answer = await who.open(path)
        self.pages += 1
        if answer.status_code >= 500:
            self.broken.append(f"{who.name} GET {path}: {answer.status_code}")
        landed = answer.request.url.raw_path.decode()
        if not answer.headers.get("content-type", "").startswith(HTML):
            return landed, None
        page = read_page(landed, answer.text)
        if self.routes.name("get", landed) == "demo.mail":
            page.links += _MAILED.findall(" ".join(page.told) + answer.text)
        return landed, page

    def _is_new(self, who: Somebody, link: str) -> bool:
        parts = urlsplit(link)
        asked = tuple(sorted({name for name, _ in parse_qsl(parts.query)}))
        route = self.routes.name("get", parts.path)
        if route in LEFT_ALONE or "lang" in asked or parts.path.startswith("/api/"):
            return False
        kind = (who.name, route, asked)
        self._seen[kind] += 1
        return self._seen[kind] <= self._most

    def _collect(self, who: Somebody, path: str, page: Page, before: Step | None) -> None:
        for form in page.forms:
            route = self.routes.name(form.method, form.action)
            if route not in LEFT_ALONE:
                found = Found(who, path, route, form.key, before)
                everybodys = ACCESS[route].roles & {PUBLIC, SIGNED_IN}
                self.forms.setdefault((everybodys or who.roles, route, form.key), found)


async def reach(target: Target, found: Found, routes: Routes) -> tuple[str, Form | None]:
    """Come to a form again, by every step that leads to it, and where; none where it is gone."""
    answer: Response | None = None
    page, before = found.page, found.before
    if before is not None:
        _, form = await reach(target, before.found, routes)
        if form is None:
            return page, None
        fields = fields_of(form, fill=before.fill)
        who, multipart = before.found.who, form.multipart
        answer = await who.send(form.method, form.action, fields, multipart=multipart)
        target.changed = True
        page = _renumbered(page, before.led_to, answer.headers.get("location", ""))
    led_to = answer.headers.get("location", "") if answer is not None else ""
    if page or answer is None:
        answer = await found.who.open(page)
    form = form_in(answer, found, routes)
    return (page, form) if form or not led_to else await _look_for(found, led_to, routes)


async def _look_for(found: Found, start: str, routes: Routes) -> tuple[str, Form | None]:
    """The form on a page of the same kind near this one: what was made anew has another address."""
    wanted, waiting, seen = routes.name("get", found.page), [start], {start}
    area = found.page.split("/")[1]
    while waiting and len(seen) < MOST_LOOKED_AT:
        path = waiting.pop(0)
        answer = await found.who.open(path)
        form = form_in(answer, found, routes)
        if form is not None and routes.name("get", path) == wanted:
            return path, form
        links = read_page(path, answer.text).links
        near = [it for it in links if it.split("/")[1:2] == [area] and it not in seen]
        waiting += near
        seen.update(near)
    return found.page, None


def _renumbered(page: str, before: str, now: str) -> str:
    """The address of a page whose subject was made anew, and has another id."""
    for old, new in zip(_ID.findall(before), _ID.findall(now), strict=False):
        page = page.replace(old, new)
    return page


def form_in(answer: Response, found: Found, routes: Routes) -> Form | None:
    """The form that was found, as it stands on a page."""
    page = read_page(answer.request.url.raw_path.decode(), answer.text)
    return next(
        (
            form
            for form in page.forms
            if form.key == found.key and routes.name(form.method, form.action) == found.route
        ),
        None,
    )
