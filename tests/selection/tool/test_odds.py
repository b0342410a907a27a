import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.selection.tool.commands import run, run_json, write_lines
from tests.selection.tool.samples import write_common, write_own


def read_chances(file: Path) -> dict[str, float]:
    with file.open(encoding="utf-8", newline="") as opened:
        return {row["id"]: float(row["chance"]) for row in csv.DictReader(opened)}


def test_the_data_form_tells_size_levels_and_proof(tmp_path: Path) -> None:
    told = run_json("odds", *write_common(tmp_path))
    assert (told["size"], told["candidates"]) == (5, 24)
    assert 0 < told["lowest"] <= told["highest"] <= 1
    assert told["certified"] is True
    assert told["levels"] == len(told["chances"])
    assert told["patterns"] >= 1
    assert 0 <= told["gini"] < 1
    seats = sum(Fraction(level["chance"]) * level["candidates"] for level in told["chances"])
    assert seats == told["size"]


def test_everybody_s_chance_is_written_in_the_order_of_the_file(tmp_path: Path) -> None:
    out = tmp_path / "odds.csv"
    told = run_json("odds", *write_common(tmp_path), "--out", out)
    chances = read_chances(out)
    assert list(chances) == [f"p{n}" for n in range(24)]
    assert sum(chances.values()) == pytest.approx(5)
    assert (min(chances.values()), max(chances.values())) == (told["lowest"], told["highest"])


def test_who_fits_on_no_panel_has_no_chance_and_does_not_lower_the_lowest(tmp_path: Path) -> None:
    write_lines(tmp_path / "people.csv", "id,kind", "a,x", "b,x", "c,y")
    write_lines(tmp_path / "quotas.csv", "feature,value,min,max", "kind,x,1,1", "kind,y,0,0")
    files = ("--people", tmp_path / "people.csv", "--quotas", tmp_path / "quotas.csv")
    out = tmp_path / "odds.csv"
    told = run_json("odds", *files, "--size", 1, "--out", out)
    assert (told["lowest"], told["unreachable"], told["candidates"]) == (0.5, 1, 3)
    assert read_chances(out) == {"a": 0.5, "b": 0.5, "c": 0.0}
    assert "1 more can sit on no panel" in run("odds", *files, "--size", 1).output


def test_the_sentences_come_in_both_languages(tmp_path: Path) -> None:
    files = write_common(tmp_path)
    assert "Proven: no lottery under these rules is fairer" in run("odds", *files).output
    assert "没有更公平的抽取方法" in run("odds", *files, language="zh").output
    assert "没有更公平" in run("odds", *files, "--language", "zh").output


def test_what_cannot_be_met_ends_with_three_and_the_reason(tmp_path: Path) -> None:
    result = run("odds", *write_common(tmp_path, financial="9,9"), "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["feasible"] is False


def test_our_form_knows_combinations_groups_conflicts_and_the_excluded(tmp_path: Path) -> None:
    out = tmp_path / "odds.csv"
    told = run_json("odds", *write_own(tmp_path), "--out", out)
    chances = read_chances(out)
    assert "e7" not in chances
    assert list(chances) == ["e1", "e2", "e3", "e4", "e5", "张六"]
    assert told["candidates"] == 6
    assert sum(chances.values()) == pytest.approx(3)


def test_levels_are_listed_lowest_first(tmp_path: Path) -> None:
    told = run_json("odds", *write_common(tmp_path, financial="1,1"))
    levels = [(Fraction(level["chance"]), level["candidates"]) for level in told["chances"]]
    assert levels == [(Fraction(1, 8), 8), (Fraction(1, 4), 16)]
    assert [level["decimal"] for level in told["chances"]] == [0.125, 0.25]
