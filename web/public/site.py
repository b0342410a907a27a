"""The home page with its three doors and the conditions of the call; and health."""

from litestar import Response, get

from expert_pool.policy import Policy, Rule, SourceKind
from web.menu import path_of
from web.pages import render
from web.services import PageRequest, services_of


@get("/healthz", name="public.health")
async def health(request: PageRequest) -> dict[str, str]:
    """Whether the service and its database answer."""
    async with services_of(request).database.read() as session:
        await session.connection()
    return {"status": "ok"}


@get("/", name="public.home", sync_to_thread=False)
def home(request: PageRequest) -> Response[str]:
    """What the service is, its three doors, and the conditions of the call."""
    in_force = services_of(request).policy
    return render(
        request,
        "public/home.html",
        policy=in_force,
        conditions=conditions_of_the_call(in_force),
        check_path=path_of(request, "draws.receipts"),
        apply_path=path_of(request, "experts.home"),
    )


def conditions_of_the_call(policy: Policy) -> tuple[Rule, ...]:
    """The rules of eligibility that stand in the published call itself."""
    return tuple(
        rule
        for rule in policy.rules.values()
        if rule.group == "eligibility" and rule.source_kind is SourceKind.CALL
    )


ROUTES = (health, home)
