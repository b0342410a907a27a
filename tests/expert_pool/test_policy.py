"""The packaged policies: complete, typed, sourced, and named by a digest."""

import pickle
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from expert_pool.errors import ExpertPoolError
from expert_pool.experts import ExpertType
from expert_pool.findings import Severity
from expert_pool.policy import (
    OverrideBy,
    Policy,
    Rule,
    SourceKind,
    Stage,
    ValueOrigin,
    Wording,
    change_values,
    load_policy,
    packaged_policies,
)

JINHUA = load_policy("jinhua")
DEMO = load_policy("demo")

RULES_OF_GROUPS = {
    "ELG": 17, "VER": 6, "POL": 9, "REQ": 6, "COI": 17, "DRW": 28, "NTF": 8, "SEC": 7, "REP": 4,
    "DAY": 7, "EVA": 8, "FEE": 12, "AUD": 9,
}  # fmt: skip


@pytest.mark.parametrize(("prefix", "count"), RULES_OF_GROUPS.items())
def test_every_rule_of_a_group_is_there(prefix: str, count: int) -> None:
    wanted = [f"{prefix}-{number:02d}" for number in range(1, count + 1)]
    assert [rule_id for rule_id in JINHUA.rules if rule_id.startswith(prefix)] == wanted


def test_every_rule_has_a_parameter_and_words_in_both_languages() -> None:
    assert {parameter.rule_id for parameter in JINHUA.parameters.values()} == set(JINHUA.rules)
    for rule in JINHUA.rules.values():
        for wording in (rule.name, rule.check, rule.source):
            assert wording.zh
            assert wording.en


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("integrity_flags_block", True),
        ("age_limit_years", 65),
        ("age_basis", "full_years_inclusive"),
        ("age_29_february", "28_february"),
        ("fin_credentials", ("S17-02", "S17-01", "S27-02", "S27-01", "Q01", "Q02")),
        ("expert_types", ("technical", "financial")),
        ("supervisor_units", ()),
        ("coi_employment_years", 3),
        ("coi_kin", ("spouse", "direct_blood", "collateral_blood", "close_affinity")),
        ("max_same_employer", 1),
        ("candidate_multiple", 3),
        ("max_per_year", 10),
        ("reverify_months", 12),
        ("draw_earliest_working_days", 5),
        ("cool_off_days", 7),
        ("seed_wait_minutes", 15),
        ("dealt_panels", 1000),
        ("panel_tech_min_share", "2/3"),
    ],
)
def test_the_jinhua_profile_gives_its_values(name: str, value: object) -> None:
    assert JINHUA.parameters[name].value == value


def test_parameters_are_read_by_their_type() -> None:
    assert JINHUA.integer("age_limit_years") == 65
    assert JINHUA.boolean("panel_odd") is True
    assert JINHUA.text("draw_mode") == "random"
    assert JINHUA.codes("expert_types") == ("technical", "financial")
    assert JINHUA.share("panel_tech_min_share") == Fraction(2, 3)
    assert JINHUA.share("max_local_share") == 1


@pytest.mark.parametrize(
    ("read", "name", "expected"),
    [
        ("integer", "panel_odd", "integer"),
        ("integer", "draw_mode", "integer"),
        ("boolean", "age_limit_years", "boolean"),
        ("text", "age_limit_years", "text"),
        ("codes", "draw_mode", "codes"),
        ("share", "age_limit_years", "text"),
    ],
)
def test_a_parameter_read_as_another_type_is_an_error(read: str, name: str, expected: str) -> None:
    with pytest.raises(ExpertPoolError) as caught:
        getattr(JINHUA, read)(name)
    assert caught.value.code == "policy.wrong_type"
    assert caught.value.params == {"file": "jinhua", "parameter": name, "expected": expected}


def test_an_unknown_parameter_or_rule_is_an_error() -> None:
    with pytest.raises(ExpertPoolError) as caught:
        JINHUA.integer("age_limit")
    assert caught.value.code == "policy.unknown_parameter"
    with pytest.raises(ExpertPoolError) as caught:
        JINHUA.severity("ELG-99")
    assert caught.value.code == "policy.missing_rule"
    assert caught.value.params["parameter"] == "ELG-99"


def test_a_parameter_carries_what_the_page_of_rules_shows() -> None:
    limit = JINHUA.parameters["age_limit_years"]
    assert (limit.rule_id, limit.unit, limit.severity) == ("ELG-02", "years", Severity.HARD)
    assert limit.override_by is OverrideBy.APPROVER
    assert limit.source_kind is SourceKind.CALL
    assert limit.rule.value_from_source is ValueOrigin.YES
    assert limit.label.in_language("en") == "Age not over 65"
    assert limit.source.in_language("zh_Hans").startswith("金华市科技专家征集通知")
    assert JINHUA.parameters["confirm_window_urgent_minutes"].label == Wording("紧急时", "Urgent")


def test_a_rule_knows_the_steps_at_which_it_is_asked() -> None:
    assert {"ELG-02", "COI-01", "SEC-04", "POL-08"} <= JINHUA.rules_at(Stage.DRAW)
    assert "ELG-12" not in JINHUA.rules_at(Stage.DRAW)
    assert "SEC-04" in JINHUA.rules_at(Stage.PAY)
    assert JINHUA.rules["ELG-12"].applies_at(Stage.SUBMIT)


