"""A table of broken policy files: each is refused with file and parameter."""

from importlib.resources import files
from pathlib import Path

import pytest

from expert_pool.errors import ExpertPoolError
from expert_pool.policy import load_policy

JINHUA = (files("expert_pool") / "data/policies/jinhua.toml").read_text(encoding="utf-8")
HEAD = (
    'id = "city"\nversion = "1"\ntitle_zh = "某市"\ntitle_en = "A city"\n'
    'organiser_zh = "某局"\norganiser_en = "A bureau"\n'
)
EXTENDS = HEAD + 'extends = "jinhua"\n'


def refusal(folder: Path, text: str) -> ExpertPoolError:
    file = folder / "city.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ExpertPoolError) as caught:
        load_policy(file)
    return caught.value


AGE = "rules.ELG-02.parameters.age_limit_years"
LOTTERY = "rules.DRW-23.parameters.lottery"
DRUMS = '["6/33", "1/16"]'
AGE_LINE = 'age_limit_years = { value = 65, unit = "years" }\n'

# what stands in the Jinhua file, what stands there instead, problem, parameter
BROKEN_BASE = [
    ('id = "jinhua"\n', "", "missing_key", "id"),
    ('id = "jinhua"', 'id = ""', "wrong_type", "id"),
    ('id = "jinhua"', 'id = "jinhua"\ncity = "x"', "unknown_key", "city"),
    ('id = "jinhua"', 'id = "jinhua"\nvalues = { x = 1 }', "unknown_key", "values"),
    ('id = "jinhua"', 'id = "jinhua"\nextends = 3', "unknown_key", "extends"),
    ('name_zh = "诚信廉洁"\n', "", "missing_key", "rules.ELG-01.name_zh"),
    ('name_zh = "诚信廉洁"', "name_zh = 3", "wrong_type", "rules.ELG-01.name_zh"),
    ('severity = "hard"', 'severity = "strict"', "not_a_choice", "rules.ELG-01.severity"),
    ('override_by = "none"', 'override_by = "x"', "not_a_choice", "rules.ELG-01.override_by"),
    ('["admit", "draw"]', '"admit"', "wrong_type", "rules.ELG-01.stages"),
    ('["admit", "draw"]', "[]", "wrong_type", "rules.ELG-01.stages"),
    ('["admit", "draw"]', '["admit", "x"]', "not_a_choice", "rules.ELG-01.stages.1"),
    ('source_kind = "call"', 'source_kind = "x"', "not_a_choice", "rules.ELG-01.source_kind"),
    ('value_from_source = "yes"', 'value_from_source = "x"', "not_a_choice",
     "rules.ELG-01.value_from_source"),
    ('{ value = 65, unit = "years" }', "true", "wrong_type", AGE),
    (AGE_LINE, "", "missing_parameter", AGE),
    (AGE_LINE, 'age_limit = { value = 65, unit = "years" }\n', "unknown_parameter",
     "rules.ELG-02.parameters.age_limit.value"),
    (AGE_LINE, AGE_LINE + "max_per_year = { value = 1 }\n", "unknown_parameter",
     "rules.ELG-02.parameters.max_per_year.value"),
    (AGE_LINE, 'age_limit_years = { unit = "years" }\n', "missing_key", f"{AGE}.value"),
    (AGE_LINE, "age_limit_years = { value = 65, least = 1 }\n", "unknown_key", f"{AGE}.least"),
    (AGE_LINE, 'age_limit_years = { value = "65" }\n', "wrong_type", f"{AGE}.value"),
    (AGE_LINE, "age_limit_years = { value = 65.0 }\n", "wrong_type", f"{AGE}.value"),
    (AGE_LINE, "age_limit_years = { value = true }\n", "wrong_type", f"{AGE}.value"),
    (AGE_LINE, "age_limit_years = { value = 17 }\n", "out_of_range", f"{AGE}.value"),
    (AGE_LINE, "age_limit_years = { value = 121 }\n", "out_of_range", f"{AGE}.value"),
    (DRUMS, "[]", "out_of_range", f"{LOTTERY}_drums.value"),
    (DRUMS, '["6/33"]', "out_of_range", f"{LOTTERY}_drums.value"),
    (DRUMS, '["40/33", "1/16"]', "out_of_range", f"{LOTTERY}_drums.value"),
    (DRUMS, '["6 of 33"]', "not_a_choice", f"{LOTTERY}_drums.value"),
    (DRUMS, '["1/16", "1/15", "1/14", "1/13", "6/33"]', "not_a_choice", f"{LOTTERY}_drums.value"),
    (DRUMS, '"6/33"', "wrong_type", f"{LOTTERY}_drums.value"),
    ('["tuesday", "thursday", "sunday"]', "[]", "not_a_choice", f"{LOTTERY}_days.value"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "problem", "parameter"), BROKEN_BASE)
