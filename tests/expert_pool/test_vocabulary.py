"""The packaged lists load, agree with each other, are named and can be searched."""

import pickle
from collections.abc import Callable

import pytest

from expert_pool.errors import ExpertPoolError
from expert_pool.vocabulary import (
    ActivityKind,
    NamePolicy,
    SeniorStanding,
    TitleLevel,
    Window,
    load_code_lists,
    normal_name,
)

LISTS = load_code_lists()


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("fields", 314), ("disciplines", 601), ("titles", 150), ("qualifications", 24),
        ("honours", 12), ("divisions", 15), ("activities", 22), ("recusal_grounds", 22),
        ("recusal_profiles", 7),
    ],
)  # fmt: skip
def test_each_packaged_list_is_complete(name: str, count: int) -> None:
    entries = getattr(LISTS, name)
    assert len(entries) == count
    assert all(entry.code == code and entry.name_zh for code, entry in entries.items())


def test_the_lists_are_read_once() -> None:
    assert load_code_lists() is LISTS


def test_the_lists_can_be_handed_to_a_worker_process() -> None:
    assert pickle.loads(pickle.dumps(LISTS)) == LISTS  # noqa: S301


@pytest.mark.parametrize(
    ("language", "name"), [("zh", "数学"), ("zh_Hans", "数学"), ("en", "Mathematics")]
)
def test_an_entry_is_named_in_the_readers_language(language: str, name: str) -> None:
    assert LISTS.name(LISTS.disciplines["110"], language) == name


def test_a_discipline_without_an_english_name_shows_the_chinese_one_as_such() -> None:
    assert LISTS.name(LISTS.disciplines["11017"], "en") == "数论 (Chinese name)"
    assert LISTS.name(LISTS.disciplines["11017"], "zh_Hans") == "数论"


def test_a_field_covers_itself_and_everything_below() -> None:
    below = LISTS.field_and_below("101")
    assert {"101", "10101", "10112"} <= below
    assert "10" not in below
    assert "10201" not in below
    assert LISTS.field_and_below("10101") == {"10101"}
    assert "10101" in LISTS.field_and_below("10")


def test_a_discipline_and_an_area_cover_what_lies_below() -> None:
    assert "11017" in LISTS.discipline_and_below("110")
    assert {"330700", "330702", "JH-JYXQ"} <= LISTS.division_and_below("330700")
    assert LISTS.division_and_below("330703") == {"330703", "JH-JYXQ"}


def test_the_path_of_a_field_runs_from_the_top() -> None:
    assert LISTS.field_path("10101") == ("10", "101", "10101")
    assert LISTS.field_path("10") == ("10",)


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (LISTS.field_and_below, "fields"), (LISTS.field_path, "fields"),
        (LISTS.discipline_and_below, "disciplines"), (LISTS.division_and_below, "divisions"),
        (LISTS.recusal_rules, "activities"),
    ],
)  # fmt: skip
def test_an_unknown_code_is_an_error_that_names_the_list(
    ask: Callable[[str], object], name: str
) -> None:
    with pytest.raises(ExpertPoolError) as caught:
        ask("999")
    assert caught.value.code == "code_list.unknown_code"
    assert caught.value.params == {"list": name, "value": "999"}


def test_titles_and_qualifications_are_credentials_with_codes_of_their_own() -> None:
    assert LISTS.credentials["S17-02"].name_zh == "高级会计师"
    assert LISTS.credentials["Q01"].name_zh == "注册会计师"
    assert len(LISTS.credentials) == len(LISTS.titles) + len(LISTS.qualifications)


def test_names_are_compared_without_width_spaces_and_case() -> None:
    assert normal_name(" Ａ b\u3000（Ｃ） ") == "ab(c)"


@pytest.mark.parametrize(
    ("code", "level", "senior"),
    [
        ("S07-01", TitleLevel.FULL_SENIOR, True),
        ("S07-03", TitleLevel.ASSOCIATE_SENIOR, True),
        ("S23-01", TitleLevel.FULL_SENIOR, True),
        ("S22-03", TitleLevel.INTERMEDIATE, False),
        ("S26-02", TitleLevel.ASSOCIATE_SENIOR, True),
        ("S14-01", TitleLevel.FULL_SENIOR, True),
    ],
)
def test_the_level_of_a_title_is_the_lists_and_not_its_names(
    code: str, level: TitleLevel, senior: bool
) -> None:
    assert LISTS.titles[code].level is level
    assert LISTS.titles[code].counts_as_senior is senior


def test_levels_are_ordered() -> None:
    assert TitleLevel.FULL_SENIOR.reaches(TitleLevel.ASSOCIATE_SENIOR)
    assert TitleLevel.ASSOCIATE_SENIOR.reaches(TitleLevel.ASSOCIATE_SENIOR)
    assert not TitleLevel.INTERMEDIATE.reaches(TitleLevel.ASSOCIATE_SENIOR)


def test_only_the_groups_of_the_call_have_an_age_exception() -> None:
    excepted = {code for code, honour in LISTS.honours.items() if honour.age_exception}
    assert excepted == {"H01", "H02", "H03", "H04", "H05"}


def test_fifteen_activities_are_drawn() -> None:
    drawn = [a for a in LISTS.activities.values() if a.kind is ActivityKind.PANEL]
    assert len(drawn) == 15
    assert all(activity.composition.total == activity.seats_default for activity in drawn)


def test_an_activity_tells_its_seats_secrecy_and_recusal() -> None:
    acceptance = LISTS.activities["A01"]
    assert (acceptance.seats_default, acceptance.seats_min) == (5, 3)
    assert (acceptance.composition.technical, acceptance.composition.financial) == (4, 1)
    assert acceptance.name_policy is NamePolicy.MEETING
    assert LISTS.activities["A03"].name_policy is NamePolicy.CORRESPONDENCE
    assert "COI-07" not in LISTS.recusal_rules("A01")
    assert "COI-07" in LISTS.recusal_rules("A02")
    assert "COI-17" in LISTS.recusal_rules("A10")
    assert LISTS.recusal_rules("A21") == frozenset()


def test_a_ground_names_its_rule_and_leaves_the_years_to_the_policy() -> None:
    assert LISTS.recusal_grounds["G02"].rule_id == "COI-02"
    assert LISTS.recusal_grounds["G02"].window is Window.YEARS


def test_some_qualifications_wait_for_the_bureaus_decision() -> None:
    assert LISTS.qualifications["Q11"].technical_senior_eligible is SeniorStanding.YES
    assert LISTS.qualifications["Q23"].technical_senior_eligible is SeniorStanding.REVIEW
    assert LISTS.qualifications["Q41"].technical_senior_eligible is SeniorStanding.NO
