"""Answers HEAD like GET, without the body: link checkers, monitors and caches ask that way."""

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send


def head_middleware(app: ASGIApp) -> ASGIApp:
    """Let the route of GET answer HEAD, with its guards and headers."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD":
            await app(scope, receive, send)
            return
        scope["method"] = "GET"
        await app(scope, receive, _without_body(send))

    return middleware


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message["body"] = b""
        await send(message)

    return send_head
