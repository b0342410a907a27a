import json
from pathlib import Path
from typing import Any

import pytest

from selection.documents.commitment import hash_document
from selection.documents.forms import CommitDocument
from tests.selection.receipt_samples import encode
from tests.selection.tool.commands import run, run_json
from tests.selection.tool.samples import write_common, write_own

ANNOUNCED = ("--entropy-from", "six dice at noon", "--time", "2026-11-25T08:00:00Z")


@pytest.fixture
def commitment(tmp_path: Path) -> Path:
    out = tmp_path / "commitment.json"
    run_json("commit", *write_own(tmp_path), *ANNOUNCED, "--out", out)
    return out


def test_a_ceremony_commits_first_and_draws_from_the_file_alone(tmp_path: Path) -> None:
    out, receipt = tmp_path / "commitment.json", tmp_path / "receipt.json"
    told = run_json("commit", *write_common(tmp_path), *ANNOUNCED, "--out", out)
    (tmp_path / "people.csv").unlink()
    drawn = run_json("draw", "--commitment", out, "--entropy", "0102", "--out", receipt)
    assert drawn["commit_hash"] == told["commit_hash"]
    assert drawn["source"]["announced"] == "six dice at noon"
    assert run("verify", receipt, "--unsigned").exit_code == 0
    assert "six dice at noon" in run("verify", receipt).output
    assert json.loads(receipt.read_bytes())["commit"]["t"] == "2026-11-25T08:00:00Z"


def test_the_same_files_never_give_the_same_commitment_twice(tmp_path: Path) -> None:
    files = write_common(tmp_path)
    hashes = {
        run_json("commit", *files, *ANNOUNCED, "--out", tmp_path / f"{n}.json")["commit_hash"]
        for n in range(2)
    }
    assert len(hashes) == 2


def test_the_sentences_say_what_to_publish_and_what_comes_next(tmp_path: Path) -> None:
    out = tmp_path / "commitment.json"
    said = run("commit", *write_own(tmp_path), *ANNOUNCED, "--out", out, "--pseudonyms").output
    assert "Publish this now" in said
    assert json.loads(out.read_bytes())["commit_hash"] in said
    assert "When “six dice at noon” is known, run: python -m selection draw" in said
    drawn = run("draw", "--commitment", out, "--entropy", "01").output
    assert "The entropy was announced to come from: six dice at noon" in drawn


def test_the_clock_gives_the_time_where_none_is_told(tmp_path: Path) -> None:
    out = tmp_path / "commitment.json"
    run_json("commit", *write_own(tmp_path), *ANNOUNCED[:2], "--out", out)
    assert json.loads(out.read_bytes())["commit"]["t"].endswith("Z")


def test_a_commitment_is_never_written_over(commitment: Path, tmp_path: Path) -> None:
    result = run("commit", *write_own(tmp_path), *ANNOUNCED, "--out", commitment)
    assert result.exit_code == 2
    assert "exists and is not written over" in result.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--entropy-from", " "), "--entropy-from takes 1 to 200 characters"),
        (("--entropy-from", "dice", "--time", "noon"), "--time must be UTC"),
        (("--entropy-from", "dice", "--name", "a b"), "--name takes"),
    ],
)
def test_a_ceremony_without_clear_words_is_refused(
    tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    result = run("commit", *write_own(tmp_path), *options, "--out", tmp_path / "c.json")
    assert result.exit_code == 2
    assert words in result.stderr


def test_an_infeasible_request_cannot_be_committed(tmp_path: Path) -> None:
    out = tmp_path / "c.json"
    files = write_common(tmp_path, financial="9,9")
    assert run("commit", *files, *ANNOUNCED, "--out", out).exit_code == 3
    assert not out.exists()


def test_files_beside_a_commitment_are_refused(commitment: Path, tmp_path: Path) -> None:
    result = run("draw", *write_own(tmp_path), "--commitment", commitment, "--entropy", "00")
    assert result.exit_code == 2
    assert "With --commitment nothing else is read" in result.stderr


def rehash(told: dict[str, Any]) -> None:
    told["commit_hash"] = hash_document(CommitDocument.model_validate_json(encode(told["commit"])))


def change_salt(told: dict[str, Any]) -> None:
    told["pool"][0]["salt"] = "0" * 32


def change_weight(told: dict[str, Any]) -> None:
    told["commit"]["patterns"][0]["weight"] += 1


def break_pattern(told: dict[str, Any]) -> None:
    seats = told["commit"]["patterns"][0]["seats"]
    seats[0], seats[1] = seats[1] + 1, seats[0] + 1
    rehash(told)


def forget_name(told: dict[str, Any]) -> None:
    del told["names"]["e1"]


def add_key(told: dict[str, Any]) -> None:
    told["more"] = 1


def mix_sources(told: dict[str, Any]) -> None:
    told["commit"]["source"] = {"kind": "two-parties", "reveal_from": "2026-11-25T08:00:00Z"}
    told["commit"]["parties"] = [{"role": role, "h": "0" * 64} for role in ("a", "b")]
    rehash(told)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (change_salt, "(pool)"),
        (change_weight, "(commit_hash)"),
        (break_pattern, "(patterns)"),
        (forget_name, "(names)"),
        (add_key, "(more)"),
        (mix_sources, "(source)"),
    ],
)
def test_a_changed_commitment_is_refused(commitment: Path, change: Any, where: str) -> None:
    told = json.loads(commitment.read_bytes())
    change(told)
    commitment.write_bytes(json.dumps(told, ensure_ascii=False).encode())
    result = run("draw", "--commitment", commitment, "--entropy", "00")
    assert result.exit_code == 2
    assert where in result.stderr


def test_what_is_no_commitment_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text("hello")
    result = run("draw", "--commitment", tmp_path / "c.json", "--entropy", "00")
    assert result.exit_code == 2
    assert "(canonical.broken)" in result.stderr
