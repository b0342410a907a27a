"""What a browser without scripts sees of a page: its language, words, links, and forms."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

Pairs = tuple[tuple[str, str], ...]
CHOSEN_FROM: Final = frozenset({"radio", "checkbox", "select", "button"})
TYPED: Final = frozenset({"text", "textarea", "email", "search", "date", "time", "number", "tel"})
_TOLD: Final = frozenset({"p", "li", "td", "dd", "legend"})
_STEPS: Final = frozenset({"step", "stance", "kind", "confirmed"})
_WORD: Final = re.compile(r"[a-z_]{1,20}")
_NUMBER: Final = re.compile(r"(?<=-)\d+(?=-|$)")
_KEY: Final = re.compile(r"(?<=-)[0-9a-f-]{36}$|(?<=-)[A-Z0-9]{4,}(?=-|$)")


@dataclass(frozen=True)
class Field:
    """One name of a form: what may stand in it, and what it holds when the page is opened."""

    name: str
    kind: str
    offered: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """A form of a page, with its fields in the order in which a browser sends them."""

    method: str
    action: str
    multipart: bool
    fields: tuple[Field, ...]

    @cached_property
    def key(self) -> str:
        """What makes two forms the same to us: where they go, what they ask, which step."""
        names = sorted({_plain(it.name) for it in self.fields if it.name != "csrf_token"})
        steps = sorted(
            f"{it.name}={value}"
            for it in self.fields
            if it.kind == "hidden" and it.name in _STEPS
            for value in it.held
            if _WORD.fullmatch(value)
        )
        return " ".join((self.method, *names, *steps))

    def field(self, name: str) -> Field | None:
        """The field of this name, if the form has it."""
        return next((it for it in self.fields if it.name == name), None)

    def sent(self) -> Pairs:
        """What a browser sends at once: the first button is the one that is pressed."""
        return tuple((it.name, value) for it in self.fields for value in it.held)


@dataclass
class Page:
    """What one answer shows."""

    language: str = ""
    heading: str = ""
    told: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


def read_page(address: str, html: str) -> Page:
    """Read an answer's page; its links and forms are paths of the service alone."""
    reader = _Reader(address)
    reader.feed(html)
    reader.close()
    return reader.finished()


def _plain(name: str) -> str:
    """A field's name without the number or the key of its row."""
    return _NUMBER.sub("#", _KEY.sub("#", name))


@dataclass
class _Draft:
    """A form while it is read; `ident` is what controls outside of it name it by."""

    method: str
    action: str
    multipart: bool
    ident: str
    others: list[str] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)

    def add(self, name: str, kind: str, offered: str, *, held: bool) -> None:
        """Add a control, or one more choice of the same name."""
        known = self.fields.get(name, Field(name, kind))
        if kind == "button":
            held = not any(it.kind == "button" for it in self.fields.values())
        self.fields[name] = replace(
            known,
            offered=(*known.offered, offered),
            held=(*known.held, offered) if held else known.held,
        )

    def done(self) -> Iterator[Form]:
        """The form as its buttons send it: to its own address, and wherever a button says."""
        for action in (self.action, *self.others):
            yield Form(self.method, action, self.multipart, tuple(self.fields.values()))


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._address = address
        self._drafts: list[_Draft] = []
        self._open: _Draft | None = None
        self._typing: _Draft | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._texts: list[tuple[str, list[str]]] = []
        self._summary = self._alert = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.page.language = at.get("lang", "")
        elif tag == "a" and (link := self._own(at.get("href", ""))):
            self.page.links.append(link)
        elif tag == "form":
            self._begin(at)
        elif tag in {"input", "button", "select", "option", "textarea"}:
            self._control(tag, at)
        self._summary = self._summary or at.get("class", "") == "error-summary"
        self._alert = self._alert or (tag == "section" and at.get("role") == "alert")
        if tag in _TOLD or tag in {"h1", "textarea"}:
            self._texts.append((tag, []))

    def handle_data(self, data: str) -> None:
        for _, words in self._texts:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select" and self._select is not None:
            self._end_select()
        elif tag == "ul":
            self._summary = False
        elif tag == "section":
            self._alert = False
        elif self._texts and self._texts[-1][0] == tag:
            self._end_text(tag, "".join(self._texts.pop()[1]))

    def finished(self) -> Page:
        """The page with its forms."""
        self.page.forms = [form for draft in self._drafts for form in draft.done()]
        return self.page

    def _own(self, href: str) -> str:
        parts = urlsplit(urljoin(f"http://own{self._address}", href))
        if not href or parts.netloc != "own":
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _begin(self, at: dict[str, str]) -> None:
        action = self._own(at.get("action") or self._address)
        multipart = at.get("enctype") == "multipart/form-data"
        self._open = _Draft(at.get("method", "get").lower(), action, multipart, at.get("id", ""))
        self._drafts.append(self._open)

    def _control(self, tag: str, at: dict[str, str]) -> None:
        named = (it for it in self._drafts if it.ident and it.ident == at.get("form"))
        draft, name = next(named, self._open), at.get("name", "")
        if tag == "option" and self._select is not None:
            self._select[1].append((at.get("value", ""), "selected" in at))
        elif draft is None or "disabled" in at:
            return
        elif tag == "button" and "formaction" in at:
            draft.others.append(self._own(at["formaction"]))
        elif tag == "select":
            self._select = (name, [])
        elif tag == "textarea":
            draft.fields[name] = Field(name, "textarea")
            self._typing = draft
        elif name:
            kind = "button" if tag == "button" else at.get("type", "text")
            kind = "number" if kind == "text" and at.get("inputmode") == "numeric" else kind
            held = kind not in {"radio", "checkbox", "file"} or "checked" in at
            draft.add(name, kind, at.get("value", ""), held=held)
            if kind not in CHOSEN_FROM:
                only = draft.fields[name]
                draft.fields[name] = replace(only, offered=())

    def _end_select(self) -> None:
        assert self._select is not None
        name, options = self._select
        self._select = None
        if self._open is None:
            return
        chosen = [value for value, is_chosen in options if is_chosen] or [options[0][0]]
        offered = tuple(value for value, _ in options)
        self._open.fields[name] = Field(name, "select", offered, tuple(chosen))

    def _end_text(self, tag: str, words: str) -> None:
        text = " ".join(words.split())
        if tag == "h1":
            self.page.heading = text
        elif tag == "textarea":
            self._end_textarea(words)
        elif text:
            wrong = self._alert or (self._summary and tag == "li")
            (self.page.wrong if wrong else self.page.told).append(text)

    def _end_textarea(self, words: str) -> None:
        if self._typing is not None:
            last = next(reversed(self._typing.fields.values()))
            kept = (words.removeprefix("\n"),)
            self._typing.fields[last.name] = replace(last, held=kept)
            self._typing = None
