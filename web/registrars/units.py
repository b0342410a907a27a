"""The register of units: aliases confirmed, parents set, so that recusals find one employer."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from pydantic import Field

from expert_pool.admission.unit_register import confirm_alias, place_under
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.unit_search import load_children, load_unit, search_units
from web.forms import Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.registrars.desk import (
    PAGE_SIZE,
    UNPROCESSABLE,
    Answer,
    Page,
    actor_of,
    asked,
    desk_of,
    last_page,
    page_number,
    query_of,
)
from web.services import PageRequest, services_of
from web.translation import N_


class AliasForm(FormModel):
    """Another name of a unit."""

    alias: str = Field(title=N_("Another name"), min_length=2, max_length=200)


class ParentForm(FormModel):
    """The unit above."""

    parent: str = Field(default="", title=N_("Parent unit"), max_length=200)


@get("/units", name="registrars.units")
async def show_units(request: PageRequest) -> Page:
    """The units by name, alias or credit code."""
    chosen, number = asked(request, "words", "code"), page_number(request)
    async with services_of(request).database.read() as session:
        units, total = await search_units(
            session,
            chosen["words"],
            without_code=chosen["code"] == "none",
            limit=PAGE_SIZE,
            offset=(number - 1) * PAGE_SIZE,
        )
    return render(
        request,
        "registrars/units.html",
        units=units,
        total=total,
        number=number,
        last=last_page(total),
        chosen=chosen,
        path=query_of(**chosen),
    )


@get("/units/{unit_id:uuid}", name="registrars.unit")
async def show_unit(request: PageRequest, unit_id: FromPath[UUID]) -> Page:
    """One unit with its names, what it stands under and what stands under it."""
    return await _page(request, unit_id, {})


@post("/units/{unit_id:uuid}/alias", name="registrars.unit.alias")
async def do_alias(request: PageRequest, unit_id: FromPath[UUID]) -> Answer:
    """Confirm another name."""
    form = await read_form(request, AliasForm)
    if form.value is not None:
        try:
            await confirm_alias(desk_of(request), actor_of(request), unit_id, form.value.alias)
            return redirect(request, f"/units/{unit_id}", notice=N_("The name is confirmed."))
        except ExpertPoolError as refused:
            if refused.code != "unit.alias_known":
                raise
            form = form.refused_by(refused, "alias")
    return await _page(request, unit_id, {"alias_form": form})


@post("/units/{unit_id:uuid}/parent", name="registrars.unit.parent")
async def do_parent(request: PageRequest, unit_id: FromPath[UUID]) -> Answer:
    """Set the parent, or take it out by leaving the field empty."""
    form = await read_form(request, ParentForm)
    if form.value is not None:
        try:
            await place_under(desk_of(request), actor_of(request), unit_id, form.value.parent)
            return redirect(request, f"/units/{unit_id}", notice=N_("The parent is set."))
        except ExpertPoolError as refused:
            if not refused.code.startswith("unit.parent"):
                raise
            form = form.refused_by(refused, "parent")
    return await _page(request, unit_id, {"parent_form": form})


async def _page(request: PageRequest, unit_id: UUID, sent: dict[str, Form[Any]]) -> Page:
    async with services_of(request).database.read() as session:
        unit = await load_unit(session, unit_id)
        if unit is None:
            raise ExpertPoolError("unit.not_found")
        children = await load_children(session, unit_id)
    forms: dict[str, Form[Any]] = {
        "alias_form": blank(AliasForm),
        "parent_form": blank(ParentForm, {"parent": unit.parent_name}),
        **sent,
    }
    wrong = next((form for form in forms.values() if form.errors), forms["alias_form"])
    status = UNPROCESSABLE if wrong.errors else 200
    return render(
        request,
        "registrars/unit.html",
        status_code=status,
        form=wrong,
        unit=unit,
        children=children,
        **forms,
    )


ROUTES = (show_units, show_unit, do_alias, do_parent)
