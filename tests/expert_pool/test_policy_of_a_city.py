"""A city's own file: what it takes over from another, and the areas that it brings."""

from pathlib import Path

import pytest

from expert_pool.findings import Severity
from expert_pool.policy import load_policy, load_rulebook
from expert_pool.vocabulary import load_code_lists

CITY = (
    'version = "1"\ntitle_zh = "某市"\ntitle_en = "A city"\n'
    'organiser_zh = "某局"\norganiser_en = "A bureau"\n'
)


def test_another_city_extends_a_packaged_policy_from_its_own_file(tmp_path: Path) -> None:
    city = tmp_path / "city.toml"
    city.write_text(
        f'id = "city"\n{CITY}extends = "jinhua"\n'
        "[values]\nage_limit_years = 70\n"
        '[rules.ELG-02]\nseverity = "soft"\nsource_zh = "某市通知"\nsource_en = "City call"\n',
        encoding="utf-8",
    )
    policy = load_policy(city)
    assert policy.integer("age_limit_years") == 70
    assert policy.severity("ELG-02") is Severity.SOFT
    assert policy.source("ELG-02") == "某市通知"
    assert policy.parameters["age_limit_years"].rule is policy.rules["ELG-02"]
    assert policy.severity("ELG-01") is Severity.HARD
    assert load_policy(str(city)) == policy


def test_a_city_file_extends_another_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        f'id = "base"\n{CITY}extends = "jinhua"\n[values]\nmax_per_year = 8\n', encoding="utf-8"
    )
    (tmp_path / "top.toml").write_text(
        f'id = "top"\n{CITY}extends = "base.toml"\n[values]\nmax_per_year = 6\n', encoding="utf-8"
    )
    limit = load_policy(tmp_path / "top.toml").parameters["max_per_year"]
    assert (limit.value, limit.default) == (6, 8)


AREAS = (
    "code,name_zh,name_en,kind,national_code,parent_code,confidence\n"
    "990100,某市,A city,prefecture,no,,design\n"
    "990102,某区,A district,district,no,990100,design\n"
)


@pytest.mark.parametrize(
    ("below", "above", "areas"),
    [
        ("", "", set(load_code_lists().divisions)),
        ('divisions = "areas.csv"\n', "", {"990100", "990102"}),
        ("", 'divisions = "areas.csv"\n', {"990100", "990102"}),
        ('divisions = "areas.csv"\n', 'divisions = "more.csv"\n', {"990100", "990102", "OUT"}),
    ],
)
def test_the_areas_are_those_of_the_uppermost_file_that_names_a_list(
    tmp_path: Path, below: str, above: str, areas: set[str]
) -> None:
    (tmp_path / "areas.csv").write_text(AREAS, encoding="utf-8")
    more = f"{AREAS}OUT,省外,Elsewhere,outside,no,,design\n"
    (tmp_path / "more.csv").write_text(more, encoding="utf-8")
    for name, extended, line in (("below", "jinhua", below), ("above", "below.toml", above)):
        text = f'id = "{name}"\n{CITY}extends = "{extended}"\n{line}'
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    assert set(load_rulebook(tmp_path / "above.toml")[1].divisions) == areas
