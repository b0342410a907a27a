"""The home page with its three doors, the open calls and the conditions; and health."""

from typing import Final

from litestar import Response, get

from expert_pool.applications.calls import is_open
from expert_pool.errors import DatabaseAway
from expert_pool.experts import ExpertType
from expert_pool.policy import Policy, Rule, SourceKind
from expert_pool.storage.call_store import CallRecord, list_calls
from web.application_forms.labels import CHOICES
from web.call_texts import head_of
from web.menu import path_of
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import current_translator
from web.visits import HEALTH

NEWEST_CALLS: Final = 50
"""So many calls are looked through for open ones."""


@get(HEALTH, name="public.health")
async def health(request: PageRequest) -> Response[dict[str, str]]:
    """Whether the service and its database answer; for machines, so not in a reader's language."""
    try:
        async with services_of(request).database.read() as session:
            await session.connection()
    except DatabaseAway:
        body = {"status": "unavailable", "reason": "The database does not answer."}
        return Response(body, status_code=503)
    return Response({"status": "ok"})


@get("/", name="public.home")
async def home(request: PageRequest) -> Response[str]:
    """What the service is, its three doors, the calls that are open, and the conditions."""
    services, language = services_of(request), current_translator().language
    in_force = services.policy
    return render(
        request,
        "public/home.html",
        policy=in_force,
        calls=[(it, head_of(it, services.lists, language)) for it in await _open_calls(request)],
        conditions=conditions_of_the_call(in_force),
        type_names=CHOICES["type"],
        check_path=path_of(request, "public.verify"),
        receipts_path=path_of(request, "draws.receipts"),
        apply_path=path_of(request, "experts.home"),
    )


async def _open_calls(request: PageRequest) -> list[CallRecord]:
    """Released calls up to their last day; none while the database is away: the page stands."""
    services = services_of(request)
    try:
        async with services.database.read() as session:
            newest = await list_calls(session, limit=NEWEST_CALLS)
    except DatabaseAway:
        return []
    today = services.today()
    return [it for it in newest if is_open(it.state, it.wanted.until, today)]


def conditions_of_the_call(policy: Policy) -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    """The rules of eligibility in the published call: those for all, then by expert type.

    A type that the call names without a condition of its own has an empty list.
    """
    rules = tuple(
        rule
        for rule in policy.rules.values()
        if rule.group == "eligibility" and rule.source_kind is SourceKind.CALL
    )
    types = (ExpertType(code) for code in policy.codes("expert_types"))
    return (
        ("", tuple(rule for rule in rules if not rule.expert_types)),
        *((kind, tuple(r for r in rules if kind in r.expert_types)) for kind in types),
    )


ROUTES = (health, home)
