"""A whole sheet checked: every good row as a person, every fault with its row and column.

Pure and complete: it stops at no error, stores nothing, and leaves it to the caller
whether the good rows are taken although others are not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from expert_pool.bulk_import.cells import BrokenCell, Cell, Sheet, SheetRow, is_empty, shown
from expert_pool.bulk_import.choices import build_choices
from expert_pool.bulk_import.columns import COLUMNS, Column, Layout, Reader, find_layout, is_blank
from expert_pool.bulk_import.people import ImportedPerson
from expert_pool.bulk_import.reading import CellReader, Value
from expert_pool.eligibility import AgeBasis, LeapBirthday, last_day_within
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import ExpertType, Sector, Sex
from expert_pool.findings import Param
from expert_pool.identity import check_identity_number, compact, mask_identity, mask_phone
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists

EXAMPLE_MARKS = ("示例", "example")
EARLIEST_WORKING_AGE = 14
LONGEST_SHOWN = 80
_REPORT_EVERY = 500
_AFTER_CHILDHOOD = (
    "employed_since",
    "title_date",
    "qualification_date",
    "field_since",
    "financial_since",
)
_UNIQUE = (("identity_number", "import.identity_twice"), ("email", "import.email_twice"))
_MASKS: Mapping[Reader, Callable[[str], str]] = {
    Reader.IDENTITY: lambda text: mask_identity(compact(text)),
    Reader.PHONE: lambda text: mask_phone(compact(text)),
}

Progress = Callable[[int, int], None]
Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault: the spreadsheet's row number, the file's header, the value, code, parameters.

    Identity and phone numbers are masked in `value`.
    """

    row: int
    column: str
    value: str
    code: str
    params: tuple[tuple[str, Param], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportCheck:
    """The outcome for a whole file; `ignored` are headers that no column goes by.

    `notes` are what a registrar should know of accepted rows: nobody is refused for them.
    """

    rows: int
    people: tuple[ImportedPerson, ...]
    errors: tuple[RowError, ...]
    ignored: tuple[str, ...] = ()
    header_row: int = 1
    notes: tuple[RowError, ...] = ()

    @property
    def accepted(self) -> int:
        """How many rows are without fault."""
        return len(self.people)

    @property
    def rejected(self) -> int:
        """How many rows have at least one fault."""
        return self.rows - len(self.people)


@dataclass(frozen=True, slots=True)
class Ground:
    """What an import is checked against: the city's policy, the code lists and the day."""

    policy: Policy
    lists: CodeLists
    as_of: date


def check_pool(sheet: Sheet, ground: Ground, report: Progress | None = None) -> ImportCheck:
    """Every row of a sheet as a person or as faults.

    Raises:
        ExpertPoolError: `import.no_header`, `import.column_twice`, `import.columns_missing`,
            `import.no_rows`: the sheet as a whole cannot be read.
    """
    layout = find_layout(sheet.rows)
    rows = tuple(
        row
        for row in sheet.rows
        if row.number > layout.header_row and not is_blank(row) and not _is_example(row, layout)
    )
    if not rows:
        raise ExpertPoolError("import.no_rows")
    checker = _RowChecker(layout, ground)
    people: list[ImportedPerson] = []
    errors: list[RowError] = []
    for done, row in enumerate(rows):
        if report is not None and done % _REPORT_EVERY == 0:
            report(done, len(rows))
        person, faults = checker.check(row)
        errors.extend(faults)
        if person is not None:
            people.append(person)
    return ImportCheck(
        len(rows),
        tuple(people),
        tuple(errors),
        layout.ignored,
        layout.header_row,
        tuple(checker.notes),
    )


def _is_example(row: SheetRow, layout: Layout) -> bool:
    name = shown(_cell(row, layout, "name")).strip().casefold()
    return name.startswith(EXAMPLE_MARKS)


def _cell(row: SheetRow, layout: Layout, key: str) -> Cell:
    place = layout.places[key]
    return row.cells[place] if place < len(row.cells) else None


class _RowChecker:
    """Checks row after row and remembers what must not come twice."""

    def __init__(self, layout: Layout, ground: Ground) -> None:
        self._layout = layout
        self._ground = ground
        self._columns = tuple(column for column in COLUMNS if column.key in layout.places)
        self._reader = CellReader(build_choices(ground.lists), ground.as_of)
        self._first_rows: dict[tuple[str, str], int] = {}
        self.notes: list[RowError] = []

    def check(self, row: SheetRow) -> tuple[ImportedPerson | None, tuple[RowError, ...]]:
        values: Values = {}
        errors: list[RowError] = []
        for column in self._columns:
            errors.extend(self._read(row, column, values))
        errors.extend(self._find_contradictions(row, values))
        errors.extend(self._find_repeated(row, values))
        if errors:
            return None, tuple(errors)
        person = build_person(row.number, values)
        self.notes.extend(self._find_notes(row, person))
        return person, ()

    def _find_notes(self, row: SheetRow, person: ImportedPerson) -> Iterator[RowError]:
        """ELG-02 is decided at the admission, where an exception can be proven; here it is told."""
        policy = self._ground.policy
        limit = policy.integer("age_limit_years")
        basis, leap = policy.text("age_basis"), policy.text("age_29_february")
        last = last_day_within(person.birth_date, limit, AgeBasis(basis), LeapBirthday(leap))
        if self._ground.as_of > last:
            number, code = "identity_number", "import.over_age_limit"
            yield self._error(row, number, code, limit=limit, last_day=last.isoformat())

    def _read(self, row: SheetRow, column: Column, values: Values) -> Iterator[RowError]:
        cell = _cell(row, self._layout, column.key)
        if is_empty(cell):
            if column.required:
                yield self._error(row, column.key, "import.required")
            return
        try:
            values[column.key] = self._reader.read(column, cell)
        except ExpertPoolError as refused:
            params = cast("dict[str, Param]", refused.params)
            yield self._error(row, column.key, refused.code, **params)

    def _find_contradictions(self, row: SheetRow, values: Values) -> Iterator[RowError]:
        policy = self._ground.policy
        if values.get("type", policy.codes("expert_types")[0]) not in policy.codes("expert_types"):
            yield self._error(row, "type", "import.type_not_in_policy")
        most = policy.integer("max_fields_per_expert")
        if len(cast("tuple[str, ...]", values.get("fields", ()))) > most:
            yield self._error(row, "fields", "import.too_many_fields", most=most)
        if "identity_number" not in values:
            return
        number = cast("str", values["identity_number"])
        identity = check_identity_number(number, self._ground.as_of)
        told: Values = {
            "birth_date": cast("date", identity.birth_date),
            "sex": cast("Sex", identity.sex),
        }
        for key, value in told.items():
            if values.setdefault(key, value) != value:
                yield self._error(row, key, "import.differs_from_identity")
        born = cast("date", identity.birth_date).year
        for key in _AFTER_CHILDHOOD:
            day = cast("date | None", values.get(key))
            if day is not None and day.year - born < EARLIEST_WORKING_AGE:
                yield self._error(row, key, "import.too_young_then", youngest=EARLIEST_WORKING_AGE)

    def _find_repeated(self, row: SheetRow, values: Values) -> Iterator[RowError]:
        for key, code in _UNIQUE:
            if key not in values:
                continue
            value = cast("str", values[key]).casefold()
            first = self._first_rows.setdefault((key, value), row.number)
            if first != row.number:
                yield self._error(row, key, code, first_row=first)

    def _error(self, row: SheetRow, key: str, code: str, **params: Param) -> RowError:
        reader = next(column.reader for column in self._columns if column.key == key)
        cell = _cell(row, self._layout, key)
        mask = str if isinstance(cell, BrokenCell) else _MASKS.get(reader, str)
        value = mask(shown(cell))[:LONGEST_SHOWN]
        listed = tuple(sorted(params.items()))
        return RowError(row.number, self._layout.headers[key], value, code, listed)


def build_person(row: int, values: Values) -> ImportedPerson:
    """The person of a row in which no fault was found."""
    sector = _text(values, "sector")
    return ImportedPerson(
        row=row,
        name=_text(values, "name"),
        identity_number=_text(values, "identity_number"),
        birth_date=cast("date", values["birth_date"]),
        sex=Sex(_text(values, "sex")),
        email=_text(values, "email"),
        type=ExpertType(_text(values, "type")),
        division=_text(values, "division"),
        employer=_text(values, "employer"),
        phone=_text(values, "phone"),
        credit_code=_text(values, "credit_code"),
        employed_since=_day(values, "employed_since"),
        position=_text(values, "position"),
        sector=Sector(sector) if sector else None,
        title=_text(values, "title"),
        title_date=_day(values, "title_date"),
        qualification=_text(values, "qualification"),
        qualification_date=_day(values, "qualification_date"),
        honours=_several(values, "honours"),
        fields=_several(values, "fields"),
        field_since=_day(values, "field_since"),
        disciplines=_several(values, "disciplines"),
        directions=_several(values, "directions"),
        financial_since=_day(values, "financial_since"),
        advisers=_several(values, "advisers"),
    )


def _text(values: Values, key: str) -> str:
    return cast("str", values.get(key, ""))


def _day(values: Values, key: str) -> date | None:
    return cast("date | None", values.get(key))


def _several(values: Values, key: str) -> tuple[str, ...]:
    return cast("tuple[str, ...]", values.get(key, ()))
