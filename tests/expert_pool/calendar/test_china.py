"""An administrator's file: a year that was announced, and days of the bureau's own."""

from datetime import date

import pytest

from expert_pool.calendar.china import load_calendar
from expert_pool.errors import ExpertPoolError

NOTICE = """
[announced.2028]
off = ["2028-01-01/2028-01-03", "2028-10-02"]
worked = ["2028-01-08"]

[own]
off = ["2026-11-20"]
worked = ["2026-11-21"]
"""


@pytest.fixture
def write(tmp_path):
    def put(text: str):
        file = tmp_path / "calendar.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return put


def test_a_stated_year_replaces_what_was_known_of_it(write):
    calendar = load_calendar(write(NOTICE))
    assert load_calendar().is_provisional(date(2028, 6, 1))
    assert not calendar.is_provisional(date(2028, 6, 1))
    assert calendar.is_working_day(date(2028, 1, 8))
    assert calendar.is_holiday(date(2028, 1, 3))
    assert load_calendar().is_holiday(date(2028, 10, 3))
    assert calendar.is_working_day(date(2028, 10, 3))
    assert calendar.is_holiday(date(2026, 10, 1))


def test_single_days_are_added(write):
    calendar = load_calendar(write(NOTICE))
    assert calendar.is_holiday(date(2026, 11, 20))
    assert calendar.is_working_day(date(2026, 11, 21))


def test_an_empty_file_changes_nothing(write):
    assert load_calendar(write("")) == load_calendar()


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ('[own]\noff = ["2026-02-30"]', "2026-02-30"),
        ('[own]\noff = ["2026-02-03/2026-02-01"]', "2026-02-03/2026-02-01"),
        ('[own]\noff = "2026-02-03"', "own"),
        ('[own]\nof = ["2026-02-03"]', "of"),
        ('[own]\noff = ["2026-02-03"]\nworked = ["2026-02-03"]', "2026-02-03"),
        ("own = 1", "own"),
        ("announced = 1", "announced"),
        ('[announced.2028]\noff = ["2027-01-01"]', "2028"),
        ("[announced.soon]", "soon"),
        ("[years]", "years"),
    ],
)
def test_a_wrong_entry_is_named(write, text, entry):
    with pytest.raises(ExpertPoolError) as raised:
        load_calendar(write(text))
    assert raised.value.code == "calendar.broken"
    assert raised.value.params["entry"] == entry


def test_a_file_that_is_away_or_no_toml_is_named(write, tmp_path):
    for file in (tmp_path / "none.toml", write("[")):
        with pytest.raises(ExpertPoolError) as raised:
            load_calendar(file)
        assert raised.value.params["file"] == str(file)
