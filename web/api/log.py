"""The log for programs of auditors: entries by filter, and the root over all of them.

What an act changed is not answered here: whoever looks at that does so on the log's page,
where the look itself is an entry.
"""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get
from pydantic import Field, StringConstraints

from expert_pool.audit.acts import Act
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LoggedEntry
from web.api.answering import answer
from web.api.operations import ID_EXAMPLE, MOMENT_EXAMPLE, Operation, Say
from web.api.reading import read_query
from web.api.values import CURSOR, Answer, Limit, Moment, NoQuery, Query
from web.services import PageRequest, services_of

TAG: Final = "Log"

Mark = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9:._/+-]{0,128}$")]


class EntryAnswer(Answer):
    """One entry at its place, as its protected bytes say it."""

    index: int = Field(ge=0, description="The place in the log, counted from 0.")
    id: UUID
    at: datetime
    actor: str
    role: str
    act: str
    subject: str
    request: str
    reason: str
    previous_state: str
    next_state: str
    detail_digest: str
    software: str


class LogPart(Answer):
    """Entries, the newest first. `next` is the cursor of the older ones, null at the end."""

    items: tuple[EntryAnswer, ...]
    next: str | None


class HeadAnswer(Answer):
    """How long the log is, and the Merkle root (RFC 6962) over all of it."""

    size: int
    root: str


class LogQuery(Query):
    """What the entries are narrowed to."""

    limit: Limit = 50
    cursor: Annotated[str, StringConstraints(pattern=CURSOR)] | None = Field(
        default=None, description="`next` of the page before; leave it out for the newest."
    )
    person: Mark = Field(default="", description="Who acted, or whose record it is: an id.")
    subject: Mark = ""
    request: Mark = Field(default="", description="The id of a panel request.")
    role: Mark = ""
    act: Act | None = None
    since: Moment | None = None
    until: Moment | None = Field(default=None, description="Entries before this moment.")


@get("/api/v1/log", name="api.log")
async def log(request: PageRequest) -> Response[Any]:
    """A part of the log."""
    asked = read_query(request, LogQuery)
    before = int(asked.cursor) if asked.cursor is not None else None
    async with services_of(request).database.read() as session:
        page = await AuditStore(session).page(_filter(asked), before, asked.limit)
    following = None if page.before is None else str(page.before)
    return answer(LogPart(items=tuple(map(_shown, page.entries)), next=following))


@get("/api/v1/log/head", name="api.log.head")
async def log_head(request: PageRequest) -> Response[Any]:
    """The log's size and root, recomputed from its entries."""
    read_query(request, NoQuery)
    async with services_of(request).database.read() as session:
        head = await AuditStore(session).head()
    return answer(HeadAnswer(size=head.size, root=head.root.hex()))


def _filter(asked: LogQuery) -> AuditFilter:
    return AuditFilter(
        person=asked.person,
        subject=asked.subject,
        request=asked.request,
        role=asked.role,
        acts=frozenset({asked.act}) if asked.act else frozenset(),
        since=asked.since,
        until=asked.until,
    )


def _shown(logged: LoggedEntry) -> EntryAnswer:
    entry = logged.entry
    return EntryAnswer(
        index=logged.index,
        id=entry.id,
        at=entry.moment,
        actor=entry.actor,
        role=entry.role,
        act=entry.act,
        subject=entry.subject,
        request=entry.request,
        reason=entry.reason,
        previous_state=entry.previous_state,
        next_state=entry.next_state,
        detail_digest=entry.detail_digest,
        software=entry.software,
    )


_EXAMPLE: Final = {
    "index": 412,
    "id": "019a9f5e-7c00-7000-8000-000000000000",
    "at": MOMENT_EXAMPLE,
    "actor": ID_EXAMPLE,
    "role": "approver",
    "act": "request.approve",
    "subject": ID_EXAMPLE,
    "request": ID_EXAMPLE,
    "reason": "",
    "previous_state": "submitted",
    "next_state": "approved",
    "detail_digest": "0f" * 32,
    "software": "0.1.0",
}
OPERATIONS: Final = (
    Operation(
        route="api.log",
        method="get",
        path="/api/v1/log",
        tag=TAG,
        says=Say("Read the log", "查询日志"),
        description="The newest entries first; the cursor is a place in the log, so pages never "
        "shift while new entries come.",
        answer=LogPart,
        example={"items": [_EXAMPLE], "next": "412"},
        query=LogQuery,
    ),
    Operation(
        route="api.log.head",
        method="get",
        path="/api/v1/log/head",
        tag=TAG,
        says=Say("Size and root of the log", "查询日志长度与根摘要"),
        description="Recomputed from the entries: compare it with one that you noted before.",
        answer=HeadAnswer,
        example={"size": 413, "root": "0f" * 32},
    ),
)
ROUTES = (log, log_head)
