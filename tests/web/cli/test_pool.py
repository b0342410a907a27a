import json
import re
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


@pytest.fixture
def service(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of a service with a database of its own."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("EXPERT_POOL_DATA_DIR", str(tmp_path / "data"))


def store(tmp_path: Path, text: str, *options: str) -> Result:
    file = tmp_path / "pool.csv"
    file.write_bytes(text.encode("gb18030"))
    return CliRunner().invoke(main, ["pool", "import", str(file), "--lang", "en", *options])


def export(tmp_path: Path, *options: str) -> tuple[Result, Path]:
    out = tmp_path / "out.csv"
    command = ["pool", "export", "--format", "csv", "--out", str(out), *options]
    return CliRunner().invoke(main, command), out


@pytest.mark.usefixtures("service")
def test_a_file_is_stored_once(tmp_path: Path) -> None:
    said = store(tmp_path, HEADER + GOOD)
    assert said.exit_code == 0, said.output
    assert "1 imported." in said.stdout
    again = store(tmp_path, HEADER + GOOD, "--json")
    assert again.exit_code == 1
    found = json.loads(again.stdout)
    assert (found["accepted"], found["stored"]) == (0, 0)
    assert {error["code"] for error in found["errors"]} == {
        "import.identity_known",
        "import.email_known",
    }


@pytest.mark.usefixtures("service")
def test_a_faulty_row_keeps_all_out_unless_only_the_good_ones_are_wanted(tmp_path: Path) -> None:
    said = store(tmp_path, HEADER + GOOD + BAD, "--json")
    assert (said.exit_code, json.loads(said.stdout)["stored"]) == (1, 0)
    said = store(tmp_path, HEADER + GOOD + BAD, "--json", "--accepted-only")
    assert (said.exit_code, json.loads(said.stdout)["stored"]) == (1, 1)


def test_a_file_that_cannot_be_read_is_not_stored(tmp_path: Path) -> None:
    assert store(tmp_path, "nothing\n").exit_code == 2


def test_a_file_without_an_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.cli.pool.LARGEST", 1 << 20)
    command = ["pool", "import", "/dev/zero", "--dry-run", "--json"]
    said = CliRunner().invoke(main, command)
    assert said.exit_code == 2
    assert json.loads(said.stdout)["errors"][0]["code"] == "import.file_too_large"


def test_a_standing_that_nobody_can_have_is_a_mistake_of_usage(tmp_path: Path) -> None:
    said, out = export(tmp_path, "--standing", "aktive")
    assert said.exit_code == 2
    assert "active" in said.stderr
    assert not out.exists()


@pytest.mark.usefixtures("service")
def test_an_export_is_masked_and_its_owners_alone(tmp_path: Path) -> None:
    store(tmp_path, HEADER + GOOD)
    said, out = export(tmp_path)
    assert said.exit_code == 0, said.output
    written = out.read_text(encoding="utf-8-sig")
    assert "测**" in written
    assert "9900**********001X" in written
    assert "j***@example.org" in written
    assert "测甲" not in written
    assert out.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    ("language", "words", "foreign"),
    [
        ("zh", ("专家库导出 · 已脱敏", "姓名", "技术专家", "婺城区"), "[A-Za-z]{5,}"),
        ("en", ("Export of the expert pool · masked", "Name", "Technical expert"), "[一-鿿]{3,}"),
    ],
)
def test_an_export_has_one_language(
    tmp_path: Path, language: str, words: tuple[str, ...], foreign: str
) -> None:
    store(tmp_path, HEADER + GOOD)
    out = tmp_path / "out.csv"
    command = ["--language", language, "pool", "export", "--format", "csv", "--out", str(out)]
    assert CliRunner().invoke(main, command).exit_code == 0
    written = out.read_text(encoding="utf-8-sig")
    assert all(one in written for one in words)
    own = written.replace("虚构大学", "").replace("example.org", "")
    assert re.findall(foreign, own) == []


@pytest.mark.usefixtures("service")
def test_a_full_export_needs_a_purpose(tmp_path: Path) -> None:
    store(tmp_path, HEADER + GOOD)
    refused, out = export(tmp_path, "--full")
    assert refused.exit_code == 2
    assert not out.exists()
    said, out = export(tmp_path, "--full", "--purpose", "inspection", "--standing", "imported")
    assert said.exit_code == 0, said.output
    assert "99000019700105001X" in out.read_text(encoding="utf-8-sig")
    said, out = export(tmp_path, "--standing", "active")
    assert said.stdout.startswith("已将 0 名专家写入")
