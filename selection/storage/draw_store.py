"""Draws, their candidates, exclusions and seats, and every assignment: values in and out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import Row, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.columns import table_of
from selection.states.draws import OVER, WAITING
from selection.states.draws import DrawState as DrawState
from selection.storage.tables import (
    AssignmentRow,
    DrawCandidateRow,
    DrawRow,
    PanelSeatRow,
)

_DRAW = table_of(DrawRow)
_CANDIDATE = table_of(DrawCandidateRow)
_SEAT = table_of(PanelSeatRow)
_ASSIGNMENT = table_of(AssignmentRow)

_LARGE = frozenset({"snapshot_cipher", "receipt_cipher", "public_receipt"})
_UNSETTLED = ("pending", "accepted")

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """A draw as stored; ciphers are opened by the shell alone."""

    id: UUID
    request_id: UUID
    attempt: int
    state: DrawState
    commit_hash: bytes
    committed_at: datetime
    reveal_from: datetime
    snapshot_cipher: bytes | None = None
    summary: Json = field(default_factory=dict)
    seed: bytes | None = None
    receipt_cipher: bytes | None = None
    public_receipt: bytes | None = None
    receipt_digest: bytes | None = None
    drawn_at: datetime | None = None
    source: Json = field(default_factory=dict)
    """Where the seed comes from, as the commitment has it; nothing for two parties."""

    @property
    def is_over(self) -> bool:
        """Whether it was annulled or came to nothing: the request may be drawn anew."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class Screened:
    """What the screening of one draw said of one expert: a pseudonym, or the findings."""

    expert_id: UUID
    pseudonym: str = ""
    findings: Sequence[Json] = ()


@dataclass(frozen=True, slots=True)
class PanelSeat:
    """One drawn seat in the order of the draw, and the quotas that its holder counts for."""

    position: int
    expert_id: UUID
    pseudonym: str
    quotas: tuple[str, ...]


class AssignmentRecord(NamedTuple):
    """A seat on a panel, past or to come; `keeps_days` lets nobody have another one then.

    A tuple, as a draw reads all seats of four years.
    """

    expert_id: UUID
    panel: str
    activity: str
    programme: str
    review_from: date
    review_to: date
    outcome: str
    fields: tuple[str, ...] = ()
    lead_units: tuple[UUID, ...] = ()
    draw_id: UUID | None = None
    project_ids: tuple[str, ...] = ()
    review_days: tuple[date, ...] = ()
    keeps_days: bool = False


async def add_draw(session: AsyncSession, draw: DrawRecord, screened: Iterable[Screened]) -> None:
    """Store a committed draw with what the screening said of everybody in the pool."""
    values = {name: getattr(draw, name) for name in DrawRecord.__slots__}
    await session.execute(insert(_DRAW).values(**values | {"state": draw.state.value}))
    rows = [
        {
            "id": uuid4(),
            "draw_id": draw.id,
            "expert_id": one.expert_id,
            "pseudonym": one.pseudonym,
            "findings": list(one.findings),
        }
        for one in screened
    ]
    if rows:
        await session.execute(insert(_CANDIDATE), rows)


async def finish_draw(session: AsyncSession, draw: DrawRecord, seats: Sequence[PanelSeat]) -> None:
    """Store the result of a draw; it only ever happens once."""
    names = ("seed", "receipt_cipher", "public_receipt", "receipt_digest", "drawn_at", "summary")
    values = {name: getattr(draw, name) for name in names}
    await session.execute(
        update(_DRAW)
        .where(_DRAW.c.id == draw.id, _DRAW.c.state.in_([state.value for state in WAITING]))
        .values(state=DrawState.DRAWN.value, **values)
    )
    await session.execute(
        insert(_SEAT),
        [
            {
                "id": uuid4(),
                "draw_id": draw.id,
                "position": seat.position,
                "expert_id": seat.expert_id,
                "pseudonym": seat.pseudonym,
                "quotas": list(seat.quotas),
            }
            for seat in seats
        ],
    )


async def load_draw(
    session: AsyncSession, request_id: UUID, *, lock: bool = False, files: bool = True
) -> DrawRecord | None:
    """The newest draw of a request, or None; without `files` its large files stay unread."""
    columns = (column for column in _DRAW.c if files or column.name not in _LARGE)
    query = (
        select(*columns)
        .where(_DRAW.c.request_id == request_id)
        .order_by(_DRAW.c.attempt.desc())
        .limit(1)
    )
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    return _draw(row) if row else None


async def load_attempts(session: AsyncSession, request_id: UUID) -> tuple[DrawRecord, ...]:
    """Every draw of a request without its large files, the first attempt first."""
    columns = (column for column in _DRAW.c if column.name not in _LARGE)
    query = select(*columns).where(_DRAW.c.request_id == request_id).order_by(_DRAW.c.attempt)
    return tuple(_draw(row) for row in (await session.execute(query)).all())


async def load_draw_by_id(session: AsyncSession, draw_id: UUID) -> DrawRecord | None:
    """One draw, or None."""
    row = (await session.execute(select(_DRAW).where(_DRAW.c.id == draw_id))).one_or_none()
    return _draw(row) if row else None


async def set_state(session: AsyncSession, draw_id: UUID, state: DrawState) -> None:
    """Mark a draw as locked, annulled or void; everything else of it stays as it is."""
    query = update(_DRAW).where(_DRAW.c.id == draw_id)
    await session.execute(query.values(state=state.value))


