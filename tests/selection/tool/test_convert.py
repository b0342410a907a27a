import shlex
from pathlib import Path

import pytest

from tests.selection.tool.commands import run, run_json, write_lines
from tests.selection.tool.samples import CANDIDATES, write_common, write_own

TREE = """{
  "seats": 3,
  "quotas": [
    {"where": {"sex": "f"}, "min": 1, "max": 2},
    {"where": {"title": ["senior", "chief"]}, "min": 2, "max": 3},
    {"name": "sex", "where": {"sex": "f", "title": "senior"}, "max": 1}
  ],
  "at_most_per": {"employer": 1},
  "conflicts": [["e4", "e1"]]
}"""


def odds_of(options: str | tuple[object, ...], folder: Path) -> str:
    """Everybody's chance as written, whatever the columns are called."""
    words = shlex.split(options) if isinstance(options, str) else options
    run_json("odds", *words, "--out", folder / "odds.csv")
    return (folder / "odds.csv").read_text(encoding="utf-8")


def test_the_common_form_comes_back_as_it_was(tmp_path: Path) -> None:
    files = write_common(tmp_path)
    own = run_json("convert", *files, "--out", tmp_path / "own")
    common = run_json("convert", *shlex.split(own["options"]), "--out", tmp_path / "common")
    people = (tmp_path / "people.csv").read_bytes()
    assert (tmp_path / "common" / "respondents.csv").read_bytes() == people
    quotas = (tmp_path / "quotas.csv").read_bytes()
    assert (tmp_path / "common" / "categories.csv").read_bytes() == quotas
    assert odds_of(files, tmp_path) == odds_of(own["options"], tmp_path)
    assert odds_of(files, tmp_path) == odds_of(common["options"], tmp_path)


def test_both_forms_give_the_same_receipt(tmp_path: Path) -> None:
    files = write_common(tmp_path)
    own = run_json("convert", *files, "--out", tmp_path / "own")["options"]
    for name, words in (("a.json", files), ("b.json", shlex.split(own))):
        run_json("draw", *words, "--entropy", "07", "--out", tmp_path / name)
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_combinations_become_categories_of_their_own(tmp_path: Path) -> None:
    files = write_own(tmp_path, TREE)
    told = run_json("convert", *files, "--out", tmp_path / "out")
    categories = (tmp_path / "out" / "categories.csv").read_text(encoding="utf-8").splitlines()
    assert categories == [
        "category,feature,min,max",
        "sex,f,1,2",
        "sex,m,0,3",
        "title=senior|chief,yes,2,3",
        "title=senior|chief,no,0,3",
        "sex*,yes,0,1",
        "sex*,no,0,3",
    ]
    respondents = (tmp_path / "out" / "respondents.csv").read_text(encoding="utf-8")
    assert "e7" not in respondents
    assert "excluded" not in respondents
    assert "conflicts.csv" in told["options"]
    assert odds_of(files, tmp_path) == odds_of(told["options"], tmp_path)


def test_cells_with_several_values_become_questions(tmp_path: Path) -> None:
    rules = TREE.replace('"seats"', '"separator": ";", "seats"').replace(
        '"sex": "f"', '"field": "energy"'
    )
    files = write_own(tmp_path, rules)
    told = run_json("convert", *files, "--out", tmp_path / "out")
    categories = (tmp_path / "out" / "categories.csv").read_text(encoding="utf-8")
    assert "field=energy,yes,1,2" in categories
    assert odds_of(files, tmp_path) == odds_of(told["options"], tmp_path)


@pytest.mark.parametrize(
    "header", ["category,feature,min,max", "category,name,min,max", "feature,value,min,max",
               "category,value,min,max,min_flex,max_flex"],
)  # fmt: skip
def test_the_headings_of_the_field_s_programs_are_read(tmp_path: Path, header: str) -> None:
    files = write_common(tmp_path)
    expected = odds_of(files, tmp_path)
    lines = (tmp_path / "quotas.csv").read_text(encoding="utf-8").splitlines()
    write_lines(tmp_path / "quotas.csv", header, *lines[1:])
    assert odds_of(files, tmp_path) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_files_that_spreadsheets_save_are_read(tmp_path: Path, encoding: str) -> None:
    lines = ["编号;性别;;", "甲;女;;", "", "乙;男", " 丙 ;女;;"]
    (tmp_path / "people.csv").write_bytes("\r\n".join(lines).encode(encoding))
    quotas = ["category\tfeature\tmin\tmax", "性别\t女\t1\t1", "性别\t男\t0\t1"]
    (tmp_path / "quotas.csv").write_bytes("\n".join(quotas).encode(encoding))
    files = ("--people", tmp_path / "people.csv", "--quotas", tmp_path / "quotas.csv")
    words = (*files, "--size", 2, "--id-column", "编号")
    assert odds_of(words, tmp_path).splitlines() == ["id,chance", "甲,0.5", "乙,1.0", "丙,0.5"]
    told = run_json("convert", *words, "--out", tmp_path / "own")
    assert odds_of(told["options"], tmp_path).splitlines()[1:] == ["甲,0.5", "乙,1.0", "丙,0.5"]


def test_the_files_and_their_use_are_said(tmp_path: Path) -> None:
    said = run("convert", *write_own(tmp_path, TREE), "--out", tmp_path / "out").output
    assert "Use them: python -m selection odds --quotas" in said
    assert "--at-most-one-per employer" in said


def test_a_limit_above_one_has_no_common_form(tmp_path: Path) -> None:
    rules = TREE.replace('"employer": 1', '"employer": 2')
    result = run("convert", *write_own(tmp_path, rules), "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "can only say at most one a group; the rules allow 2 for “employer”" in result.stderr


def test_a_column_with_a_meaning_of_its_own_in_the_other_form_is_refused(tmp_path: Path) -> None:
    files = write_common(tmp_path)
    lines = (
        (tmp_path / "people.csv")
        .read_text(encoding="utf-8")
        .replace("id,kind,town,org", "id,kind,town,excluded")
    )
    (tmp_path / "people.csv").write_text(lines, encoding="utf-8")
    result = run("convert", *files[:-2], "--out", tmp_path / "own")
    assert result.exit_code == 2
    assert "“excluded”" in result.stderr


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    write_lines(tmp_path / "taken", *CANDIDATES)
    result = run("convert", *write_own(tmp_path, TREE), "--out", tmp_path / "taken")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
