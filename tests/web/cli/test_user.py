"""The command that makes the first staff accounts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import main

ARGUMENTS = ["user", "add", "--email", "first@example.org", "--name", "First Sample"]


@pytest.fixture
def runner(database_url: str, tmp_path: Path) -> CliRunner:
    return CliRunner(
        env={
            "DATABASE_URL": database_url,
            "EXPERT_POOL_DATA_DIR": str(tmp_path),
            "LANG": "en_US.UTF-8",
        }
    )


def test_the_first_administrator_gets_a_one_time_link(runner: CliRunner) -> None:
    result = runner.invoke(main, [*ARGUMENTS, "--role", "user_admin", "--json"])
    assert result.exit_code == 0, result.output
    printed = json.loads(result.output)
    assert printed["role"] == "user_admin"
    assert "/welcome/" in printed["link"]


def test_without_json_the_link_is_printed_in_words(runner: CliRunner) -> None:
    result = runner.invoke(main, [*ARGUMENTS, "--role", "officer"])
    assert "sets a password at:" in result.output


def test_a_link_to_this_machine_says_how_to_name_another_address(runner: CliRunner) -> None:
    local = runner.invoke(main, [*ARGUMENTS, "--role", "officer"], env={"PORT": "8091"})
    assert "begins with http://127.0.0.1:8091." in local.stderr
    asked = [*ARGUMENTS[:3], "second@example.org", *ARGUMENTS[4:], "--role", "officer"]
    known = runner.invoke(main, asked, env={"EXPERT_POOL_BASE_URL": "https://pool.example.org"})
    assert "https://pool.example.org/welcome/" in known.stdout
    assert known.stderr == ""


def test_an_address_that_is_taken_ends_with_a_sentence(runner: CliRunner) -> None:
    runner.invoke(main, [*ARGUMENTS, "--role", "officer"])
    again = runner.invoke(main, [*ARGUMENTS, "--role", "auditor"])
    assert again.exit_code == 1
    assert "first@example.org" in again.output


def test_what_is_no_address_ends_with_a_sentence(runner: CliRunner) -> None:
    asked = [*ARGUMENTS[:3], "a@b", *ARGUMENTS[4:], "--role", "officer"]
    refused = runner.invoke(main, asked)
    assert refused.exit_code == 1
    assert "a@b is no e-mail address" in refused.output


def test_an_expert_is_no_member_of_staff(runner: CliRunner) -> None:
    assert runner.invoke(main, [*ARGUMENTS, "--role", "expert"]).exit_code == 2
