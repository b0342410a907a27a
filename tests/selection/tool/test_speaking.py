"""Help, usage and mistakes of `python -m selection` in both languages."""

import inspect
import subprocess
import sys
import tomllib

import click
import pytest

from selection.__main__ import COMMANDS, ToolCommands, main
from selection.tool.command_list import CLICK_WORDS
from selection.tool.setting import measure, set_lines
from selection.tool.speaking import choose_language, find_asked, shorten, translate
from tests.command_lines import (
    ask,
    check_catalogue,
    check_help,
    check_mistake,
    find_foreign,
    list_commands,
)

PATHS = [path for path, _, _ in list_commands(main)]
MISTAKES = [
    ["secret"],
    ["verify"],
    ["verify", "a", "b"],
    ["verify", "a", "--trust"],
    ["draw", "--form", "thin"],
    ["draw", "--panels", "0"],
    ["draw", "--panels", "many"],
    ["draw", "--pseudonyms=1"],
    ["draw", "--entropie", "00"],
    ["drew"],
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_help_page_has_one_language(path: tuple[str, ...], language: str) -> None:
    check_help(main, path, language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", MISTAKES, ids=" ".join)
def test_every_mistake_is_told_in_one_language(words: list[str], language: str) -> None:
    said = check_mistake(main, words, language)
    assert ("错误：" if language == "zh" else "Error: ") in said


@pytest.mark.parametrize("words", [["--language", "en", "draw"], ["draw", "--lang=en"]])
def test_an_option_anywhere_decides_about_the_help(words: list[str]) -> None:
    said = ask(main, *words, "--help", language="zh")
    assert "Draw a panel with the entropy given" in said.output
    assert find_foreign(said.output, "en") == []


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_takes_the_language_before_and_after_its_name(path: tuple[str, ...]) -> None:
    english = ask(main, "--lang", "en", *path, "--help", language="zh").output
    for language, locale in (("en", "zh"), ("zh", "en")):
        said = ask(main, *path, "--lang", language, "--help", language=locale)
        assert said.exit_code == 0
        assert (said.output == english) == (language == "en")


def test_a_language_that_is_unknown_is_told_in_the_terminals() -> None:
    assert "错误：" in ask(main, "draw", "--language", "xx", language="zh").output


def test_the_catalogue_has_every_text_and_no_other() -> None:
    common, own = ToolCommands.catalogues
    check_catalogue(main, own, common)


def test_click_still_says_what_its_catalogue_translates() -> None:
    modules = (click.core, click.exceptions, click.formatting, click.types, click.parser)
    source = "".join(inspect.getsource(module) for module in (*modules, click.decorators))
    known = source.replace('"\n                    "', "").casefold()
    for text in tomllib.loads(CLICK_WORDS.read_text("utf-8")):
        written = text.replace("\n", "\\n").replace("\t", "\\t").casefold()
        assert written in known or written.split()[0] in known, text


@pytest.mark.parametrize(("name", "words"), COMMANDS.items())
def test_the_list_of_commands_says_what_each_says_of_itself(name: str, words: str) -> None:
    [command] = [one for path, one, _ in list_commands(main) if path == (name,)]
    assert " ".join((command.help or "").split()).startswith(words)


def test_help_does_not_load_the_solver() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from selection.__main__ import *\n"
        "for name in ('', *COMMANDS):\n"
        "    said = CliRunner().invoke(main, [*filter(None, [name]), '--help'])\n"
        "    assert said.exit_code == 0, said.output\n"
        "print([name for name in ('ortools', 'numpy') if name in sys.modules])"
    )
    said = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (["draw", "--language", "en"], "en"),
        (["draw", "--lang=zh"], "zh"),
        (["draw", "--language"], None),
        (["draw", "--language", "fr"], None),
        (["--lang", "en", "draw", "--lang", "zh"], "zh"),
        (["--lang=en", "verify", "--", "--lang", "zh"], "en"),
        (["draw"], None),
    ],
)
def test_the_language_is_found_anywhere_on_the_line(
    arguments: list[str], language: str | None
) -> None:
    assert find_asked(arguments) == language


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Check a receipt: valid, or not.", "Check a receipt"),
        ("Write it.", "Write it"),
        ("核验凭证；有效与否。", "核验凭证"),
    ],
)
def test_a_list_of_commands_shows_the_first_clause(text: str, short: str) -> None:
    assert shorten(text) == short


@pytest.mark.parametrize(("terminal", "language"), [("en_US", "en"), ("zh_CN", "zh"), ("", "zh")])
def test_chinese_is_spoken_unless_english_is_asked_for(terminal: str, language: str) -> None:
    assert choose_language(terminal) == language


def test_no_line_is_wider_than_allowed_nor_begins_with_a_closing_mark() -> None:
    text = (
        "逐行检查工作簿（.xlsx）或“CSV”文件，并将其入库。Exit codes: 0 done; 1 refused [默认：1]。"
    )
    for width in range(12, 60):
        lines = list(set_lines(text, width))
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert max(map(measure, lines)) <= width
        assert all(line[0] not in "，。、；）”" for line in lines)


def test_what_no_catalogue_knows_stays_as_it_is() -> None:
    assert translate("no such text") == "no such text"
