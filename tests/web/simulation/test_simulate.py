"""A small year, through the command, on a database of its own."""

import json

from click.testing import CliRunner

from web.cli import main


def test_a_small_year_breaks_no_rule_and_prints_its_figures_last() -> None:
    words = ["simulate", "--experts", "150", "--requests", "3", "--seed", "5", "--json"]
    ended = CliRunner().invoke(main, words)
    assert ended.exit_code == 0, ended.output
    told = json.loads(ended.stdout.splitlines()[-1])
    assert (told["experts"], told["requests"], told["violations"]) == (150, 3, 0)
    assert told["panels_drawn"] >= told["panels_complete"] > 0
    assert 0 < told["load_gini"] < 1
