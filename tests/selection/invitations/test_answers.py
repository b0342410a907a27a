"""What a member may answer: each reason's act, and what an answer must hold."""

from dataclasses import replace

import pytest

from selection.errors import SelectionError
from selection.invitations import Answer, act_of, check_answer, decline_reasons
from selection.states.invitations import BLAMELESS, TRANSITIONS, InvitationAct
from tests.selection.requests.samples import JINHUA, LISTS

A = InvitationAct
ALL = frozenset({"confidentiality", "no_conflict", "conditions_met"})
PLEDGE = Answer(A.PLEDGE, declared=ALL, text_version="2026.1")


def check(answer: Answer) -> None:
    check_answer(answer, JINHUA, LISTS.recusal_grounds, "2026.1")


@pytest.mark.parametrize("accepted", [False, True])
def test_every_reason_of_the_policy_has_an_act(accepted: bool) -> None:
    reasons = decline_reasons(JINHUA, accepted=accepted)
    assert ("not_my_field" in reasons) is not accepted
    acts = {reason: act_of(reason, accepted=accepted) for reason in reasons}
    plain = A.WITHDRAW if accepted else A.DECLINE
    assert acts["recusal"] is A.RECUSE
    assert {acts[it] for it in ("time", "health", "travel", "other")} == {plain}


def test_recusal_and_not_my_field_lead_to_ends_that_cost_no_credit() -> None:
    for reason in ("recusal", "not_my_field"):
        assert TRANSITIONS[act_of(reason)].target in BLAMELESS
    assert TRANSITIONS[act_of("time")].target not in BLAMELESS


@pytest.mark.parametrize(
    "answer",
    [
        PLEDGE,
        Answer(A.ACCEPT, declared=frozenset({"no_conflict"})),
        Answer(A.DECLINE, reason="time"),
        Answer(A.DECLINE, reason="other", note="a reason of my own"),
        Answer(A.MISMATCH),
        Answer(A.RECUSE),
        Answer(A.RECUSE, ground="G01"),
        Answer(A.WITHDRAW, reason="health"),
    ],
)
def test_a_whole_answer_is_taken(answer: Answer) -> None:
    check(answer)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        *[(replace(PLEDGE, declared=ALL - {one}), "declaration_missing") for one in sorted(ALL)],
        (replace(PLEDGE, text_version="2025.1"), "text_changed"),
        (Answer(A.ACCEPT), "conflict_unanswered"),
        (Answer(A.DECLINE), "reason_missing"),
        (Answer(A.DECLINE, reason="bored"), "reason_missing"),
        (Answer(A.WITHDRAW, reason="other", note=" "), "note_missing"),
        (Answer(A.RECUSE, ground="G99"), "ground_unknown"),
    ],
)
def test_a_broken_answer_is_refused(answer: Answer, code: str) -> None:
    with pytest.raises(SelectionError, match=code):
        check(answer)
