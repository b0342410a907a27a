"""Every route that changes something, held against `docs/decisions/repeated-forms.md`.

It is guarded by the key of its form, keyed by the program that asks, or listed with the reason
why it makes nothing twice.
"""

import inspect
from collections.abc import Iterator

import pytest
from litestar import Litestar, post
from litestar.handlers.http_handlers import HTTPRouteHandler

from web.access import ACCESS, PUBLIC
from web.api.answering import answer_once
from web.entrance import handlers_of
from web.protection import SAFE_METHODS
from web.repeats import SHOWN_ONCE, note_form

UNKEYED = {
    "accounts.sign_up.post": "one account an address; the owner gets one mail more",
    "accounts.confirm.post": "the mailed token works once",
    "accounts.sign_in.post": "a second session at most; attempts are counted",
    "accounts.sign_in.code.post": "a code counts once (RFC 6238, 5.2)",
    "accounts.reset.post": "a newer token replaces the former; mails are counted",
    "accounts.password.post": "the mailed token works once",
    "experts.imported.post": "the mailed token works once",
    "experts.linked.post": "the state of the seat: what is answered is not answered again",
}
"""Routes that nobody signs in for: their answers set cookies, or the act bears its own key."""


def acting(app: Litestar) -> Iterator[HTTPRouteHandler]:
    """The handlers of every method that may change something."""
    for route in app.routes:
        yield from (one for one in handlers_of(route) if one.http_methods - {*SAFE_METHODS})


def is_keyed(handler: HTTPRouteHandler) -> bool:
    """Whether the same request again is known: by the guard of forms, or a program's key."""
    if handler.name and handler.name.startswith("api."):
        return f"return await {answer_once.__name__}(request, " in inspect.getsource(handler.fn)
    for_all = PUBLIC in ACCESS[handler.name or ""].roles
    return note_form in handler.resolve_guards() and not for_all


def test_every_acting_route_is_keyed_or_has_its_reason(wired: Litestar) -> None:
    found = {one.name: is_keyed(one) for one in acting(wired)}
    assert {name for name, keyed in found.items() if not keyed} == UNKEYED.keys()
    assert len(found) > 150


def test_an_act_that_shows_its_secret_once_is_a_keyed_route(wired: Litestar) -> None:
    keyed = {one.name for one in acting(wired) if is_keyed(one)}
    assert keyed >= SHOWN_ONCE


@pytest.mark.parametrize("name", ["registrars.return", "api.projects.post"])
def test_a_route_that_nothing_guards_is_found(name: str) -> None:
    @post("/bare", name=name, sync_to_thread=False)
    def bare() -> None:
        """Change something twice."""

    (handler,) = acting(Litestar([bare], openapi_config=None))
    assert not is_keyed(handler)
