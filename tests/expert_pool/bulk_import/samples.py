"""A fictional sheet of one clean row; each test changes or repeats it."""

from datetime import date

from expert_pool.bulk_import import COLUMNS, Cell, Ground, Sheet, SheetRow
from expert_pool.policy import load_policy
from expert_pool.vocabulary import load_code_lists

AS_OF = date(2026, 11, 20)
GROUND = Ground(load_policy("jinhua"), load_code_lists(), AS_OF)
IDENTITY = "99000019700105001X"
OTHER_IDENTITY = "990000197001050036"

CLEAN: dict[str, Cell] = {
    "name": "测甲",
    "identity_number": IDENTITY,
    "email": "jia@example.org",
    "type": "技术专家",
    "division": "婺城区",
    "employer": "虚构大学",
}


def make_sheet(*rows: dict[str, Cell]) -> Sheet:
    """A sheet with the headers of all columns and the given rows from row 2 on."""
    header = SheetRow(1, tuple(column.zh for column in COLUMNS))
    body = (
        SheetRow(number, tuple(row.get(column.key) for column in COLUMNS))
        for number, row in enumerate(rows, start=2)
    )
    return Sheet((header, *body))
