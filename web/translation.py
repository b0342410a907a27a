"""The words of the service in the reader's language: catalogues, findings, dates.

It decides nothing: which finding a person has is for the rules to say. English
source strings are the message ids; Simplified Chinese stands in `web/locale/zh_Hans`,
one file an audience; sentences for findings and errors in `web/locale/sentences`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from string import Formatter
from typing import Final

from babel.messages.pofile import read_po

from expert_pool.calendar import CHINA
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding
from expert_pool.vocabulary import CodeLists, load_code_lists
from selection.errors import SelectionError

DEFAULT_LANGUAGE: Final = "zh_Hans"
LANGUAGES: Final[Mapping[str, str]] = {"zh_Hans": "中文", "en": "English"}
HTML_LANGUAGES: Final[Mapping[str, str]] = {"zh_Hans": "zh-Hans", "en": "en"}
LOCAL_TIME: Final = CHINA
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ENGLISH: Final = "en"
_CODED: Final = frozenset(
    {"computed", "draw", "first", "form", "item", "kind", "logged", "problem"}
    | {"roles", "second", "state", "stated", "where"}
)
"""Places of sentences that may hold codes of states, roles, forms of a receipt or faults."""

Words = Mapping[tuple[str | None, str], str]


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "marked, not translated yet"
    """Mark a source string for the catalogues where it is written, to be translated when shown."""
    return message


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a finding or an error says, in both languages, with named `{places}`."""

    zh_Hans: str  # noqa: N815 - the name of the language
    en: str

    def in_language(self, language: str) -> str:
        """The sentence for one language."""
        return self.en if language == _ENGLISH else self.zh_Hans


def read_words(folder: Traversable) -> dict[tuple[str | None, str], str]:
    """Read and merge every .po file of one language; a word with two translations is refused."""
    words: dict[tuple[str | None, str], str] = {}
    for name in sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".po")):
        with folder.joinpath(name).open("rb") as file:
            catalogue = read_po(file, locale="zh_Hans", abort_invalid=True)
        for message in catalogue:
            if not message.id:
                continue
            ids = (message.id,) if isinstance(message.id, str) else message.id
            said = message.string or ""
            text = said if isinstance(said, str) else said[0]
            for message_id in ids:
                _add_word(words, (message.context, message_id), text, name)
    return words


def _add_word(
    words: dict[tuple[str | None, str], str], key: tuple[str | None, str], text: str, file: str
) -> None:
    former = words.get(key)
    if former is not None and former != text:
        raise ExpertPoolError(
            "catalogue.two_translations",
            {"file": file, "message": key[1], "former": former, "found": text},
        )
    words[key] = text


def read_sentences(files: tuple[Traversable, ...]) -> dict[str, Sentence]:
    """Read the sentences of findings and errors; a code that stands twice is refused."""
    sentences: dict[str, Sentence] = {}
    for file in files:
        for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in sentences:
                raise ExpertPoolError("catalogue.code_twice", {"file": file.name, "code": code})
            sentences[code] = Sentence(zh_Hans=str(entry["zh"]), en=str(entry["en"]))
    return sentences


def sentence_files() -> tuple[Traversable, ...]:
    """Every file with sentences: the service's own, and those that selection ships."""
    own = resources.files("web").joinpath("locale", "sentences")
    foreign = resources.files("selection").joinpath("data")
    files = (file for folder in (own, foreign) for file in folder.iterdir())
    return tuple(sorted((f for f in files if f.name.endswith(".toml")), key=lambda f: f.name))


@lru_cache(maxsize=1)
def load_sentences() -> Mapping[str, Sentence]:
    """All sentences for findings and errors, read once."""
    return read_sentences(sentence_files())


@lru_cache(maxsize=1)
def load_words() -> Words:
    """All Chinese strings of the screens, read once."""
    return read_words(resources.files("web").joinpath("locale", "zh_Hans"))


class SentenceFormatter(Formatter):
    """Fills a sentence's places: `{age}`, `{day:date}`, `{field:fields}`, `{n:year|years}`.

    A format with a bar chooses singular or plural; the name of a code list turns
    codes (one, or several joined by commas) into names in the reader's language.
    """

    def __init__(self, language: str, lists: CodeLists) -> None:
        self._language = language
        self._lists = lists

    def get_value(
        self,
        key: int | str,
        args: object,  # noqa: ARG002 - the formatter's own signature
        kwargs: Mapping[str, object],
    ) -> object:
        """A missing parameter shows as its name in brackets: a sentence never breaks a page."""
        value = kwargs.get(str(key), f"[{key}]")
        return self._in_words(value) if key in _CODED and isinstance(value, str) else value

    def _in_words(self, codes: str) -> str:
        """Codes of states, roles and forms by their words; what has no word stays."""
        known = load_sentences()
        found = [
            known[f"word.{code}"].in_language(self._language) if f"word.{code}" in known else code
            for code in codes.split(", ")
        ]
        return (", " if self._language == _ENGLISH else "、").join(found)

    def format_field(self, value: object, format_spec: str) -> str:
        """Show one value as its place in the sentence asks."""
        if "|" in format_spec:
            one, _, many = format_spec.partition("|")
            return one if str(value) == "1" else many
        if format_spec == "date":
            return format_date(_as_date(value), self._language) if value else ""
        if format_spec:
            return self._names(str(value), format_spec)
        return f"{value}"

    def _names(self, codes: str, list_name: str) -> str:
        entries = getattr(self._lists, list_name, {})
        found = [
            self._lists.name(entries[code], self._language) if code in entries else code
            for code in (part.strip() for part in codes.split(","))
        ]
        return (", " if self._language == _ENGLISH else "、").join(found)


