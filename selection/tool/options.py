"""What the commands share: language, data or sentences, exit codes, the files of a request.

Its one job is the command line around a command; it must not know what a command does.
"""

import functools
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum
from pathlib import Path
from typing import Final, TypeVar

import click

from expert_pool.errors import ExpertPoolError
from selection.errors import SelectionError
from selection.tool.command_list import find_language
from selection.tool.common_form import CommonFiles, read_common_form
from selection.tool.own_form import OwnFiles, read_own_form
from selection.tool.progress import show_progress
from selection.tool.request import FileRequest
from selection.tool.sentences import Sentences
from selection.tool.tables import name_problem

Packed = TypeVar("Packed")
Command = Callable[..., int]
FILE = click.Path(path_type=Path)
MOST_DIGITS: Final = 10


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    INVALID = 1
    BAD_INPUT = 2
    INFEASIBLE = 3
    NOT_AUTHENTICATED = 4
    OUT_OF_FORCE = 5


@dataclass(frozen=True, slots=True)
class Voice:
    """How a command speaks: in which language, and in data or sentences."""

    sentences: Sentences
    as_json: bool


@dataclass(frozen=True, slots=True)
class GivenFiles:
    """The options that say which files make the request."""

    candidates: Path | None
    rules: Path | None
    people: Path | None
    quotas: Path | None
    size: str | None
    at_most_one_per: tuple[str, ...]
    conflicts: Path | None
    id_column: str
    weight: str | None

    @property
    def read(self) -> tuple[Path | None, ...]:
        """The files that the request is read from, where they were given."""
        return (self.candidates, self.rules, self.people, self.quotas, self.conflicts)


def speaks(command: Command) -> Callable[..., None]:
    """Give a command its voice and its exit codes; a bad input is a sentence, never a trace."""

    @click.option("--json", "as_json", is_flag=True, help="Print data instead of sentences.")
    @functools.wraps(command)
    def wrapped(*, as_json: bool, **options: object) -> None:
        sentences = Sentences(find_language())
        try:
            code = command(Voice(sentences, as_json), **options)
        except ExpertPoolError as error:
            click.echo(sentences.say(error.code, **error.params), err=True)
            code = Exit.BAD_INPUT
        except OSError as error:
            code = _give_up_output(error, sentences)
        sys.exit(code)

    return wrapped


def _give_up_output(error: OSError, sentences: Sentences) -> Exit:
    """An answer that cannot be written down is never taken for an invalid receipt."""
    sys.stdout = io.StringIO()  # At its end Python tries once more to write, and ends with 120.
    params = {"file": "stdout", "problem": name_problem(error)}
    click.echo(sentences.say("tool.cannot_write", **params), err=True)
    return Exit.BAD_INPUT


def packs(kind: type[Packed]) -> Callable[[Command], Command]:
    """Hand a command the options that are fields of `kind` as one value."""
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]  # a dataclass

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def wrapped(*arguments: object, **options: object) -> int:
            packed = kind(**{name: options.pop(name) for name in names})
            return command(*arguments, packed, **options)

        return wrapped

    return decorate


def takes_files(command: Command) -> Command:
    """Give a command the options of both forms of input, as `GivenFiles`."""
    for option in (
        click.option("--id-column", default="id", help="The column of the ids.", show_default=True),
        click.option("--conflicts", type=FILE, help="Pairs who must not meet (first, second)."),
        click.option(
            "--at-most-one-per",
            multiple=True,
            metavar="COLUMN",
            help="Nobody shares this with another member.",
        ),
        click.option(
            "--weight", metavar="COLUMN", help="Chances in proportion to it, from 1 to 10."
        ),
        click.option("--size", help="Seats of the panel, with --quotas."),
        click.option("--quotas", type=FILE, help="category, feature, min, max (.csv)."),
        click.option("--people", type=FILE, help="id and one column a category (.csv)."),
        click.option("--rules", type=FILE, help="Seats, quotas and limits (.json)."),
        click.option("--candidates", type=FILE, help="id and any attributes (.csv)."),
    ):
        command = option(command)
    return command


def read_request(voice: Voice, files: GivenFiles) -> FileRequest:
    """The request that the files make, whichever of the two forms they have.

    Raises:
        SelectionError: `input.…` where options are missing or a file is wrong.
    """
    own, common = (files.candidates, files.rules), (files.people, files.quotas)
    if any(own) and any(common):
        raise SelectionError("input.two_forms")
    if not any(own) and not any(common):
        raise SelectionError("input.no_files")
    with show_progress(voice.sentences, "reading"):
        return _read_own(files) if any(own) else _read_common(files)


def _read_own(files: GivenFiles) -> FileRequest:
    for option, given in (
        ("--size", files.size),
        ("--at-most-one-per", files.at_most_one_per),
        ("--weight", files.weight),
    ):
        if given:
            raise SelectionError("input.option_of_other_form", {"option": option})
    candidates = need("--candidates", files.candidates)
    return read_own_form(OwnFiles(candidates, need("--rules", files.rules), files.conflicts))


def _read_common(files: GivenFiles) -> FileRequest:
    size = need("--size", files.size)
    if not (size.isascii() and size.isdigit()):
        raise SelectionError("input.size", {"value": size})
    return read_common_form(
        CommonFiles(
            quotas=need("--quotas", files.quotas),
            people=need("--people", files.people),
            size=int(size.lstrip("0")[:MOST_DIGITS] or 0),  # Far too many stays far too many.
            at_most_one_per=files.at_most_one_per,
            conflicts=files.conflicts,
            id_column=files.id_column,
            weight=files.weight or "",
        )
    )


def need(option: str, given: Packed | None) -> Packed:
    """What an option says, where it was given.

    Raises:
        SelectionError: `input.option_missing`.
    """
    if given is None:
        raise SelectionError("input.option_missing", {"option": option})
    return given
