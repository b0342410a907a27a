"""Makes a form that is sent twice change things once: a double click, a reload, the way back.

One page's form with the same contents is one act. The act's own transaction claims it; the
answer, a redirect, is kept, and whoever sends the form again is led to the same page. It must
not know what any form does (docs/decisions/repeated-forms.md).
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import urlsplit

import structlog
from litestar.connection import Request
from litestar.datastructures import Headers, UploadFile
from litestar.handlers import BaseRouteHandler
from litestar.response import Redirect
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.errors import DatabaseAway
from expert_pool.storage.answer_store import (
    FormAnswer,
    SentForm,
    claim_form,
    find_form_answer,
    keep_form_answer,
    release_form,
    sweep_answers,
)
from expert_pool.storage.database import OPENING
from web.pages import redirect
from web.protection import SAFE_METHODS, TOKEN_FIELD, shown_token
from web.services import Connection, PageRequest, Services, services_of
from web.translation import N_
from web.visits import NOTICE_COOKIE, visit_of
from web.workers import keep_doing

PATIENCE_SECONDS: Final = 5.0
_SWEEP_SECONDS: Final = 3600.0
_REDIRECT: Final = 303
_REFUSED: Final = 400
_BROKEN: Final = 500
SHOWN_ONCE: Final = frozenset(
    {
        "accounts.own.factor.codes",
        "accounts.own.factor.confirm",
        "accounts.own.tokens.post",
        "experts.feed.post",
    }
)
"""Acts that answer with a page which is never kept, for it shows a secret, and that are not done
twice for that. Every other page or file that follows a form tells something, and may again."""
_RECEIVED: Final = N_(
    "We had received this form before, but its answer was lost. "
    "Look here whether it was carried out before you send it again."
)


class Repeated(Exception):  # noqa: N818 - it is no error: the act is done
    """The form was carried out before; `answer` is where it led."""

    def __init__(self, answer: FormAnswer) -> None:
        super().__init__(answer.location)
        self.answer = answer


@dataclass(slots=True)
class FormClaim:
    """The form in hand; the first transaction of its request that commits has claimed it."""

    sent: SentForm
    busy: bool = False
    held: bool = False

    @contextmanager
    def once(self) -> Iterator[Callable[[AsyncSession], Awaitable[None]] | None]:
        """Around a transaction: the claim to make in it, or None where one has it already."""
        if self.busy or self.held:
            yield None
            return
        self.busy = True
        try:
            yield self._take
            self.held = True
        finally:
            self.busy = False

    async def _take(self, session: AsyncSession) -> None:
        answer = await claim_form(session, self.sent, PATIENCE_SECONDS)
        if answer is not None:
            raise Repeated(answer)


async def note_form(connection: Connection, _: BaseRouteHandler) -> None:
    """Know the form that somebody signed in sends from a page; a program has keys of its own.

    Whoever is not signed in makes nothing that counts twice, and is answered with cookies.

    Raises:
        Repeated: the form was answered before.
    """
    if connection.scope.get("method") in SAFE_METHODS or not isinstance(connection, Request):
        return
    visit = visit_of(connection)
    if not visit.session_token or connection.url.path.startswith("/api/"):
        return
    form = await connection.form()
    path = connection.url.path
    key = f"{shown_token(connection, form)}\n{connection.method}\n{path}".encode()
    contents = hashlib.sha256()
    for name, value in form.multi_items():
        if name != TOKEN_FIELD:
            held = await _read(value) if isinstance(value, UploadFile) else str(value).encode()
            contents.update(hashlib.sha256(name.encode()).digest())
            contents.update(hashlib.sha256(held).digest())
    services = services_of(connection)
    sent = SentForm(hashlib.sha256(key).digest(), contents.digest(), services.now())
    async with services.database.read() as session:
        answer = await find_form_answer(session, sent)
    if answer is not None:
        await form.close()
        raise Repeated(answer)
    OPENING.set(FormClaim(sent))


async def _read(file: UploadFile) -> bytes:
    content = await file.read()
    await file.seek(0)
    return (file.filename or "").encode() + b"\n" + content


def repeats_middleware(app: ASGIApp) -> ASGIApp:
    """Keep the answer of a form that was claimed, before it is sent.

    A refusal may only say that another click was faster: then that one's answer is sent.
    """

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_kept(message: Message) -> None:
            nonlocal replaced
            claim = OPENING.get()
            if message["type"] == "http.response.start" and isinstance(claim, FormClaim):
                OPENING.set(None)
                answer = await _settle(scope, claim, message)
                if answer is not None:
                    replaced = True
                    await _send_again(scope, receive, send, answer)
            if not replaced:
                await send(message)

        token = OPENING.set(None)
        try:
            await app(scope, receive, send_kept)
        finally:
            OPENING.reset(token)

    return middleware


async def _settle(
    scope: Scope, claim: FormClaim, message: HTTPResponseStartEvent
) -> FormAnswer | None:
    """Keep what a claimed form is answered; else the answer that another click got before.

    The act holds, whatever happens here: without its answer a repetition says what it can.
    """
    services: Services = scope["litestar_app"].state["services"]
    if not claim.held and message["status"] < _REFUSED:
        return None
    try:
        async with services.database.transaction() as session:
            if not claim.held:
                return await find_form_answer(session, claim.sent)
            answer = _answer_of(scope, message)
            if answer is not None:
                await keep_form_answer(session, claim.sent, answer)
            elif _may_come_again(scope, message["status"]):
                await release_form(session, claim.sent)
    except (DatabaseAway, SQLAlchemyError) as error:
        structlog.get_logger().error("answer not kept", error=type(error).__name__)
    return None


def _may_come_again(scope: Scope, status: int) -> bool:
    """What was refused can be corrected, and what only tells can be asked for again.

    Whoever broke down behind a commit may have acted: only the page of the act can say so.
    """
    if status < _REFUSED:
        return status != _REDIRECT and scope["route_handler"].name not in SHOWN_ONCE
    return status < _BROKEN


async def _send_again(scope: Scope, receive: Receive, send: Send, answer: FormAnswer) -> None:
    request: PageRequest = Request(scope)
    response = answer_again(request, Repeated(answer))
    await response.to_asgi_response(app=None, request=request)(scope, receive, send)


def _answer_of(scope: Scope, message: HTTPResponseStartEvent) -> FormAnswer | None:
    """A redirect with no cookie but its notice; a page that shows something is made anew."""
    headers = Headers.from_scope({"headers": message.get("headers", [])})  # type: ignore[arg-type]
    cookies = scope["state"]["visit"].cookies
    others = [cookie for cookie in cookies if NOTICE_COOKIE not in cookie.partition("=")[0]]
    if message["status"] != _REDIRECT or others:
        return None
    return FormAnswer(headers.get("location", ""), cookies[-1] if cookies else "")


def answer_again(request: PageRequest, repeated: Repeated) -> Redirect:
    """Lead to the page that the form led to before, with the same notice."""
    answer = repeated.answer
    if not answer.location:
        return redirect(request, _page_of(request), _RECEIVED)
    if answer.notice:
        visit_of(request).cookies.append(answer.notice)
    return redirect(request, answer.location)


def _page_of(request: PageRequest) -> str:
    """The page on which the form stood, as far as the browser says so."""
    came_from = urlsplit(request.headers.get("referer", ""))
    own = came_from.netloc == request.headers.get("host") and came_from.path.startswith("/")
    return came_from.path if own and not came_from.path.startswith("//") else "/"


async def run_sweeper(services: Services) -> None:
    """Drop answers that were kept long enough, for as long as the service runs."""
    await keep_doing("sweeper", partial(sweep, services), _SWEEP_SECONDS)


async def sweep(services: Services) -> None:
    """Drop the answers that are older than the operator wants them kept."""
    async with services.database.transaction() as session:
        await sweep_answers(session, services.now() - services.settings.answers_kept)
