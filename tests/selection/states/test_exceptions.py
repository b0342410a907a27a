"""A rule gives way only where the policy says so, on a listed ground, by a second person."""

from dataclasses import replace
from itertools import product

import pytest

from expert_pool.policy import OverrideBy, Policy, load_policy
from expert_pool.roles import Role
from selection.errors import SelectionError
from selection.states.exceptions import (
    GROUNDS,
    Decider,
    ExceptionAct,
    ExceptionGround,
    ExceptionRule,
    ExceptionState,
    check_offered,
    check_plea,
    move_exception,
    offered_rules,
    withdraw,
)

JINHUA = load_policy("jinhua")
A, R = ExceptionAct.ALLOW, ExceptionAct.REFUSE
ASKED, ALLOWED, REFUSED, WITHDRAWN = ExceptionState


def policy_with(rule: ExceptionRule, override_by: OverrideBy) -> Policy:
    changed = replace(JINHUA.rules[rule], override_by=override_by)
    return replace(JINHUA, rules={**JINHUA.rules, rule: changed})


def test_the_rules_of_jinhua_let_the_approver_set_three_aside() -> None:
    assert offered_rules(JINHUA) == tuple(ExceptionRule)


@pytest.mark.parametrize(("rule", "word"), tuple(product(ExceptionRule, OverrideBy)))
def test_a_rule_gives_way_only_where_the_policy_names_the_approver(
    rule: ExceptionRule, word: OverrideBy
) -> None:
    policy = policy_with(rule, word)
    assert (rule in offered_rules(policy)) is (word is OverrideBy.APPROVER)
    if word is OverrideBy.APPROVER:
        check_offered(rule, policy)
        return
    with pytest.raises(SelectionError, match="not_offered"):
        check_offered(rule, policy)


def test_a_rule_that_a_policy_does_not_know_is_not_offered() -> None:
    rules = {name: it for name, it in JINHUA.rules.items() if name != "DAY-01"}
    left = offered_rules(replace(JINHUA, rules=rules))
    assert left == (ExceptionRule.WITNESS, ExceptionRule.QUORUM)


@pytest.mark.parametrize(("rule", "ground"), tuple(product(ExceptionRule, ExceptionGround)))
def test_each_rule_has_its_own_grounds(rule: ExceptionRule, ground: ExceptionGround) -> None:
    if ground in GROUNDS[rule]:
        check_plea(rule, ground, "事实")
        return
    with pytest.raises(SelectionError, match="ground_unknown"):
        check_plea(rule, ground, "事实")


def test_a_ground_without_facts_is_no_ground() -> None:
    with pytest.raises(SelectionError, match="note_missing"):
        check_plea(ExceptionRule.QUORUM, ExceptionGround.CANNOT_WAIT, " \n")


@pytest.mark.parametrize(
    ("state", "act", "role", "account", "outcome"),
    [
        (ASKED, A, Role.APPROVER, "approver", "allowed"),
        (ASKED, R, Role.APPROVER, "approver", "refused"),
        (ASKED, A, Role.APPROVER, "officer", "same_person"),
        (ASKED, R, Role.APPROVER, "watcher", "same_person"),
        (ASKED, A, Role.OFFICER, "officer", "approver_needed"),
        (ASKED, A, Role.AUDITOR, "third", "approver_needed"),
        (ASKED, A, Role.USER_ADMIN, "third", "approver_needed"),
        (ALLOWED, A, Role.APPROVER, "approver", "decided_already"),
        (ALLOWED, R, Role.APPROVER, "approver", "decided_already"),
        (REFUSED, A, Role.APPROVER, "approver", "decided_already"),
        (WITHDRAWN, A, Role.APPROVER, "approver", "exception.withdrawn"),
        (WITHDRAWN, R, Role.APPROVER, "approver", "exception.withdrawn"),
    ],
)
def test_an_approver_who_has_no_part_in_it_decides_once(
    state: ExceptionState, act: ExceptionAct, role: Role, account: str, outcome: str
) -> None:
    others, by = frozenset({"officer", "watcher"}), Decider(account, role)
    if outcome in set(ExceptionState):
        assert move_exception(state, act, by, others) == outcome
        return
    with pytest.raises(SelectionError, match=outcome):
        move_exception(state, act, by, others)


@pytest.mark.parametrize(
    ("state", "own", "outcome"),
    [
        (ASKED, True, "withdrawn"),
        (ASKED, False, "exception.asker_needed"),
        (ALLOWED, True, "exception.decided_already"),
        (REFUSED, True, "exception.decided_already"),
        (WITHDRAWN, True, "exception.withdrawn"),
        (WITHDRAWN, False, "exception.asker_needed"),
    ],
)
def test_who_asked_withdraws_until_somebody_decides(
    state: ExceptionState, own: bool, outcome: str
) -> None:
    if outcome in set(ExceptionState):
        assert withdraw(state, own=own) == outcome
        return
    with pytest.raises(SelectionError, match=outcome):
        withdraw(state, own=own)
