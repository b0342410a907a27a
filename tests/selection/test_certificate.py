import tomllib
from dataclasses import replace
from fractions import Fraction
from importlib import resources

import pytest
from hypothesis import assume, given, settings

from selection import every_pattern
from selection.certificate import (
    Certificate,
    Cut,
    ProofStep,
    check_certificate,
    check_impossible,
)
from selection.problem import Cell, PanelProblem
from selection.solver.pattern_table import BuiltTable, build_pattern_table
from tests.selection.solver.brute_force import list_panels, make_small, small_problems

# Ten people, two of them financial; one financial seat of three: 1/4 for most, 1/2 for two.
PROBLEM = make_small(["a", "a", *[""] * 8], [""] * 10, 3, [("a", 1, 1)])
CELLS = (
    Cell(frozenset(), tuple(f"p{n}" for n in range(2, 10))),
    Cell(frozenset("a"), ("p0", "p1")),
)
SEATS, QUOTA = ("seats",), ("quota", "a")
ONE = Fraction(1)
FIRST = ProofStep(Fraction(1, 4), (0,), ((SEATS, ONE), (QUOTA, -ONE)))
SECOND = ProofStep(Fraction(1, 2), (1,), ((QUOTA, ONE),))
PROOF = Certificate((FIRST, SECOND))


def codes(certificate: Certificate, problem: PanelProblem = PROBLEM) -> list[str]:
    return [finding.code for finding in check_certificate(problem, CELLS, certificate)]


def test_multiples_of_the_rules_prove_the_levels() -> None:
    assert codes(PROOF) == []


@pytest.mark.parametrize(
    "step",
    [
        replace(FIRST, chance=Fraction(1, 5)),
        replace(FIRST, multipliers=((SEATS, ONE),)),
        replace(FIRST, multipliers=()),
        replace(FIRST, multipliers=((SEATS, -ONE), (QUOTA, ONE))),
        *(
            replace(FIRST, multipliers=((SEATS, ONE), (QUOTA, -ONE), (name, ONE)))
            for name in (
                ("seats", "more"),
                ("quota", "b"),
                ("quota",),
                ("employer", ""),
                ("cell", "2"),
                ("cell", "-1"),
                ("cell", "x"),
                ("cut", "0"),
                ("conflict", "p0", "p1"),
                ("unheard-of", "0"),
            )
        ),
    ],
)
def test_a_step_that_its_multiples_do_not_prove_is_refused(step: ProofStep) -> None:
    assert "CRT-05.step_not_proven" in codes(Certificate((step, SECOND)))


def test_every_cell_is_bound_once_and_the_steps_rise() -> None:
    assert codes(Certificate((FIRST,))) == ["CRT-01.cells_not_bound_once"]
    twice = Certificate((FIRST, replace(SECOND, cells=(0, 1))))
    assert codes(twice) == ["CRT-01.cells_not_bound_once", "CRT-05.step_not_proven"]
    assert "CRT-02.steps_do_not_rise" in codes(Certificate((SECOND, FIRST)))
    outside = Certificate((FIRST, replace(SECOND, cells=(2,))))
    assert "CRT-01.cells_not_bound_once" in codes(outside)


def test_a_cell_counted_the_wrong_way_loosens_the_bound() -> None:
    # Twice the quota taken off all seats leaves the quota's people with a negative factor.
    steps = (replace(FIRST, multipliers=((SEATS, ONE), (QUOTA, Fraction(-2)))), SECOND)
    assert codes(Certificate((replace(steps[0], chance=Fraction(3, 8)), SECOND))) == []
    assert codes(Certificate(steps)) == ["CRT-05.step_not_proven"]


def test_a_size_of_a_cell_is_a_rule() -> None:
    problem = make_small(["a", "", ""], [""] * 3, 3, [])
    cells = (Cell(frozenset(), ("p1", "p2")), Cell(frozenset("a"), ("p0",)))
    steps = (
        ProofStep(ONE, (0,), ((("cell", "0"), ONE),)),
        ProofStep(ONE, (1,), ((("cell", "1"), ONE),)),
    )
    assert check_certificate(problem, cells, Certificate(steps)) == ()


def test_a_cut_is_tried_on_every_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    step = replace(SECOND, multipliers=((("cut", "0"), ONE),))
    holds = Certificate((FIRST, step), (Cut(((1, 1),), 1),))
    assert codes(holds) == []
    assert codes(replace(holds, cuts=(Cut(((1, 1),), 0),))) == ["CRT-03.cut_broken"]
    for terms in (((1, -1),), ((2, 1),)):
        assert "CRT-03.cut_broken" in codes(replace(holds, cuts=(Cut(terms, 1),)))
    monkeypatch.setattr(every_pattern, "MOST_TRIED", 0)
    assert codes(holds) == ["CRT-04.cut_not_checked"]


@given(small_problems())
@settings(max_examples=30, deadline=None)
def test_what_the_solver_finds_is_proven_without_it(problem: PanelProblem) -> None:
    assume(list_panels(problem))
    built = build_pattern_table(problem, rehearsals=1, dealt_panels=30)
    assert isinstance(built, BuiltTable)
    assert built.unproven == ()
    assert built.certified
    for number, step in enumerate(built.certificate.steps):
        if step.chance:
            steps = list(built.certificate.steps)
            steps[number] = replace(step, chance=step.chance * Fraction(99, 100))
            lower = replace(built.certificate, steps=tuple(steps))
            assert check_certificate(problem, built.table.cells, lower)


def test_nothing_follows_from_a_cut_about_cells_that_do_not_exist() -> None:
    lost = (((("cut", "0")), -ONE), (SEATS, ONE))
    forged = Certificate((replace(FIRST, multipliers=lost), SECOND), (Cut(((7, 1),), 1),))
    assert codes(forged) == ["CRT-03.cut_broken"]


def test_only_steps_of_chance_zero_show_that_somebody_cannot_sit() -> None:
    nobody = make_small(["a", "a", ""], [""] * 3, 1, [("a", 0, 0)])
    cells = (Cell(frozenset(), ("p2",)), Cell(frozenset("a"), ("p0", "p1")))
    zero = ProofStep(Fraction(0), (1,), ((QUOTA, ONE),))
    assert check_impossible(nobody, cells, Certificate((zero,))) == ()
    for step, code in (
        (replace(zero, chance=ONE), "CRT-08.chance_not_zero"),
        (replace(zero, cells=(0, 1)), "CRT-05.step_not_proven"),
    ):
        found = check_impossible(nobody, cells, Certificate((step,)))
        assert [finding.code for finding in found] == [code]


def test_every_code_has_a_sentence_in_both_languages() -> None:
    text = resources.files("selection").joinpath("data/certificate.toml").read_text("utf-8")
    sentences = tomllib.loads(text)
    assert len(sentences) == 11
    assert all(entry.keys() == {"zh", "en"} for entry in sentences.values())
