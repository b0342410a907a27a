"""Who is visiting: the middleware that reads cookies and knows session, language and reference.

It lets everybody in; who may see what is decided by `web.access`.
"""

import secrets
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Final
from uuid import UUID

import structlog
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy.exc import SQLAlchemyError

from expert_pool.accounts.api_tokens import who_has
from expert_pool.accounts.signing_in import actor_of, who_is
from expert_pool.audit.entries import Actor
from expert_pool.errors import DatabaseAway
from expert_pool.roles import Role
from expert_pool.storage.session_store import SignedIn
from web.services import Connection, services_of
from web.translation import LANGUAGES, negotiate, speaking

SESSION_COOKIE: Final = "session"
FORM_COOKIE: Final = "form"
HALF_COOKIE: Final = "half"
NOTICE_COOKIE: Final = "notice"
LANGUAGE_COOKIE: Final = "language"
CALL_COOKIE: Final = "call"
"""The number of the call for experts whose link led here; an application keeps it."""
_YEAR: Final = 365 * 24 * 3600
_STATIC: Final = "/static/"
_API: Final = "/api/"
HEALTH: Final = "/healthz"
"""Whoever asks for the health of the service is nobody in particular."""
_LONGEST_COOKIE: Final = 200
_LONGEST_HOPS: Final = 1000


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in, with the roles held at this moment."""

    account_id: UUID
    email: str
    display_name: str
    language: str
    roles: frozenset[str]
    second_factor: bool = False

    @property
    def is_staff(self) -> bool:
        """Whether the visitor holds a role of the bureau's staff."""
        return bool(self.roles - {Role.EXPERT.value})

    def has(self, role: str) -> bool:
        """Whether the visitor holds a role."""
        return role in self.roles


@dataclass(slots=True)
class Visit:
    """What is known of one request before any handler sees it."""

    reference: str
    language: str
    visitor: Visitor | None = None
    session_token: str = ""
    api_token: str = ""
    form_key: str = ""
    address: str = ""
    failure: Exception | None = None
    cookies: list[str] = field(default_factory=list)

    @property
    def actor(self) -> Actor:
        """Who acts, as the log writes it; only for handlers that need somebody signed in."""
        visitor = self.visitor
        if visitor is None:
            return Actor("anonymous", "public")
        known_by = self.session_token or self.api_token
        return actor_of(visitor.account_id, visitor.roles, known_by)

    def acting_as(self, role: str) -> Actor:
        """The same, in the role that the act needs."""
        return Actor(self.actor.account_id, role, self.actor.session)

    def account_id(self) -> UUID:
        """The account of somebody signed in; the access table keeps everybody else out."""
        if self.visitor is None:
            raise LookupError
        return self.visitor.account_id


def visit_of(connection: Connection) -> Visit:
    """The visit that a request belongs to."""
    visit: Visit = connection.scope["state"]["visit"]
    return visit


def failure_of(connection: Connection) -> Exception | None:
    """Why nobody can tell who visits, where that is so; static files have no visit."""
    visit: Visit | None = connection.scope["state"].get("visit")
    return visit.failure if visit else None


def cookie_name(name: str, *, secure: bool) -> str:
    """A cookie's name; over HTTPS the browser itself guards names with this prefix."""
    return f"__Host-{name}" if secure else name


def write_cookie(name: str, value: str, *, secure: bool, max_age: int | None = None) -> str:
    """A Set-Cookie header: not for scripts, not for other sites."""
    written = f"{cookie_name(name, secure=secure)}={value}; Path=/; HttpOnly; SameSite=Lax"
    if max_age is not None:
        written += f"; Max-Age={max_age}"
    return f"{written}; Secure" if secure else written


def read_cookie(connection: Connection, name: str) -> str:
    """A cookie's value as the browser sent it; too long ones count as none."""
    secure = services_of(connection).settings.secure_cookies
    header = connection.headers.get("cookie", "")
    jar: SimpleCookie = SimpleCookie()
    for part in header[:8000].split(";"):
        key, _, value = part.strip().partition("=")
        if key == cookie_name(name, secure=secure) and len(value) <= _LONGEST_COOKIE * 4:
            jar[name] = value
    return jar[name].value if name in jar else ""


def visit_middleware(app: ASGIApp) -> ASGIApp:
    """Know the visit before anything else happens, and send its cookies with the answer."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"].startswith(_STATIC):
            await app(scope, receive, send)
            return
        connection: Connection = ASGIConnection(scope, receive)
        visit = await _arrive(connection)
        scope["state"]["visit"] = visit
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(reference=visit.reference)
        with speaking(visit.language):
            await app(scope, receive, _sender(visit, send))

    return middleware


def _sender(visit: Visit, send: Send) -> Send:
    async def send_with_cookies(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            for cookie in visit.cookies:
                headers.add("set-cookie", cookie)
        await send(message)

    return send_with_cookies


async def _arrive(connection: Connection) -> Visit:
    secret = _api_token(connection)
    token = read_cookie(connection, SESSION_COOKIE) if secret is None else ""
    found, failure = await _try_who(connection, token, secret)
    visitor = (
        Visitor(
            found.account_id,
            found.email,
            found.display_name,
            found.language,
            found.roles,
            found.second_factor,
        )
        if found
        else None
    )
    visit = Visit(
        reference=secrets.token_hex(5).upper(),
        language=_language(connection, visitor),
        visitor=visitor,
        session_token=token if visitor else "",
        api_token=(secret or "") if visitor else "",
        form_key=read_cookie(connection, FORM_COOKIE),
        address=_address(connection),
        failure=failure,
    )
    _keep_language(connection, visit)
    return visit


def _address(connection: Connection) -> str:
    """Where a request comes from: behind our own proxies, what the outermost of them saw.

    What stands further left in the header was written by the visitor and counts for nothing.
    """
    client = connection.scope.get("client")
    address = client[0] if client else ""
    proxies = services_of(connection).settings.proxies
    hops = connection.headers.get("x-forwarded-for", "")[-_LONGEST_HOPS:].split(",")
    while address in proxies and hops:
        address = hops.pop().strip() or address
    return address


def _api_token(connection: Connection) -> str | None:
    """The token that a program shows under `/api/`; a session's cookie does not count beside it."""
    shown = connection.headers.get("authorization")
    if shown is None or not connection.scope["path"].startswith(_API):
        return None
    scheme, _, secret = shown[:_LONGEST_COOKIE].partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


async def _try_who(
    connection: Connection, token: str, secret: str | None
) -> tuple[SignedIn | None, Exception | None]:
    """Who visits, or why nobody can tell: `web.access` raises it where it becomes a page."""
    try:
        return await _who(connection, token, secret), None
    except (DatabaseAway, SQLAlchemyError) as error:
        return None, error


async def _who(connection: Connection, token: str, secret: str | None) -> SignedIn | None:
    if connection.scope["path"] == HEALTH:
        return None
    services = services_of(connection)
    if secret:
        return await who_has(services.database, secret, services.now())
    return await who_is(services.database, token, services.now()) if token else None


def _language(connection: Connection, visitor: Visitor | None) -> str:
    wishes = (
        connection.query_params.get("lang"),
        read_cookie(connection, LANGUAGE_COOKIE),
        visitor.language if visitor else None,
    )
    return negotiate(wishes, connection.headers.get("accept-language", ""))


def _keep_language(connection: Connection, visit: Visit) -> None:
    if connection.query_params.get("lang") in LANGUAGES:
        secure = services_of(connection).settings.secure_cookies
        visit.cookies.append(
            write_cookie(LANGUAGE_COOKIE, visit.language, secure=secure, max_age=_YEAR)
        )
