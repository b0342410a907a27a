"""The witnesses in the room (DRW-12): who says to watch, who is named, who confirms it."""

from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect

from selection.drawing import load_ceremony
from selection.drawing.room import Person
from selection.drawing.witnessing import attend_as_witness, confirm_witness, name_witness
from web.draws.ceremony import address_of, show_stage
from web.draws.source_forms import WitnessForm
from web.forms import read_form
from web.pages import redirect
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of


@post("/requests/{request_id:uuid}/draw/witness", name="draws.witness")
async def do_attend(request: PageRequest, request_id: FromPath[UUID]) -> Redirect:
    """Say, with the own account, to watch this draw in the room."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        await load_ceremony(session, request_id, visit.actor)
        await attend_as_witness(session, services.draw_desk, request_id, visit.actor)
    return redirect(request, address_of(request_id), N_("You are recorded as a witness."))


@post("/requests/{request_id:uuid}/draw/witness/name", name="draws.witness.name")
async def do_name(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Name somebody without an account, for the other party to confirm."""
    form = await read_form(request, WitnessForm)
    if form.value is None:
        return await show_stage(request, request_id, witness_form=form)
    services, visit = services_of(request), visit_of(request)
    person = Person(form.value.name, form.value.post, form.value.unit)
    async with services.database.transaction() as session:
        await load_ceremony(session, request_id, visit.actor)
        await name_witness(session, services.draw_desk, request_id, visit.actor, person)
    said = N_("The witness is named. Now the other party confirms it.")
    return redirect(request, address_of(request_id), said)


@post(
    "/requests/{request_id:uuid}/draw/witness/{witness_id:uuid}/confirm",
    name="draws.witness.confirm",
)
async def do_confirm(
    request: PageRequest, request_id: FromPath[UUID], witness_id: FromPath[UUID]
) -> Redirect:
    """Confirm that somebody whom the other party named is there."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        await load_ceremony(session, request_id, visit.actor)
        given = (request_id, visit.actor, witness_id)
        await confirm_witness(session, services.draw_desk, *given)
    return redirect(request, address_of(request_id), N_("The witness is confirmed."))


ROUTES = (do_attend, do_name, do_confirm)
