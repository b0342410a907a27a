"""The command `expert-pool`: what is done without a browser.

It only finds the command that was asked for and turns its errors into sentences. Commands
import what they work with when they run: nobody waits for the web server to read a help text.
"""

import importlib
from collections.abc import Mapping
from typing import IO, Any, Final

import click

from expert_pool.errors import DatabaseAway, ExpertPoolError
from web.cli.language import CHOICES, choose, say, translator

EXIT_CODES = """
Exit codes: 0 done; 1 refused, or something was found (the message says what, and what to do);
2 the command itself was wrong; 130 interrupted.
"""

INTERRUPTED = 130

COMMANDS: Final[Mapping[str, str]] = {
    "serve": "Start the service and say its address once it answers; Ctrl-C stops it.",
    "demo": "Fill an empty database with a fictional pool, and print the demo accounts.",
    "pool": "Bring an existing pool along, or take the pool out.",
    "user": "Make accounts for members of staff.",
    "check": "Recompute log, draws, applications and roles, and name what does not fit.",
}
"""Each is the function of its name in the module of its name in this package, and what it does."""


class Refused(click.ClickException):
    """A refusal in one sentence, which needs no English word before it."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the sentence."""
        click.echo(self.format_message(), file=file, err=file is None)


class ServiceCommands(click.Group):
    """Loads a command when it is asked for; shows its errors as sentences, never as traces."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        formatter: click.HelpFormatter,
    ) -> None:
        """Say what the commands do without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"web.cli.{cmd_name}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command; a refusal ends with exit code 1."""
        try:
            return super().invoke(ctx)
        except DatabaseAway as away:
            raise Refused(say("database.away", problem=str(away))) from away
        except ExpertPoolError as error:
            raise Refused(translator().error(error)) from error
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=ServiceCommands, epilog=EXIT_CODES)
@click.option(
    "--language",
    type=click.Choice(sorted(CHOICES)),
    expose_value=False,
    is_eager=True,
    callback=choose,
    help="Language of the messages; otherwise the one of the terminal (LC_ALL, LANG).",
)
@click.version_option(package_name="expert-pool", prog_name="expert-pool")
def main() -> None:
    """Keep an expert pool and draw review panels from it."""
