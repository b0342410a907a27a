"""The guard at the door: holds every request, and every route, against the access table.

Who may do what stands in `web.access` alone; it must not add a rule of its own about roles.
"""

from collections.abc import Iterable
from typing import Final

from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import BaseRoute

from expert_pool.errors import ExpertPoolError
from web.access import ACCESS, PUBLIC, may_use
from web.services import Connection, services_of
from web.visits import failure_of, visit_of

_WITHOUT_FACTOR: Final = frozenset(
    {"accounts.own.factor", "accounts.own.factor.begin", "accounts.own.factor.confirm"}
    | {"accounts.sign_out", "accounts.own.language"}
)
"""What a member of staff who still has to set up the second factor can do."""


def route_names(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """The names of all routes that the service answers; a route without one shows its path."""
    return frozenset(
        handler.name or f"{route.path} has no name"
        for route in routes
        for handler in handlers_of(route)
    )


def handlers_of(route: BaseRoute) -> tuple[HTTPRouteHandler, ...]:
    """A route's own handlers, without the automatic answers to OPTIONS."""
    found = getattr(route, "route_handlers", ())
    return tuple(
        handler
        for handler in found
        if isinstance(handler, HTTPRouteHandler) and handler.http_methods != {"OPTIONS"}
    )


def check_every_route(routes: Iterable[BaseRoute]) -> None:
    """Refuse to start while a route stands outside the table.

    Raises:
        ExpertPoolError: `access.route_without_row` with the routes' names.
    """
    missing = route_names(routes) - ACCESS.keys()
    if missing:
        raise ExpertPoolError("access.route_without_row", {"routes": ", ".join(sorted(missing))})


async def check_access(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let only those in whom the table names.

    Raises:
        ExpertPoolError: `access.sign_in_first`, `access.forbidden`, or
            `access.second_factor_first` where staff need one and this visitor has none.
    """
    if connection.scope.get("method") == "OPTIONS":
        return
    failure = failure_of(connection)
    if failure is not None:
        raise failure
    name = handler.name or ""
    if name in ACCESS and PUBLIC in ACCESS[name].roles:
        return
    visitor = visit_of(connection).visitor
    if visitor is None:
        raise ExpertPoolError("access.sign_in_first")
    if not may_use(name, visitor):
        raise ExpertPoolError("access.forbidden")
    needed = visitor.is_staff and services_of(connection).settings.staff_need_second_factor
    if needed and not visitor.second_factor and name not in _WITHOUT_FACTOR:
        raise ExpertPoolError("access.second_factor_first")
