"""`python -m selection`: odds, draws, receipts and explanations from files.

Its one job is to find the command that was asked for, so that checking a receipt loads
neither the solver nor anything else that it does not need; it must not need the web or a
database.
"""

from collections.abc import Mapping
from importlib import resources
from typing import ClassVar, Final

import click

from selection.tool.command_list import CLICK_WORDS, CommandList
from selection.tool.speaking import choose_language, find_terminal

COMMANDS: Final[Mapping[str, str]] = {
    "odds": "Work out the chance of every candidate, as equal as the rules allow (leximin).",
    "draw": "Draw a panel with the entropy given; the same input and entropy give the same "
    "receipt.",
    "verify": "Check a receipt: valid (exit 0), invalid (1), or true in itself but from nobody "
    "known (4).",
    "verify-list": "Check the public list of all draws: valid (exit 0), invalid (1), or from "
    "nobody known (4).",
    "verify-odds": "Check a certificate of the odds against the files, without a solver: proven "
    "(0) or not (1).",
    "explain": "Say whether a panel can be made (exit 0); else why not, and what would help "
    "(exit 3).",
    "convert": "Write candidates and rules as categories and respondents, or the other way round.",
    "commit": "Commit to a draw before its entropy exists: print the hash, keep the file.",
    "secret": "Make a secret for a draw, and the commitment to hand in before it.",
}
"""Each is the function of its name (`_` for `-`) in the module of its name in `selection.tool`."""

INTERRUPTED: Final = 130
EXIT_CODES: Final = """
Exit codes: 0 done, or the receipt is valid; 1 the receipt is invalid; 2 the input cannot be used
(the message says which file, row and column, and what to do); 3 no panel keeps the rules; 4 the
receipt is consistent, but nothing shows whose it is; 5 the receipt is true, but the draw was
annulled since; 130 interrupted.
"""


class ToolCommands(CommandList):
    """The commands on files."""

    package: ClassVar[str] = "selection.tool"
    listed: ClassVar[Mapping[str, str]] = COMMANDS
    catalogues = (CLICK_WORDS, resources.files("selection").joinpath("data", "help", "tool.toml"))

    def choose_language(self) -> str:
        """English where the terminal asks for it, else Chinese."""
        return choose_language(find_terminal())

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
