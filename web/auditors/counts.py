"""Draws called off, annulled, repeated, and members replaced: by officer, project and month.

The table sorts by each of its columns and goes out as a workbook or as CSV; the log notes
each file. What stands out by more than chance is for the alarms.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get, post
from litestar.datastructures import FormMultiDict
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.alarms import Occurrence, Tally, tally_events
from selection.overseeing.events import list_events
from web.auditors.log import LOG
from web.auditors.naming import Named, name_all
from web.auditors.searching import NOT_FILTERS
from web.forms import Day, Form, FormModel, check_form, read_form
from web.pages import render
from web.services import PageRequest, services_of
from web.spreadsheets import Table, TableColumn, write_csv, write_xlsx
from web.translation import N_, current_translator, gettext
from web.visits import visit_of

PATH: Final = "/audit/counts"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_UNPROCESSABLE: Final = 422
COLUMNS: Final[Mapping[Occurrence, str]] = {
    Occurrence.REQUESTED: N_("Requests handed in"),
    Occurrence.DRAWN: N_("Draws concluded"),
    Occurrence.CANCELLED: N_("Called off before the commitment"),
    Occurrence.ANNULLED: N_("Draws annulled"),
    Occurrence.REPLACED: N_("Members replaced"),
    Occurrence.REPEATED: N_("Second and further attempts"),
}


class By(StrEnum):
    """What the rows of the table stand for."""

    OFFICER = "officer"
    PROJECT = "project"
    MONTH = "month"


HEADS: Final = {By.OFFICER: N_("Officer"), By.PROJECT: N_("Project"), By.MONTH: N_("Month")}


class FileKind(StrEnum):
    """As what the table goes out."""

    XLSX = "xlsx"
    CSV = "csv"


class CountsForm(FormModel):
    """What is counted, and in which order it stands; the address of the page holds it."""

    by: By = Field(default=By.OFFICER, title=N_("Counted by"))
    since: Day | None = Field(default=None, title=N_("From (day)"))
    until: Day | None = Field(default=None, title=N_("Until (day)"))
    sort: str = Field(default="-cancelled", title=N_("Order"), pattern=r"^-?[a-z]{1,20}$")


class FileForm(CountsForm):
    """The same table as a file."""

    form: FileKind = Field(default=FileKind.XLSX, title=N_("File"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what it stands for, and the counts by name."""

    named: Named
    tally: Tally

    @property
    def numbers(self) -> tuple[int, ...]:
        """The counts in the order of the columns."""
        return tuple(self.tally.of(occurrence) for occurrence in COLUMNS)


@get(PATH, name="auditors.counts")
async def show_counts(request: PageRequest) -> Response[str]:
    """The table as the address asks for it."""
    pairs = request.query_params.multi_items()
    kept = FormMultiDict([(name, value) for name, value in pairs if name not in NOT_FILTERS])
    form = check_form(kept, CountsForm)
    rows: Sequence[Row] = ()
    chosen = form.value or CountsForm()
    if form.value is not None:
        async with services_of(request).database.read() as session:
            rows = await count_rows(session, form.value)
    return render(
        request,
        "auditors/counts.html",
        status_code=_UNPROCESSABLE if form.errors else 200,
        form=form,
        chosen=chosen,
        rows=rows,
        head=HEADS[chosen.by],
        columns=[(it.value, gettext(words), "number") for it, words in COLUMNS.items()],
        tabs=[(words, _path(form, by=by.value), by is chosen.by) for by, words in HEADS.items()],
        sort_path=f"{_path(form, sort='')}&",
    )


@post(PATH, name="auditors.counts.post", status_code=200)
async def send_counts(request: PageRequest) -> Response[bytes]:
    """The same table as a file; the log says who took it."""
    form = (await read_form(request, FileForm)).right
    services = services_of(request)
    async with services.database.transaction() as session:
        rows = await count_rows(session, form)
        await record_act(
            session,
            actor=visit_of(request).acting_as(Role.AUDITOR),
            act=Act.LOG_EXPORT_COUNTS,
            subject="log",
            after={"by": form.by.value, "rows": len(rows), "form": form.form.value},
        )
    workbook = form.form is FileKind.XLSX
    body = await asyncio.to_thread(write_xlsx if workbook else write_csv, _table(form, rows))
    name = f"draw-counts-{form.by}-{services.today():%Y%m%d}.{form.form}"
    return Response(
        body,
        media_type=_XLSX if workbook else "text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def count_rows(session: AsyncSession, wanted: CountsForm) -> tuple[Row, ...]:
    """The rows of the table in their order."""
    events = await list_events(session, wanted.since, wanted.until)
    tallies = tally_events(events, wanted.by.value)
    if wanted.by is By.MONTH:
        rows = tuple(Row(_month(tally.key), tally) for tally in tallies)
    else:
        names = await name_all(session, [tally.key for tally in tallies])
        rows = tuple(Row(names[tally.key], tally) for tally in tallies)
    name = wanted.sort.removeprefix("-")
    return tuple(sorted(rows, key=_order(name), reverse=wanted.sort.startswith("-")))


def _order(name: str) -> Callable[[Row], tuple[int, str]]:
    """By the column of this name; by what the rows stand for where there is no such column."""
    known = {occurrence.value: occurrence for occurrence in Occurrence}
    column = known.get(name)

    def place(row: Row) -> tuple[int, str]:
        return (row.tally.of(column) if column else 0, row.named.words)

    return place


def _month(key: str) -> Named:
    year, month = map(int, key.split("-"))
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    words = current_translator().sentence("month", {"year": year, "month": month})
    return Named(words, f"{LOG}?{urlencode({'since': first, 'until': last, 'group': 'request'})}")


def _path(form: Form[CountsForm], **changes: str) -> str:
    """The address of the page with this form, changed."""
    fields = {name: form.text(name) for name in CountsForm.model_fields} | changes
    kept = {name: text for name, text in fields.items() if text}
    return f"{PATH}?{urlencode(kept)}"


def _table(form: CountsForm, rows: Sequence[Row]) -> Table:
    span = f"{form.since or '…'} – {form.until or '…'}"
    head = TableColumn(gettext(HEADS[form.by]), 28)
    return Table(
        name=gettext(N_("Counts of draws")),
        columns=(head, *(TableColumn(gettext(words), 18) for words in COLUMNS.values())),
        rows=tuple((row.named.words, *row.numbers) for row in rows),
        notices=(f"{gettext(N_('Counts of draws'))} · {span}",),
    )


ROUTES = (show_counts, send_counts)
