"""Every step of a record of replacements is derived again, from the receipt alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from selection.__main__ import main
from selection.documents.replacement_record import (
    PassedOver,
    SeatNow,
    record_bytes,
    sign_record,
    write_full_record,
    write_public_record,
)
from selection.problem import Candidate
from selection.replacement import take_seat
from selection.verify import Verdict
from selection.verify.replacements import verify_replacements
from tests.selection.receipt_samples import FORGER, SERVICE, TRUST, draw
from tests.selection.replacement_samples import play, records, supplement, write_records

DRAWN = draw()
EVENTS = [(1, (1, 2)), (4, ()), (1, (5,))]
FULL: Any
PUBLIC: Any
FULL, PUBLIC = records(DRAWN, EVENTS)


def verdict(record, receipt=DRAWN.full, trust=TRUST):
    checked = verify_replacements(record_bytes(record), receipt, trust)
    failed = checked.failed.name if checked.failed else ""
    return checked.verdict, failed


def test_a_true_record_is_valid_in_both_forms() -> None:
    assert verdict(FULL) == (Verdict.VALID, "")
    assert verdict(PUBLIC, DRAWN.public) == (Verdict.VALID, "")
    assert verdict(PUBLIC, DRAWN.full) == (Verdict.VALID, "")
    assert verdict(FULL, DRAWN.public)[0] is Verdict.INVALID


def test_without_known_keys_it_is_consistent_at_most() -> None:
    assert verdict(FULL, trust=None) == (Verdict.CONSISTENT, "")
    unsigned = FULL.model_copy(update={"signature": None})
    assert verdict(unsigned, trust=None) == (Verdict.CONSISTENT, "")
    assert verdict(unsigned) == (Verdict.INVALID, "trust")
    assert verdict(sign_record(FULL, FORGER)) == (Verdict.INVALID, "trust")


@given(
    st.lists(st.tuples(st.integers(1, 5), st.lists(st.integers(1, 19), max_size=6)), max_size=8),
    st.data(),
)
def test_any_sequence_of_vacancies_verifies_and_any_other_successor_does_not(events, data) -> None:
    full, public = records(DRAWN, events)
    assert verdict(full) == (Verdict.VALID, "")
    assert verdict(public, DRAWN.public) == (Verdict.VALID, "")
    if not full.steps:
        return
    number = data.draw(st.integers(0, len(full.steps) - 1))
    step = full.steps[number]
    others = [e for e in DRAWN.conclusion.deal.reserve_order if e != step.successor]
    forged = step.model_copy(update={"successor": data.draw(st.sampled_from(others)), "rank": 1})
    steps = (*full.steps[:number], forged, *full.steps[number + 1 :])
    assert verdict(resigned(full, steps=steps))[0] is Verdict.INVALID


def resigned(record, **changes):
    """The record changed by somebody who holds the service's key."""
    return sign_record(record.model_copy(update=changes), SERVICE)


def step_changed(number: int, **changes):
    steps = list(FULL.steps)
    steps[number] = steps[number].model_copy(update=changes)
    return resigned(FULL, steps=tuple(steps))


def test_a_reserve_cannot_be_passed_over_in_silence() -> None:
    step = FULL.steps[0]
    stated = [one for one in step.passed if one.stated]
    assert stated
    silent = tuple(one for one in step.passed if one is not stated[0])
    assert verdict(step_changed(0, passed=silent)) == (Verdict.INVALID, "record_steps")


def test_a_finding_of_the_rules_cannot_be_invented_or_hidden() -> None:
    passed = FULL.steps[0].passed
    invented = tuple(one.model_copy(update={"codes": ("PNL-04.x",)}) for one in passed)
    hidden = tuple(one.model_copy(update={"stated": not one.stated}) for one in passed)
    for one in (invented, hidden):
        if one != passed:
            assert verdict(step_changed(0, passed=one)) == (Verdict.INVALID, "record_steps")


def test_nobody_may_be_seated_while_a_fact_stands_against_the_person() -> None:
    step = FULL.steps[1]
    barred = PassedOver(e=step.successor, codes=("POL-06.on_leave",), stated=True)
    claimed = step_changed(1, passed=(*step.passed, barred))
    assert verdict(claimed) == (Verdict.INVALID, "record_steps")


@pytest.mark.parametrize(
    "changes", [{"leaver": "e999"}, {"seat": 2}, {"seat": 9}, {"rank": 19}], ids=str
)
def test_a_step_that_could_not_happen_is_found(changes) -> None:
    assert verdict(step_changed(0, **changes)) == (Verdict.INVALID, "record_steps")


def test_the_panel_stated_is_the_panel_derived() -> None:
    seats = (SeatNow(seat=1, e=None), *FULL.panel[1:])
    assert verdict(resigned(FULL, panel=seats)) == (Verdict.INVALID, "record_panel")


def test_a_record_of_another_draw_is_refused() -> None:
    other = draw(secrets=(("officer", b"another secret.."), ("auditor", b"auditor's secret")))
    assert verdict(FULL, other.full) == (Verdict.INVALID, "record_draw")


def test_a_changed_signature_is_found() -> None:
    signature = FULL.signature.model_copy(update={"value": "00" * 64})
    broken = FULL.model_copy(update={"signature": signature})
    assert verdict(broken) == (Verdict.INVALID, "signature")
    failed = verify_replacements(b"{}", DRAWN.full).failed
    assert failed is not None
    assert failed.name == "record_form"


