"""One candidate's own entry, held against the receipt of the draw."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selection.documents.entry_file import entry_file_bytes, write_entry_file
from selection.documents.receipts import receipt_bytes
from selection.verify import Status
from selection.verify.own_entry import EntryVerification, verify_entry
from tests.selection.receipt_samples import Drawn, draw, encode, loads, make_frame
from tests.selection.tool.commands import run, run_json

NAMES = ["entry_form", "entry_draw", "entry_pool", "entry_chance"]
Change = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw()


def entry_of(drawn: Drawn, name: str) -> bytes:
    return entry_file_bytes(write_entry_file(drawn.commitment, name))


def failed(checked: EntryVerification) -> str:
    assert checked.failed
    assert checked.checks[-1] == checked.failed
    return checked.failed.code


@pytest.mark.parametrize("form", ["full", "public"])
def test_every_true_entry_passes_and_says_whether_it_was_drawn(drawn: Drawn, form: str) -> None:
    receipt = getattr(drawn, form)
    panel = drawn.conclusion.result.panel
    for entry in drawn.commitment.pool:
        checked = verify_entry(entry_of(drawn, entry.e), receipt)
        assert [check.name for check in checked.checks] == NAMES
        assert all(check.status is Status.PASSED for check in checked.checks)
        assert checked.failed is None
        assert checked.drawn is (entry.e in panel)


def test_an_entry_of_another_draw_is_not_of_this_one(drawn: Drawn) -> None:
    other = draw(frame=make_frame(attempt=2))
    checked = verify_entry(entry_of(other, "e000"), drawn.public)
    assert failed(checked) == "verify.entry_draw.failed"


def change_entry(**changes: object) -> Change:
    return lambda told: told["opening"]["entry"].update(changes)


def change_opening(**changes: object) -> Change:
    return lambda told: told["opening"].update(changes)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (change_entry(e="e999"), "verify.entry_pool.failed"),
        (change_entry(employer="u7"), "verify.entry_pool.failed"),
        (change_entry(meets=["t"]), "verify.entry_pool.failed"),
        (change_entry(salt="00" * 16), "verify.entry_pool.failed"),
        (change_opening(index=1), "verify.entry_pool.failed"),
        (change_opening(index=99), "verify.entry_pool.failed"),
        (change_opening(path=[]), "verify.entry_pool.failed"),
        (lambda told: told.update(chance=[1, 2]), "verify.entry_chance.failed"),
        (lambda told: told.update(chance=[10, 64]), "verify.entry_chance.failed"),
        (lambda told: told.update(extra=1), "entry.not_an_entry"),
    ],
)
def test_every_change_of_an_entry_is_found(drawn: Drawn, change: Change, code: str) -> None:
    told = loads(entry_of(drawn, "e000"))
    change(told)
    assert failed(verify_entry(encode(told), drawn.public)) == code


@pytest.fixture
def files(drawn: Drawn, tmp_path: Path) -> tuple[Path, Path]:
    receipt, entry = tmp_path / "receipt.json", tmp_path / "entry.json"
    receipt.write_bytes(receipt_bytes(drawn.public))
    entry.write_bytes(entry_of(drawn, drawn.conclusion.result.panel[0]))
    return receipt, entry


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "ENTRY TRUE: it is on the panel"),
        ("zh", "本人条目：属实。该条目在本凭证的专家组内。"),
    ],
)
def test_the_command_tells_that_the_entry_is_true(
    files: tuple[Path, Path], language: str, words: str
) -> None:
    receipt, entry = files
    result = run("verify", receipt, "--unsigned", "--entry", entry, language=language)
    assert result.exit_code == 0, result.output
    assert words in result.output


def test_the_command_tells_a_program_the_same(files: tuple[Path, Path], drawn: Drawn) -> None:
    receipt, entry = files
    told = run_json("verify", receipt, "--unsigned", "--entry", entry)["entry"]
    assert (told["true"], told["drawn"], told["failed"]) == (True, True, None)
    assert [check["name"] for check in told["checks"]] == NAMES
    reserve = next(
        it.e for it in drawn.commitment.pool if it.e not in drawn.conclusion.result.panel
    )
    entry.write_bytes(entry_of(drawn, reserve))
    assert not run_json("verify", receipt, "--unsigned", "--entry", entry)["entry"]["drawn"]
    assert "not on the panel" in run("verify", receipt, "--unsigned", "--entry", entry).output


def test_a_false_entry_ends_the_command_with_1_though_the_receipt_is_true(
    files: tuple[Path, Path],
) -> None:
    receipt, entry = files
    entry.write_bytes(entry.read_bytes().replace(b'"index":', b'"index":1', 1))
    result = run("verify", receipt, "--unsigned", "--entry", entry)
    assert result.exit_code == 1
    assert "ENTRY INVALID: check 3" in result.output
    data = run("verify", receipt, "--unsigned", "--entry", entry, "--json")
    assert data.exit_code == 1
    assert '"failed": "entry_pool"' in data.output


def test_nothing_is_said_of_an_entry_beside_an_invalid_receipt(files: tuple[Path, Path]) -> None:
    receipt, entry = files
    receipt.write_bytes(b"{}")
    result = run("verify", receipt, "--entry", entry)
    assert result.exit_code == 1
    assert "The receipt is invalid, so the entry was not checked." in result.output
