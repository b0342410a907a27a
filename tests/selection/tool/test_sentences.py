"""What a file or a receipt holds is told as a person reads it, in the reader's language only."""

import errno
from pathlib import Path

import pytest

from selection.documents.receipts import parse_receipt
from selection.tool.sentences import Sentences
from selection.tool.tables import name_problem
from selection.tool.verify import describe_as_text
from selection.verify import verify_receipt
from tests.selection.receipt_samples import draw
from tests.selection.tool.commands import run, write_lines
from tests.selection.tool.samples import write_common, write_own

CHINESE, ENGLISH = Sentences("zh"), Sentences("en")
FULL = draw().both[0]


def test_pattern_and_panel_are_counted_from_one_and_times_are_those_of_china() -> None:
    result = parse_receipt(FULL).result
    text = describe_as_text(verify_receipt(FULL), ENGLISH)
    assert f"leads to row {result.pattern + 1} of the table" in text
    assert f"number {result.deal.picked + 1} picked" in text
    spoken = "committed at 2026-05-06 16:00:00, the source speaks from 2026-05-06 16:01:00"
    assert spoken in text
    assert "（北京时间）" in describe_as_text(verify_receipt(FULL), CHINESE)


def test_what_is_no_moment_is_told_as_it_stands() -> None:
    params = {"committed": "", "reveal_from": "soon", "first": "2026-05-06T20:00:00Z"}
    said = ENGLISH.say("verify.times.failed", **params)
    assert "the source speaks from soon, first heard 2026-05-07 04:00:00" in said


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ('{"a":1}', "整个文件：未写明是哪一种文件", "file: it does not say what kind"),
        ("hello", "整个文件：不是合法的 JSON", "the whole file: it is no JSON"),
        ('{"form":"half"}', "整个文件：不是已知的文件种类", "it is no known kind of file"),
        ('{"form":"full"}', "full.v：缺少该项", "full.v: it is missing"),
    ],
)
def test_why_a_file_is_no_receipt_is_said_in_words(
    tmp_path: Path, text: str, chinese: str, english: str
) -> None:
    file = tmp_path / "receipt.json"
    file.write_text(text)
    for language, words in (("zh", chinese), ("en", english)):
        result = run("verify", file, language=language)
        assert result.exit_code == 1
        assert words in result.stdout


def test_why_the_other_files_of_a_check_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    receipt, text = tmp_path / "receipt.json", write_lines(tmp_path / "text.json", "hello")
    receipt.write_bytes(FULL)
    trust = run("verify", receipt, "--trust", text, language="zh")
    assert (trust.exit_code, "整个文件：不是合法的 JSON" in trust.stderr) == (2, True)
    for option in ("--entry", "--replacements"):
        result = run("verify", receipt, option, text, language="zh")
        assert (result.exit_code, "整个文件：不是合法的 JSON" in result.stdout) == (1, True)


def test_a_file_that_is_not_there_is_told_in_the_reader_s_language(tmp_path: Path) -> None:
    for language, words in (("zh", "没有这个文件或目录"), ("en", "there is no such file")):
        result = run("verify", tmp_path / "none.json", language=language)
        assert result.exit_code == 2
        assert words in result.stderr
    assert "这是目录，不是文件" in run("verify", tmp_path, language="zh").stderr


def test_a_reason_without_a_word_of_ours_stays_the_system_s() -> None:
    assert name_problem(OSError(errno.EIO, "Input/output error")) == "Input/output error"
    assert name_problem(TimeoutError()) == "TimeoutError"
    assert name_problem(PermissionError(errno.EACCES, "Permission denied")) == "file_forbidden"


@pytest.mark.parametrize(
    ("cell", "chinese"), [("x" * 200_000, "有一格太长"), ('"x"y', "引号缺少或位置不对")]
)
def test_a_broken_row_is_explained(tmp_path: Path, cell: str, chinese: str) -> None:
    options = write_common(tmp_path)
    write_lines(tmp_path / "people.csv", "id,kind,town,org", f"p1,{cell},city,o1")
    result = run("odds", *options, language="zh")
    assert result.exit_code == 2
    assert f"第 2 行无法读取：{chinese}" in result.stderr


RULES = """{"seats": 4, "at_most_per": {"employer": 1, "employer_group": 1}, "quotas": [
  {"where": {"sex": "f"}, "min": 1, "max": 1}, {"where": {"sex": "m"}, "min": 1},
  {"where": {"title": "associate"}, "max": 3},
  {"where": {"title": "chief"}, "min": 1, "max": 2}]}"""


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "zh",
            (
                "配额“sex=f”：候选人 2 名，要求 1 名",
                "配额“sex=m”：候选人 4 名，要求不少于 1 名",
                "配额“title=associate”：候选人 3 名，要求不超过 3 名",
                "配额“title=chief”：候选人 1 名，要求 1 至 2 名",
                "配额“employer_group：Group 1，至多 1 名”：候选人 4 名，要求不超过 1 名",
            ),
        ),
        (
            "en",
            (
                "quota “sex=f”: wanted 1, available 2",
                "quota “sex=m”: wanted at least 1, available 4",
                "quota “title=associate”: wanted at most 3, available 3",
                "quota “title=chief”: wanted 1 to 2, available 1",
                "quota “employer_group: Group 1, at most 1”: wanted at most 1, available 4",
            ),
        ),
    ],
)
def test_a_quota_is_told_by_the_ends_it_has_and_a_limit_as_a_limit(
    tmp_path: Path, language: str, lines: tuple[str, ...]
) -> None:
    result = run("explain", *write_own(tmp_path, RULES), language=language)
    assert result.exit_code == 3, result.output
    for line in lines:
        assert line in result.stdout, (line, result.stdout)


@pytest.mark.parametrize(("keys", "said"), [(1, "1 key, 2"), (2, "2 keys, 2"), (0, "0 keys, 2")])
def test_one_thing_has_the_word_for_one(keys: int, said: str) -> None:
    assert f"({said} published draws)" in ENGLISH.say("verify.trust.passed", keys=keys, draws=2)
    assert f"{keys}" in CHINESE.say("verify.trust.passed", keys=keys, draws=2)
