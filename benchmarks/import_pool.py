"""How long the check of a messy workbook takes: `python -m benchmarks.import_pool [ROWS]`.

Makes a fictional pool (identity numbers of division 990000, which is none) with the
faults that real files show, then reads and checks it as `expert-pool pool import --dry-run`
does, and prints the seconds of each step and the faults by code. With `--store` the accepted
people are stored as well, in a PostgreSQL of its own that is removed afterwards.
"""

import argparse
import asyncio
import hashlib
import io
import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from stdnum.cn import ric

from expert_pool.accounts.signing_in import OPERATOR
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.importing import (
    NewImport,
    claim_storing,
    finish_check,
    start_import,
    store_import,
)
from expert_pool.bulk_import import COLUMNS, Ground, ImportCheck, check_pool
from expert_pool.encryption import FieldCipher, Keyring
from expert_pool.policy import load_policy
from expert_pool.recording import Recorder, equip
from expert_pool.storage.database import Database
from expert_pool.storage.migrating import upgrade
from expert_pool.vocabulary import CodeLists, load_code_lists
from web.launcher import EmbeddedPostgres
from web.spreadsheets import read_sheet
from web.spreadsheets.writing import new_workbook

AS_OF = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_SURNAMES = "赵钱孙李周吴郑王冯陈"
_GIVEN = "甲乙丙丁戊己庚辛壬癸"

Row = dict[str, str | float]


def fictional_identity(number: int, born: date, male: bool) -> str:
    """A number with a right check digit in a division that does not exist."""
    sequence = (number * 2 + male) % 1000
    digits = f"990000{born:%Y%m%d}{sequence:03}"
    return digits + str(ric.calc_check_digit(f"{digits}0"))


