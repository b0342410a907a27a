"""Projects from a workbook: every row checked before anything is stored; pure.

One row is one project with its parties. A fault names row and column; a sheet with any
fault is not imported at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from expert_pool.bulk_import.cells import BrokenCell, Cell, Sheet, SheetRow, is_empty, shown
from expert_pool.bulk_import.dates import read_day
from expert_pool.conflicts import Party, PartyRole
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Unit
from expert_pool.identity import check_credit_code, check_identity_number
from expert_pool.persons import Person
from expert_pool.plain_text import find_hidden
from expert_pool.vocabulary import CodeLists
from expert_pool.vocabulary.code_lists import normal_name
from selection.errors import SelectionError
from selection.requesting.project_columns import COLUMNS, SECRET, SheetColumn

SEPARATORS: Final = str.maketrans(dict.fromkeys("；、\n", ";"))
LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Why a cell is refused."""

    row: int
    column: str
    value: str
    code: str
    params: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedProject:
    """One project as its row says it; identity numbers by the place of their party."""

    number: str
    name: str
    programme: str
    field: str
    division: str
    starts: date | None
    ends: date | None
    parties: tuple[Party, ...]
    identities: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectSheet:
    """What a sheet holds: projects that could be entered, and what is wrong with the others."""

    rows: int
    projects: tuple[ImportedProject, ...]
    faults: tuple[SheetFault, ...]


def check_projects(
    sheet: Sheet, taken: Iterable[str], lists: CodeLists, as_of: date
) -> ProjectSheet:
    """Check a whole sheet.

    Raises:
        SelectionError: `project_import.column_missing` or `project_import.no_rows`.
    """
    head, places = _find_header(sheet)
    rows = [
        row
        for row in sheet.rows
        if row.number > head and not all(is_empty(cell) for cell in row.cells)
    ]
    if not rows:
        raise SelectionError("project_import.no_rows")
    reader = _Reader(places, lists, dict.fromkeys(taken, 0), as_of)
    projects = [project for row in rows if (project := reader.read(row)) is not None]
    return ProjectSheet(len(rows), tuple(projects), tuple(reader.faults))


def _find_header(sheet: Sheet) -> tuple[int, Mapping[str, int]]:
    known = {normal_name(name): it.key for it in COLUMNS for name in (it.zh, it.en)}
    for row in sheet.rows[:10]:
        names = (normal_name(shown(cell).rstrip(" *")) for cell in row.cells)
        places = {known[name]: place for place, name in enumerate(names) if name in known}
        if "number" in places:
            missing = next((it for it in COLUMNS if it.needed and it.key not in places), None)
            if missing is not None:
                raise SelectionError("project_import.column_missing", {"column": missing.zh})
            return row.number, places
    raise SelectionError("project_import.column_missing", {"column": COLUMNS[0].zh})


