"""Arrangements and invitations of drawn panels: values in and out; the rows never leave."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, and_, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import AnswerKind
from expert_pool.messages import MessageKind, Mode
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.messages import MessageRow
from selection.invitations import Arrangement
from selection.states.invitations import ASKED, HELD, LEAVES, InvitationState
from selection.storage.draw_store import DrawState
from selection.storage.invitation_tables import ArrangementRow, InvitationRow
from selection.storage.tables import AssignmentRow, DrawRow

_ARRANGEMENT = table_of(ArrangementRow)
_INVITATION = table_of(InvitationRow)
_DRAW = table_of(DrawRow)
_MESSAGE = table_of(MessageRow)
_ASSIGNMENT = table_of(AssignmentRow)
_UNSETTLED: Final = ("pending", "accepted")


@dataclass(frozen=True, slots=True)
class ArrangementRecord:
    """An arrangement as stored, and who entered it."""

    request_id: UUID
    arrangement: Arrangement
    entered_by: UUID
    entered_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class InvitationRecord:
    """An invitation as stored; the note is opened by the shell alone.

    `kind` says how urgent it was; `ended_at` is the moment of the last answer, or of its
    end without one.
    """

    id: UUID
    request_id: UUID
    draw_id: UUID
    expert_id: UUID
    position: int
    pseudonym: str
    state: InvitationState
    kind: AnswerKind
    opened_at: datetime
    notice_from: datetime
    answer_by: datetime
    link_digest: bytes | None = None
    sent_at: datetime | None = None
    pledged_at: datetime | None = None
    text_version: str = ""
    ended_at: datetime | None = None
    reason: str = ""
    ground: str = ""
    note_cipher: bytes | None = None


async def load_arrangement(session: AsyncSession, request_id: UUID) -> ArrangementRecord | None:
    """The arrangement of a panel, by the request that it was first drawn for."""
    query = select(_ARRANGEMENT).where(_ARRANGEMENT.c.request_id == request_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    arrangement = Arrangement(Mode(row.mode), row.place, row.starts_at, row.contact)
    return ArrangementRecord(
        row.request_id, arrangement, row.entered_by, row.entered_at, row.version
    )


async def save_arrangement(session: AsyncSession, record: ArrangementRecord) -> None:
    """Store an arrangement in place of a former one."""
    told = record.arrangement
    values: dict[str, object] = {
        "mode": told.mode.value,
        "place": told.place,
        "starts_at": told.starts_at,
        "contact": told.contact,
        "entered_by": record.entered_by,
        "entered_at": record.entered_at,
        "version": record.version,
    }
    statement = upsert(_ARRANGEMENT).values(id=uuid4(), request_id=record.request_id, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["request_id"], set_=values)
    )


async def add_invitation(session: AsyncSession, invitation: InvitationRecord) -> None:
    """Store an invitation that has just opened."""
    await session.execute(insert(_INVITATION).values(**_values(invitation)))


async def save_invitation(session: AsyncSession, invitation: InvitationRecord) -> None:
    """Store what became of an invitation."""
    query = update(_INVITATION).where(_INVITATION.c.id == invitation.id)
    await session.execute(query.values(**_values(invitation)))


async def load_invitation(
    session: AsyncSession, invitation_id: UUID, *, lock: bool = False
) -> InvitationRecord | None:
    """One invitation; locked, nobody else changes it before the transaction ends."""
    query = select(_INVITATION).where(_INVITATION.c.id == invitation_id)
    return await _one(session, query.with_for_update() if lock else query)


async def load_invitation_by_link(
    session: AsyncSession, link_digest: bytes
) -> InvitationRecord | None:
    """The invitation that a mailed link opens."""
    query = select(_INVITATION).where(_INVITATION.c.link_digest == link_digest)
    return await _one(session, query)


async def load_invitation_of(
    session: AsyncSession, draw_id: UUID, expert_id: UUID
) -> InvitationRecord | None:
    """The invitation of one member of a draw's panel."""
    of_member = and_(_INVITATION.c.draw_id == draw_id, _INVITATION.c.expert_id == expert_id)
    return await _one(session, select(_INVITATION).where(of_member))


async def load_invitations(session: AsyncSession, request_id: UUID) -> tuple[InvitationRecord, ...]:
    """Every invitation of a panel, also those that have ended, as they were opened."""
    query = select(_INVITATION).where(_INVITATION.c.request_id == request_id)
    return await _all(session, query.order_by(_INVITATION.c.opened_at, _INVITATION.c.position))


async def list_own_invitations(
    session: AsyncSession, expert_id: UUID, *, limit: int
) -> tuple[InvitationRecord, ...]:
    """The invitations of one expert that were sent, the newest first."""
    query = select(_INVITATION).where(
        _INVITATION.c.expert_id == expert_id, _INVITATION.c.sent_at.is_not(None)
    )
    return await _all(session, query.order_by(_INVITATION.c.opened_at.desc()).limit(limit))


async def list_due(session: AsyncSession, now: datetime, *, limit: int) -> tuple[UUID, ...]:
    """Invitations on which the service has to act now, the most urgent first.

    A notice may go out, half of a term is over and nobody was reminded, a term has ended, a
    seat is still to be freed, or a draw was annulled.
    """
    cells = _INVITATION.c
    asked = [state.value for state in ASKED]
    seated = and_(
        _ASSIGNMENT.c.draw_id == cells.draw_id,
        _ASSIGNMENT.c.expert_id == cells.expert_id,
        _ASSIGNMENT.c.outcome.in_(_UNSETTLED),
    )
    drawn = _DRAW.c.state == DrawState.DRAWN.value
    half_over = cells.answer_by - now <= now - cells.sent_at
    reminded = and_(_MESSAGE.c.about == cells.id, _MESSAGE.c.kind == MessageKind.REMINDER.value)
    unsaid = ~select(1).where(reminded).exists()
    due = or_(
        and_(drawn, cells.state == InvitationState.SENT.value, half_over, unsaid),
        and_(drawn, cells.state == InvitationState.WAITING.value, cells.notice_from <= now),
        and_(drawn, cells.state.in_(asked), cells.answer_by < now),
        and_(drawn, cells.state.in_([it.value for it in LEAVES]), select(1).where(seated).exists()),
        and_(~drawn, cells.state.in_([it.value for it in HELD])),
    )
    query = select(cells.id).join(_DRAW, _DRAW.c.id == cells.draw_id).where(due)
    ordered = query.order_by(cells.answer_by, cells.position, cells.id).limit(limit)
    return tuple((await session.scalars(ordered)).all())


async def _one(session: AsyncSession, query: Select[*tuple[Any, ...]]) -> InvitationRecord | None:
    row = (await session.execute(query)).one_or_none()
    return None if row is None else _record(row)


async def _all(
    session: AsyncSession, query: Select[*tuple[Any, ...]]
) -> tuple[InvitationRecord, ...]:
    return tuple(_record(row) for row in (await session.execute(query)).all())


def _values(invitation: InvitationRecord) -> dict[str, object]:
    values = {name: getattr(invitation, name) for name in InvitationRecord.__slots__}
    return values | {"state": invitation.state.value, "kind": invitation.kind.value}


def _record(row: Row[*tuple[Any, ...]]) -> InvitationRecord:
    values = {name: getattr(row, name) for name in InvitationRecord.__slots__}
    coded = {"state": InvitationState(row.state), "kind": AnswerKind(row.kind)}
    return InvitationRecord(**values | coded)
