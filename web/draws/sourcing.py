"""What people do for a draw's source: begin, bring a round or pass it over, type what came out."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from selection.drawing import DrawDesk, check_begin, load_ceremony
from selection.drawing.apart import Typed
from selection.drawing.beacon import bring_round, pass_over
from selection.drawing.dicing import type_throws
from selection.drawing.numbering import type_numbers
from selection.drawing.sources import read_beacon
from selection.errors import SelectionError
from web.draws.ceremony import address_of, show_stage
from web.draws.preparing import prepare_soon
from web.draws.source_forms import NumbersForm, RoundForm, ThrowsForm
from web.forms import Form, read_form
from web.pages import redirect
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

Keep = Callable[[AsyncSession, DrawDesk, UUID, Actor, str], Awaitable[Typed]]
# What differs is told on the page itself, to both, until they agree.
_SAID = {
    Typed.WAITING: N_("Your throws are kept. The panel is drawn when the other person has typed."),
    Typed.DIFFERENT: "",
    Typed.DRAWN: N_("Both typed the same throws: the panel is drawn."),
}
_SAID_OF_NUMBERS = {
    Typed.WAITING: N_("Your numbers are kept. The panel is drawn when the other person has typed."),
    Typed.DIFFERENT: "",
    Typed.DRAWN: N_("Both typed the same numbers: the panel is drawn."),
}
_SAID_OF_DICE = N_("The fallback is in force: throw the dice together, and type apart.")
_SAID_OF_LOTTERY = N_(
    "The fallback is in force: once the lottery is drawn, look its numbers up, and type apart."
)
_BESIDE = frozenset(
    {"draw.bad_numbers", "draw.numbers_too_early", "draw.not_locked", "draw.thrown_too_early"}
)
"""What is told beside the field, so that what was typed stays."""


@post("/requests/{request_id:uuid}/draw/begin", name="draws.begin")
async def do_begin(request: PageRequest, request_id: FromPath[UUID]) -> Redirect:
    """Have the draw committed whose source needs no secrets."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        await load_ceremony(session, request_id, visit.actor)
        await check_begin(session, services.draw_desk, request_id, visit.actor)
    failure = await prepare_soon(services, request_id)
    if failure is not None:
        raise failure.error
    return redirect(request, address_of(request_id), N_("The draw is being committed."))


@post("/requests/{request_id:uuid}/draw/round", name="draws.round")
async def do_bring(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Bring the round that the draw waits for; a signature proves itself."""
    form = await read_form(request, RoundForm)
    if form.value is None:
        return await show_stage(request, request_id, round_form=form)
    services, visit = services_of(request), visit_of(request)
    given = (request_id, visit.actor, form.value.signature)
    try:
        async with services.database.transaction() as session:
            await load_ceremony(session, request_id, visit.actor)
            await bring_round(session, services.draw_desk, *given)
    except SelectionError as error:
        if error.code != "draw.wrong_signature":
            raise
        refused = form.refused_by(error, "signature")
        return await show_stage(request, request_id, round_form=refused)
    return redirect(request, address_of(request_id), N_("The round is real and kept."))


@post("/requests/{request_id:uuid}/draw/pass-over", name="draws.pass_over")
async def do_pass_over(request: PageRequest, request_id: FromPath[UUID]) -> Redirect:
    """Confirm that nobody can show the round; its fallback takes its place."""
    services, visit = services_of(request), visit_of(request)
    async with services.database.transaction() as session:
        await load_ceremony(session, request_id, visit.actor)
        draw = await pass_over(session, services.draw_desk, request_id, visit.actor)
    said = _SAID_OF_LOTTERY if read_beacon(draw).lottery else _SAID_OF_DICE
    return redirect(request, address_of(request_id), said)


@post("/requests/{request_id:uuid}/draw/throws", name="draws.throws")
async def do_type(request: PageRequest, request_id: FromPath[UUID]) -> Response[str] | Redirect:
    """Type the throws; when both have typed the same, the panel is dealt."""
    form = await read_form(request, ThrowsForm)
    return await _keep(request, request_id, ("throws", form), type_throws, _SAID)


@post("/requests/{request_id:uuid}/draw/numbers", name="draws.numbers")
async def do_type_numbers(
    request: PageRequest, request_id: FromPath[UUID]
) -> Response[str] | Redirect:
    """Type the lottery's numbers; when both have typed the same, the panel is dealt."""
    form = await read_form(request, NumbersForm)
    return await _keep(request, request_id, ("numbers", form), type_numbers, _SAID_OF_NUMBERS)


async def _keep(
    request: PageRequest,
    request_id: UUID,
    typed: tuple[str, Form[Any]],
    keep: Keep,
    said: Mapping[Typed, str],
) -> Response[str] | Redirect:
    """Keep what one of the two typed into the form's only field, and say how it stands."""
    field, form = typed
    if form.value is None:
        return await show_stage(request, request_id, **{f"{field}_form": form})
    services, visit = services_of(request), visit_of(request)
    given = (request_id, visit.actor, getattr(form.value, field))
    try:
        async with services.database.transaction() as session:
            await load_ceremony(session, request_id, visit.actor)
            stands = await keep(session, services.draw_desk, *given)
    except SelectionError as error:
        if error.code not in _BESIDE:
            raise
        refused = form.refused_by(error, field)
        return await show_stage(request, request_id, **{f"{field}_form": refused})
    return redirect(request, address_of(request_id), said[stands])


ROUTES = (do_begin, do_bring, do_pass_over, do_type, do_type_numbers)
