"""One language at a time: the one that was asked for, else the terminal's."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from expert_pool.admission.exporting import PURPOSES
from expert_pool.findings import Finding, Severity
from expert_pool.roles import Role
from expert_pool.storage.migrating import ROOT
from selection.states.requests import RequestState
from selection.tool.sentences import Sentences
from tests.command_lines import ask, list_commands
from web.cli import COMMANDS, main, pool
from web.translation import Translator, load_sentences

HEAVY = ("ortools", "litestar", "sqlalchemy", "granian", "alembic")


@pytest.mark.parametrize(
    ("locale", "arguments", "words"),
    [
        ("zh_CN.UTF-8", [], "找不到可运行的"),
        ("en_US.UTF-8", [], "No PostgreSQL programs"),
        ("en_US.UTF-8", ["--language", "zh"], "找不到可运行的"),
        ("zh_CN.UTF-8", ["--language", "en"], "No PostgreSQL programs"),
    ],
)
def test_the_option_comes_before_the_terminal(
    tmp_path: Path, locale: str, arguments: list[str], words: str
) -> None:
    environment = {
        "EXPERT_POOL_PG_BIN": str(tmp_path / "nothing"),
        "EXPERT_POOL_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": None,
        "LC_ALL": locale,
    }
    said = CliRunner().invoke(main, [*arguments, "demo"], env=environment)
    assert said.exit_code == 1
    assert words in said.output
    assert "Error" not in said.output


PLACES = [path for path, _, _ in list_commands(main)]


@pytest.mark.parametrize("path", PLACES, ids=" ".join)
def test_every_command_takes_the_language_before_and_after_its_name(path: tuple[str, ...]) -> None:
    english = ask(main, "--lang", "en", *path, "--help", language="zh").output
    for language, locale in (("en", "zh"), ("zh", "en")):
        said = ask(main, *path, "--lang", language, "--help", language=locale)
        assert said.exit_code == 0
        assert (said.output == english) == (language == "en")


@pytest.mark.parametrize("option", [("--lang", "en"), ("--language=en",)])
def test_messages_follow_the_option_behind_the_command(
    tmp_path: Path, option: tuple[str, ...]
) -> None:
    said = ask(main, "witness", "show", "--dir", str(tmp_path), *option, language="zh")
    assert said.exit_code == 1
    assert "There is no key of a witness" in said.output


@pytest.mark.parametrize("language", ["zh", "en"])
def test_codes_of_forms_and_roles_are_written_in_words(language: str) -> None:
    params = {"form": "public", "roles": "auditor, officer", "bytes": 7, "digest": "ab"}
    sentences, page = Sentences(language), Translator({"zh": "zh_Hans", "en": "en"}[language])
    for say in (sentences.say, lambda code, **given: page.sentence(code, given)):
        form, roles = say("verify.form.passed", **params), say("verify.parties.passed", **params)
        assert ("公开凭证" if language == "zh" else "public receipt") in form
        assert ("审计员、经办人" if language == "zh" else "auditor, officer") in roles


def test_a_finding_names_states_in_words() -> None:
    params = (("draw", "drawn"), ("request", "PR-1"), ("state", "approved"))
    finding = Finding("CHK-09.request_state", Severity.HARD, "", params)
    assert "状态为“已批准”，按其抽取记录应为“已抽取”" in Translator("zh_Hans").finding(finding)


def test_every_role_and_state_has_a_word() -> None:
    codes = {*Role, *RequestState, "public", "full"}
    assert {f"word.{code}" for code in codes} <= load_sentences().keys()


def test_help_waits_for_nothing_that_only_work_needs() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from web.cli import COMMANDS, main\n"
        "for name in ('', *COMMANDS):\n"
        "    said = CliRunner().invoke(main, [*filter(None, [name]), '--help'])\n"
        "    assert said.exit_code == 0, said.output\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    said = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize(("name", "words"), COMMANDS.items())
def test_the_list_of_commands_says_what_each_says_of_itself(name: str, words: str) -> None:
    command = main.get_command(main.make_context("expert-pool", [name, "--help"]), name)
    assert command is not None
    assert (command.help or "").startswith(words)


def test_the_purposes_of_an_export_are_those_of_the_pool() -> None:
    assert set(pool.PURPOSES) == PURPOSES.keys()
