from dataclasses import replace
from datetime import date

import pytest

from expert_pool.experts import ExpertId, IntegrityFlag, Standing
from selection.candidates import NO_HISTORY, screen_candidates
from selection.candidates.recall import WORTH_IT, Recall
from tests.factories import make_expert
from tests.selection.requests.samples import JINHUA, LISTS, make_request

DAY = date(2026, 11, 16)
EXPERT = make_expert()
POLICY = JINHUA


class Rule:
    """A rule that says whose name it was asked about, and counts."""

    def __init__(self):
        self.asked = 0

    def __call__(self, expert):
        self.asked += 1
        return (POLICY.finding("ELG-16.same_person", name=expert.name),)


def test_a_person_is_judged_once_by_one_question():
    recall, rule = Recall(), Rule()
    for _ in range(2):
        assert recall.of("one", POLICY, rule)(EXPERT) == rule(EXPERT)
    assert rule.asked == 3  # Once by the recall, and twice by this test.


def test_another_question_is_asked_anew():
    recall, rule = Recall(), Rule()
    for question in ("one", "other"):
        recall.of(question, POLICY, rule)(EXPERT)
    assert rule.asked == 2


def test_a_changed_record_is_judged_anew():
    recall, rule = Recall(), Rule()
    recall.of("one", POLICY, rule)(EXPERT)
    found = recall.of("one", POLICY, rule)(replace(EXPERT, name="测改名"))
    assert found[0].param("name") == "测改名"


@pytest.mark.parametrize(("asked_again", "times"), [("newer", 3), ("older", 4)])
def test_the_question_used_longest_ago_is_forgotten_first(asked_again, times):
    recall, rule = Recall(at_most=1), Rule()
    for question in ("older", "newer", "last", asked_again):
        recall.of(question, POLICY, rule)(EXPERT)
    assert rule.asked == times


def test_a_remembered_pool_is_parted_as_one_that_is_judged_anew():
    everybody = [
        make_expert(
            id=ExpertId(f"e{n:04}"),
            birth_date=date(1955 + n % 40, 3, 1),
            integrity_flags=frozenset({IntegrityFlag.DISCIPLINE}) if n % 7 == 0 else frozenset(),
        )
        for n in range(WORTH_IT[0])
    ]
    request = make_request()
    pieces = [everybody[:100], everybody[100:]]
    anew = [screen_candidates(piece, request, NO_HISTORY, JINHUA, LISTS, DAY) for piece in pieces]
    for _ in range(2):
        at_once = screen_candidates(everybody, request, NO_HISTORY, JINHUA, LISTS, DAY)
        assert at_once.candidates == anew[0].candidates + anew[1].candidates
        assert at_once.excluded == anew[0].excluded + anew[1].excluded
    gone = [replace(one, standing=Standing.EXITED) for one in everybody]
    assert not screen_candidates(gone, request, NO_HISTORY, JINHUA, LISTS, DAY).candidates
