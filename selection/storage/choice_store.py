"""Choices among the candidates of draws: values in and out; the rows never leave."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.tables.columns import table_of
from selection.states.choices import WAITING, ChoiceAct, ChoiceState, find_answer
from selection.states.vacancies import TAKEN, VacancyReason
from selection.storage.choice_tables import ChoiceRow
from selection.storage.draw_store import DrawState
from selection.storage.tables import DrawRow, PanelSeatRow
from selection.storage.vacancy_tables import VacancyRow

_CHOICE = table_of(ChoiceRow)
_DRAW = table_of(DrawRow)
_SEAT = table_of(PanelSeatRow)
_VACANCY = table_of(VacancyRow)
_WAITING = [it.value for it in sorted(WAITING)]


@dataclass(frozen=True, slots=True)
class ChoiceRecord:
    """A choice as stored; ciphers are opened by the shell alone.

    `due_at` is the end of the term that runs: the officer's to choose, or the approver's to
    confirm. `version` counts proposals.
    """

    id: UUID
    draw_id: UUID
    state: ChoiceState
    offered: int
    opened_at: datetime
    due_at: datetime
    version: int = 0
    proposed_by: UUID | None = None
    proposed_at: datetime | None = None
    passes_cipher: bytes | None = None
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    note_cipher: bytes | None = None

    @property
    def waits(self) -> bool:
        """Whether nobody is invited yet, because somebody may still choose or confirm."""
        return self.state in WAITING

    @property
    def refused(self) -> bool:
        """Whether the drawn order holds because the last proposal was sent back, too."""
        return self.state is ChoiceState.KEPT and self.decided_by is not None

    @property
    def last(self) -> bool:
        """Whether the choice is over once the proposal is sent back that waits, or comes next."""
        proposals = self.version + (self.state is ChoiceState.OPEN)
        return self.waits and find_answer(confirmed=False, proposals=proposals) is ChoiceAct.REFUSE


@dataclass(frozen=True, slots=True)
class PassedSeat:
    """Somebody was passed over there, on this ground."""

    position: int
    ground: str


@dataclass(frozen=True, slots=True)
class ChoiceCourse:
    """A choice with what led to it, as the log counts, and what came of it, seat by seat."""

    record: ChoiceRecord
    trials: int
    proposals: int
    passed: tuple[PassedSeat, ...]

    @property
    def positions(self) -> tuple[int, ...]:
        """The seats at which somebody was passed over, each once."""
        return tuple(sorted({it.position for it in self.passed}))


async def add_choice(session: AsyncSession, choice: ChoiceRecord) -> None:
    """Store a choice that has just opened."""
    await session.execute(insert(_CHOICE).values(**_values(choice)))


async def save_choice(session: AsyncSession, choice: ChoiceRecord) -> None:
    """Store what became of a choice."""
    query = update(_CHOICE).where(_CHOICE.c.id == choice.id)
    await session.execute(query.values(**_values(choice)))


async def load_choice(
    session: AsyncSession, draw_id: UUID, *, lock: bool = False
) -> ChoiceRecord | None:
    """The choice of a draw, where one was offered."""
    query = select(_CHOICE).where(_CHOICE.c.draw_id == draw_id)
    row = (await session.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        return None
    values = {name: getattr(row, name) for name in ChoiceRecord.__slots__}
    return ChoiceRecord(**values | {"state": ChoiceState(row.state)})


async def load_course(session: AsyncSession, draw_id: UUID) -> ChoiceCourse | None:
    """The choice of a draw with its trials and proposals, where one was offered."""
    choice = await load_choice(session, draw_id)
    if choice is None:
        return None
    acts = (Act.CHOICE_TRY, Act.CHOICE_PROPOSE)
    counted = await AuditStore(session).count_acts(str(draw_id), acts)
    query = (
        select(_VACANCY.c.position, _VACANCY.c.ground)
        .where(_VACANCY.c.draw_id == draw_id)
        .where(_VACANCY.c.reason == VacancyReason.PASSED_OVER.value)
        .where(_VACANCY.c.state.in_(sorted(TAKEN)))
        .order_by(_VACANCY.c.step)
    )
    passed = tuple(PassedSeat(*row) for row in await session.execute(query))
    return ChoiceCourse(choice, counted[Act.CHOICE_TRY], counted[Act.CHOICE_PROPOSE], passed)


async def list_due_choices(session: AsyncSession, now: datetime, *, limit: int) -> tuple[UUID, ...]:
    """The requests whose panel waits for a choice that nobody made or confirmed in time."""
    query = (
        select(_DRAW.c.request_id)
        .join(_CHOICE, _CHOICE.c.draw_id == _DRAW.c.id)
        .where(_CHOICE.c.state.in_(_WAITING), _CHOICE.c.due_at < now)
        .where(_DRAW.c.state == DrawState.DRAWN.value)
        .order_by(_CHOICE.c.due_at, _CHOICE.c.id)
        .limit(limit)
    )
    return tuple((await session.scalars(query)).all())


async def requests_to_choose(
    session: AsyncSession, request_ids: Collection[UUID]
) -> Mapping[UUID, ChoiceState]:
    """Those of the requests whose panel waits for a choice, and whose turn it is."""
    query = (
        select(_DRAW.c.request_id, _CHOICE.c.state)
        .join(_CHOICE, _CHOICE.c.draw_id == _DRAW.c.id)
        .where(_DRAW.c.request_id.in_(request_ids), _DRAW.c.state == DrawState.DRAWN.value)
        .where(_CHOICE.c.state.in_(_WAITING))
    )
    return {request: ChoiceState(state) for request, state in await session.execute(query)}


async def draws_to_choose(session: AsyncSession, draw_ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of the draws whose panel is not final, since it waits for a choice."""
    query = (
        select(_CHOICE.c.draw_id)
        .join(_DRAW, _DRAW.c.id == _CHOICE.c.draw_id)
        .where(_CHOICE.c.draw_id.in_(draw_ids), _DRAW.c.state == DrawState.DRAWN.value)
        .where(_CHOICE.c.state.in_(_WAITING))
    )
    return frozenset((await session.scalars(query)).all())


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody whose turn came in a choice that is over, and whether the officer passed over."""

    draw_id: UUID
    expert_id: UUID
    passed: bool


async def load_turns(session: AsyncSession) -> tuple[Turn, ...]:
    """Everybody whose turn came in a choice: those drawn, and those who followed somebody."""
    chosen = select(_CHOICE.c.draw_id).where(_CHOICE.c.state.not_in(_WAITING))
    passes = _VACANCY.c.reason == VacancyReason.PASSED_OVER.value
    drawn = select(_SEAT.c.draw_id, _SEAT.c.expert_id).where(_SEAT.c.draw_id.in_(chosen))
    came = select(_VACANCY.c.draw_id, _VACANCY.c.successor_id).where(
        passes, _VACANCY.c.successor_id.is_not(None)
    )
    left = select(_VACANCY.c.draw_id, _VACANCY.c.expert_id).where(passes)
    over = {(draw, expert) for draw, expert in await session.execute(left)}
    turns = await session.execute(union_all(drawn, came))
    return tuple(Turn(draw, one, (draw, one) in over) for draw, one in turns)


def _values(choice: ChoiceRecord) -> dict[str, object]:
    values = {name: getattr(choice, name) for name in ChoiceRecord.__slots__}
    return values | {"state": choice.state.value}
