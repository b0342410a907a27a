"""Chances in proportion to a column of weights, in both forms of input."""

import csv
import json
from pathlib import Path

import pytest

from tests.selection.tool.commands import run, run_json, write_lines

SEATS = 2


def write_people(folder: Path, *weights: object) -> Path:
    rows = (
        f"p{n},{kind},{weight}"
        for n, (kind, weight) in enumerate(zip("xxyyyy", weights, strict=True))
    )
    return write_lines(folder / "people.csv", "id,kind,burden", *rows)


def write_common(folder: Path, *weights: object) -> tuple[object, ...]:
    quotas = write_lines(
        folder / "quotas.csv", "category,feature,min,max", "kind,x,0,2", "kind,y,0,2"
    )
    people = write_people(folder, *weights)
    return ("--people", people, "--quotas", quotas, "--size", SEATS)


def write_own(folder: Path, *weights: object) -> tuple[object, ...]:
    rules = write_lines(folder / "rules.json", json.dumps({"seats": SEATS, "weight": "burden"}))
    return ("--candidates", write_people(folder, *weights), "--rules", rules)


def read_chances(folder: Path, *options: object) -> dict[str, float]:
    out = folder / "odds.csv"
    run_json("odds", *options, "--out", out)
    with out.open(encoding="utf-8", newline="") as opened:
        return {row["id"]: float(row["chance"]) for row in csv.DictReader(opened)}


def test_both_forms_give_chances_in_proportion_to_the_column(tmp_path: Path) -> None:
    weights = (3, 3, 1, 1, 2, 2)
    expected = {f"p{n}": pytest.approx(weight / 6) for n, weight in enumerate(weights)}
    common = (*write_common(tmp_path, *weights), "--weight", "burden")
    assert read_chances(tmp_path, *common) == expected
    assert read_chances(tmp_path, *write_own(tmp_path, *weights)) == expected


def test_what_each_weight_leads_to_is_told_as_data_and_in_both_languages(tmp_path: Path) -> None:
    options = write_own(tmp_path, 3, 3, 1, 1, 2, 2)
    told = run_json("odds", *options)
    assert [(it["weight"], it["candidates"]) for it in told["weights"]] == [(1, 2), (2, 2), (3, 2)]
    assert [it["lowest"] for it in told["weights"]] == pytest.approx([1 / 6, 1 / 3, 1 / 2])
    assert told["certified"] is True
    assert "weight 3: 2 people, each 1/2 (50.0000%)" in run("odds", *options).output
    assert "权重 3：2 人" in run("odds", *options, language="zh").output


def test_chances_of_one_weight_that_differ_are_told_from_the_lowest_on(tmp_path: Path) -> None:
    people = write_people(tmp_path, 2, 2, 2, 1, 2, 2)
    quotas = write_lines(
        tmp_path / "quotas.csv", "category,feature,min,max", "kind,x,1,1", "kind,y,1,1"
    )
    files = ("--people", people, "--quotas", quotas, "--size", SEATS, "--weight", "burden")
    told = run("odds", *files).output
    assert "weight 2: 5 people, chances from 2/7 (28.5714%) to 1/2 (50.0000%)" in told


def test_weights_of_1_are_no_weights(tmp_path: Path) -> None:
    plain = run_json("odds", *write_common(tmp_path, *[1] * 6))
    weighed = run_json("odds", *write_common(tmp_path, *[1] * 6), "--weight", "burden")
    assert plain == weighed
    assert "weights" not in plain


@pytest.mark.parametrize("weight", ["", "0", "11", "1.5", "-1", "many", "²"])
def test_a_weight_that_is_none_is_named_with_its_row(tmp_path: Path, weight: str) -> None:
    options = (*write_common(tmp_path, 3, weight, 1, 1, 1, 1), "--weight", "burden")
    result = run("odds", *options)
    assert result.exit_code == 2
    assert "Row 3" in result.output
    assert "Write a whole number from 1 to 10." in result.output


def test_a_column_that_is_not_there_is_named(tmp_path: Path) -> None:
    common = run("odds", *write_common(tmp_path, *[1] * 6), "--weight", "weight")
    rules = write_lines(tmp_path / "other.json", json.dumps({"seats": 2, "weight": "weight"}))
    people = write_people(tmp_path, *[1] * 6)
    own = run("odds", "--candidates", people, "--rules", rules)
    for result in (common, own):
        assert result.exit_code == 2
        assert "weight" in result.output


def test_the_option_belongs_to_the_common_form(tmp_path: Path) -> None:
    result = run("odds", *write_own(tmp_path, *[1] * 6), "--weight", "burden")
    assert result.exit_code == 2
    assert "--weight" in result.output


def test_the_excluded_need_no_weight(tmp_path: Path) -> None:
    people = write_lines(
        tmp_path / "people.csv", "id,burden,excluded", "a,2,", "b,1,", "c,,on_leave"
    )
    rules = write_lines(tmp_path / "rules.json", json.dumps({"seats": 1, "weight": "burden"}))
    chances = read_chances(tmp_path, "--candidates", people, "--rules", rules)
    assert chances == {"a": pytest.approx(2 / 3), "b": pytest.approx(1 / 3)}


def test_either_form_keeps_the_weights_as_the_other(tmp_path: Path) -> None:
    weights = (3, 3, 1, 1, 2, 2)
    own = run_json("convert", *write_own(tmp_path, *weights), "--out", tmp_path / "common")
    assert own["options"].endswith("--weight burden")
    common = (*write_common(tmp_path, *weights), "--weight", "burden")
    run_json("convert", *common, "--out", tmp_path / "own")
    rules = json.loads((tmp_path / "own" / "rules.json").read_text(encoding="utf-8"))
    assert rules["weight"] == "burden"


def test_a_weighted_draw_verifies_and_its_receipt_holds_every_weight(tmp_path: Path) -> None:
    options = write_own(tmp_path, 3, 3, 1, 1, 2, 2)
    receipt = tmp_path / "receipt.json"
    assert run("draw", *options, "--entropy", "4f1c", "--out", receipt).exit_code == 0
    told = json.loads(receipt.read_text(encoding="utf-8"))
    assert told["commit"]["rules"]["weight_limit"] == 3
    assert [entry["weight"] for entry in told["pool"]] == [3, 3, 1, 1, 2, 2]
    assert run("verify", receipt, "--unsigned").exit_code == 0
