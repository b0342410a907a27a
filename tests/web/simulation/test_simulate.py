"""A small year, through the command, on a database of its own."""

import json
import os
import signal

import pytest
from click.testing import CliRunner

from web.cli import main
from web.launcher import EmbeddedPostgres
from web.simulation import running


def test_a_small_year_breaks_no_rule_and_prints_its_figures_last() -> None:
    words = ["simulate", "--experts", "150", "--requests", "3", "--seed", "5", "--json"]
    ended = CliRunner().invoke(main, words)
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.stdout.splitlines()[-1])
    assert (told["experts"], told["requests"], told["violations"]) == (150, 3, 0)
    assert told["panels_drawn"] >= told["panels_complete"] > 0
    assert told["review_days"]["closed"] > 0
    assert told["fees_yuan"] > told["fees"] > 0
    assert 0 < told["load_gini"] < 1


def test_a_year_that_is_ended_leaves_no_server_and_no_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    servers: list[EmbeddedPostgres] = []

    class Noted(EmbeddedPostgres):
        def start(self) -> str:
            servers.append(self)
            return super().start()

    async def end(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(running, "EmbeddedPostgres", Noted)
    monkeypatch.setattr(running, "_live", end)
    ended = CliRunner().invoke(main, ["simulate", "--experts", "50", "--requests", "1"])
    assert (ended.exit_code, ended.stdout) == (130, "")
    (server,) = servers
    assert not server.is_running()
    assert not server.places.home.exists()
