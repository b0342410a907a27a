import csv
import json
import math
from collections import Counter
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from selection.panel_check import check_panel
from selection.tool import ceremony as ceremony_module
from selection.tool.ceremony import (
    Ceremony,
    commit_files,
    conclude_files,
    derive_salts,
    restore_draw,
)
from selection.tool.freezing import freeze_request
from selection.tool.lottery import Lottery, build_lottery
from selection.tool.own_form import OwnFiles, read_own_form
from selection.verify import verify_receipt
from tests.selection.tool.commands import run, run_json
from tests.selection.tool.samples import write_common, write_own

ENTROPY = "00ff" * 8


def test_the_receipt_verifies_without_a_signature(tmp_path: Path) -> None:
    out = tmp_path / "receipt.json"
    for form in ("full", "public"):
        options = ("--entropy", ENTROPY, "--out", out, "--form", form)
        assert run("draw", *write_common(tmp_path), *options).exit_code == 0
        assert run("verify", out, "--unsigned").exit_code == 0
        assert run("verify", out).exit_code == 4
        said = run("verify", out, "--unsigned").output
        assert "Drawn from files, not committed publicly beforehand." in said


def test_the_same_files_and_entropy_give_the_same_bytes(tmp_path: Path) -> None:
    files = write_common(tmp_path)
    receipts = []
    for number, entropy in enumerate((ENTROPY, ENTROPY.upper(), "01")):
        out = tmp_path / f"{number}.json"
        run_json("draw", *files, "--entropy", entropy, "--out", out)
        receipts.append(out.read_bytes())
    assert receipts[0] == receipts[1]
    assert receipts[0] != receipts[2]
    first, last = (json.loads(receipts[place]) for place in (0, 2))
    assert first["commit_hash"] == last["commit_hash"]
    assert first["commit"]["source"]["announced"] is None
    assert first["commit"]["t"] is None


def test_the_panel_keeps_the_rules_of_the_files(tmp_path: Path) -> None:
    files = write_common(tmp_path)
    with (tmp_path / "people.csv").open(encoding="utf-8") as opened:
        people = {row["id"]: row for row in csv.DictReader(opened)}
    for number in range(8):
        panel = run_json("draw", *files, "--entropy", f"{number:02x}")["panel"]
        kinds = Counter(people[member]["kind"] for member in panel)
        assert kinds["technical"] in {3, 4}
        assert len({people[member]["org"] for member in panel}) == len(panel) == 5


def test_the_chances_shown_are_those_of_odds_and_of_the_receipt(tmp_path: Path) -> None:
    files, out = write_own(tmp_path), tmp_path / "receipt.json"
    drawn = run_json("draw", *files, "--entropy", ENTROPY, "--out", out)
    run_json("odds", *files, "--out", tmp_path / "odds.csv")
    with (tmp_path / "odds.csv").open(encoding="utf-8") as opened:
        chances = {row["id"]: float(row["chance"]) for row in csv.DictReader(opened)}
    levels = [
        Fraction(*level["chance"]) for level in json.loads(out.read_bytes())["commit"]["odds"]
    ]
    for member in drawn["members"]:
        assert float(Fraction(member["chance"])) == member["decimal"] == chances[member["id"]]
        assert Fraction(member["chance"]) in levels


def make_lottery(folder: Path) -> Lottery:
    write_own(folder)
    files = OwnFiles(folder / "candidates.csv", folder / "rules.json", None)
    lottery = build_lottery(freeze_request(read_own_form(files)), 60)
    assert isinstance(lottery, Lottery)
    return lottery


def test_many_draws_follow_the_table_row_by_row_and_person_by_person(tmp_path: Path) -> None:
    """Exact chances over the rows; each count within 5 standard deviations of its own."""
    lottery = make_lottery(tmp_path)
    commitment = commit_files(lottery, Ceremony("files", 60), derive_salts(lottery.frozen))
    _, table = restore_draw(commitment)
    draws = 600
    rows: Counter[int] = Counter()
    seated: Counter[str] = Counter()
    for number in range(draws):
        drawn = conclude_files(commitment, f"{number:08x}")
        rows[drawn.conclusion.result.pattern] += 1
        seated.update(drawn.conclusion.result.panel)
    expected = {row: Fraction(p.weight, table.total) for row, p in enumerate(table.patterns)}
    for row, chance in expected.items():
        assert is_likely(rows[row], draws, chance)
    for cell_place, cell in enumerate(table.cells):
        sums = (c * table.patterns[row].seats[cell_place] for row, c in expected.items())
        chance = sum(sums, Fraction(0)) / len(cell.members)
        for member in cell.members:
            assert drawn.chances[member] == chance
            assert is_likely(seated[member], draws, chance)


