"""`python -m selection convert`: one form of input as the other, with the same panels legal.

Its one job is to write the files; the odds of both forms are the same.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from selection.errors import SelectionError
from selection.tool.command_list import SpokenCommand
from selection.tool.options import (
    FILE,
    Exit,
    GivenFiles,
    Voice,
    need,
    packs,
    read_request,
    speaks,
    takes_files,
)
from selection.tool.own_form import EXCLUDED, ID, write_rules
from selection.tool.people import PAIR_COLUMNS
from selection.tool.printing import write_data
from selection.tool.request import FileRequest, Quota
from selection.tool.tables import Row, keep_inputs, name_problem, write_file, write_table

YES: Final = "yes"
NO: Final = "no"
OWN_FORM: Final = ("candidates.csv", "rules.json")
COMMON_FORM: Final = ("categories.csv", "respondents.csv")
CONFLICTS: Final = "conflicts.csv"
_HEADINGS: Final = ("category", "feature", "min", "max")
Line = tuple[str, str, int, int]


@click.command(cls=SpokenCommand)
@click.option("--out", type=FILE, help="The folder to write the files to.")
@speaks
@packs(GivenFiles)
@takes_files
def convert(voice: Voice, files: GivenFiles, out: Path | None) -> int:
    """Write candidates and rules as categories and respondents, or the other way round."""
    folder = need("--out", out)
    request = read_request(voice, files)
    keep_inputs(_list_outputs(request, files, folder), files.read)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        params = {"file": str(folder), "problem": name_problem(error)}
        raise SelectionError("tool.cannot_write", params) from None
    write = write_own_form if files.rules is None else write_common_form
    written, options = write(request, folder)
    if request.conflicts:
        file = folder / CONFLICTS
        write_table(file, PAIR_COLUMNS, sorted(request.conflicts))
        written, options = (*written, file), f"{options} --conflicts {_quote(file)}"
    _show(voice, written, options)
    return Exit.DONE


def _list_outputs(request: FileRequest, files: GivenFiles, folder: Path) -> Iterator[Path]:
    """The files that will be written."""
    yield from (folder / name for name in (OWN_FORM if files.rules is None else COMMON_FORM))
    if request.conflicts:
        yield folder / CONFLICTS


def write_own_form(request: FileRequest, folder: Path) -> tuple[tuple[Path, ...], str]:
    """Write candidates.csv and rules.json; the files, and the options to use them."""
    people = request.people
    columns = tuple(ID if name == request.id_column else name for name in people.columns)
    for name in (ID, EXCLUDED):
        if name != request.id_column and name in people.columns:
            params = {"file": people.file, "column": name}
            raise SelectionError("convert.reserved_column", params)
    candidates, rules = (folder / name for name in OWN_FORM)
    write_table(candidates, columns, (row.cells for row in people.rows))
    write_file(rules, write_rules(request))
    return (candidates, rules), f"--candidates {_quote(candidates)} --rules {_quote(rules)}"


def write_common_form(request: FileRequest, folder: Path) -> tuple[tuple[Path, ...], str]:
    """Write categories.csv and respondents.csv; the files, and the options to use them.

    Where all quotas of a column ask for one value each, the column becomes a category; any
    other quota becomes one of its own with the features yes and no. Who is excluded is
    left out.
    """
    for limit in request.limits:
        if limit.seats != 1:
            params: dict[str, str | int] = {"column": limit.column, "seats": limit.seats}
            raise SelectionError("convert.limit", params)
    rows = tuple(row for _, row in request.list_candidates())
    split = _name_split_quotas(request, rows)
    columns = tuple(c for c in request.people.columns if c != request.excluded_column)
    places = [request.people.find(column) for column in columns]
    categories, respondents = (folder / name for name in COMMON_FORM)
    write_table(
        categories, _HEADINGS, (*_list_features(request, rows), *_list_answers(request, split))
    )
    write_table(
        respondents,
        (*columns, *split),
        (
            (
                *(row.cells[place] for place in places),
                *(YES if request.meets(quota, row) else NO for quota in split.values()),
            )
            for row in rows
        ),
    )
    options = f"--quotas {_quote(categories)} --people {_quote(respondents)} --size {request.seats}"
    groups = (f" --at-most-one-per {shlex.quote(limit.column)}" for limit in request.limits)
    weight = f" --weight {shlex.quote(request.weight_column)}" if request.weight_column else ""
    return (categories, respondents), options + "".join(groups) + weight


def _list_features(request: FileRequest, rows: Sequence[Row]) -> Iterator[Line]:
    """A line for each value of each column that becomes a category."""
    for column in _find_categories(request, rows):
        ranges = {
            quota.conditions[0].values[0]: (quota.minimum, quota.maximum)
            for quota in request.quotas
            if _asks_one_value(quota) and quota.conditions[0].column == column
        }
        place = request.people.find(column)
        for value in dict.fromkeys([*ranges, *(row.cells[place] for row in rows)]):
            yield (column, value, *ranges.get(value, (0, request.seats)))


def _list_answers(request: FileRequest, split: Mapping[str, Quota]) -> Iterator[Line]:
    """Two lines for each quota that becomes a category of its own."""
    for name, quota in split.items():
        yield (name, YES, quota.minimum, quota.maximum)
        yield (name, NO, 0, request.seats)


def _find_categories(request: FileRequest, rows: Sequence[Row]) -> tuple[str, ...]:
    """The columns whose quotas each ask for one value of that column only."""
    wanted: dict[str, list[str]] = {}
    for quota in request.quotas:
        first = quota.conditions[0]
        fits = not request.separator and first.column != request.id_column
        if fits and _asks_one_value(quota):
            wanted.setdefault(first.column, []).append(first.values[0])
    return tuple(
        column
        for column, values in wanted.items()
        if len(set(values)) == len(values)
        and all(row.cells[request.people.find(column)] for row in rows)
    )


def _asks_one_value(quota: Quota) -> bool:
    return len(quota.conditions) == 1 and len(quota.conditions[0].values) == 1


def _name_split_quotas(request: FileRequest, rows: Sequence[Row]) -> dict[str, Quota]:
    """The other quotas, each under a name that no column has."""
    categories = _find_categories(request, rows)
    split: dict[str, Quota] = {}
    for quota in request.quotas:
        if _asks_one_value(quota) and quota.conditions[0].column in categories:
            continue
        name = quota.name
        while name in request.people.columns:
            name += "*"
        split[name] = quota
    return split


def _quote(file: Path) -> str:
    return shlex.quote(str(file))


def _show(voice: Voice, written: tuple[Path, ...], options: str) -> None:
    if voice.as_json:
        told = {"files": [str(file) for file in written], "options": options}
        click.echo(write_data(told))
        return
    listed = ", ".join(map(str, written))
    click.echo(voice.sentences.say("tool.convert.done", files=listed))
    click.echo(voice.sentences.say("tool.convert.use", options=options))
