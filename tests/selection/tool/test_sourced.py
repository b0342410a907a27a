"""A public source in a draw from files: committed first, typed in when it has spoken."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from tests.selection.sources.signing import TEST_CHAIN, sign_round
from tests.selection.tool.commands import run, run_json
from tests.selection.tool.samples import write_own

COMMITTED, LATER = "2026-11-25T08:00:00Z", "2026-11-25T08:30:00Z"
THROWS = "12345 61234 " * 5
DICE = ("--source", f"officer={THROWS}", "--source", f"auditor={THROWS.replace(' ', '')}")


@pytest.fixture(autouse=True)
def chain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A beacon whose rounds a test can sign stands in the place of the public one."""
    for module in ("selection.tool.sourced", "selection.verify.case"):
        monkeypatch.setattr(f"{module}.QUICKNET", TEST_CHAIN)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "receipt.json"


def commit(folder: Path, kind: str) -> Path:
    file = folder / f"{kind}.json"
    named = ("--source", kind, "--wait", 10, "--time", COMMITTED)
    told = run_json("commit", *write_own(folder), *named, "--out", file)
    assert told["source"]["kind"] == kind
    return file


def draw(file: Path, *given: object, time: str = LATER) -> Result:
    return run("draw", "--commitment", file, *given, "--time", time)


def test_two_people_type_the_throws_and_the_receipt_is_valid(tmp_path: Path, out: Path) -> None:
    file = commit(tmp_path, "dice")
    done = draw(file, *DICE, "--out", out)
    assert done.exit_code == 0, done.output
    assert "the public source that the commitment names (dice)" in done.output
    assert run("verify", out, "--unsigned").exit_code == 0
    (reveal,) = json.loads(out.read_bytes())["result"]["reveals"]
    assert [it["role"] for it in reveal["typed"]] == ["officer", "auditor"]
    assert run("verify", out).exit_code == 4


def test_the_round_follows_from_the_time_and_its_signature_draws(tmp_path: Path, out: Path) -> None:
    file = commit(tmp_path, "drand-quicknet")
    number = json.loads(file.read_bytes())["commit"]["source"]["round"]
    signature = sign_round(number)
    done = draw(file, "--source", signature.upper(), "--out", out, "--form", "public")
    assert done.exit_code == 0, done.output
    assert run("verify", out, "--unsigned").exit_code == 0
    for other in (sign_round(number + 1), "12", "6" * 96):
        refused = draw(file, "--source", other)
        assert (refused.exit_code, f"round {number}" in refused.stderr) == (2, True)
    early = draw(file, "--source", signature, time="2026-11-25T08:09:59Z")
    assert (early.exit_code, "before the source can have spoken" in early.stderr) == (2, True)


def test_dice_are_thrown_after_the_commitment(tmp_path: Path) -> None:
    early = draw(commit(tmp_path, "dice"), *DICE, time=COMMITTED)
    assert (early.exit_code, "before the source can have spoken" in early.stderr) == (2, True)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "soon"])
def test_a_time_that_no_draw_can_have_is_refused(tmp_path: Path, time: str) -> None:
    named = ("--source", "drand-quicknet", "--time", time, "--out", tmp_path / "c.json")
    refused = run("commit", *write_own(tmp_path), *named)
    assert (refused.exit_code, "--time must be UTC" in refused.stderr) == (2, True)
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (DICE[:2], "Two people give the throws"),
        ((*DICE[:2], "--source", "auditor=123"), "Two people give the throws"),
        (("--source", THROWS, "--source", THROWS), "Two people give the throws"),
        ((*DICE[:2], *DICE[:2]), "or are one person"),
        ((*DICE[:2], "--source", f"auditor={'6' * 50}"), "typed different throws"),
        ((*DICE, "--entropy", "01"), "one source of entropy"),
        (("--entropy", "01"), "names the source dice"),
    ],
)
def test_what_two_people_did_not_type_alike_draws_nothing(
    tmp_path: Path, given: tuple[str, ...], words: str
) -> None:
    refused = draw(commit(tmp_path, "dice"), *given)
    assert (refused.exit_code, words in refused.stderr) == (2, True), refused.output


def test_a_source_is_committed_before_it_speaks(tmp_path: Path) -> None:
    files = write_own(tmp_path)
    at_once = run("draw", *files, *DICE)
    assert (at_once.exit_code, "--commitment is missing" in at_once.stderr) == (2, True)
    named = tmp_path / "announced.json"
    run_json("commit", *files, "--entropy-from", "dice", "--time", COMMITTED, "--out", named)
    refused = draw(named, *DICE)
    assert (refused.exit_code, "names no public source" in refused.stderr) == (2, True)
    both = ("--entropy-from", "dice", "--source", "dice", "--out", tmp_path / "both.json")
    assert "one source of entropy" in run("commit", *files, *both).stderr


@pytest.mark.parametrize(
    ("kind", "words"), [("dice", "fifty times"), ("drand-quicknet", "comes at 2026-11-25T08:")]
)
def test_what_comes_next_is_said_for_each_source(tmp_path: Path, kind: str, words: str) -> None:
    options = ("--source", kind, "--time", COMMITTED, "--out", tmp_path / "c.json")
    said = run("commit", *write_own(tmp_path), *options)
    assert (said.exit_code, words in said.stdout) == (0, True), said.output
