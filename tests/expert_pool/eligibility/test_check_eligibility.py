"""All rules together: nothing against those who meet them, the policy decides what is asked."""

from dataclasses import replace
from datetime import date

import pytest

from expert_pool.eligibility import RULES, check_eligibility
from expert_pool.experts import Declarations, Expert, IntegrityFlag
from expert_pool.findings import Severity
from expert_pool.policy import Stage
from tests.expert_pool.eligibility.applicants import DAY, FINANCIAL, JINHUA, LISTS, TECHNICAL

BARE = replace(
    TECHNICAL,
    birth_date=date(1950, 1, 1),
    titles=(),
    fields=(),
    disciplines=(),
    directions=(),
    certificates=0,
    declarations=Declarations(),
    integrity_flags=frozenset({IntegrityFlag.DISCIPLINE}),
)


@pytest.mark.parametrize("expert", [TECHNICAL, FINANCIAL])
@pytest.mark.parametrize("stage", [Stage.SUBMIT, Stage.VERIFY, Stage.ADMIT, Stage.DRAW])
def test_nothing_speaks_against_those_who_meet_every_rule(expert: Expert, stage: Stage) -> None:
    assert check_eligibility(expert, JINHUA, LISTS, DAY, stage=stage) == ()


def test_every_reason_is_given_and_not_only_the_first() -> None:
    found = check_eligibility(BARE, JINHUA, LISTS, DAY)
    assert [finding.rule_id for finding in found] == [
        "ELG-01", "ELG-02", "ELG-05", "ELG-07", "ELG-12", "ELG-12", "ELG-12", "ELG-13",
    ]  # fmt: skip


def test_a_draw_asks_only_what_the_policy_asks_again() -> None:
    found = check_eligibility(BARE, JINHUA, LISTS, DAY, stage=Stage.DRAW)
    assert [finding.rule_id for finding in found] == ["ELG-01", "ELG-02", "ELG-05"]


def test_admission_is_the_step_where_none_is_named() -> None:
    assert check_eligibility(BARE, JINHUA, LISTS, DAY) == check_eligibility(
        BARE, JINHUA, LISTS, DAY, stage=Stage.ADMIT
    )


def test_a_city_sets_the_weight_and_the_source_of_a_rule() -> None:
    rule = replace(JINHUA.rules["ELG-02"], severity=Severity.SOFT)
    policy = replace(JINHUA, rules={**JINHUA.rules, "ELG-02": rule})
    found = {it.rule_id: it for it in check_eligibility(BARE, policy, LISTS, DAY)}
    assert found["ELG-02"].severity is Severity.SOFT
    assert found["ELG-02"].source == JINHUA.source("ELG-02")


def test_every_rule_of_the_group_has_its_function_or_its_reason() -> None:
    asked = [rule_id for rule_id, _ in RULES]
    # ELG-04 is the way of counting, ELG-16 is asked with the store's answer.
    assert sorted([*asked, "ELG-04", "ELG-16"]) == [f"ELG-{n:02d}" for n in range(1, 18)]
