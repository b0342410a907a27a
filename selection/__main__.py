"""`python -m selection`: odds, draws, receipts and explanations from files.

Its one job is to find the command that was asked for, so that checking a receipt loads
neither the solver nor anything else that it does not need; it must not need the web or a
database.
"""

import importlib
from typing import Final

import click

COMMANDS: Final = ("odds", "draw", "verify", "explain", "convert", "commit", "secret")
"""Each is the function of its name in the module of its name in `selection.tool`."""

INTERRUPTED: Final = 130
EXIT_CODES: Final = """
Exit codes: 0 done, or the receipt is valid; 1 the receipt is invalid; 2 the input cannot be used
(the message says which file, row and column, and what to do); 3 no panel keeps the rules; 4 the
receipt is consistent, but nothing shows whose it is; 130 interrupted.
"""


class ToolCommands(click.Group):
    """Loads a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        cmd_name: str,
    ) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"selection.tool.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command; an interrupted one is never taken for an invalid receipt."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


@click.group(cls=ToolCommands, epilog=EXIT_CODES)
def main() -> None:
    """Draw panels by lot from files, fairly, and check what a draw left behind."""


if __name__ == "__main__":
    main()
