"""In which language the command line speaks: `--language`, else what the terminal asks for.

The rule is that of `python -m selection`: Chinese, unless the terminal asks for English.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import click

from selection.tool.command_list import LANGUAGE
from selection.tool.speaking import CHINESE, ENGLISH, choose_language, find_terminal

if TYPE_CHECKING:
    from web.translation import Translator

CHOICES: Final[Mapping[str, str]] = {CHINESE: "zh_Hans", ENGLISH: "en"}


def translator() -> Translator:
    """Who speaks for the command in hand."""
    from web.translation import Translator

    context = click.get_current_context(silent=True)
    chosen = context.find_root().meta.get(LANGUAGE) if context else None
    return Translator(CHOICES[chosen or choose_language(find_terminal())])


def say(code: str, **params: object) -> str:
    """A sentence of the command line, in the language of its reader."""
    return translator().sentence(code, params)
