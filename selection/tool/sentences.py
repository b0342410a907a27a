"""What the commands say, in the reader's language, from the catalogues of the selection.

Its one job is words: which language, which sentence, and nothing that moves a terminal's
cursor. It must not decide what is said.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from importlib import resources
from string import Formatter
from typing import Final

from expert_pool.findings import Finding

_CATALOGUES: Final = (
    "sentences.toml",
    "shortfall.toml",
    "certificate.toml",
    "entry.toml",
    "proofs.toml",
    "list.toml",
    "problems.toml",
    "tool.toml",
)
_CODED: Final = frozenset({"form", "roles", "stated", "computed", "problem", "where", "standing"})
_FROM_ZERO: Final = frozenset(
    {("verify.pattern.passed", "pattern"), ("verify.deal.passed", "picked")}
)
"""Places that a receipt counts from 0; a reader counts from 1."""
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TIMES: Final = re.compile(r"verify\.(?:times|proofs_witnessed|list_witnessed)\.")
_LOCAL_TIME: Final = timezone(timedelta(hours=8))


class _Plurals(Formatter):
    """Fills a sentence's places; `{n:key|keys}` is the word for one, or for any other number."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if value == "1" else many
        return str(super().format_field(value, format_spec))


class Sentences:
    """The sentences of the selection in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._sentences: dict[str, str] = {}
        folder = resources.files("selection").joinpath("data")
        for catalogue in _CATALOGUES:
            entries = tomllib.loads(folder.joinpath(catalogue).read_text("utf-8"))
            self._sentences |= {code: entry[language] for code, entry in entries.items()}

    def knows(self, code: str) -> bool:
        """Whether there is a sentence for this code."""
        return code in self._sentences

    def say(self, code: str, **params: object) -> str:
        """The sentence of this code with its values."""
        read = {name: _as_read(code, name, str(value)) for name, value in params.items()}
        named = {name: self._named(name, value) for name, value in read.items()}
        visible = {name: make_visible(value) for name, value in named.items()}
        return _Plurals().vformat(self._sentences[code], (), visible)

    def _named(self, place: str, value: str) -> str:
        """Codes of forms and roles in words, one or several; all else as it is."""
        if place not in _CODED:
            return value
        codes = value.split(", ")
        names = [self._sentences.get(f"word.{code}", code) for code in codes]
        return (", " if self.language == "en" else "、").join(names)

    def tell(self, finding: Finding, names: Mapping[str, str]) -> str:
        """The sentence of a finding; a quota is called by its name in the reader's file."""
        params = dict(finding.params)
        if "quota" in params:
            params["quota"] = names.get(str(params["quota"]), str(params["quota"]))
        return self.say(finding.code, **params)


def _as_read(code: str, place: str, value: str) -> str:
    """A value as a person reads it: counted from 1, and by the clock of China."""
    if (code, place) in _FROM_ZERO:
        return str(int(value) + 1)
    if place == "problem":
        return value.removeprefix("canonical.")
    if _TIMES.match(code) and _MOMENT.fullmatch(value):
        moment = datetime.fromisoformat(value).astimezone(_LOCAL_TIME)
        return f"{moment:%Y-%m-%d %H:%M:%S}"
    return value


def make_visible(text: str) -> str:
    """Nothing that moves a terminal's cursor: a file must not write over its own verdict."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
