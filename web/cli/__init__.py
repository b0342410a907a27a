"""The command `expert-pool`: what is done without a browser.

It only finds the command that was asked for and turns its errors into sentences.
"""

import importlib
from collections.abc import Mapping

import click

from expert_pool.errors import DatabaseAway, ExpertPoolError
from web.settings import Settings
from web.translation import Translator

EXIT_CODES = """
Exit codes: 0 done; 1 refused, or something was found (the message says what, and what to do);
2 the command itself was wrong; 130 interrupted.
"""

INTERRUPTED = 130

COMMANDS = ("serve", "demo", "pool", "user", "check")
"""Each is the function of its name in the module of its name in this package."""


class ServiceCommands(click.Group):
    """Loads a command when it is asked for; shows its errors as sentences, never as traces."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Load one command, so that `pool export` need not wait for the web server's imports."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"web.cli.{cmd_name}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command; a refusal ends with exit code 1."""
        try:
            return super().invoke(ctx)
        except DatabaseAway as away:
            raise click.ClickException(_say("database.away", {"problem": str(away)})) from away
        except ExpertPoolError as error:
            raise click.ClickException(_say(error.code, error.params)) from error
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


def _say(code: str, params: Mapping[str, object]) -> str:
    language = "zh_Hans" if Settings().terminal_locale.startswith("zh") else "en"
    return Translator(language).sentence(code, params)


@click.group(cls=ServiceCommands, epilog=EXIT_CODES)
@click.version_option(package_name="expert-pool", prog_name="expert-pool")
def main() -> None:
    """Keep an expert pool and draw review panels from it."""