def clean_row(number: int, lists: CodeLists) -> Row:
    """A row without fault: each number gives another person."""
    born = date(1958 + number // 500 % 30, 1 + number // 12 % 12, 1 + number % 28)
    male = number % 2 == 1
    fields, titles = tuple(lists.fields.values()), ("教授", "副教授", "高级工程师", "正高级工程师")
    return {
        "name": f"{_SURNAMES[number % 10]}{_GIVEN[number // 10 % 10]}{_GIVEN[number // 100 % 10]}",
        "sex": "男" if male else "女",
        "birth_date": f"{born.year}-{born.month}-{born.day}",
        "identity_number": fictional_identity(number // 2, born, male),
        "phone": f"138{number % 100_000_000:08}",
        "email": f"expert{number}@example.org",
        "type": "技术专家",
        "division": ("婺城区", "金东区", "义乌市", "330781", "省外")[number % 5],
        "employer": f"虚构研究院第{number % 120}所",
        "employed_since": f"{born.year + 30}/07/01",
        "sector": ("高校", "科研院所", "企业", "医院")[number % 4],
        "title": titles[number % 4],
        "title_date": f"{born.year + 32}年12月1日",
        "fields": f"{fields[number % 300].name_zh}；{fields[(number + 7) % 300].code}",
        "field_since": f"{born.year + 30}0901",
        "directions": "研究方向一、研究方向二",
    }


def _set(key: str, change: Callable[[str], str | float]) -> Callable[[Row], None]:
    def apply(row: Row) -> None:
        row[key] = change(str(row[key]))

    return apply


# Every so many rows one of these; the first five are tolerated, the others are faults.
MESSES: tuple[tuple[int, Callable[[Row], None]], ...] = (
    (3, _set("identity_number", lambda text: text.translate(_FULL_WIDTH))),
    (4, _set("name", lambda text: f" {text[0]} {text[1:]} ")),
    (5, _set("phone", lambda text: f"{text[:3]} {text[3:7]}-{text[7:]}")),
    (7, _set("birth_date", lambda text: text.replace("-", "."))),
    (11, _set("email", str.upper)),
    (97, _set("identity_number", lambda text: float(text.replace("X", "0")))),
    (101, _set("identity_number", lambda text: f"{text[:6]}{text[6:10]}0230{text[14:]}")),
    (103, _set("employed_since", lambda _text: "民国九十年")),
    (107, _set("title", lambda _text: "高极工程师")),
    (109, _set("email", lambda _text: "same@example.org")),
    (113, _set("employer", lambda _text: "=VLOOKUP(A1,Units!A:B,2,0)")),
    (127, _set("type", lambda _text: "")),
    (131, _set("title", lambda _text: "研究员")),
    (137, _set("sex", lambda text: "女" if text == "男" else "男")),
)


def make_workbook(rows: int, lists: CodeLists) -> bytes:
    """A messy workbook as bytes, the same for the same number of rows."""
    sink = io.BytesIO()
    with new_workbook(sink) as book:
        sheet = book.add_worksheet("专家库")
        sheet.write_string(0, 0, "虚构专家名册 Fictional register")
        for place, column in enumerate(COLUMNS):
            sheet.write_string(1, place, column.zh)
        for number in range(rows):
            _write(sheet, number + 2, messy_row(number, lists))
    return sink.getvalue()


def messy_row(number: int, lists: CodeLists) -> Row:
    """A row with the messes that are due at its number."""
    row = clean_row(number, lists)
    for every, mess in MESSES:
        if number % every == every - 1:
            mess(row)
    return row


def _write(sheet: object, number: int, row: Mapping[str, str | float]) -> None:
    for place, column in enumerate(COLUMNS):
        value = row.get(column.key, "")
        if isinstance(value, str) and value.startswith("="):
            sheet.write_formula(number, place, value, None, "#N/A")  # type: ignore[attr-defined]
        elif value != "":
            sheet.write(number, place, value)  # type: ignore[attr-defined]


def measure(payload: bytes, lists: CodeLists) -> tuple[dict[str, object], ImportCheck]:
    """Seconds of reading and of checking, counts, and faults by code; and the check itself."""
    ground = Ground(load_policy("jinhua"), lists, AS_OF)
    start = time.perf_counter()
    sheet = read_sheet(payload)
    read = time.perf_counter()
    check = check_pool(sheet, ground)
    end = time.perf_counter()
    found: dict[str, object] = {
        "rows": check.rows,
        "accepted": check.accepted,
        "rejected": check.rejected,
        "bytes": len(payload),
        "read_seconds": round(read - start, 2),
        "check_seconds": round(end - read, 2),
        "faults": dict(Counter(error.code for error in check.errors).most_common()),
    }
    return found, check


def measure_storing(payload: bytes, check: ImportCheck, lists: CodeLists) -> dict[str, object]:
    """Seconds of comparing with an empty database, and of storing everybody accepted."""
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "pg") as url:
        upgrade(url)
        return asyncio.run(_store(url, payload, check, lists))


async def _store(
    url: str, payload: bytes, check: ImportCheck, lists: CodeLists
) -> dict[str, object]:
    database = Database(url)
    cipher = FieldCipher(Keyring({1: bytes(range(32))}, current=1, index=1))
    equip(database, Recorder(lambda: NOW, cipher, "benchmark"))
    desk = AdmissionDesk(database, cipher, load_policy("jinhua"), lists)
    now = NOW
    try:
        start = time.perf_counter()
        file = NewImport("benchmark.xlsx", hashlib.sha256(payload).digest())
        import_id = await start_import(desk, OPERATOR, file, now)
        compared = await finish_check(desk, import_id, check, now)
        middle = time.perf_counter()
        await claim_storing(desk, import_id, now)
        stored = await store_import(desk, OPERATOR, import_id, compared.people, now)
        end = time.perf_counter()
    finally:
        await database.close()
    return {
        "stored": stored,
        "compare_seconds": round(middle - start, 2),
        "store_seconds": round(end - middle, 2),
    }


def main() -> None:
    """Measure, and keep the workbook where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="write the workbook to this file as well")
    parser.add_argument("--store", action="store_true", help="store the accepted people too")
    arguments = parser.parse_args()
    lists = load_code_lists()
    payload = make_workbook(arguments.rows, lists)
    if arguments.keep:
        arguments.keep.write_bytes(payload)
    found, check = measure(payload, lists)
    if arguments.store:
        found |= measure_storing(payload, check, lists)
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
