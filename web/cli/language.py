"""In which language the command line speaks: `--language`, else what the terminal asks for."""

from collections.abc import Mapping
from typing import Final

import click

from web.settings import Settings
from web.translation import Translator

CHOICES: Final[Mapping[str, str]] = {"zh": "zh_Hans", "en": "en"}
_KEY: Final = "web.cli.language"


def choose(context: click.Context, _: click.Parameter, wanted: str | None) -> None:
    """Keep what `--language` says for every command below."""
    if wanted:
        context.find_root().meta[_KEY] = CHOICES[wanted]


def translator(wanted: str | None = None) -> Translator:
    """Who speaks for the command in hand; `wanted` is a command's own choice, `zh` or `en`."""
    if wanted:
        return Translator(CHOICES[wanted])
    context = click.get_current_context(silent=True)
    chosen = context.find_root().meta.get(_KEY) if context else None
    return Translator(chosen or _of_terminal())


def say(code: str, **params: object) -> str:
    """A sentence of the command line, in the language of its reader."""
    return translator().sentence(code, params)


def _of_terminal() -> str:
    return CHOICES["zh" if Settings().terminal_locale.lower().startswith("zh") else "en"]
