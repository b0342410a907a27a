"""The command `expert-pool`: what is done without a browser.

It only finds the command that was asked for and turns its errors into sentences. Commands
import what they work with when they run: nobody waits for the web server to read a help text.
"""

from collections.abc import Mapping
from importlib import resources
from typing import IO, Any, ClassVar, Final

import click
from pydantic_core import ValidationError

from expert_pool.errors import DatabaseAway, ExpertPoolError
from selection.tool.command_list import CLICK_WORDS, CommandList
from selection.tool.speaking import choose_language, find_terminal
from web.cli.language import say, translator

EXIT_CODES = """
Exit codes: 0 done; 1 refused, or something was found (the message says what, and what to do);
2 the command itself was wrong; 130 interrupted.
"""

INTERRUPTED = 130
SETTINGS: Final = "Settings"

COMMANDS: Final[Mapping[str, str]] = {
    "serve": "Start the service and say its address once it answers; Ctrl-C stops it.",
    "demo": "Fill an empty database with a fictional pool, and print the demo accounts.",
    "pool": "Bring an existing pool along, or take the pool out.",
    "user": "Make accounts for members of staff.",
    "backup": "Write a sealed backup of database and uploads; the keys stay out.",
    "restore": "Bring a backup back into an empty database, held against kept heads of the log.",
    "check": "Recompute log, draws, applications and roles, and name what does not fit.",
    "log": "Take the signed log out, verify it anywhere, and replace its key.",
    "simulate": "Let a year of fictional experts and officers happen, and judge its log.",
    "witness": "Cosign checkpoints of the log, on a machine apart from the service.",
}
"""Each is the function of its name in the module of its name in this package, and what it does."""


class Refused(click.ClickException):
    """A refusal in one sentence, which needs no English word before it."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the sentence."""
        click.echo(self.format_message(), file=file, err=file is None)


class ServiceCommands(CommandList):
    """The commands of the service; their errors are sentences, never traces."""

    package: ClassVar[str] = "web.cli"
    listed: ClassVar[Mapping[str, str]] = COMMANDS
    catalogues = (CLICK_WORDS, resources.files("web").joinpath("locale", "help", "zh.toml"))

    def choose_language(self) -> str:
        """English where the terminal asks for it, else Chinese."""
        return choose_language(find_terminal())

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command; a refusal ends with exit code 1."""
        try:
            return super().invoke(ctx)
        except DatabaseAway as away:
            raise Refused(say("database.away", problem=str(away))) from away
        except ExpertPoolError as error:
            raise Refused(translator().error(error)) from error
        except ValidationError as error:
            if error.title != SETTINGS:
                raise
            raise _refuse_setting(error) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            raise Refused(say("cli.no_access", problem=str(error))) from error
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


class WrongSetting(Refused):
    """A setting that can't be used: the command never began."""

    exit_code = 2


def _refuse_setting(error: ValidationError) -> WrongSetting:
    """The first wrong setting by its name; its value may be a secret."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = "_".join(str(part) for part in first["loc"])
    return WrongSetting(say("cli.wrong_setting", name=name.upper(), problem=first["msg"]))


@click.group(cls=ServiceCommands, epilog=EXIT_CODES)
@click.version_option(
    package_name="expert-pool", prog_name="expert-pool", message="%(prog)s %(version)s"
)
def main() -> None:
    """Keep an expert pool and draw review panels from it."""