async def load_draw_by_commit(session: AsyncSession, commit_hash: bytes) -> DrawRecord | None:
    """The draw with this commitment, or None."""
    query = select(_DRAW).where(_DRAW.c.commit_hash == commit_hash)
    row = (await session.execute(query)).one_or_none()
    return _draw(row) if row else None


async def list_draws(
    session: AsyncSession, *, limit: int, offset: int
) -> tuple[tuple[DrawRecord, ...], int]:
    """One page of all draws without their large files, the newest first, and how many in all."""
    total = await session.scalar(select(func.count()).select_from(_DRAW))
    columns = (column for column in _DRAW.c if column.name not in _LARGE)
    newest = (_DRAW.c.committed_at.desc(), _DRAW.c.id)
    query = select(*columns).order_by(*newest).limit(limit).offset(offset)
    return tuple(_draw(row) for row in (await session.execute(query)).all()), total or 0


async def load_screened(session: AsyncSession, draw_id: UUID) -> tuple[Screened, ...]:
    """What the screening said of everybody: for the auditor and each expert alone."""
    query = select(_CANDIDATE).where(_CANDIDATE.c.draw_id == draw_id)
    return tuple(
        Screened(row.expert_id, row.pseudonym, tuple(row.findings))
        for row in (await session.execute(query)).all()
    )


async def load_pseudonyms(session: AsyncSession, draw_id: UUID) -> dict[str, UUID]:
    """Every candidate of a draw by pseudonym, without what the screening said."""
    query = select(_CANDIDATE.c.pseudonym, _CANDIDATE.c.expert_id).where(
        _CANDIDATE.c.draw_id == draw_id, _CANDIDATE.c.pseudonym != ""
    )
    return {pseudonym: expert for pseudonym, expert in (await session.execute(query)).all()}


async def list_screenings(
    session: AsyncSession, expert_id: UUID, *, limit: int
) -> tuple[tuple[DrawRecord, Screened], ...]:
    """What the concluded draws said of one expert, the newest first."""
    query = (
        select(_DRAW, _CANDIDATE.c.pseudonym, _CANDIDATE.c.findings)
        .join(_CANDIDATE, _CANDIDATE.c.draw_id == _DRAW.c.id)
        .where(_CANDIDATE.c.expert_id == expert_id, _DRAW.c.state == DrawState.DRAWN.value)
        .order_by(_DRAW.c.drawn_at.desc())
        .limit(limit)
    )
    return tuple(
        (_draw(row), Screened(expert_id, row.pseudonym, tuple(row.findings)))
        for row in (await session.execute(query)).all()
    )


async def load_seats(session: AsyncSession, draw_id: UUID) -> tuple[PanelSeat, ...]:
    """The panel in the order of the draw."""
    query = select(_SEAT).where(_SEAT.c.draw_id == draw_id).order_by(_SEAT.c.position)
    return tuple(
        PanelSeat(row.position, row.expert_id, row.pseudonym, tuple(row.quotas))
        for row in (await session.execute(query)).all()
    )


async def add_assignments(session: AsyncSession, assignments: Sequence[AssignmentRecord]) -> None:
    """Store seats on panels, so that later draws count them."""
    if not assignments:
        return
    listed = ("fields", "lead_units", "project_ids", "review_days")
    rows = [
        seat._asdict() | {name: list(getattr(seat, name)) for name in listed} | {"id": uuid4()}
        for seat in assignments
    ]
    await session.execute(insert(_ASSIGNMENT), rows)


async def settle_assignments(
    session: AsyncSession, draw_id: UUID, outcome: str, *, expert_id: UUID | None = None
) -> None:
    """Say what became of a seat of a draw, or of all that are not settled yet."""
    query = update(_ASSIGNMENT).where(_ASSIGNMENT.c.draw_id == draw_id)
    if expert_id is not None:
        query = query.where(_ASSIGNMENT.c.expert_id == expert_id)
    else:
        query = query.where(_ASSIGNMENT.c.outcome.in_(_UNSETTLED))
    await session.execute(query.values(outcome=outcome))


async def load_assignments(
    session: AsyncSession,
    since: date,
    *,
    experts: Collection[UUID] | None = None,
    programme: str = "",
) -> tuple[AssignmentRecord, ...]:
    """Every seat on a panel whose review ended on or after a day.

    Where `experts` are given: theirs alone, and those on the panels of a programme.
    """
    columns = [_ASSIGNMENT.c[name] for name in AssignmentRecord._fields]
    query = select(*columns).where(_ASSIGNMENT.c.review_to >= since)
    if experts is not None:
        theirs = _ASSIGNMENT.c.expert_id.in_(experts)
        alike = _ASSIGNMENT.c.programme == programme
        query = query.where(or_(theirs, alike) if programme else theirs)
    rows = await session.execute(query)
    return tuple(
        AssignmentRecord._make(tuple(it) if isinstance(it, list) else it for it in row)
        for row in rows
    )


def _draw(row: Row[*tuple[Any, ...]]) -> DrawRecord:
    values = {name: getattr(row, name) for name in DrawRecord.__slots__ if hasattr(row, name)}
    return DrawRecord(**values | {"state": DrawState(row.state)})
