"""The texts of a policy say the values in force, in words that people outside read."""

import re
from pathlib import Path

import pytest

from expert_pool.errors import ExpertPoolError
from expert_pool.policy import Policy, Wording, load_policy

HEAD = (
    'id = "city"\nversion = "1"\ntitle_zh = "某市"\ntitle_en = "A city"\n'
    'organiser_zh = "某局"\norganiser_en = "A bureau"\nextends = "jinhua"\n'
)
CALL = 'call_zh = "某市征集通知"\ncall_en = "Call of A city"\n'
# What a programmer writes and nobody else reads: operators, file names, names of parameters.
NOTES = re.compile(r"[<>=]|\.csv|[a-z]+_[a-z]|!|\{|\}|\bN\b| - ")


def city(folder: Path, text: str) -> Policy:
    file = folder / "city.toml"
    file.write_text(HEAD + text, encoding="utf-8")
    return load_policy(file)


def texts(policy: Policy) -> list[str]:
    words = [w for rule in policy.rules.values() for w in (rule.name, rule.check, rule.source)]
    words += [parameter.label for parameter in policy.parameters.values()]
    return [text for wording in words for text in (wording.zh, wording.en)]


@pytest.mark.parametrize("policy", ["jinhua", "demo"])
def test_no_text_reads_like_a_programmers_note(policy: str) -> None:
    assert [text for text in texts(load_policy(policy)) if NOTES.search(text)] == []


@pytest.mark.parametrize("policy", ["jinhua", "demo"])
def test_english_texts_are_english_and_checks_are_sentences(policy: str) -> None:
    for rule in load_policy(policy).rules.values():
        for text in (rule.name.en, rule.check.en, rule.source.en):
            assert not re.search(r"[\u4e00-\u9fff〔〕]", text)
        assert re.fullmatch(r"[A-Z].*\.", rule.check.en), rule.check.en
        assert rule.check.zh.endswith("。"), rule.check.zh


def test_a_text_says_the_value_of_the_city(tmp_path: Path) -> None:
    rule = city(tmp_path, "[values]\nage_limit_years = 60\n").rules["ELG-02"]
    assert rule.name == Wording("年龄不超过60周岁", "Age not over 60")
    assert "not over 60" in rule.check.en
    assert "65" not in rule.check.zh + rule.check.en


def test_the_label_of_a_parameter_says_it_too(tmp_path: Path) -> None:
    limit = city(tmp_path, "[values]\nage_limit_years = 60\n").parameters["age_limit_years"]
    assert limit.label.en == limit.rule.name.en == "Age not over 60"


@pytest.mark.parametrize(("days", "words"), [(1, "only 1 day after"), (2, "only 2 days after")])
def test_a_word_follows_its_number(tmp_path: Path, days: int, words: str) -> None:
    policy = city(tmp_path, f"[values]\ncool_off_days = {days}\n")
    assert words in policy.rules["SEC-06"].check.en


@pytest.mark.parametrize(
    ("share", "written"), [("3/5", "60%"), ("2/3", "2/3"), ("1", "100%"), ("0", "0%")]
)
def test_a_share_is_a_percentage_where_that_is_exact(
    tmp_path: Path, share: str, written: str
) -> None:
    policy = city(tmp_path, f'[values]\nfee_half_day = "{share}"\n')
    assert policy.rules["FEE-04"].check.en == f"Half a day is paid at {written} of the day rate."


def test_sources_cite_the_call_of_the_last_file_that_names_one(tmp_path: Path) -> None:
    assert city(tmp_path, CALL).source("ELG-14") == "某市征集通知"
    assert load_policy("demo").source("ELG-14") == "金华市科技专家征集通知"


def test_a_city_writes_places_in_its_own_texts(tmp_path: Path) -> None:
    own = '[rules.ELG-02]\ncheck_zh = "{call}：不超过{age_limit_years}岁"\n'
    rule = city(tmp_path, CALL + own).rules["ELG-02"]
    assert rule.check.zh == "某市征集通知：不超过65岁"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("{age_limit}", "policy.unknown_parameter"),
        ("{年龄上限}", "policy.unknown_parameter"),
        ("{panel_odd}", "policy.wrong_type"),
        ("{expert_types}", "policy.wrong_type"),
    ],
)
def test_a_place_that_has_no_number_or_text_is_refused(
    tmp_path: Path, place: str, code: str
) -> None:
    with pytest.raises(ExpertPoolError) as caught:
        city(tmp_path, f'[rules.ELG-02]\ncheck_en = "{place}"\n')
    assert caught.value.code == code
    assert caught.value.params["file"] == "city.toml"
    assert caught.value.params["parameter"] == place.strip("{}")
