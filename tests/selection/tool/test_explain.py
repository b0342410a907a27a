import json
from pathlib import Path

from tests.selection.tool.commands import run, run_json, write_lines
from tests.selection.tool.samples import RULES, write_common, write_own


def test_what_can_be_met_is_said_so_with_the_numbers(tmp_path: Path) -> None:
    files = write_common(tmp_path)
    assert run("explain", *files).exit_code == 0
    said = run("explain", *files).output
    assert "A panel of 5 can be made from the 24 candidates" in said
    told = run_json("explain", *files)
    assert told["feasible"] is True
    assert {"quota": "kind=financial", "min": 1, "max": 2, "candidates": 8} in told["quotas"]


def test_the_bottleneck_the_funnel_and_the_ways_out_are_said(tmp_path: Path) -> None:
    result = run("explain", *write_common(tmp_path, financial="9,9"))
    assert result.exit_code == 3
    lines = result.output.splitlines()
    assert lines[0] == "No panel of 5 keeps these rules. The bottleneck:"
    assert (
        lines[1]
        == "The quota “kind=financial” needs at least 9, only 8 candidates remain who meet it."
    )
    assert "  24 people in the file" in lines
    assert "  quota “kind=financial”: wanted 9, available 8" in lines
    assert lines[-1].startswith("  1. Lower the minimum of the quota “kind=financial” from 9 to ")


def test_the_same_is_said_in_chinese(tmp_path: Path) -> None:
    said = run("explain", *write_common(tmp_path, financial="9,9"), language="zh").output
    assert "配额“kind=financial”至少需要 9 名，仅剩 8 名候选专家符合。" in said
    assert "均已验证可行" in said


def test_the_data_form_has_codes_numbers_and_both_languages(tmp_path: Path) -> None:
    result = run("explain", *write_common(tmp_path, financial="9,9"), "--json")
    told = json.loads(result.stdout)
    assert told["bottleneck"]["code"] == "SHF-02.quota_too_few"
    assert told["bottleneck"]["params"] == {
        "quota": "kind=financial",
        "needed": 9,
        "available": 8,
    }
    ((change,),) = told["ways_out"]
    assert change["params"]["before"] == 9
    assert "kind=financial" in change["zh"]
    assert "kind=financial" in change["en"]


def test_the_excluded_stand_in_the_funnel_with_their_reason(tmp_path: Path) -> None:
    rules = RULES.replace('"seats": 3', '"seats": 6')
    result = run("explain", *write_own(tmp_path, rules))
    assert result.exit_code == 3
    assert "  1 excluded: on_leave" in result.output
    assert "  6 candidates" in result.output
    told = json.loads(run("explain", *write_own(tmp_path, rules), "--json").stdout)
    assert {"step": "on_leave", "count": 1} in told["funnel"]
    assert "quota" not in told["bottleneck"]["params"]


def test_changes_that_belong_together_stand_in_one_line(tmp_path: Path) -> None:
    people = [f"p{n},{'x' if n < 2 else 'y'}" for n in range(4)]
    write_lines(tmp_path / "people.csv", "id,kind", *people)
    write_lines(tmp_path / "quotas.csv", "category,feature,min,max", "kind,x,3,3", "kind,y,3,3")
    files = ("--people", tmp_path / "people.csv", "--quotas", tmp_path / "quotas.csv")
    said = run("explain", *files, "--size", 6).output
    assert ", and: " in said
    assert "each changes 3 of the rules" in said


def test_where_everybody_is_excluded_no_rule_helps(tmp_path: Path) -> None:
    write_lines(tmp_path / "candidates.csv", "id,excluded", "a,kin")
    write_lines(tmp_path / "rules.json", '{"seats": 1}')
    files = ("--candidates", tmp_path / "candidates.csv", "--rules", tmp_path / "rules.json")
    result = run("explain", *files)
    assert result.exit_code == 3
    assert "there are no candidates to seat" in result.output
