"""What a drawn panel may be looked at: names, exclusions, receipts, the printed sheet.

Each look at names is an entry in the log; the approver sees pseudonyms only.
"""

import asyncio
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from expert_pool.audit.acts import Act
from selection.drawing import load_ceremony, read_excluded, read_panel, read_receipt
from selection.drawing.replacements import read_record
from selection.storage.project_store import load_projects
from web.draws.ceremony import criteria_of
from web.draws.choice_words import outcome_words
from web.draws.files import as_file
from web.draws.sheets import describe_members, load_people, make_sheet
from web.draws.views import count_by_rule, said_once
from web.exports.sheet import in_fours, write_sheet
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import current_translator
from web.visits import visit_of

PAGE_SIZE = 50


@get("/requests/{request_id:uuid}/draw/panel", name="draws.panel")
async def show_panel(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """The panel with its names; the look is logged."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        ceremony = await load_ceremony(session, request_id, visit.actor)
        seated = await read_panel(session, ceremony, visit.actor)
        projects = await load_projects(session, ceremony.request.projects)
    criteria, words = criteria_of(request, ceremony), current_translator()
    return render(
        request,
        "draws/panel.html",
        ceremony=ceremony,
        criteria=criteria,
        projects=projects,
        members=describe_members(seated, criteria, services, words),
        chosen=outcome_words(ceremony.choice),
        in_fours=in_fours,
    )


@get("/requests/{request_id:uuid}/draw/excluded", name="draws.excluded")
async def show_excluded(
    request: PageRequest,
    request_id: FromPath[UUID],
    rule: FromQuery[str] = "",
    page: FromQuery[int] = 1,
) -> Response[str]:
    """Everybody who was excluded, with each finding; the look is logged."""
    services, visit = services_of(request), visit_of(request)
    number = min(max(page, 1), 10_000)
    window = slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)
    async with services.database.transaction() as session:
        ceremony = await load_ceremony(session, request_id, visit.actor)
        shown, total = await read_excluded(session, ceremony, visit.actor, rule, window)
    summary = ceremony.drawn.summary
    return render(
        request,
        "draws/excluded.html",
        ceremony=ceremony,
        excluded=shown,
        said_once=said_once,
        total=total,
        rule=rule,
        reasons=count_by_rule(summary, services.policy, visit.language, exact=True),
        number=number,
        last=max(1, -(-total // PAGE_SIZE)),
    )


@get("/requests/{request_id:uuid}/draw/receipt", name="draws.receipt")
async def download_receipt(request: PageRequest, request_id: FromPath[UUID]) -> Response[bytes]:
    """The auditor's full receipt; the look is logged."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        ceremony = await load_ceremony(session, request_id, visit.actor)
        receipt = await read_receipt(session, services.draw_desk, ceremony, visit.actor)
    return as_file(receipt, "application/json", f"{ceremony.request.number}-full-receipt.json")


@get("/requests/{request_id:uuid}/draw/replacements.json", name="draws.replacements")
async def download_replacements(
    request: PageRequest, request_id: FromPath[UUID]
) -> Response[bytes]:
    """The auditor's full record of replacements; the look is logged."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        ceremony = await load_ceremony(session, request_id, visit.actor)
        found = (request_id, ceremony.drawn)
        record = await read_record(session, services.draw_desk, found, visit.actor)
    name = f"{ceremony.request.number}-full-replacements.json"
    return as_file(record, "application/json", name)


@get("/requests/{request_id:uuid}/draw/sheet.pdf", name="draws.sheet")
async def download_sheet(request: PageRequest, request_id: FromPath[UUID]) -> Response[bytes]:
    """The result sheet to print and sign; the printing is logged."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        ceremony = await load_ceremony(session, request_id, visit.actor)
        seated = await read_panel(session, ceremony, visit.actor, Act.DRAW_PRINT)
        people = await load_people(session, services.draw_desk, ceremony)
    printed_by = visit.visitor.display_name if visit.visitor else ""
    sheet = make_sheet(ceremony, seated, people, printed_by, services, current_translator())
    pdf = await asyncio.to_thread(write_sheet, sheet)
    return as_file(pdf, "application/pdf", f"{ceremony.request.number}.pdf")


ROUTES = (show_panel, show_excluded, download_receipt, download_replacements, download_sheet)
