"""The finance clerk's files: a list with bank data, and the month's totals for the tax office.

Each file handed out is an entry of the log, in the transaction that reads the data.
"""

import asyncio
from enum import StrEnum
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery
from pydantic import Field

from selection.paying import HandedOut, find_totals, hand_out_list, months_offered, read_totals
from web.exports.payment_sheet import write_payment_sheet
from web.fee_words import month_words, yuan
from web.fees.tables import make_payment_sheet, payment_table, totals_table
from web.forms import FormModel, read_form
from web.pages import render
from web.services import PageRequest, services_of
from web.spreadsheets import write_xlsx
from web.visits import visit_of

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileKind(StrEnum):
    """As which file a list is handed out."""

    XLSX = "xlsx"
    PDF = "pdf"


class FileForm(FormModel):
    """Which file is asked for."""

    form: FileKind


class MonthForm(FormModel):
    """Which month's totals are asked for."""

    month: str = Field(max_length=7)


@post("/fees/{list_id:uuid}/file", name="fees.file", status_code=200)
async def send_list(request: PageRequest, list_id: FromPath[UUID]) -> Response[bytes]:
    """The payment list with bank data, as a workbook or to print."""
    kind = (await read_form(request, FileForm)).right.form
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        handed = await hand_out_list(session, services.draw_desk, list_id, visit.actor, kind.value)
    name = f"fees-{handed.request.number}-{handed.payment.number}.{kind}"
    if kind is FileKind.XLSX:
        return _file(
            await asyncio.to_thread(write_xlsx, payment_table(handed, services.lists)), XLSX, name
        )
    return _file(await _print(request, handed), "application/pdf", name)


@get("/fees/totals", name="fees.totals")
async def show_totals(request: PageRequest, month: FromQuery[str] = "") -> Response[str]:
    """What was paid in a month: numbers of people and sums, no names."""
    services = services_of(request)
    chosen = month or months_offered(services.today())[0]
    async with services.database.read() as session:
        totals = await find_totals(session, services.draw_desk, chosen)
    return render(
        request,
        "fees/totals.html",
        month=chosen,
        people=len(totals),
        incomes=sum(it.incomes for it in totals),
        sums=[sum(getattr(it.fee, name) for it in totals) for name in ("gross", "tax", "net")],
        due=sum(it.due for it in totals),
        corrections=sum(it.excess != 0 for it in totals),
        month_words=month_words,
        yuan=yuan,
    )


@post("/fees/totals", name="fees.totals.post", status_code=200)
async def send_totals(request: PageRequest) -> Response[bytes]:
    """The totals by payer and person with identity numbers, as a workbook."""
    month = (await read_form(request, MonthForm)).right.month
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        totals = await read_totals(session, services.draw_desk, month, visit.actor)
    body = await asyncio.to_thread(write_xlsx, totals_table(month, totals))
    return _file(body, XLSX, f"fees-tax-{month}.xlsx")


async def _print(request: PageRequest, handed: HandedOut) -> bytes:
    visitor = visit_of(request).visitor
    printed_by = visitor.display_name if visitor else ""
    sheet = make_payment_sheet(handed, services_of(request), printed_by)
    return await asyncio.to_thread(write_payment_sheet, sheet)


def _file(body: bytes, media_type: str, name: str) -> Response[bytes]:
    return Response(
        body,
        media_type=media_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


ROUTES = (show_totals, send_totals, send_list)
