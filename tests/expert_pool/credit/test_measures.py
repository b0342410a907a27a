"""The ladder of measures: what is proposed, what may be decided, and for how long."""

from datetime import date

import pytest

from expert_pool.credit import (
    NEUTRAL,
    SERIOUS,
    Bar,
    CreditKind,
    Decision,
    FiledEvent,
    Measure,
    find_bars,
    find_decision_faults,
    last_day,
    offered,
    propose,
)
from expert_pool.policy import load_policy
from selection.states.invitations import BLAMELESS, InvitationState

POLICY = load_policy("jinhua")
DAY = date(2026, 11, 20)
K, M = CreditKind, Measure


def filed(kind: CreditKind, day: date, *, counts: bool = True) -> FiledEvent:
    return FiledEvent(kind, day, counts)


@pytest.mark.parametrize(
    ("kind", "earlier", "proposed"),
    [
        (K.GOOD_SERVICE, (), None),
        (K.ABSENCE_EXCUSED, (), None),
        (K.LATE, (), Decision(M.NOTE)),
        (K.WEAK_WORK, (), Decision(M.NOTE)),
        (K.LATE, (filed(K.LATE, date(2025, 11, 21)),), Decision(M.WARNING, 12)),
        (K.LATE, (filed(K.LATE, date(2025, 11, 20)),), Decision(M.NOTE)),
        (K.LATE, (filed(K.LATE, date(2026, 11, 1), counts=False),), Decision(M.NOTE)),
        (K.LATE, (filed(K.GOOD_SERVICE, date(2026, 11, 1)),), Decision(M.NOTE)),
        (K.LATE, (filed(K.LATE, date(2026, 11, 21)),), Decision(M.NOTE)),
        (K.WEAK_WORK, (filed(K.ABSENCE, date(2026, 6, 1)),), Decision(M.WARNING, 12)),
        (K.ABSENCE, (), Decision(M.SUSPENSION, 6)),
        (K.LEAK, (), Decision(M.REMOVAL, 24)),
        (K.LEAK, (filed(K.LATE, date(2026, 6, 1)),), Decision(M.REMOVAL, 24)),
        (K.PROXY, (filed(K.LEAK, date(2016, 6, 1)),), Decision(M.REMOVAL, 84)),
    ],
)
def test_the_rule_proposes_by_kind_and_earlier_file(
    kind: CreditKind, earlier: tuple[FiledEvent, ...], proposed: Decision | None
) -> None:
    assert propose(kind, DAY, earlier, POLICY) == proposed


@pytest.mark.parametrize("kind", [it for it in CreditKind if it not in NEUTRAL])
def test_what_is_proposed_may_be_decided_and_so_may_no_measure(kind: CreditKind) -> None:
    proposed = propose(kind, DAY, (), POLICY)
    assert proposed is not None
    assert find_decision_faults(kind, proposed, POLICY) == ()
    assert find_decision_faults(kind, Decision(M.NONE), POLICY) == ()


@pytest.mark.parametrize(
    ("kind", "decision", "code"),
    [
        (K.LATE, Decision(M.SUSPENSION, 1), "EVA-06.measure_not_offered"),
        (K.GOOD_SERVICE, Decision(M.NONE), "EVA-06.measure_not_offered"),
        (K.ABSENCE, Decision(M.SUSPENSION, 7), "EVA-06.term_out_of_range"),
        (K.ABSENCE, Decision(M.SUSPENSION, 0), "EVA-06.term_out_of_range"),
        (K.LEAK, Decision(M.REMOVAL, 23), "EVA-06.term_out_of_range"),
        (K.LEAK, Decision(M.REMOVAL, 85), "EVA-06.term_out_of_range"),
        (K.LATE, Decision(M.NOTE, 1), "EVA-06.term_out_of_range"),
    ],
)
def test_nothing_outside_the_range_of_the_rule_is_decided(
    kind: CreditKind, decision: Decision, code: str
) -> None:
    assert [it.code for it in find_decision_faults(kind, decision, POLICY)] == [code]


@pytest.mark.parametrize("kind", sorted(SERIOUS))
def test_never_again_is_offered_for_what_is_serious_only(kind: CreditKind) -> None:
    assert M.REMOVAL_FOR_LIFE in offered(kind, POLICY)
    assert M.REMOVAL_FOR_LIFE not in offered(K.ABSENCE, POLICY)


def test_no_end_of_an_invitation_is_a_kind_of_event() -> None:
    ends = {it.value for it in InvitationState}
    assert ends >= {it.value for it in BLAMELESS}
    assert ends & {it.value for it in CreditKind} == set()


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 11, 20), 6, date(2027, 5, 19)),
        # No corresponding day: the last of the month (Civil Code, art. 202), however it is counted.
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 2, date(2026, 10, 30)),
        (date(2027, 1, 1), 2, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 11, 20), 84, date(2033, 11, 19)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
    ],
)
def test_a_measure_stands_until_the_day_before_the_corresponding_one(
    start: date, months: int, last: date
) -> None:
    assert last_day(start, months) == last


@pytest.mark.parametrize(
    ("bar", "as_of", "codes"),
    [
        (Bar(M.REMOVAL, date(2028, 11, 19)), date(2028, 11, 19), ["EVA-05.removed_until"]),
        (Bar(M.REMOVAL, date(2028, 11, 19)), date(2028, 11, 20), []),
        (Bar(M.SUSPENSION, date(2027, 5, 19)), DAY, ["EVA-05.suspended_until"]),
        (Bar(M.REMOVAL_FOR_LIFE, None), date(2099, 1, 1), ["EVA-05.removed_for_life"]),
    ],
)
def test_somebody_under_a_measure_is_kept_out_until_its_last_day(
    bar: Bar, as_of: date, codes: list[str]
) -> None:
    assert [it.code for it in find_bars([bar], POLICY, as_of)] == codes
