from datetime import date

import pytest

from expert_pool.bulk_import.cells import Cell
from expert_pool.bulk_import.dates import read_day
from expert_pool.errors import ExpertPoolError

DAY = date(2020, 1, 5)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (DAY, DAY),
        ("2020-1-5", DAY),
        ("2020/01/05", DAY),
        ("2020.1.5", DAY),
        ("2020年1月5日", DAY),
        (" 2020 年 1 月 5 日 ", DAY),
        ("２０２０－０１－０５", DAY),
        ("20200105", DAY),
        (20200105.0, DAY),
        (43835.0, DAY),
        ("43835", DAY),
        ("2020-01-05 00:00:00", DAY),
        ("2020-01-05T08:30", DAY),
        ("2020.1", date(2020, 1, 1)),
        ("2020.10", date(2020, 10, 1)),
        ("2020年1月", date(2020, 1, 1)),
        ("202001", date(2020, 1, 1)),
        (2020.2, date(2020, 2, 1)),
        ("2020-02-29", date(2020, 2, 29)),
    ],
)
def test_a_day_is_read_however_people_write_it(cell: Cell, day: date) -> None:
    assert read_day(cell) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("民国九十年", "import.not_a_date"),
        ("5/1/2020", "import.not_a_date"),
        ("20-1-5", "import.not_a_date"),
        ("未知", "import.not_a_date"),
        ("999999999", "import.not_a_date"),
        ("9" * 5000, "import.not_a_date"),
        ("2021-02-29", "import.no_such_day"),
        ("2020-13-01", "import.no_such_day"),
        ("20200230", "import.no_such_day"),
        ("2020", "import.date_without_month"),
        (2020.0, "import.date_without_month"),
        ("1998年", "import.date_without_month"),
        (2020.1, "import.ambiguous_month"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(cell: Cell, code: str) -> None:
    with pytest.raises(ExpertPoolError) as refused:
        read_day(cell)
    assert refused.value.code == code
