"""The home page with its three doors and the conditions of the call; and health."""

from litestar import Response, get

from expert_pool.errors import DatabaseAway
from expert_pool.experts import ExpertType
from expert_pool.policy import Policy, Rule, SourceKind
from web.application_forms.labels import CHOICES
from web.menu import path_of
from web.pages import render
from web.services import PageRequest, services_of
from web.visits import HEALTH


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


@get("/", name="public.home", sync_to_thread=False)
def home(request: PageRequest) -> Response[str]:
    """What the service is, its three doors, and the conditions of the call."""
    in_force = services_of(request).policy
    return render(
        request,
        "public/home.html",
        policy=in_force,
        conditions=conditions_of_the_call(in_force),
        type_names=CHOICES["type"],
        check_path=path_of(request, "public.verify"),
        receipts_path=path_of(request, "draws.receipts"),
        apply_path=path_of(request, "experts.home"),
    )


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