def is_likely(count: int, draws: int, chance: Fraction) -> bool:
    spread = math.sqrt(draws * chance * (1 - chance))
    return abs(count - draws * float(chance)) <= 5 * spread + 1e-9


def test_the_table_is_as_fair_as_any_lottery_over_the_legal_panels(tmp_path: Path) -> None:
    problem = make_lottery(tmp_path).frozen.problem
    people = [candidate.pseudonym for candidate in problem.candidates]
    panels = [panel for panel in combinations(people, 3) if not check_panel(problem, panel)]
    assert panels
    assert all(any(person in panel for panel in panels) for person in people)


def test_reserves_are_shown_when_asked_for(tmp_path: Path) -> None:
    files = (*write_own(tmp_path), "--entropy", ENTROPY, "--reserves", 2)
    told = run_json("draw", *files)
    assert len(told["reserves"]) == 2
    assert set(told["reserves"]).isdisjoint(told["panel"])
    assert ", ".join(told["reserves"]) in run("draw", *files).output


def test_pseudonyms_keep_the_ids_out_of_the_receipt(tmp_path: Path) -> None:
    out = tmp_path / "receipt.json"
    options = ("--entropy", ENTROPY, "--out", out, "--pseudonyms")
    told = run_json("draw", *write_common(tmp_path), *options)
    assert all(member.startswith("p") for member in told["panel"])
    receipt = json.loads(out.read_bytes())
    assert all(len(entry["e"]) == 32 and len(entry["employer"]) == 32 for entry in receipt["pool"])
    assert run("verify", out, "--unsigned").exit_code == 0


def test_names_that_a_receipt_cannot_hold_are_written_in_plain_signs(tmp_path: Path) -> None:
    out = tmp_path / "receipt.json"
    run_json("draw", *write_own(tmp_path), "--entropy", ENTROPY, "--out", out)
    pool = json.loads(out.read_bytes())["pool"]
    assert "%E5%BC%A0%E5%85%AD" in {entry["e"] for entry in pool}
    assert "Works%20A" in {entry["employer"] for entry in pool}


def test_a_long_name_keeps_its_beginning_and_gets_a_digest(tmp_path: Path) -> None:
    files, out = write_own(tmp_path), tmp_path / "receipt.json"
    candidates = (tmp_path / "candidates.csv").read_text(encoding="utf-8")
    long = "研究院" * 30
    (tmp_path / "candidates.csv").write_text(candidates.replace("Works A", long), "utf-8")
    run_json("draw", *files, "--entropy", ENTROPY, "--out", out)
    employers = {entry["employer"] for entry in json.loads(out.read_bytes())["pool"]}
    named = [name for name in employers if name.startswith("%E7%A0%94")]
    assert [len(name) for name in named] == [100]
    assert named[0][67] == "~"


def test_an_infeasible_draw_ends_with_three_and_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "receipt.json"
    files = write_common(tmp_path, financial="9,9")
    assert run("draw", *files, "--entropy", ENTROPY, "--out", out).exit_code == 3
    assert not out.exists()


@pytest.mark.parametrize("entropy", ["", "0", "0g", "0x00", "00" * 513])
def test_entropy_that_is_no_hexadecimal_is_refused(tmp_path: Path, entropy: str) -> None:
    result = run("draw", *write_common(tmp_path), "--entropy", entropy)
    assert result.exit_code == 2
    assert "must be 1 to 512 bytes in hexadecimal" in result.stderr


def test_a_name_that_a_receipt_cannot_hold_is_refused(tmp_path: Path) -> None:
    result = run("draw", *write_common(tmp_path), "--entropy", "00", "--name", "two words")
    assert result.exit_code == 2
    assert "“two words”" in result.stderr


def test_a_receipt_that_would_not_verify_is_never_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ceremony_module, "verify_receipt", lambda _: verify_receipt(b"{}"))
    out = tmp_path / "receipt.json"
    result = run("draw", *write_common(tmp_path), "--entropy", "00", "--out", out)
    assert result.exit_code == 2
    assert "failed its own check (form)" in result.stderr
    assert not out.exists()
