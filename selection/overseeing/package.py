"""One draw as a complete package: everything that a stranger needs to check it, in files.

What is in it is the auditor's: the receipt opens the whole pool, by pseudonyms. Handing it
out is a look at the receipt, which the log notes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogLine, export_line
from expert_pool.audit.notes import VerifierKey
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.documents.proofs_file import proofs_bytes
from selection.documents.replacement_record import record_bytes
from selection.documents.writing import document_bytes
from selection.drawing.desk import DrawDesk
from selection.drawing.opening import load_commitment, open_receipt
from selection.drawing.replacements import write_records
from selection.errors import SelectionError
from selection.overseeing.proving import gather_proofs
from selection.overseeing.trusting import write_trust
from selection.storage.draw_store import DrawRecord, load_draw_by_id
from selection.storage.overview import ids_of_request
from selection.storage.request_store import request_numbers

FILE: Final = "package"
MOST_ENTRIES: Final = 10_000
UNSIGNED: Final = "checkpoint.not_found"


@dataclass(frozen=True, slots=True)
class DrawPackage:
    """The files of one draw by name, under the number of its request and the attempt."""

    name: str
    files: Mapping[str, bytes]


async def gather_package(
    session: AsyncSession,
    desk: DrawDesk,
    draw_id: UUID,
    actor: Actor,
    log_keys: Sequence[VerifierKey],
) -> DrawPackage:
    """Receipt, replacements, commitment, proofs and entries of the log, and what to trust.

    Without proofs while no signed checkpoint holds the result.

    Raises:
        SelectionError: `draw.names_forbidden`, `draw.not_found` or `draw.not_drawn_yet`.
    """
    if actor.role != Role.AUDITOR:
        raise SelectionError("draw.names_forbidden")
    draw = await load_draw_by_id(session, draw_id)
    if draw is None:
        raise SelectionError("draw.not_found")
    receipt = open_receipt(desk, draw)
    record, _ = await write_records(session, desk, draw)
    entries, head = await _log_of(session, draw)
    await record_act(
        session,
        actor=actor,
        act=Act.DRAW_READ_RECEIPT,
        subject=str(draw.id),
        request=str(draw.request_id),
        after={"file": FILE},
    )
    numbers = await request_numbers(session, (draw.request_id,))
    files = {
        "receipt.json": receipt,
        "replacements.json": record_bytes(record),
        "commitment.json": document_bytes(load_commitment(desk, draw).document),
        "log-entries.jsonl": entries,
        "log-head.json": head,
        "trust.json": write_trust(desk, log_keys, (draw,)).model_dump_json(indent=1).encode(),
    }
    try:
        proofs = await gather_proofs(session, desk, draw, log_keys[0].name)
        files["proofs.json"] = proofs_bytes(proofs)
    except ExpertPoolError as error:
        if error.code != UNSIGNED:
            raise
    return DrawPackage(f"{numbers[draw.request_id]}-{draw.attempt}", files)


async def _log_of(session: AsyncSession, draw: DrawRecord) -> tuple[bytes, bytes]:
    """The entries about the request and its draws, the oldest first; the log's head."""
    store, ids = AuditStore(session), await ids_of_request(session, draw.request_id)
    wanted = AuditFilter(concerns=(frozenset(map(str, ids)),))
    page = await store.page(wanted, limit=MOST_ENTRIES)
    lines = []
    for logged in page.entries[::-1]:
        body = await store.body(logged.entry.id)
        lines.append(export_line(logged.index, LogLine(body or b"")))
    head = await store.head()
    told = {"size": head.size, "root": head.root.hex()}
    return "".join(f"{line}\n" for line in lines).encode(), json.dumps(told).encode()