def test_a_broken_file_on_its_own_is_refused_by_its_place(
    tmp_path: Path, old: str, new: str, problem: str, parameter: str
) -> None:
    assert old in JINHUA, "the table no longer matches the file"
    error = refusal(tmp_path, JINHUA.replace(old, new, 1))
    assert error.code == f"policy.{problem}"
    assert (error.params["file"], error.params["parameter"]) == ("city.toml", parameter)


# what the extending file says, problem, parameter
BROKEN_VALUES = [
    ("panel_odd = 1", "wrong_type", "values.panel_odd"),
    ('panel_odd = "true"', "wrong_type", "values.panel_odd"),
    ("age_limit = 65", "unknown_parameter", "values.age_limit"),
    ("age_limit_years = 2026-01-01", "wrong_type", "values.age_limit_years"),
    ("age_basis = 1", "wrong_type", "values.age_basis"),
    ('age_basis = "birthday"', "not_a_choice", "values.age_basis"),
    ('expert_types = "technical"', "wrong_type", "values.expert_types"),
    ('expert_types = ["technical", 1]', "wrong_type", "values.expert_types"),
    ('expert_types = ["technical", "legal"]', "not_a_choice", "values.expert_types"),
    ('expert_types = ["technical", "technical"]', "not_a_choice", "values.expert_types"),
    ('spared_by = ["DRW-15", "ELG-02"]', "not_a_choice", "values.spared_by"),
    ("sanction_min_years = 0", "out_of_range", "values.sanction_min_years"),
    ("sanction_absence_months = 0", "out_of_range", "values.sanction_absence_months"),
    ('serious_dishonesty = "warn"', "not_a_choice", "values.serious_dishonesty"),
    ('change_reverify_fields = ["employer"]', "not_a_choice", "values.change_reverify_fields"),
    ('supervisor_units = [""]', "not_a_choice", "values.supervisor_units"),
    ("panel_tech_min_share = 0.66", "wrong_type", "values.panel_tech_min_share"),
    ('panel_tech_min_share = "0.66"', "wrong_type", "values.panel_tech_min_share"),
    ('panel_tech_min_share = "2/0"', "wrong_type", "values.panel_tech_min_share"),
    ('panel_tech_min_share = "4/3"', "out_of_range", "values.panel_tech_min_share"),
    ("quiet_hours_start = 21", "wrong_type", "values.quiet_hours_start"),
    ('quiet_hours_start = "24:00"', "out_of_range", "values.quiet_hours_start"),
    ('data_location = ""', "wrong_type", "values.data_location"),
    ("data_location = 1", "wrong_type", "values.data_location"),
    ("panel_min = 7", "wrong_order", "panel_min"),
    ('fee_remote_min = "3/4"', "wrong_order", "fee_remote_min"),
]


@pytest.mark.parametrize(("line", "problem", "parameter"), BROKEN_VALUES)
def test_a_broken_value_of_an_extending_file_is_refused(
    tmp_path: Path, line: str, problem: str, parameter: str
) -> None:
    error = refusal(tmp_path, f"{EXTENDS}[values]\n{line}\n")
    assert error.code == f"policy.{problem}"
    assert (error.params["file"], error.params["parameter"]) == ("city.toml", parameter)


@pytest.mark.parametrize(
    ("text", "problem", "parameter"),
    [
        (f'{EXTENDS}[rules.ELG-99]\nseverity = "soft"\n', "unknown_key", "rules.ELG-99"),
        (f"{EXTENDS}[rules.ELG-02]\nparameters = {{}}\n", "unknown_key",
         "rules.ELG-02.parameters"),
        (f'{EXTENDS}[rules.ELG-02]\nseverity = "x"\n', "not_a_choice", "rules.ELG-02.severity"),
        (f'{EXTENDS}[rules.ELG-05]\nexpert_types = ["x"]\n', "not_a_choice",
         "rules.ELG-05.expert_types.0"),
        (f"{EXTENDS}[rules.ELG-05]\nexpert_types = []\n", "wrong_type",
         "rules.ELG-05.expert_types"),
        (f"{EXTENDS}[rules]\nELG-02 = 1\n", "wrong_type", "rules.ELG-02"),
        (f"{EXTENDS}values = 1\n", "wrong_type", "values"),
        (f'{EXTENDS}city = "x"\n', "unknown_key", "city"),
        ('extends = "jinhua"\n', "missing_key", "id"),
        (f'{HEAD.partition("organiser")[0]}extends = "jinhua"\n', "missing_key",
         "organiser_zh"),
        (HEAD, "missing_key", "rules"),
    ],
)  # fmt: skip
def test_a_broken_extending_file_is_refused(
    tmp_path: Path, text: str, problem: str, parameter: str
) -> None:
    error = refusal(tmp_path, text)
    assert error.code == f"policy.{problem}"
    assert (error.params["file"], error.params["parameter"]) == ("city.toml", parameter)


