"""Commands that show their help in the reader's language, loaded when they are asked for.

Its one job is how a program lists and describes its commands; it must not know any of them.
"""

import codecs
import copy
import importlib
import io
import sys
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, ClassVar, Final, NoReturn

import click

from selection.tool.setting import TextSetter
from selection.tool.speaking import (
    LANGUAGES,
    OPTIONS,
    find_asked,
    shorten,
    speak,
    translate,
    translate_paragraphs,
)

LANGUAGE: Final = "selection.tool.language"
"""Where the context keeps the language that is spoken, `zh` or `en`."""
CLICK_WORDS: Final = resources.files("selection").joinpath("data", "help", "click.toml")
CANNOT_WRITE: Final = 2
_NOT_WRITTEN: Final = "The answer cannot be written to standard output ({problem})."
_ESCAPED: Final = "selection.escaped"
_HELP: Final = "Show this message and exit."
_WHICH: Final = "Language of the messages; otherwise the one of the terminal (LC_ALL, LANG)."


def find_language() -> str:
    """The language in which the command in hand speaks, `zh` or `en`."""
    language: str = click.get_current_context().find_root().meta[LANGUAGE]
    return language


class SpokenContext(click.Context):
    """Sets help texts by the width of their characters."""

    formatter_class = TextSetter


class SpokenArgument(click.Argument):
    """Is called by its name in the reader's language, in help and in errors."""

    def make_metavar(self, ctx: click.Context) -> str:
        """The name that stands for the value."""
        return translate(super().make_metavar(ctx))


class SpokenCommand(click.Command):
    """Shows its help in the reader's language, and takes `--language` wherever it stands.

    The language is settled before anything is parsed (`CommandList.make_context`): the option is
    only known here, so that each command takes and describes it.
    """

    context_class = SpokenContext

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401 - click's signature
        super().__init__(*given, **named)
        which = click.Choice(LANGUAGES)
        self.params.append(click.Option(OPTIONS, type=which, expose_value=False, help=_WHICH))

    def get_help(self, ctx: click.Context) -> str:
        """The whole help text."""
        return super(SpokenCommand, _speak(self, ctx)).get_help(ctx)

    def get_usage(self, ctx: click.Context) -> str:
        """The line that says how the command is called."""
        return super(SpokenCommand, _speak(self, ctx)).get_usage(ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option `--help`, which click makes once and for all languages."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = translate(_HELP)
        return option

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - click's signature
        """The first clause, whole: a list of commands has room for it."""
        return shorten(translate_paragraphs(self.help or ""))


class SpokenGroup(SpokenCommand, click.Group):
    """Shows its help, and what its commands do, in the reader's language."""

    command_class = SpokenCommand


class CommandList(SpokenGroup):
    """The commands of a program, each loaded when it is asked for.

    `package` has a module for each of `listed` with a function of the same name (`_` for `-`);
    `catalogues` have the Chinese texts.
    """

    package: ClassVar[str]
    listed: ClassVar[Mapping[str, str]]
    catalogues: ClassVar[tuple[Traversable, ...]]

    def choose_language(self) -> str:
        """Which language to speak where no option asks for one."""
        raise NotImplementedError

    def main(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - click's signature
        """Run the program; an answer that nobody can read ends with 2, and never with 0."""
        if sys.stdout is None:
            self._give_up("EBADF")
        _escape_unwritable()
        try:
            return super().main(*given, **named)
        except OSError as error:
            sys.stdout = io.StringIO()  # At its end Python tries once more to write.
            self._give_up(error.strerror or type(error).__name__)

    def _give_up(self, problem: str) -> NoReturn:
        speak(find_asked(sys.argv[1:]) or self.choose_language(), self.catalogues)
        try:
            click.echo(translate(_NOT_WRITTEN).format(problem=problem), err=True)
        except OSError:  # Nobody can be told; the exit code still must not be that of a verdict.
            sys.stderr = io.StringIO()
        sys.exit(CANNOT_WRITE)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401 - click's signature
    ) -> click.Context:
        """Settle the language first: even a mistake among the options is told in it."""
        language = find_asked(args) or self.choose_language()
        speak(language, self.catalogues)
        context = super().make_context(info_name, args, parent, **extra)
        context.meta[LANGUAGE] = language
        return context

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the order in which a newcomer meets them."""
        return list(self.listed)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Say what the commands do without loading any."""
        with formatter.section(translate("Commands")):
            rows = [(name, shorten(translate(text))) for name, text in self.listed.items()]
            formatter.write_dl(rows)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Load one command."""
        if cmd_name not in self.listed:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"{self.package}.{name}")
        command: click.Command = getattr(module, name)
        return command


def _escape_unwritable() -> None:
    """Let signs that the output's encoding lacks (in GBK, say) be written as JSON escapes them."""
    codecs.register_error(_ESCAPED, _escape)
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper) and out.errors == "strict":
        out.reconfigure(errors=_ESCAPED)


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[n : n + 4]}" for n in range(0, len(units), 4)), error.end


def _speak(command: SpokenCommand, ctx: click.Context) -> SpokenCommand:
    """The same command with its texts in the reader's language, to be shown only."""
    spoken = copy.copy(command)
    spoken.help = translate_paragraphs(command.help or "")
    spoken.epilog = translate_paragraphs(command.epilog or "")
    spoken.options_metavar = translate(command.options_metavar or "")
    if isinstance(spoken, click.Group):
        spoken.subcommand_metavar = translate(spoken.subcommand_metavar)
    spoken.params = [_speak_option(param, ctx) for param in command.params]
    return spoken


def _speak_option(param: click.Parameter, ctx: click.Context) -> click.Parameter:
    if not isinstance(param, click.Option):
        return param
    spoken = copy.copy(param)
    spoken.help = translate(param.help or "")
    if not param.is_flag:
        spoken.metavar = translate(param.make_metavar(ctx))
    return spoken
