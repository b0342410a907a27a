"""Every draw as stored: commitment, receipts, seats, the state of its request, its entries."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.log import LogHead
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Unit
from expert_pool.findings import Finding, Param, Severity
from expert_pool.storage.unit_store import load_units
from selection.checking.entries import (
    SOURCE,
    DrawEntries,
    check_entries,
    check_unknown,
    load_draw_entries,
)
from selection.checking.limits import Seat, check_limits
from selection.checking.replacements import check_replacements
from selection.checking.seats import StoredSeats, check_counted, check_seats, seat_of
from selection.documents.commitment import Commitment
from selection.documents.receipts import parse_receipt, receipt_digest
from selection.drawing import DrawDesk, load_commitment, open_receipt
from selection.drawing.sources import named_chains
from selection.errors import SelectionError
from selection.requests import criteria_digest
from selection.states.requests import RequestState
from selection.storage.draw_store import (
    AssignmentRecord,
    DrawRecord,
    DrawState,
    list_draws,
    load_assignments,
    load_draw_by_commit,
    load_screened,
    load_seats,
)
from selection.storage.overview import RequestStanding, request_standings
from selection.storage.request_store import RequestRecord, load_request
from selection.storage.vacancy_store import load_vacancies
from selection.verify import TrustedKey, TrustFile, Verdict, verify_receipt

BATCH: Final = 50
_STATES: Final = {
    DrawState.COMMITTED: RequestState.COMMITTED,
    DrawState.LOCKED: RequestState.COMMITTED,
    DrawState.DRAWN: RequestState.DRAWN,
}


@dataclass(frozen=True, slots=True)
class DrawsReport:
    """How much was checked, what does not fit, and the heads of the log that draws remember."""

    requests: int
    draws: tuple[DrawRecord, ...]
    heads: tuple[LogHead, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class StoredDraw:
    """One draw with everything that is stored of it."""

    draw: DrawRecord
    request: RequestRecord | None
    seats: StoredSeats


@dataclass(frozen=True, slots=True)
class _Counted:
    """Every assignment, by the draw that gave it; those of before it under None."""

    by_draw: Mapping[UUID | None, tuple[AssignmentRecord, ...]]
    units: Mapping[UUID, Unit]


async def check_draws(session: AsyncSession, desk: DrawDesk) -> DrawsReport:
    """Check all draws, one after the other, and the states of all requests."""
    heads, findings, seen = list[LogHead](), list[Finding](), list[DrawRecord]()
    entries, counted = await load_draw_entries(session, desk.cipher), await _load_counted(session)
    seats = [seat_of(one, counted.units, None, entries) for one in counted.by_draw.get(None, ())]
    async for stored in _all_draws(session, counted):
        head, found = await asyncio.to_thread(check_draw, desk, stored)
        heads.extend(head)
        findings.extend((*found, *check_entries(stored.draw, entries)))
        trust = _trust_of(desk)
        findings.extend(await check_replacements(session, desk, stored.draw, entries, trust))
        seats += _seats_in_time(desk, stored, counted, entries)
        seen.append(stored.draw)
    findings.extend(check_unknown(entries, frozenset(str(draw.id) for draw in seen)))
    findings.extend(await asyncio.to_thread(lambda: list(check_limits(seats, desk.policy))))
    standings = await request_standings(session)
    findings.extend(check_requests(standings, seen))
    return DrawsReport(len(standings), tuple(seen), tuple(heads), tuple(findings))


async def _load_counted(session: AsyncSession) -> _Counted:
    found: dict[UUID | None, tuple[AssignmentRecord, ...]] = {}
    for one in await load_assignments(session, date.min):
        found[one.draw_id] = (*found.get(one.draw_id, ()), one)
    return _Counted(found, (await load_units(session)).by_id)


def _seats_in_time(
    desk: DrawDesk, stored: StoredDraw, counted: _Counted, entries: DrawEntries
) -> Iterator[Seat]:
    """The seats that a draw gave; those under another policy count, but are not judged by ours."""
    digest = stored.request.policy_digest if stored.request else ""
    for one in stored.seats.counted:
        seat = seat_of(one, counted.units, stored.seats, entries)
        yield seat if digest == desk.policy.digest else replace(seat, draw="")


async def remembered_heads(session: AsyncSession, desk: DrawDesk) -> tuple[LogHead, ...]:
    """The heads of the log that the commitments hold; what cannot be opened holds none."""
    heads = list[LogHead]()
    async for stored in _all_draws(session, _Counted({}, {})):
        with suppress(SelectionError, ExpertPoolError, ValueError):
            heads.append(_head_of(load_commitment(desk, stored.draw)))
    return tuple(heads)


def _head_of(commitment: Commitment) -> LogHead:
    snapshot = commitment.document.snapshot
    return LogHead(snapshot.log_size, bytes.fromhex(snapshot.log_root))


async def _all_draws(session: AsyncSession, counted: _Counted) -> AsyncIterator[StoredDraw]:
    offset, total = 0, 1
    while offset < total:
        page, total = await list_draws(session, limit=BATCH, offset=offset)
        for listed in page:
            whole = await load_draw_by_commit(session, listed.commit_hash)
            yield await _load(session, whole or listed, counted)
        offset += BATCH


async def _load(session: AsyncSession, draw: DrawRecord, counted: _Counted) -> StoredDraw:
    screened = await load_screened(session, draw.id)
    request = await _request_of(session, draw)
    seats = StoredSeats(
        draw=draw,
        drawn=await load_seats(session, draw.id),
        vacancies=await load_vacancies(session, draw.id),
        counted=counted.by_draw.get(draw.id, ()),
        pseudonyms={one.expert_id: one.pseudonym for one in screened if one.pseudonym},
        criteria=(request.criteria if request else None) or b"",
    )
    return StoredDraw(draw, request, seats)


async def _request_of(session: AsyncSession, draw: DrawRecord) -> RequestRecord | None:
    """The request, or none where its sealed contents do not open: then they were changed."""
    try:
        return await load_request(session, draw.request_id)
    except ExpertPoolError as error:
        if not error.code.startswith("encryption."):
            raise
        return None


def check_draw(
    desk: DrawDesk, stored: StoredDraw
) -> tuple[tuple[LogHead, ...], tuple[Finding, ...]]:
    """The head of the log that a draw remembers, and what is wrong with the draw."""
    draw = str(stored.draw.id)
    try:
        commitment = load_commitment(desk, stored.draw)
    except (SelectionError, ExpertPoolError, ValueError) as error:
        problem = str(getattr(error, "code", type(error).__name__))
        return (), (_fault("CHK-05.commitment_changed", draw=draw, problem=problem),)
    findings = [*_check_criteria(stored, commitment), *check_counted(stored.seats)]
    if stored.draw.receipt_digest is not None or stored.draw.state is DrawState.DRAWN:
        findings += _check_receipts(desk, stored)
    return (_head_of(commitment),), tuple(findings)


def _check_criteria(stored: StoredDraw, commitment: Commitment) -> Iterator[Finding]:
    """What was approved is what was committed (REQ-02)."""
    request, draw = stored.request, str(stored.draw.id)
    frozen = criteria_digest((request.criteria if request else None) or b"")
    kept = ((request.criteria_digest if request else None) or b"").hex()
    if not frozen == kept == commitment.document.request_digest:
        yield _fault("CHK-05.criteria_changed", draw=draw)


def _check_receipts(desk: DrawDesk, stored: StoredDraw) -> Iterator[Finding]:
    draw = stored.draw
    public = draw.public_receipt or b""
    if receipt_digest(public) != (draw.receipt_digest or b"").hex():
        yield _fault("CHK-06.receipt_digest", draw=str(draw.id))
    try:
        full = open_receipt(desk, draw)
    except (SelectionError, ExpertPoolError) as error:
        yield _fault("CHK-06.receipt_unreadable", draw=str(draw.id), problem=error.code)
        return
    trust = _trust_of(desk)
    for form, data in (("public", public), ("full", full)):
        checked = verify_receipt(data, trust)
        if checked.verdict is not Verdict.VALID:
            number = checked.failed.number if checked.failed else 0
            yield _fault("CHK-06.receipt_rejected", draw=str(draw.id), form=form, check=number)
    with suppress(SelectionError):  # where it is none, the verdict on it has said so already
        yield from check_seats(stored.seats, parse_receipt(full).result.panel)


def _trust_of(desk: DrawDesk) -> TrustFile:
    key = desk.signing_key.public_key().public_bytes_raw().hex()
    keys = (TrustedKey(name="own", key=key),)
    return TrustFile(v=1, type="draw.trust", keys=keys, chains=named_chains(desk.chain))


def check_requests(
    standings: Sequence[RequestStanding], draws: Sequence[DrawRecord]
) -> Iterator[Finding]:
    """Whether each request is where its draw says, and was approved by another person."""
    expected = {
        draw.request_id: _STATES[draw.state].value for draw in draws if draw.state in _STATES
    }
    after_draw = {state.value for state in _STATES.values()}
    for one in standings:
        wanted = expected.get(one.id, "")
        if (wanted or one.state in after_draw) and wanted != one.state:
            yield _fault("CHK-09.request_state", request=one.number, state=one.state, draw=wanted)
        if one.approved_by == one.created_by:
            yield _fault("CHK-09.own_approval", request=one.number)


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
