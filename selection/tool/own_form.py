"""Our own form: candidates in a .csv file, rules in a .json file.

Its one job is to read this form. A quota may ask for any attribute or combination, at
most so many may come from any group, a cell may hold several values, and people may
stand in the file as excluded, with the reason.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from expert_pool.audit.canonical import parse_json
from expert_pool.errors import ExpertPoolError
from selection.errors import SelectionError
from selection.tool.common_form import name_feature
from selection.tool.people import (
    MOST_SEATS,
    check_ids,
    check_seats,
    check_weights,
    join_values,
    read_conflicts,
    sort_pair,
)
from selection.tool.request import Condition, FileRequest, Limit, Pair, Quota
from selection.tool.tables import Table, read_table, read_text

ID: Final = "id"
LONGEST_SHOWN: Final = 100
EXCLUDED: Final = "excluded"
_NUMBER = Annotated[int, Field(ge=0, le=MOST_SEATS)]
_TEXT = Annotated[str, Field(min_length=1, max_length=1000)]
_KINDS: Final = ("constrained-str", "list[constrained-str]")
"""What pydantic adds to a place where a text or a list may stand: no part of the file."""
_KNOWN_FAULTS: Final = {
    "missing": "input.json_missing",
    "extra_forbidden": "input.json_unknown",
    "int_type": "input.json_number",
    "int_parsing": "input.json_number",
    "greater_than_equal": "input.json_range",
    "less_than_equal": "input.json_range",
}


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """Where our own form lies."""

    candidates: Path
    rules: Path
    conflicts: Path | None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _QuotaModel(_Model):
    where: Annotated[dict[_TEXT, _TEXT | list[_TEXT]], Field(min_length=1)]
    name: _TEXT | None = None
    min: _NUMBER = 0
    max: _NUMBER = MOST_SEATS


class _RulesModel(_Model):
    seats: Annotated[int, Field(ge=1, le=MOST_SEATS)]
    quotas: list[_QuotaModel] = []
    at_most_per: dict[_TEXT, Annotated[int, Field(ge=1, le=MOST_SEATS)]] = {}
    conflicts: list[tuple[_TEXT, _TEXT]] = []
    separator: Annotated[str, Field(max_length=5)] = ""
    weight: _TEXT | None = None


def read_own_form(files: OwnFiles) -> FileRequest:
    """The request that candidates and rules make.

    Raises:
        SelectionError: `input.…`, with file, row, column and value, or the place in the rules.
    """
    people = read_table(files.candidates)
    ids = check_ids(people, ID)
    rules = _read_rules(files.rules)
    conflicts = frozenset(_list_pairs(rules, str(files.rules), ids))
    if files.conflicts is not None:
        conflicts |= read_conflicts(files.conflicts, ids)
    _check_columns(rules, people, str(files.rules))
    return check_weights(
        FileRequest(
            people,
            ID,
            check_seats(rules.seats),
            tuple(_name_quotas(rules, str(files.rules))),
            tuple(Limit(column, seats) for column, seats in rules.at_most_per.items()),
            conflicts,
            rules.separator,
            EXCLUDED if EXCLUDED in people.columns else "",
            rules.weight or "",
        )
    )


def write_rules(request: FileRequest) -> bytes:
    """The rules of a request as a rules file."""
    quotas: list[dict[str, object]] = []
    for quota in request.quotas:
        where = {
            c.column: c.values[0] if len(c.values) == 1 else c.values for c in quota.conditions
        }
        quotas.append(
            {"name": quota.name, "where": where, "min": quota.minimum, "max": quota.maximum}
        )
    rules: dict[str, object] = {
        "seats": request.seats,
        "quotas": quotas,
        "at_most_per": {limit.column: limit.seats for limit in request.limits},
        "separator": request.separator,
    }
    if request.weight_column:
        rules["weight"] = request.weight_column
    return (json.dumps(rules, ensure_ascii=False, indent=2) + "\n").encode()


def _read_rules(file: Path) -> _RulesModel:
    text = read_text(file)
    _refuse_broken(text, str(file))
    try:
        return _RulesModel.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise _name_fault(error, str(file)) from None


def _refuse_broken(text: str, file: str) -> None:
    try:
        parse_json(text)
    except ExpertPoolError as error:
        cause = error.__cause__
        if error.code == "canonical.repeated_key":
            params = {"file": file, "value": str(error.params["key"])}
            raise SelectionError("input.json_twice", params) from None
        if isinstance(cause, json.JSONDecodeError):
            params = {"file": file, "row": str(cause.lineno), "column": str(cause.colno)}
            raise SelectionError("input.broken_json", params) from None


def _name_fault(error: ValidationError, file: str) -> SelectionError:
    first = error.errors(include_url=False)[0]
    where = _name_place(*(part for part in first["loc"] if part not in _KINDS)) or "$"
    limits = first.get("ctx", {})
    params: dict[str, str | int] = {
        "file": file,
        "where": where,
        "value": _show_value(first["input"]),
        "bound": str(limits.get("ge", limits.get("le", ""))),
        "problem": first["type"],
    }
    return SelectionError(_KNOWN_FAULTS.get(first["type"], "input.json_value"), params)


def _name_place(*parts: str | int) -> str:
    """Where something stands in a rules file; what is counted is counted from 1."""
    words = (f" #{part + 1}" if isinstance(part, int) else f" / {part}" for part in parts)
    return "".join(words).removeprefix(" / ")


def _show_value(value: object) -> str:
    """A value as it stands in the file; text without its quotation marks."""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown[:LONGEST_SHOWN]


def _list_pairs(rules: _RulesModel, file: str, ids: frozenset[str]) -> Iterator[Pair]:
    for place, pair in enumerate(rules.conflicts):
        where = {"file": file, "where": _name_place("conflicts", place)}
        for name in pair:
            if name not in ids:
                raise SelectionError("input.json_pair_unknown", where | {"value": name})
        if pair[0] == pair[1]:
            raise SelectionError("input.json_pair_same", where | {"value": pair[0]})
        yield sort_pair(*pair)


def _check_columns(rules: _RulesModel, people: Table, file: str) -> None:
    wanted = [
        *(
            (_name_place("quotas", n, "where"), column)
            for n, quota in enumerate(rules.quotas)
            for column in quota.where
        ),
        *(("at_most_per", column) for column in rules.at_most_per),
        *([("weight", rules.weight)] if rules.weight else []),
    ]
    for where, column in wanted:
        if column not in people.columns:
            columns = join_values(people.columns)
            params = {"file": file, "where": where, "value": column, "columns": columns}
            raise SelectionError("input.json_column", params | {"people": people.file})


def _name_quotas(rules: _RulesModel, file: str) -> Iterator[Quota]:
    named: set[str] = set()
    for place, quota in enumerate(rules.quotas):
        where = {"file": file, "where": _name_place("quotas", place)}
        if quota.min > quota.max:
            raise SelectionError("input.json_min_max", where | {"min": quota.min, "max": quota.max})
        name = unicodedata.normalize("NFC", quota.name or _name_conditions(quota.where))
        if name in named:
            raise SelectionError("input.json_name_twice", where | {"value": name})
        named.add(name)
        conditions = tuple(
            Condition(column, (values,) if isinstance(values, str) else tuple(values))
            for column, values in quota.where.items()
        )
        yield Quota(name, conditions, quota.min, quota.max)


def _name_conditions(where: Mapping[str, str | list[str]]) -> str:
    """A quota without a name is called by what it asks for."""
    return " & ".join(
        name_feature(column, values if isinstance(values, str) else "|".join(values))
        for column, values in where.items()
    )
