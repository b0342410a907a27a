"""Guards every request's form and every answer's headers: forgery, floods, injected bytes.

It must not know of roles (`web.access`) nor of what a form means (`web.forms`).
"""

import hmac
import secrets
from typing import Final

from litestar.connection import Request
from litestar.datastructures import FormMultiDict, MutableScopeHeaders
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from expert_pool.errors import ExpertPoolError
from expert_pool.plain_text import find_hidden
from web.services import Connection, services_of
from web.visits import FORM_COOKIE, Visit, visit_of, write_cookie

TOKEN_FIELD: Final = "csrf_token"  # noqa: S105 - the name of a form field
TOKEN_HEADER: Final = "x-csrf-token"  # noqa: S105 - the name of a header
LONGEST_TEXT: Final = 20_000
LONGEST_QUERY: Final = 2_000
BODY_LIMIT: Final = 1_000_000
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_NOISE_DIGITS: Final = 16
_SEAL_DIGITS: Final = 48
_NUL: Final = "\0"
_WRITTEN_NUL: Final = b"\\u0000"

CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "font", "connect")),
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SEALED_POLICY: Final = CONTENT_POLICY.replace("connect-src 'self'", "connect-src 'none'").replace(
    "form-action 'self'", "form-action 'none'"
)
"""For a page that takes a file and must send it nowhere."""

HEADERS: Final = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT: Final = "max-age=31536000; includeSubDomains"


def headers_middleware(app: ASGIApp) -> ASGIApp:
    """Put the protecting headers on every answer, errors and files too."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                _protect(MutableScopeHeaders.from_message(message), scope)
            await send(message)

        await app(scope, receive, send_protected)

    return middleware


def _protect(headers: MutableScopeHeaders, scope: Scope) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("cache-control", "no-store")
    services = scope["litestar_app"].state["services"]
    if services.settings.secure_cookies:
        headers.setdefault("strict-transport-security", STRICT_TRANSPORT)


def form_token(connection: Connection) -> str:
    """The token that every form of one page carries: bound to this browser and this session.

    No two pages carry the same one: `web.repeats` knows by it a form that was sent before.
    """
    visit = visit_of(connection)
    settings = services_of(connection).settings
    if not visit.form_key:
        visit.form_key = secrets.token_urlsafe(18)
        visit.cookies.append(
            write_cookie(FORM_COOKIE, visit.form_key, secure=settings.secure_cookies)
        )
    return _token(settings.secret_key(), visit, secrets.token_hex(_NOISE_DIGITS // 2))


def _token(key: bytes, visit: Visit, noise: str) -> str:
    own_key = hmac.digest(key, b"expert-pool form token", "sha256")
    bound = f"{visit.form_key}|{visit.session_token}|{noise}".encode()
    return noise + hmac.new(own_key, bound, "sha256").hexdigest()[:_SEAL_DIGITS]


def shown_token(request: Request, form: FormMultiDict) -> str:  # type: ignore[type-arg]
    """The token that a request shows: a program's in its header, a page's in its form."""
    return request.headers.get(TOKEN_HEADER) or str(form.get(TOKEN_FIELD, ""))


async def check_request(connection: Connection, _: BaseRouteHandler) -> None:
    """Refuse a request that was forged, or that carries what no field can hold.

    Raises:
        ExpertPoolError: `request.forged`, `request.bad_bytes`, `request.hidden_character` or
            `request.too_long`.
    """
    for text in (connection.url.path, *connection.query_params.values()):
        _check_line(str(text))
    if connection.scope.get("method") in SAFE_METHODS or not isinstance(connection, Request):
        return
    _check_origin(connection)
    form = await _checked_form(connection)
    visit = visit_of(connection)
    if connection.url.path.startswith("/api/") and not visit.session_token:
        return  # Without a cookie there is nothing that a forged request could borrow.
    shown = shown_token(connection, form)
    key = services_of(connection).settings.secret_key()
    right = _token(key, visit, shown[:_NOISE_DIGITS])
    if not visit.form_key or not hmac.compare_digest(shown.encode(), right.encode()):
        raise ExpertPoolError("request.forged")


async def _checked_form(request: Request) -> FormMultiDict:  # type: ignore[type-arg]
    if "json" in request.headers.get("content-type", ""):
        if _WRITTEN_NUL in await request.body():
            raise ExpertPoolError("request.bad_bytes")
        return FormMultiDict()
    try:
        form = await request.form()
    except (LookupError, UnicodeError) as error:  # A part in a charset that does not exist.
        raise ExpertPoolError("request.bad_bytes") from error
    for name, value in form.multi_items():
        _check_line(name)
        if isinstance(value, str):
            _check_text(value, LONGEST_TEXT)
    return form


def _check_line(text: str) -> None:
    """Addresses and names of fields; what fields hold is told beside them (`web.forms`)."""
    _check_text(text, LONGEST_QUERY)
    if hidden := find_hidden(text):
        raise ExpertPoolError("request.hidden_character", {"character": hidden})


def _check_text(text: str, longest: int) -> None:
    if _NUL in text:
        raise ExpertPoolError("request.bad_bytes")
    if len(text) > longest:
        raise ExpertPoolError("request.too_long", {"longest": longest})


def _check_origin(connection: Connection) -> None:
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise ExpertPoolError("request.forged")
        return
    origin = connection.headers.get("origin")
    # Compared as it is sent and never taken apart: what is no address is not ours either.
    if origin is not None and origin.partition("://")[2] != connection.headers.get("host"):
        raise ExpertPoolError("request.forged")
