"""Commands are listed and described in the reader's language, each loaded when asked for."""

import click
import pytest
from click.testing import CliRunner

from selection.tool.command_list import CommandList, SpokenCommand, SpokenGroup
from tests.selection.tool.commands import run


@click.group(cls=SpokenGroup)
def lists() -> None:
    """Show lists."""


@lists.command(cls=SpokenCommand)
def people() -> None:
    """List everybody. More is said on the page of the command."""


def test_a_group_says_what_its_commands_do_in_one_clause() -> None:
    said = CliRunner().invoke(lists, ["--help"]).output
    assert "people  List everybody" in said
    assert "More is said" not in said


def test_a_command_may_do_without_the_option_for_help() -> None:
    plain = SpokenCommand("plain", add_help_option=False)
    assert plain.get_help_option(click.Context(plain)) is None


def test_who_lists_commands_says_which_language_they_speak() -> None:
    with pytest.raises(NotImplementedError):
        CommandList().choose_language()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_command_that_does_not_exist_ends_with_two(language: str) -> None:
    result = run("raffle", language=language)
    assert result.exit_code == 2
    assert "raffle" in result.stderr