@pytest.mark.parametrize(
    ("line", "parameter", "value"),
    [
        ('fin_credentials = ["Q01", "Q99"]', "fin_credentials", "Q99"),
        ('panel_fin_activities = ["A99"]', "panel_fin_activities", "A99"),
        ('coi_prior_stage_info_activities = ["x"]', "coi_prior_stage_info_activities", "x"),
        ('fee_top_honours = ["H99"]', "fee_top_honours", "H99"),
    ],
)
def test_a_code_that_no_list_has_is_refused(
    tmp_path: Path, line: str, parameter: str, value: str
) -> None:
    error = refusal(tmp_path, f"{EXTENDS}[values]\n{line}\n")
    assert error.code == "policy.unknown_reference"
    assert error.params == {"file": "city", "parameter": parameter, "value": value}


def test_a_wrong_value_is_told_with_what_to_write(tmp_path: Path) -> None:
    error = refusal(tmp_path, f'{EXTENDS}[values]\nage_basis = "birthday"\n')
    assert error.params["value"] == "birthday"
    expected = "full_years_inclusive | strict_birthday | calendar_year"
    assert error.params["expected"] == expected


def test_files_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(f'{HEAD}extends = "b.toml"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        f'{HEAD}extends = "../{tmp_path.name}/a.toml"\n', encoding="utf-8"
    )
    with pytest.raises(ExpertPoolError) as caught:
        load_policy(tmp_path / "a.toml")
    assert caught.value.code == "policy.extends_cycle"
    assert caught.value.params == {"file": "a.toml"}


def test_a_file_that_extends_itself_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, f'{HEAD}extends = "city.toml"\n').code == "policy.extends_cycle"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for missing in (tmp_path / "none.toml", "none"):
        with pytest.raises(ExpertPoolError) as caught:
            load_policy(missing)
        assert caught.value.code == "policy.not_found"
    assert refusal(tmp_path, f'{HEAD}extends = "none.toml"\n').params["file"] == "none.toml"


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "id = ").code == "policy.unreadable"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_bytes("title_zh = '某市'".encode("gb18030"))
    with pytest.raises(ExpertPoolError) as caught:
        load_policy(tmp_path / "city.toml")
    assert caught.value.code == "policy.unreadable"


AREAS = "code,name_zh,name_en,kind,national_code,parent_code,confidence\n"
A_CITY = "990100,某市,A city,prefecture,no,,design\n"


@pytest.mark.parametrize("named", ["true", "3", '["areas.csv"]', "{ file = 'areas.csv' }"])
def test_the_list_of_areas_is_named_by_a_text(tmp_path: Path, named: str) -> None:
    error = refusal(tmp_path, f"{EXTENDS}divisions = {named}\n")
    assert error.code == "policy.wrong_type"
    told = {"file": "city.toml", "parameter": "divisions", "expected": '"divisions.csv"'}
    assert error.params == told


@pytest.mark.parametrize(
    ("content", "code", "file"),
    [
        (None, "policy.not_found", "areas.csv"),
        (f"{AREAS}330701,\xb0".encode("latin-1"), "policy.unreadable", "areas.csv"),
        (b"", "code_list.missing_column", "divisions.csv"),
        (f"{AREAS}{A_CITY}{A_CITY}".encode(), "code_list.duplicate_code", "divisions.csv"),
    ],
)
def test_a_broken_list_of_areas_is_refused(
    tmp_path: Path, content: bytes | None, code: str, file: str
) -> None:
    if content is not None:
        (tmp_path / "areas.csv").write_bytes(content)
    error = refusal(tmp_path, f'{EXTENDS}divisions = "areas.csv"\n')
    assert (error.code, error.params["file"]) == (code, file)
