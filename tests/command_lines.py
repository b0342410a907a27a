"""Walks every command of a program and finds what of its words is in the wrong language."""

import inspect
import re
import tomllib
from collections.abc import Iterator
from importlib.resources.abc import Traversable

import click
from click.testing import CliRunner, Result

from selection.tool.speaking import ENGLISH, speak

ENGLISH_RUN = re.compile(r"[A-Za-z]{2,}[ ,]+[a-z]{2,}[ ,]+[a-z]{2,}")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
LOCALES = {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}


def list_commands(
    command: click.Command, path: tuple[str, ...] = (), parent: click.Context | None = None
) -> Iterator[tuple[tuple[str, ...], click.Command, click.Context]]:
    """Every command with the words that call it, groups among them."""
    context = click.Context(command, info_name=path[-1] if path else None, parent=parent)
    yield path, command, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from list_commands(below, (*path, name), context)


def list_texts(command: click.Command, context: click.Context) -> Iterator[str]:
    """What a help page of this command says in words of the code."""
    speak(ENGLISH, ())
    for text in (command.help, command.epilog):
        for paragraph in inspect.cleandoc(text or "").split("\n\n"):
            yield " ".join(paragraph.split())
    yield command.options_metavar or ""
    if isinstance(command, click.Group):
        yield command.subcommand_metavar
    for param in command.params:
        yield getattr(param, "help", None) or ""
        if isinstance(param, click.Argument) or not getattr(param, "is_flag", False):
            yield param.make_metavar(context)


def ask(main: click.Command, *words: str, language: str) -> Result:
    """Call the program as a terminal in this language would."""
    return CliRunner().invoke(main, list(words), env={"LC_ALL": LOCALES[language]})


def find_foreign(said: str, language: str, called: tuple[str, ...] = ()) -> list[str]:
    """Words of the other language: three English ones in a row, or any Chinese sign.

    How the command was called is no sentence of any language.
    """
    for end in range(len(called), 0, -1):
        said = said.replace(" ".join(("main", *called[:end])), "")
    return (ENGLISH_RUN if language == "zh" else CHINESE).findall(said)


def check_help(main: click.Command, path: tuple[str, ...], language: str) -> None:
    """A help page is in the reader's language from its first word to its last."""
    said = ask(main, *path, "--help", language=language)
    assert said.exit_code == 0
    assert find_foreign(said.output, language, path) == []
    assert ("用法" if language == "zh" else "Usage") in said.output


def check_mistake(main: click.Command, words: list[str], language: str) -> str:
    """A mistake ends with 2 and is told in the reader's language: what is said."""
    said = ask(main, *words, language=language)
    assert said.exit_code == 2
    assert find_foreign(said.output, language, tuple(words)) == []
    return said.output


def check_catalogue(main: click.Command, own: Traversable, shared: Traversable) -> None:
    """Every text of the code stands in a catalogue, and the program's own holds no other."""
    texts = {
        text for _, command, context in list_commands(main) for text in list_texts(command, context)
    }
    words, common = (tomllib.loads(file.read_text("utf-8")) for file in (own, shared))
    assert {t for t in texts if t and not t.startswith("[")} <= {*words, *common}
    assert words.keys() <= texts
