"""One entry: its exact bytes, its proof of inclusion, and what the act changed.

A detail with personal data opens only by an act of its own, with a purpose, that the log
records before anything is shown.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Detail
from expert_pool.audit.log import LogHead
from expert_pool.audit.merkle import leaf_hash, proves_inclusion
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.audit_sequence import newest_frontier
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.log_proofs import prove_entry, prove_inclusion
from web.auditors.differences import Difference, compare_detail
from web.auditors.rows import Line, is_open, read_lines
from web.forms import Form, FormModel, blank, read_form
from web.pages import render
from web.services import PageRequest, Services, services_of
from web.translation import N_, current_translator
from web.visits import visit_of

UNPROCESSABLE: Final = 422


class Purpose(StrEnum):
    """Why an auditor looks at personal data; the code stands in the log."""

    SAMPLE = "sample"
    COMPLAINT = "complaint"
    INCIDENT = "incident"
    SUPERVISION = "supervision"


class LookForm(FormModel):
    """Why the detail is opened."""

    purpose: Purpose = Field(title=N_("Purpose of the look"))


@dataclass(frozen=True, slots=True)
class Proof:
    """The path from an entry's leaf to the root of the log as it is now."""

    leaf: bytes
    path: tuple[bytes, ...]
    head: LogHead
    holds: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry with everything that its page shows."""

    line: Line
    body: str
    proof: Proof
    differences: tuple[Difference, ...] | None


@get("/audit/log/{entry_id:uuid}", name="auditors.entry")
async def show_entry(request: PageRequest, entry_id: FromPath[UUID]) -> Response[str]:
    """An entry with its proof; details without personal data at once."""
    services = services_of(request)
    async with services.database.read() as session:
        shown = await _read_entry(session, services, entry_id, opened=False)
    return _page(request, shown, blank(LookForm))


@post("/audit/log/{entry_id:uuid}/detail", name="auditors.detail")
async def open_detail(request: PageRequest, entry_id: FromPath[UUID]) -> Response[str]:
    """Show what the act changed; the log tells of the look, for whom it concerns."""
    form = await read_form(request, LookForm)
    services = services_of(request)
    async with services.database.transaction() as session:
        shown = await _read_entry(session, services, entry_id, opened=form.value is not None)
        if form.value is not None and not is_open(shown.line.entry):
            await _record_look(request, session, shown.line, form.value.purpose)
    return _page(request, shown, form, UNPROCESSABLE if form.errors else 200)


@get("/audit/log/{entry_id:uuid}/proof", name="auditors.proof")
async def download_proof(request: PageRequest, entry_id: FromPath[UUID]) -> Response[str]:
    """The proof that the entry stands in a signed checkpoint, for anybody who has the keys."""
    services = services_of(request)
    await services.sequencer.step()
    async with services.database.read() as session:
        logged = await AuditStore(session).find(entry_id)
        if logged is None:
            raise ExpertPoolError("log_entry.not_found")
        proof = await prove_entry(session, services.sequencer.keys.origin, logged.index)
    if proof is None:
        raise ExpertPoolError("checkpoint.not_found")
    name = f"entry-{logged.index}.tlog-proof"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(proof.written(), media_type="text/plain", headers=headers)


async def _record_look(
    request: PageRequest, session: AsyncSession, line: Line, purpose: Purpose
) -> None:
    await record_act(
        session,
        actor=visit_of(request).acting_as(Role.AUDITOR),
        act=Act.LOG_READ_DETAIL,
        subject=line.entry.subject,
        request=line.entry.request,
        reason=purpose.value,
        after={"entry": str(line.entry.id), "index": line.logged.index},
    )


async def _read_entry(
    session: AsyncSession, services: Services, entry_id: UUID, *, opened: bool
) -> Shown:
    store = AuditStore(session)
    logged, body = await store.find(entry_id), await store.body(entry_id)
    if logged is None or body is None:
        raise ExpertPoolError("log_entry.not_found")
    (line,) = await read_lines(session, [logged])
    proof = await _prove(session, body, logged.index)
    differences = None
    if logged.has_detail and (opened or is_open(logged.entry)):
        found = await store.details(services.cipher, [entry_id])
        differences = compare_detail(found.get(entry_id, Detail()))
    return Shown(line, body.decode(), proof, differences)


async def _prove(session: AsyncSession, body: bytes, index: int) -> Proof:
    """The proof over the tree as kept; it holds only if this entry's own bytes lead there."""
    frontier, leaf = await newest_frontier(session), leaf_hash(body)
    head = LogHead(frontier.size, frontier.root)
    path = await prove_inclusion(session, index, head.size) if index < head.size else ()
    holds = proves_inclusion(leaf, index, head.size, path, head.root)
    return Proof(leaf, path, head, holds)


def _page(
    request: PageRequest, shown: Shown, form: Form[LookForm], status_code: int = 200
) -> Response[str]:
    say = current_translator().sentence
    return render(
        request,
        "auditors/entry.html",
        status_code=status_code,
        shown=shown,
        form=form,
        purposes=[(purpose.value, say(f"look.{purpose.value}", {})) for purpose in Purpose],
    )


ROUTES = (show_entry, download_proof, open_detail)
