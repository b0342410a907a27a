"""Thin fields: the members who can be drawn beside what panels asked of them in twelve months.

Registrars, approvers and auditors read exact numbers. Officers read none below ten and no demand:
they neither see the pool nor what others ask for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from litestar import Response, get
from litestar.params import FromQuery

from expert_pool.roles import Role
from selection.counts import shown
from selection.overseeing.fields import read_field_depths
from selection.statistics import Depth, FieldDepth
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator
from web.visits import visit_of

READERS: Final = frozenset({Role.REGISTRAR, Role.APPROVER, Role.AUDITOR})
"""Who reads the exact numbers."""
DEPTHS: Final[Mapping[Depth, tuple[str, str]]] = {
    Depth.SHORT: (N_("Too few for the largest panel"), "bad"),
    Depth.THIN: (N_("Thin"), "waiting"),
    Depth.ENOUGH: (N_("Enough"), "good"),
    Depth.UNASKED: (N_("Not asked for"), "neutral"),
}
_ORDER: Final = tuple(Depth)


@dataclass(frozen=True, slots=True)
class Line:
    """A field as the page shows it; the number of members is empty where it is below ten."""

    depth: FieldDepth
    path: str
    members: int | None
    words: tuple[str, str]


@get("/fields", name="calls.fields")
async def show_fields(request: PageRequest, every: FromQuery[str] = "") -> Response[str]:
    """The fields that were asked for, the thinnest first; all of them on demand.

    Who is told no demand reads all of them: which ones were asked for is a demand, too.
    """
    services = services_of(request)
    visitor = visit_of(request).visitor
    exact = visitor is not None and bool(READERS & visitor.roles)
    async with services.database.read() as session:
        depths = await read_field_depths(session, services.lists, services.policy, services.today())
    whole = bool(every) or not exact
    chosen = [it for it in depths if whole or it.depth is not Depth.UNASKED]
    return render(
        request,
        "calls/fields.html",
        lines=_lines(request, chosen, exact=exact),
        exact=exact,
        every=bool(every),
        multiple=services.policy.integer("min_pool_multiple"),
        months=services.policy.integer("reverify_months"),
    )


def _lines(request: PageRequest, depths: Sequence[FieldDepth], *, exact: bool) -> list[Line]:
    ranked = sorted(depths, key=lambda it: (_ORDER.index(it.depth), -it.missing))
    return [
        Line(
            it,
            field_words(request, it.code),
            it.members if exact else shown(it.members).exact,
            DEPTHS[it.depth],
        )
        for it in (ranked if exact else depths)
    ]


def field_words(request: PageRequest, code: str) -> str:
    """A field with those above it, in the reader's language."""
    lists, language = services_of(request).lists, current_translator().language
    path = lists.field_path(code) if code in lists.fields else ()
    return " › ".join(lists.name(lists.fields[it], language) for it in path) or code


ROUTES = (show_fields,)
