"""The odds of a draw that took place are worked out and proven again, from its receipt alone."""

import json
from pathlib import Path

import pytest

from tests.selection.receipt_samples import draw
from tests.selection.tool.commands import run, run_json
from tests.selection.tool.samples import write_common, write_own


def drawn(folder: Path, *more: object) -> tuple[tuple[object, ...], Path]:
    """The files of a draw and its receipt."""
    files, receipt = write_own(folder), folder / "receipt.json"
    done = run("draw", *files, "--entropy", "4f1c07a9", "--out", receipt, *more)
    assert done.exit_code == 0, done.output
    return files, receipt


def test_the_committed_chances_are_proven_from_the_receipt(tmp_path: Path) -> None:
    files, receipt = drawn(tmp_path)
    certificate = tmp_path / "certificate.json"
    again = run_json("odds", "--receipt", receipt, "--certificate", certificate)
    stated = {level["chance"] for level in run_json("odds", *files)["chances"]}
    assert {level["chance"] for level in again["chances"]} == stated
    found = run_json("verify-odds", certificate, "--receipt", receipt)
    assert found["proven"]
    assert found["off"] == "0"
    words = run("verify-odds", certificate, "--receipt", receipt).output
    assert "without a solver" in words
    assert "The chances that the receipt commits to are these" in words
    in_chinese = run("verify-odds", certificate, "--receipt", receipt, language="zh").output
    assert "凭证所承诺的每人概率即为以上概率" in in_chinese


def test_a_lottery_that_is_less_fair_than_it_could_be_is_not_proven(tmp_path: Path) -> None:
    receipt, certificate = tmp_path / "receipt.json", tmp_path / "certificate.json"
    receipt.write_bytes(draw().both[0])
    fair = run_json("odds", "--receipt", receipt, "--certificate", certificate)
    assert fair["certified"]
    found = run("verify-odds", certificate, "--receipt", receipt)
    assert found.exit_code == 1
    assert "they are not as equal as the rules allow" in found.output
    told = json.loads(run("verify-odds", certificate, "--receipt", receipt, "--json").stdout)
    assert not told["proven"]
    assert told["off"] != "0"


def test_a_certificate_made_from_the_files_holds_for_the_receipt_and_no_other(
    tmp_path: Path,
) -> None:
    files, receipt = drawn(tmp_path)
    certificate = tmp_path / "certificate.json"
    run_json("odds", *files, "--certificate", certificate)
    assert run("verify-odds", certificate, "--receipt", receipt).exit_code == 0
    other = tmp_path / "other"
    other.mkdir()
    run_json("odds", *write_common(other), "--certificate", certificate)
    found = run("verify-odds", certificate, "--receipt", receipt, "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["findings"] == ["certificate.other_input"]


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data.replace(b'"panel":["', b'"panel":["x', 1), "fails its check"),
        (lambda data: data[:-2], "fails its check (form)"),
    ],
)
def test_nothing_is_worked_out_from_a_forged_receipt(
    tmp_path: Path, spoil: object, words: str
) -> None:
    _, receipt = drawn(tmp_path)
    assert callable(spoil)
    receipt.write_bytes(spoil(receipt.read_bytes()))
    found = run("odds", "--receipt", receipt)
    assert found.exit_code == 2
    assert words in found.stderr


def test_a_public_receipt_and_further_input_are_refused(tmp_path: Path) -> None:
    files, receipt = drawn(tmp_path, "--form", "public")
    found = run("odds", "--receipt", receipt)
    assert (found.exit_code, "is no full receipt" in found.stderr) == (2, True)
    for more in (files, ("--size", 5), ("--weight", "w"), ("--at-most-one-per", "org")):
        mixed = run("odds", "--receipt", receipt, *more)
        assert (mixed.exit_code, "goes with no other input" in mixed.stderr) == (2, True)


def test_the_receipt_is_never_written_over(tmp_path: Path) -> None:
    _, receipt = drawn(tmp_path)
    before = receipt.read_bytes()
    assert run("odds", "--receipt", receipt, "--certificate", receipt).exit_code == 2
    assert receipt.read_bytes() == before
