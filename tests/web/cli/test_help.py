"""Help, usage and mistakes of `expert-pool` in both languages."""

import tomllib

import pytest

from tests.command_lines import ask, find_foreign, list_commands, list_texts
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
    said = ask(main, *path, "--help", language=language)
    assert said.exit_code == 0
    assert find_foreign(said.output, language, path) == []
    assert ("用法" if language == "zh" else "Usage") in said.output


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_every_mistake_is_told_in_one_language(words: list[str], language: str) -> None:
    said = ask(main, *words, language=language)
    assert said.exit_code == 2
    assert find_foreign(said.output, language, tuple(words)) == []


def test_the_catalogue_has_every_text_and_no_other() -> None:
    texts = {
        text for _, command, context in list_commands(main) for text in list_texts(command, context)
    }
    words = [tomllib.loads(file.read_text("utf-8")) for file in ServiceCommands.catalogues]
    assert {t for t in texts if t and not t.startswith("[")} <= {*words[0], *words[1]}
    assert words[1].keys() <= texts
