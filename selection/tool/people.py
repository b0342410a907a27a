"""What both forms of input share: ids, pairs in conflict, whole numbers, all checked.

Its one job is to read these from tables and to name the cell that is wrong.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from selection.errors import SelectionError
from selection.tool.request import FileRequest, Pair
from selection.tool.tables import Row, Table, read_table

MOST_SEATS: Final = 1000
LONGEST_ID: Final = 1000
LONGEST_NUMBER: Final = 9
MOST_WEIGHT: Final = 10
_WEIGHTS: Final = frozenset(map(str, range(1, MOST_WEIGHT + 1)))
PAIR_COLUMNS: Final = ("first", "second")


def check_ids(people: Table, id_column: str) -> frozenset[str]:
    """The ids of a table of people, each once.

    Raises:
        SelectionError: `input.no_people`, `input.id_missing`, `input.id_twice`, `input.id_long`.
    """
    place = people.find(id_column)
    first: dict[str, int] = {}
    for row in people.rows:
        name = row.cells[place]
        if not name:
            raise people.fault("input.id_missing", row, id_column)
        if len(name) > LONGEST_ID:
            raise people.fault("input.id_long", row, id_column, longest=LONGEST_ID)
        if name in first:
            raise people.fault("input.id_twice", row, id_column, first=first[name])
        first[name] = row.number
    if not first:
        raise SelectionError("input.no_people", {"file": people.file})
    return frozenset(first)


def read_number(table: Table, row: Row, column: str, most: int | None = None) -> int:
    """The whole number of a cell, 0 or more; a number above `most` counts as that.

    Raises:
        SelectionError: `input.not_a_number`.
    """
    text = row.cells[table.find(column)]
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise table.fault("input.not_a_number", row, column)
    return int(text) if most is None else min(int(text), most)


def check_weights(request: FileRequest) -> FileRequest:
    """The request, where every candidate's weight is a whole number from 1 to 10.

    Raises:
        SelectionError: `input.weight`; `input.column_missing` for a column that is not there.
    """
    if request.weight_column:
        place = request.people.find(request.weight_column)
        for _, row in request.list_candidates():
            if row.cells[place] not in _WEIGHTS:
                raise request.people.fault(
                    "input.weight", row, request.weight_column, most=MOST_WEIGHT
                )
    return request


def check_seats(seats: int) -> int:
    """The number of seats, where a panel can have so many.

    Raises:
        SelectionError: `input.seats`.
    """
    if not 1 <= seats <= MOST_SEATS:
        raise SelectionError("input.seats", {"seats": seats, "most": MOST_SEATS})
    return seats


def read_conflicts(file: Path, ids: frozenset[str]) -> frozenset[Pair]:
    """The pairs of people who must not sit together, from the columns first and second.

    Raises:
        SelectionError: `input.pair_unknown`, `input.pair_same`.
    """
    table = read_table(file)
    places = [table.find(column) for column in PAIR_COLUMNS]
    pairs: set[Pair] = set()
    for row in table.rows:
        one, other = (row.cells[place] for place in places)
        for column, place in zip(PAIR_COLUMNS, places, strict=True):
            if row.cells[place] not in ids:
                raise table.fault("input.pair_unknown", row, column)
        if one == other:
            raise table.fault("input.pair_same", row, PAIR_COLUMNS[1])
        pairs.add(sort_pair(one, other))
    return frozenset(pairs)


def sort_pair(one: str, other: str) -> Pair:
    """A pair in the one order in which pairs are kept."""
    return (one, other) if one < other else (other, one)


def join_values(values: Iterable[str], most: int = 20) -> str:
    """Some values for a message, not all of a city."""
    listed = list(values)
    return ", ".join(listed[:most]) + (", …" if len(listed) > most else "")
