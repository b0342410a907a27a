"""A small year, through the command, on a database of its own."""

import json
import os
import signal
from functools import partial
from typing import ClassVar

import pytest
from click.testing import CliRunner

from web.cli import main
from web.launcher import EmbeddedPostgres
from web.simulation import running
from web.simulation.habits import Habits
from web.simulation.year import Size


def test_a_small_year_breaks_no_rule_and_prints_its_figures_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # More goes wrong than in life, so that three panels show what follows.
    often = partial(Habits, absent=0.2, excused=0.0, misconduct=1.0, no_evaluation=0.0)
    monkeypatch.setattr(running, "Habits", often)
    words = ["simulate", "--experts", "150", "--requests", "3", "--seed", "5", "--json"]
    ended = CliRunner().invoke(main, words)
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.stdout.splitlines()[-1])
    assert (told["experts"], told["requests"], told["violations"]) == (150, 3, 0)
    assert (told["whole"], told["until"]) == (True, "2026-12-31")
    assert told["panels_drawn"] >= told["panels_complete"] > 0
    assert told["panels_complete"] + told["met_short"] >= told["review_days"]["closed"] > 0
    assert told["evaluations"] > 0
    assert sum(told["credit_events"].values()) >= sum(told["credit_decisions"].values()) > 0
    assert told["fees_yuan"] > told["fees"] > 0
    assert 0 < told["load_gini"] < 1


class Noted(EmbeddedPostgres):
    """A server that is remembered, to look for it afterwards."""

    servers: ClassVar[list[EmbeddedPostgres]] = []

    def start(self) -> str:
        self.servers.append(self)
        return super().start()


def is_gone() -> bool:
    server = Noted.servers.pop()
    return not server.is_running() and not server.places.home.exists()


def test_a_year_that_is_killed_leaves_no_server_and_no_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def end(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(running, "EmbeddedPostgres", Noted)
    monkeypatch.setattr(running, "_live", end)
    ended = CliRunner().invoke(main, ["simulate", "--experts", "50", "--requests", "1"])
    assert (ended.exit_code, ended.stdout) == (130, "")
    assert is_gone()


def test_a_year_that_is_ended_early_tells_what_was_lived_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def end(month: str) -> None:
        if month == "2026-02":
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(running, "EmbeddedPostgres", Noted)
    figures = running.simulate(Size(2026, 50, 1, 1), end)
    assert (figures["whole"], str(figures["until"])[:7]) == (False, "2026-02")
    assert (figures["violations"], figures["requests"]) == (0, 1)
    assert is_gone()


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"violations": 0, "whole": True}, 0),
        ({"violations": 0, "whole": False}, 130),
        ({"violations": 2, "whole": False}, 1),
    ],
)
def test_the_exit_code_tells_what_came_out(
    monkeypatch: pytest.MonkeyPatch, figures: dict[str, object], code: int
) -> None:
    monkeypatch.setattr(running, "simulate", lambda *_: figures)
    ended = CliRunner().invoke(main, ["simulate", "--json"])
    assert (ended.exit_code, json.loads(ended.stdout)) == (code, figures)