def _as_date(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def format_date(day: date, language: str) -> str:
    """2026年11月20日, or 20 November 2026; a moment is shown by its day in China."""
    local = day.astimezone(LOCAL_TIME) if isinstance(day, datetime) else day
    if language == _ENGLISH:
        return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{local.year}年{local.month}月{local.day}日"


def format_moment(moment: datetime, language: str) -> str:
    """Day and minute on a 24-hour clock, in China's time."""
    return f"{format_date(moment, language)} {moment.astimezone(LOCAL_TIME):%H:%M}"


@dataclass(frozen=True, slots=True)
class Translator:
    """Speaks one language."""

    language: str

    @property
    def html_language(self) -> str:
        """The value of the page's `lang` attribute."""
        return HTML_LANGUAGES[self.language]

    def gettext(self, message: str) -> str:
        """A string of the screens; English where no translation exists (a test forbids that)."""
        return self.pgettext(None, message)

    def pgettext(self, context: str | None, message: str) -> str:
        """The same where one English word has two Chinese ones, told apart by `context`."""
        if self.language == _ENGLISH:
            return message
        return load_words().get((context, message)) or message

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Singular or plural; Chinese has one form."""
        if self.language == _ENGLISH:
            return one if number == 1 else many
        return load_words().get((None, one)) or one

    def npgettext(self, context: str, one: str, many: str, number: int) -> str:
        """Singular or plural in a context."""
        if self.language == _ENGLISH:
            return one if number == 1 else many
        return self.pgettext(context, one)

    def sentence(self, code: str, params: Mapping[str, object]) -> str:
        """The sentence for a code; the bare code where none is known (a test forbids that)."""
        found = load_sentences().get(code)
        if found is None:
            return code
        formatter = SentenceFormatter(self.language, load_code_lists())
        return formatter.vformat(found.in_language(self.language), (), params)

    def finding(self, finding: Finding) -> str:
        """What a finding says to the reader."""
        return self.sentence(finding.code, dict(finding.params))

    def error(self, error: ExpertPoolError | SelectionError) -> str:
        """What went wrong and what to do, for the reader."""
        return self.sentence(error.code, error.params)

    def date(self, day: date | None) -> str:
        """A day as this language writes it; an empty string for none."""
        return format_date(day, self.language) if day else ""

    def moment(self, moment: datetime | None) -> str:
        """A day and time as this language writes it; an empty string for none."""
        return format_moment(moment, self.language) if moment else ""

    def number(self, number: int) -> str:
        """A count with its thousands set apart."""
        return f"{number:,}"


def negotiate(wanted: tuple[str | None, ...], accept_language: str = "") -> str:
    """The first wish that we speak, else the browser's first one that we speak, else Chinese."""
    for wish in wanted:
        if wish in LANGUAGES:
            return str(wish)
    ranked = sorted(_ranked(accept_language), key=lambda pair: -pair[0])
    return next((language for _, language in ranked), DEFAULT_LANGUAGE)


_WEIGHT: Final = re.compile(r"[01](\.[0-9]{0,3})?")


def _ranked(accept_language: str) -> Iterator[tuple[float, str]]:
    for part in accept_language[:400].split(","):
        tag, _, weight = part.strip().partition(";q=")
        language = {"zh": "zh_Hans", "en": "en"}.get(tag.lower().partition("-")[0])
        if language:
            yield (float(weight) if _WEIGHT.fullmatch(weight) else 1.0), language


_DEFAULT: Final = Translator(DEFAULT_LANGUAGE)
_speaking: ContextVar[Translator] = ContextVar("speaking")


def current_translator() -> Translator:
    """Who speaks for the request in hand."""
    return _speaking.get(_DEFAULT)


@contextmanager
def speaking(language: str) -> Iterator[Translator]:
    """Speak this language within the block: for a request, and for each mail."""
    token = _speaking.set(Translator(language))
    try:
        yield _speaking.get()
    finally:
        _speaking.reset(token)


def gettext(message: str) -> str:
    """Translate into the language of the request in hand."""
    return current_translator().gettext(message)
