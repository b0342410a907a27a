from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import COMMANDS, main


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    said = CliRunner().invoke(main, [command, "--help"], env={"LC_ALL": "en_US.UTF-8"})
    assert said.exit_code == 0, said.output
    assert "Usage:" in said.output


def test_the_help_names_every_command_and_the_exit_codes() -> None:
    said = CliRunner().invoke(main, ["--help"], env={"LC_ALL": "en_US.UTF-8"})
    assert said.exit_code == 0, said.output
    assert "Exit codes: 0 done" in said.output
    assert all(command in said.output for command in COMMANDS)


def test_the_version_is_told() -> None:
    said = CliRunner().invoke(main, ["--version"])
    assert said.exit_code == 0
    assert said.output.startswith("expert-pool ")


def test_an_unknown_command_is_a_mistake_of_usage() -> None:
    assert CliRunner().invoke(main, ["draw-me-a-panel"]).exit_code == 2


@pytest.mark.parametrize(
    ("locale", "words"),
    [("zh_CN.UTF-8", "找不到可运行的"), ("en_US.UTF-8", "No PostgreSQL programs")],
)
def test_a_refusal_is_a_sentence_in_the_readers_language(
    tmp_path: Path, locale: str, words: str
) -> None:
    environment = {
        "EXPERT_POOL_PG_BIN": str(tmp_path / "nothing"),
        "EXPERT_POOL_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": None,
        "LC_ALL": locale,
    }
    said = CliRunner().invoke(main, ["demo"], env=environment)
    assert said.exit_code == 1
    assert words in said.output


@pytest.mark.parametrize(("command", "code"), [("demo", 1), ("check", 2)])
def test_an_unreachable_database_is_a_sentence_too(tmp_path: Path, command: str, code: int) -> None:
    environment = {
        "EXPERT_POOL_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": f"postgresql://nobody@/nothing?host={tmp_path}",
        "LC_ALL": "en_US.UTF-8",
    }
    said = CliRunner().invoke(main, [command], env=environment)
    assert said.exit_code == code
    assert "The database does not answer" in said.output


@pytest.mark.parametrize("command", ["serve", "demo", "check"])
def test_a_wrong_setting_is_named_in_a_sentence(command: str) -> None:
    said = CliRunner().invoke(main, [command], env={"PORT": "abc", "LC_ALL": "en_US.UTF-8"})
    assert said.exit_code == 2
    assert "The setting PORT of the environment is not valid" in said.output


def test_a_wrong_setting_is_not_shown_with_its_value() -> None:
    environment = {"EXPERT_POOL_CONTACT_EMAIL": "s3cret", "LC_ALL": "en_US.UTF-8"}
    said = CliRunner().invoke(main, ["check"], env=environment)
    assert "CONTACT_EMAIL" in said.output
    assert "s3cret" not in said.output


def test_a_file_out_of_reach_is_a_sentence_too(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    environment = {
        "EXPERT_POOL_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": None,
        "LC_ALL": "en_US.UTF-8",
    }
    said = CliRunner().invoke(main, ["demo"], env=environment)
    assert said.exit_code == 1
    assert "Check its path and permissions" in said.output


def test_an_interrupted_command_has_an_exit_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(_settings: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("web.cli.demo.opened", interrupt)
    assert CliRunner().invoke(main, ["demo"]).exit_code == 130