def test_a_finding_takes_weight_and_source_from_its_rule() -> None:
    finding = JINHUA.finding("ELG-02.over_age_limit", limit=65, age=66)
    assert finding.severity is Severity.HARD
    assert finding.source == JINHUA.source("ELG-02") == str(JINHUA.rules["ELG-02"].source)
    assert finding.params == (("age", 66), ("limit", 65))
    assert JINHUA.finding("ELG-02.x", severity=Severity.INFO).severity is Severity.INFO


def test_the_digest_is_the_same_for_the_same_policy_and_fits_a_sha256() -> None:
    assert JINHUA.digest == load_policy("jinhua").digest
    assert len(bytes.fromhex(JINHUA.digest)) == 32


@pytest.mark.parametrize(
    "other",
    [
        replace(JINHUA, version="x"),
        replace(JINHUA, title=Wording("x", "y")),
        change_values(JINHUA, {"age_limit_years": 66}),
        change_values(JINHUA, {"panel_odd": False}),
        change_values(JINHUA, {"supervisor_units": ["x"]}),
        replace(
            JINHUA,
            rules={
                **JINHUA.rules,
                "ELG-02": replace(JINHUA.rules["ELG-02"], severity=Severity.SOFT),
            },
        ),
    ],
)
def test_any_change_gives_another_digest(other: Policy) -> None:
    assert other.digest != JINHUA.digest


def test_the_order_of_the_file_does_not_change_the_digest() -> None:
    turned = replace(JINHUA, rules=dict(sorted(JINHUA.rules.items(), reverse=True)))
    assert turned.digest == JINHUA.digest


def test_the_demo_profile_is_jinhuas_with_short_terms() -> None:
    changed = {name: p.value for name, p in DEMO.parameters.items() if p.changed}
    assert changed == {
        "admission_publicity_days": 0,
        "choice_activities": ("A08",),
        "choice_window_minutes": 60,
        "cool_off_days": 0,
        "draw_earliest_working_days": 60,
        "seed_source": "two-parties",
        "seed_wait_minutes": 1,
        "supervisor_units": ("示例市科学技术局（虚构）",),
        "witness_required": 0,
    }
    assert DEMO.parameters["cool_off_days"].default == 7
    assert DEMO.id == "demo"
    assert DEMO.digest != JINHUA.digest


def test_nothing_of_a_policy_on_its_own_counts_as_changed() -> None:
    assert not any(parameter.changed for parameter in JINHUA.parameters.values())


def test_both_packaged_policies_are_listed() -> None:
    assert packaged_policies() == ("demo", "jinhua")


def test_a_policy_can_be_handed_to_a_worker_process() -> None:
    assert pickle.loads(pickle.dumps(JINHUA)) == JINHUA  # noqa: S301


ELSEWHERE = re.compile(
    "渝|重庆|粤|广东|青岛|云南|杭|中山市|内蒙古|安康|太原|欧盟|英国|美国|浙江省科技"
)


def place_of(rule: Rule) -> int | None:
    """Where the Chinese citation names another place; None where it names none."""
    found = ELSEWHERE.search(rule.cited.zh)
    return found.start() if found else None


MODELLED = [rule for rule in JINHUA.rules.values() if place_of(rule) is not None]


def test_only_some_rules_are_modelled_on_another_place() -> None:
    told = {rule.id for rule in MODELLED}
    assert {"VER-02"} <= told < set(JINHUA.rules)
    assert "ELG-02" not in told


@pytest.mark.parametrize("rule", MODELLED, ids=lambda rule: rule.id)
def test_a_text_of_another_place_is_cited_as_a_model_only(rule: Rule) -> None:
    assert "参照" in rule.cited.zh[: place_of(rule)]
    assert re.search("[Mm]odelled on|[Cc]ompared with", rule.cited.en)


def test_a_finding_cites_a_model_as_one_and_a_binding_text_plainly() -> None:
    assert JINHUA.finding("VER-02.no_trace").source.startswith("参照：渝科局发")
    assert JINHUA.source("VER-02") == JINHUA.finding("VER-02.no_trace").source
    limit = JINHUA.parameters["no_show_exit_count"]
    assert (limit.source_kind, limit.source.en[:13]) == (SourceKind.MODELLED, "Modelled on: ")
    assert JINHUA.source("ELG-02").startswith("金华市科技专家征集通知")


def test_a_rule_says_which_types_of_experts_it_asks_of() -> None:
    types = {rule.id: rule.expert_types for rule in JINHUA.rules.values() if rule.expert_types}
    technical, financial = (ExpertType.TECHNICAL,), (ExpertType.FINANCIAL,)
    assert types == {
        "ELG-05": technical,
        "ELG-06": technical,
        "ELG-07": technical,
        "ELG-08": financial,
        "ELG-09": financial,
        "ELG-10": financial,
    }
    assert all(DEMO.rules[rule].expert_types == asked for rule, asked in types.items())
    widened = replace(JINHUA.rules["ELG-05"], expert_types=())
    assert replace(JINHUA, rules={**JINHUA.rules, "ELG-05": widened}).digest != JINHUA.digest


def test_a_policy_names_the_organiser_in_both_languages() -> None:
    assert JINHUA.organiser == Wording("金华市科学技术局", "Jinhua Science and Technology Bureau")
    assert DEMO.organiser.zh.endswith("（虚构）")
    other = replace(JINHUA, organiser=Wording("某局", "A bureau"))
    assert other.digest != JINHUA.digest
