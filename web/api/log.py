"""The log for programs of auditors: entries by filter, and the root over all of them.

What an act changed is not answered here: whoever looks at that does so on the log's page,
where the look itself is an entry.
"""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from pydantic import Field, StringConstraints

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.merkle import leaf_hash
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LoggedEntry
from expert_pool.storage.checkpoint_store import newest_note
from expert_pool.storage.log_proofs import prove_consistency, prove_entry
from web.api.answering import answer
from web.api.operations import ID_EXAMPLE, MOMENT_EXAMPLE, Operation, PathPart, Say
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


class ProofAnswer(Answer):
    """An entry's exact bytes, and a `tlog-proof@v1` with the signed checkpoint it stands in."""

    index: int
    entry: str = Field(description="The protected bytes, exactly: the leaf is their hash.")
    leaf: str
    proof: str


class ConsistencyAnswer(Answer):
    """The hashes of RFC 6962, 2.1.2, from the older size to the signed checkpoint."""

    older: int
    path: tuple[str, ...]
    checkpoint: str


class ConsistencyQuery(Query):
    """The size that was noted before."""

    older: int = Field(default=0, ge=0, le=2**48)


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


@get("/api/v1/log/consistency", name="api.log.consistency")
async def log_consistency(request: PageRequest) -> Response[Any]:
    """The proof that the newest signed checkpoint only added to an older size."""
    asked, services = read_query(request, ConsistencyQuery), services_of(request)
    await services.sequencer.step()
    async with services.database.read() as session:
        note = await newest_note(session, services.sequencer.keys.origin, size=asked.older)
        if note is None:
            raise ExpertPoolError("checkpoint.not_found")
        size = parse_checkpoint(note.text).head.size
        path = await prove_consistency(session, asked.older, size)
    hashes = tuple(node.hex() for node in path)
    return answer(ConsistencyAnswer(older=asked.older, path=hashes, checkpoint=note.written()))


@get("/api/v1/log/{entry_id:uuid}/proof", name="api.log.proof")
async def log_proof(request: PageRequest, entry_id: FromPath[UUID]) -> Response[Any]:
    """The proof that an entry stands in the newest signed checkpoint."""
    read_query(request, NoQuery)
    services = services_of(request)
    await services.sequencer.step()
    async with services.database.read() as session:
        logged = await AuditStore(session).find(entry_id)
        body = await AuditStore(session).body(entry_id)
        if logged is None or body is None:
            raise ExpertPoolError("log_entry.not_found")
        proof = await prove_entry(session, services.sequencer.keys.origin, logged.index)
    if proof is None:
        raise ExpertPoolError("checkpoint.not_found")
    return answer(
        ProofAnswer(
            index=logged.index,
            entry=body.decode(),
            leaf=leaf_hash(body).hex(),
            proof=proof.written(),
        )
    )


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


_NOTE_EXAMPLE: Final = "pool.example.org/log\n413\n…\n\n— pool.example.org/log …\n"
_PROOF_EXAMPLE: Final = f"c2sp.org/tlog-proof@v1\nindex 412\n…\n\n{_NOTE_EXAMPLE}"
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
        says=Say("Size and root of the log", "查询日志长度与根值"),
        description="Recomputed from the entries: compare it with one that you noted before.",
        answer=HeadAnswer,
        example={"size": 413, "root": "0f" * 32},
    ),
    Operation(
        route="api.log.proof",
        method="get",
        path="/api/v1/log/{entry_id}/proof",
        tag=TAG,
        says=Say("Prove an entry", "取得一条日志的存在证明"),
        description="The entry's exact bytes, and the proof (C2SP tlog-proof) that they stand in "
        "the newest signed checkpoint: anybody who has the log's public key can verify it.",
        answer=ProofAnswer,
        example={"index": 412, "entry": "{}", "leaf": "0f" * 32, "proof": _PROOF_EXAMPLE},
        parts=(PathPart("entry_id", "The id of the entry."),),
        problems=(404,),
    ),
    Operation(
        route="api.log.consistency",
        method="get",
        path="/api/v1/log/consistency",
        tag=TAG,
        says=Say("Prove that the log only grew", "证明日志只增不改"),
        description="From a size that you noted before to the newest signed checkpoint.",
        answer=ConsistencyAnswer,
        example={"older": 400, "path": ["0f" * 32], "checkpoint": _NOTE_EXAMPLE},
        query=ConsistencyQuery,
        problems=(404,),
    ),
)
ROUTES = (log, log_head, log_consistency, log_proof)