@dataclass(slots=True)
class _Reader:
    """Reads row by row and gathers faults."""

    places: Mapping[str, int]
    lists: CodeLists
    numbers: dict[str, int]
    as_of: date
    faults: list[SheetFault] = field(default_factory=list)

    def read(self, row: SheetRow) -> ImportedProject | None:
        before = len(self.faults)
        texts = {column.key: self._text(row, column) for column in COLUMNS}
        self._check_number(row, texts["number"])
        codes = {
            "field": self._code(row, "field", self.lists.fields),
            "division": self._code(row, "division", self.lists.divisions),
        }
        starts, ends = self._day(row, "starts"), self._day(row, "ends")
        if starts and ends and ends < starts:
            self._fault(row, "ends", "project.ends_before_start")
        parties = tuple(self._parties(row, texts))
        identities = self._identities(row, texts, parties)
        if len(self.faults) > before:
            return None
        return ImportedProject(
            texts["number"],
            texts["name"],
            texts["programme"],
            codes["field"],
            codes["division"],
            starts,
            ends,
            parties,
            identities,
        )

    def _cell(self, row: SheetRow, key: str) -> Cell:
        place = self.places.get(key)
        return row.cells[place] if place is not None and place < len(row.cells) else None

    def _text(self, row: SheetRow, column: SheetColumn) -> str:
        cell = self._cell(row, column.key)
        if isinstance(cell, BrokenCell):
            self._fault(row, column.key, "project_import.broken_cell")
            return ""
        text = " ".join(shown(cell).split()) if column.key in _LINES else shown(cell).strip()
        if column.needed and not text:
            self._fault(row, column.key, "project_import.missing")
        if hidden := find_hidden(text):
            self._fault(row, column.key, "project_import.hidden_character", character=hidden)
        if len(text) > LONGEST:
            self._fault(row, column.key, "project_import.too_long", limit=LONGEST)
        return text

    def _check_number(self, row: SheetRow, number: str) -> None:
        if not number:
            return
        former = self.numbers.get(number)
        if former == 0:
            self._fault(row, "number", "project_import.number_taken")
        elif former:
            self._fault(row, "number", "project_import.number_twice", first=former)
        self.numbers.setdefault(number, row.number)

    def _code(self, row: SheetRow, key: str, entries: Mapping[str, object]) -> str:
        """A code of a list, given as code or as name."""
        text = shown(self._cell(row, key)).strip()
        if not text or text in entries:
            return text
        wanted = normal_name(text)
        names = (
            code
            for code, it in entries.items()
            if wanted
            in {normal_name(getattr(it, "name_zh", "")), normal_name(getattr(it, "name_en", ""))}
        )
        found = next(names, None)
        if found is None:
            self._fault(row, key, f"project_import.unknown_{key}")
        return found or ""

    def _day(self, row: SheetRow, key: str) -> date | None:
        cell = self._cell(row, key)
        if is_empty(cell) or isinstance(cell, BrokenCell):
            return None
        try:
            return read_day(cell)
        except ExpertPoolError as error:
            self._fault(row, key, error.code)
            return None

    def _parties(self, row: SheetRow, texts: Mapping[str, str]) -> Iterable[Party]:
        lead = Unit(texts["lead"], self._credit_code(row, "lead_code", texts["lead_code"]))
        yield Party(PartyRole.LEAD_UNIT, unit=lead)
        partners, codes = _parts(texts["partners"]), _parts(texts["partner_codes"])
        if codes and len(codes) != len(partners):
            numbers = {"units": len(partners), "codes": len(codes)}
            self._fault(row, "partner_codes", "project_import.codes_do_not_match", **numbers)
            codes = ()
        checked = [self._credit_code(row, "partner_codes", code) for code in codes]
        for place, name in enumerate(partners):
            yield Party(PartyRole.CO_UNIT, unit=Unit(name, checked[place] if checked else ""))
        yield Party(PartyRole.PROJECT_LEADER, person=Person(texts["leader"], (lead,)))
        for name in _parts(texts["members"]):
            yield Party(PartyRole.MEMBER, person=Person(name, (lead,)))

    def _identities(
        self, row: SheetRow, texts: Mapping[str, str], parties: tuple[Party, ...]
    ) -> tuple[tuple[int, str], ...]:
        """The identity numbers by the place of their party: the leader, then the members."""
        people = [place for place, party in enumerate(parties) if party.person is not None]
        given = _split(texts["member_identities"])
        if any(given) and len(given) != len(people) - 1:
            numbers = {"people": len(people) - 1, "numbers": len(given)}
            self._fault(
                row, "member_identities", "project_import.identities_do_not_match", **numbers
            )
            given = ()
        keys = ["leader_identity", *["member_identities"] * len(given)]
        checked = zip(people, keys, (texts["leader_identity"], *given), strict=False)
        return tuple(
            (place, self._identity(row, key, number)) for place, key, number in checked if number
        )

    def _identity(self, row: SheetRow, key: str, number: str) -> str:
        if isinstance(self._cell(row, key), float):
            self._fault(row, key, "project_import.identity_as_number")
            return ""
        checked = check_identity_number(number, self.as_of)
        for finding in checked.findings:
            params = {k: v for k, v in finding.params if not isinstance(v, bool)}
            self._fault(row, key, finding.code, **params)
        return checked.number

    def _credit_code(self, row: SheetRow, key: str, text: str) -> str:
        if not text:
            return ""
        checked = check_credit_code(text)
        for finding in checked.findings:
            params = {k: v for k, v in finding.params if not isinstance(v, bool)}
            self._fault(row, key, finding.code, **params)
        return checked.number

    def _fault(self, row: SheetRow, key: str, code: str, **params: str | int) -> None:
        column = next(it for it in COLUMNS if it.key == key)
        value = "" if key in SECRET else shown(self._cell(row, key))[:60]
        self.faults.append(
            SheetFault(row.number, column.key, value, code, tuple(sorted(params.items())))
        )


_LINES: Final = frozenset({"number", "name", "programme", "lead", "leader"})


def _parts(text: str) -> tuple[str, ...]:
    """Several values of one cell."""
    return tuple(part for part in _split(text) if part)


def _split(text: str) -> tuple[str, ...]:
    """Several values of one cell, empty ones too."""
    return tuple(part.strip() for part in text.translate(SEPARATORS).split(";"))
