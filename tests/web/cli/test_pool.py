import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from web.cli import main

HEADER = "姓名,身份证号,电子邮箱,专家类型,所在区域,工作单位\n"
GOOD = "测甲,99000019700105001X,jia@example.org,技术专家,婺城区,虚构大学\n"
BAD = "测乙,990000197001050011,yi@example.org,技术专家,婺城区,虚构大学\n"


def run(tmp_path: Path, text: str, *options: str) -> Result:
    file = tmp_path / "pool.csv"
    file.write_bytes(text.encode("gb18030"))
    return CliRunner().invoke(main, ["pool", "import", str(file), "--dry-run", *options])


def test_a_clean_file_ends_with_0(tmp_path: Path) -> None:
    said = run(tmp_path, HEADER + GOOD, "--json")
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout) == {"rows": 1, "accepted": 1, "rejected": 0, "errors": []}


def test_faulty_rows_are_listed_and_end_with_1(tmp_path: Path) -> None:
    said = run(tmp_path, HEADER + GOOD + BAD, "--json", "--lang", "en")
    assert said.exit_code == 1, said.output
    found = json.loads(said.stdout)
    assert (found["rows"], found["accepted"], found["rejected"]) == (2, 1, 1)
    (error,) = found["errors"]
    assert "check digit" in error.pop("message")
    assert error == {
        "row": 3,
        "column": "身份证号",
        "value": "9900**********0011",
        "code": "IDN-03.wrong_check_digit",
    }


@pytest.mark.parametrize(("lang", "word"), [("zh", "缺少必填列"), ("en", "Required columns")])
def test_a_file_that_cannot_be_read_ends_with_2(tmp_path: Path, lang: str, word: str) -> None:
    text = "姓名,身份证号,电子邮箱\n"
    as_json = run(tmp_path, text, "--json", "--lang", lang)
    assert as_json.exit_code == 2
    found = json.loads(as_json.stdout)
    assert (found["rows"], found["errors"][0]["row"]) == (0, None)
    assert found["errors"][0]["code"] == "import.columns_missing"
    assert word in found["errors"][0]["message"]
    plain = run(tmp_path, text, "--lang", lang)
    assert plain.exit_code == 2
    assert word in plain.stderr


def test_people_get_a_table_and_the_counts(tmp_path: Path) -> None:
    said = run(tmp_path, HEADER + BAD * 60, "--lang", "zh")
    assert said.exit_code == 1
    assert "共 60 行：可导入 0 行，有问题 60 行。" in said.stdout
    assert "--json" in said.stdout


def test_people_get_one_line_where_all_is_well(tmp_path: Path) -> None:
    said = run(tmp_path, HEADER + GOOD, "--lang", "en")
    assert said.exit_code == 0
    assert said.stdout == "1 row: 1 can be imported, 0 cannot.\n"


def test_without_dry_run_nothing_happens(tmp_path: Path) -> None:
    file = tmp_path / "pool.csv"
    file.write_text(HEADER + GOOD)
    said = CliRunner().invoke(main, ["pool", "import", str(file)])
    assert said.exit_code == 2
    assert "--dry-run" in said.output