def test_a_public_record_opens_exactly_those_who_came() -> None:
    without = resigned(PUBLIC, openings=PUBLIC.openings[1:])
    assert verdict(without, DRAWN.public) == (Verdict.INVALID, "record_openings")
    opening = PUBLIC.openings[0]
    entry = opening.entry.model_copy(update={"meets": ("f", "t")})
    forged = opening.model_copy(update={"entry": entry})
    changed = resigned(PUBLIC, openings=(forged, *PUBLIC.openings[1:]))
    assert verdict(changed, DRAWN.public) == (Verdict.INVALID, "record_openings")


def test_a_public_successor_who_breaks_a_quota_is_found() -> None:
    meets = {it.e: it.meets for it in DRAWN.commitment.pool}
    panel, order = DRAWN.conclusion.result.panel, list(DRAWN.conclusion.deal.reserve_order)
    assert sum("f" in meets[e] for e in panel) == 2
    seat, leaver = next((n, e) for n, e in enumerate(panel, start=1) if "t" in meets[e])
    third = next(e for e in order if "f" in meets[e])
    changes = {"seat": seat, "leaver": leaver, "successor": third, "rank": 1, "passed": ()}
    seats = tuple(
        SeatNow(seat=n, e=third if n == seat else e) for n, e in enumerate(panel, start=1)
    )
    forged = FULL.steps[0].model_copy(update=changes)
    full = FULL.model_copy(update={"steps": (forged,), "panel": seats, "signature": None})
    public = sign_record(write_public_record(full, DRAWN.commitment.pool), SERVICE)
    assert verdict(public, DRAWN.public) == (Verdict.INVALID, "record_steps")


def test_a_member_of_a_supplementary_draw_takes_a_seat_that_nobody_could_take() -> None:
    everybody = range(1, len(DRAWN.conclusion.deal.reserve_order) + 1)
    standing, steps = play(DRAWN, [(2, everybody)])
    assert steps[0].successor is None
    meets = tuple(sorted(standing.seat(2).holder.meets))
    standing = take_seat(standing, 2, Candidate("fromelsewhere", frozenset(meets), ""))
    steps = (*steps, supplement(2, 2, "fromelsewhere", meets))
    for record, receipt in zip(
        write_records(DRAWN, standing, steps), (DRAWN.full, DRAWN.public), strict=True
    ):
        assert verdict(record, receipt) == (Verdict.VALID, "")
    early = write_full_record(
        (DRAWN.commitment.hash, DRAWN.conclusion.result_digest),
        (supplement(1, 2, "fromelsewhere", meets),),
        standing.seats,
    )
    assert verdict(early, trust=None) == (Verdict.INVALID, "record_steps")


def test_a_stranger_cannot_come_from_nowhere() -> None:
    pool = [entry for entry in DRAWN.commitment.pool if entry.e != PUBLIC.steps[0].successor]
    unknown = write_public_record(FULL.model_copy(update={"signature": None}), pool)
    assert verdict(unknown, DRAWN.public, None) == (Verdict.INVALID, "record_openings")
    assert verdict(step_changed(0, successor="e999")) == (Verdict.INVALID, "record_steps")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    full, public = DRAWN.both
    (tmp_path / "full.json").write_bytes(full)
    (tmp_path / "public.json").write_bytes(public)
    (tmp_path / "record.json").write_bytes(record_bytes(FULL))
    (tmp_path / "public-record.json").write_bytes(record_bytes(PUBLIC))
    (tmp_path / "forged.json").write_bytes(record_bytes(step_changed(0, rank=19)))
    (tmp_path / "keys.json").write_text(TRUST.model_dump_json(), encoding="utf-8")
    (tmp_path / "broken.json").write_bytes(full.replace(b'"attempt":1', b'"attempt":2'))
    return tmp_path


def run(folder: Path, *arguments: str):
    placed = [str(folder / word) if word.endswith(".json") else word for word in arguments]
    return CliRunner().invoke(main, ["verify", *placed])


@pytest.mark.parametrize(
    ("files", "options", "code", "words"),
    [
        (("full.json", "record.json"), ("--trust", "keys.json"), 0, "REPLACEMENTS VALID"),
        (("public.json", "public-record.json"), ("--trust", "keys.json"), 0, "VALID"),
        (("full.json", "record.json"), (), 4, "NOT AUTHENTICATED"),
        (("full.json", "record.json"), ("--unsigned",), 0, "NOT AUTHENTICATED"),
        (("full.json", "forged.json"), ("--trust", "keys.json"), 1, "REPLACEMENTS INVALID"),
        (("broken.json", "record.json"), (), 1, "was not checked"),
    ],
)
def test_the_command_checks_receipt_and_record_together(
    folder: Path, files, options, code: int, words: str
) -> None:
    receipt, record = files
    result = run(folder, receipt, "--replacements", record, *options, "--lang", "en")
    assert result.exit_code == code, result.output
    assert words in result.output
    data = run(folder, receipt, "--replacements", record, *options, "--json")
    told = json.loads(data.output)
    assert ("replacements" in told) is (receipt != "broken.json")
