"""Help, usage and mistakes of `expert-pool` in both languages."""

import pytest

from tests.command_lines import check_catalogue, check_help, check_mistake, list_commands
from web.cli import ServiceCommands, main

PATHS = [path for path, _, _ in list_commands(main)]
MISTAKES = [
    ["pool", "import"],
    ["pool", "import", "no-such-file.xlsx"],
    ["pool", "import", "."],
    ["pool", "export"],
    ["pool", "export", "--out", "a.csv", "--full"],
    ["user"],
    ["user", "ad"],
    ["user", "add", "--email", "a@example.org", "--name", "A", "--role", "boss"],
    ["serve", "--port", "99999999"],
    ["serve", "now"],
    ["check", "log"],
    ["chek"],
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_help_page_has_one_language(path: tuple[str, ...], language: str) -> None:
    check_help(main, path, language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_every_mistake_is_told_in_one_language(words: list[str], language: str) -> None:
    check_mistake(main, words, language)


def test_the_catalogue_has_every_text_and_no_other() -> None:
    common, own = ServiceCommands.catalogues
    check_catalogue(main, own, common)
