"""Help texts, and the words of click itself, in the language of whoever asks.

Its one job is the language of the words around a command. English stands in the code and is
the key; Chinese stands in catalogues. It must not load what a command works with.
"""

import inspect
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Final

import click

Words = Mapping[str, str]

CHINESE: Final = "zh"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)
OPTIONS: Final = ("--language", "--lang")
_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_SENTENCE_ENDS: Final = ("。", "；", ". ", "; ", ": ")
_NO_WORDS: Final[Words] = MappingProxyType({})
_spoken: ContextVar[Words] = ContextVar("spoken", default=_NO_WORDS)


def speak(language: str, catalogues: Iterable[Traversable]) -> None:
    """Say everything in this language from now on; the catalogues have the Chinese words."""
    words: dict[str, str] = {}
    if language == CHINESE:
        for catalogue in catalogues:
            words |= tomllib.loads(catalogue.read_text("utf-8"))
    _spoken.set(words)


def translate(text: str) -> str:
    """A text of the code in the language that is spoken."""
    return _spoken.get().get(text, text)


def translate_paragraphs(text: str) -> str:
    """A help text, paragraph by paragraph, whatever its line breaks."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(translate(" ".join(paragraph.split())) for paragraph in paragraphs)


def shorten(text: str) -> str:
    """The first clause of a text, without its end, for a list of commands."""
    ends = [place for end in _SENTENCE_ENDS if (place := text.find(end)) >= 0]
    return text[: min(ends, default=len(text))].removesuffix(".")


def find_asked(arguments: Sequence[str]) -> str | None:
    """The language that an option asks for anywhere on the line, before anything is parsed.

    Of several the last one counts; what follows `--` is no option.
    """
    asked, rest = None, iter(arguments)
    for argument in rest:
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        if name in OPTIONS:
            asked = value or next(rest, "")
    return asked if asked in LANGUAGES else None


def find_terminal() -> str:
    """The locale of the terminal: LC_ALL, else LC_MESSAGES, else LANG."""
    return next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")


def choose_language(terminal: str) -> str:
    """English where the terminal asks for it; else Chinese, as everywhere in the service."""
    return ENGLISH if terminal.lower().startswith(ENGLISH) else CHINESE


def _translate_number(one: str, many: str, number: int) -> str:
    return translate(one if number == 1 else many)


def _take_over_click() -> None:
    """Let click ask us for its words.

    It asks gettext, which would want compiled catalogues and would look at the environment
    alone; a language that an option chooses could not reach it.
    """
    for module in (
        click.core,
        click.decorators,
        click.exceptions,
        click.formatting,
        click.parser,
        click.types,
    ):
        for name, ours in (("_", translate), ("ngettext", _translate_number)):
            if hasattr(module, name):
                setattr(module, name, ours)


_take_over_click()
