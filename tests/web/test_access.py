"""The access table against the running service: every route with every role."""

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from litestar import Litestar, get

from expert_pool.errors import ExpertPoolError
from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn
from web.access import ACCESS, PUBLIC, SIGNED_IN, Row, may_use
from web.entrance import check_every_route, handlers_of
from web.visits import Visitor

KNOWN = {PUBLIC, SIGNED_IN, *Role}


def visitor(*roles: str) -> Visitor:
    return Visitor(UUID(int=1), "a@example.org", "A", "en", frozenset(roles))


def every_route(app: Litestar) -> Iterator[tuple[str, str, str]]:
    """Name, method and an address of each route, with made-up ids in the address."""
    for route in app.routes:
        path = re.sub(r"\{[^}:]+:uuid\}", str(uuid4()), route.path)
        path = re.sub(r"\{[^}:]+:int\}", "1", path)
        path = re.sub(r"\{[^}]+\}", "made-up", path)
        for handler in handlers_of(route):
            for method in handler.http_methods - {"OPTIONS"}:
                yield handler.name or "", method, path


def test_each_row_names_roles_that_exist() -> None:
    for line in ACCESS.values():
        assert line.roles, line.route
        assert line.roles <= KNOWN, line.route


def test_each_row_has_its_route(app: Litestar) -> None:
    names = {name for name, _, _ in every_route(app)}
    assert ACCESS.keys() == names


def test_a_route_without_a_row_keeps_the_service_from_starting() -> None:
    @get("/forgotten", name="forgotten", sync_to_thread=False)
    def forgotten() -> None:
        """Answer nothing."""

    @get("/nameless", sync_to_thread=False)
    def nameless() -> None:
        """Answer nothing."""

    with pytest.raises(ExpertPoolError) as caught:
        check_every_route(Litestar([forgotten, nameless], openapi_config=None).routes)
    assert caught.value.params == {"routes": "/nameless has no name, forgotten"}


@pytest.mark.parametrize(
    ("row", "who", "admitted"),
    [
        (Row("r", frozenset({PUBLIC})), None, True),
        (Row("r", frozenset({PUBLIC})), visitor(), True),
        (Row("r", frozenset({SIGNED_IN})), None, False),
        (Row("r", frozenset({SIGNED_IN})), visitor(), True),
        (Row("r", frozenset({"auditor"})), None, False),
        (Row("r", frozenset({"auditor"})), visitor(), False),
        (Row("r", frozenset({"auditor"})), visitor("officer"), False),
        (Row("r", frozenset({"auditor"})), visitor("auditor"), True),
    ],
)
def test_a_row_admits_its_roles_only(row: Row, who: Visitor | None, *, admitted: bool) -> None:
    assert row.admits(who) is admitted


def test_what_the_table_does_not_name_is_closed() -> None:
    assert not may_use("no.such.route", visitor(*Role))


async def test_visitors_reach_public_routes_only(app: Litestar, browser: Browser) -> None:
    for name, method, path in every_route(app):
        answer = await browser.client.request(method, path)
        turned_away = answer.headers.get("location", "").startswith("/sign-in?next=")
        closed = turned_away or answer.status_code == 401
        assert closed is (PUBLIC not in ACCESS[name].roles), f"{method} {path}"


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_reaches_its_own_routes_only(
    app: Litestar, signed_in: SignedIn, role: Role
) -> None:
    own = await signed_in(role)
    for name, method, path in every_route(app):
        if name == "accounts.sign_out":
            continue
        answer = await own.client.request(method, path)
        refused = answer.status_code == 403 and (
            "Your role may not use this page" in answer.text or "access.forbidden" in answer.text
        )
        assert refused is not may_use(name, visitor(role)), f"{role} {method} {path}"
