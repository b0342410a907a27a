"""What people may see of a draw, and the log entry of each look at names.

Its one job is to load a draw for somebody who may watch it. It changes nothing but the
log: who hands in and who reveals stands in `parties` and `concluding`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.findings import Finding, Severity
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_experts
from selection.drawing.desk import DrawDesk
from selection.drawing.opening import open_receipt
from selection.drawing.panel_now import Holding, load_panel_now
from selection.drawing.watchers import may_watch
from selection.errors import SelectionError
from selection.states.requests import RequestState
from selection.storage.choice_store import ChoiceCourse, load_course
from selection.storage.draw_store import (
    DrawRecord,
    DrawState,
    Json,
    PanelSeat,
    list_draws,
    load_attempts,
    load_draw,
    load_draw_by_commit,
    load_screened,
    load_seats,
)
from selection.storage.request_store import (
    PartySecret,
    RequestRecord,
    load_party_secrets,
    load_request,
    request_numbers,
)
from selection.storage.source_store import SourceWord, load_words

INFEASIBLE = "infeasible"
HASH_BYTES = 32
_CEREMONIAL = frozenset({RequestState.APPROVED, RequestState.COMMITTED, RequestState.DRAWN})


@dataclass(frozen=True, slots=True)
class Ceremony:
    """One request on its way to a panel: the parties' shares, the draw, the drawn seats.

    `former` are the annulled draws before this one, which stay on record for ever. `choice` is
    there where the candidates of the draw are, or were, offered to the officer.
    """

    request: RequestRecord
    shares: tuple[PartySecret, ...]
    draw: DrawRecord | None
    seats: tuple[PanelSeat, ...]
    former: tuple[DrawRecord, ...] = ()
    words: tuple[SourceWord, ...] = ()
    choice: ChoiceCourse | None = None

    @property
    def drawn(self) -> DrawRecord:
        """The concluded draw.

        Raises:
            SelectionError: `draw.not_drawn_yet`.
        """
        if self.draw is None or self.draw.state is not DrawState.DRAWN:
            raise SelectionError("draw.not_drawn_yet")
        return self.draw

    def share_of(self, role: str) -> PartySecret | None:
        """What the party of this role has handed in, or None."""
        return next((share for share in self.shares if share.role == role), None)


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody's time on a seat, now or before, and who it is."""

    seat: Holding
    record: ExpertRecord


@dataclass(frozen=True, slots=True)
class Excluded:
    """Somebody of the pool who could not be drawn, with every finding."""

    record: ExpertRecord
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A draw as everybody may see it, under the number of its request."""

    draw: DrawRecord
    number: str


async def load_ceremony(session: AsyncSession, request_id: UUID, actor: Actor) -> Ceremony:
    """The ceremony of a request, for one of those who may watch it.

    Raises:
        SelectionError: `draw.not_found` for everybody else, `draw.not_approved_yet`.
    """
    request = await load_request(session, request_id)
    if request is None or not await may_watch(session, request, actor):
        raise SelectionError("draw.not_found")
    if request.state not in _CEREMONIAL and not is_infeasible(request):
        raise SelectionError("draw.not_approved_yet")
    newest = await load_draw(session, request_id)
    draw = newest if newest and not newest.is_over else None
    attempts = await load_attempts(session, request_id)
    return Ceremony(
        request=request,
        shares=await load_party_secrets(session, request_id, request.version),
        draw=draw,
        seats=await load_seats(session, draw.id) if draw else (),
        former=tuple(one for one in attempts if one.is_over),
        words=await load_words(session, draw.id) if draw else (),
        choice=await load_course(session, draw.id) if draw else None,
    )


def is_infeasible(request: RequestRecord) -> bool:
    """Whether the request came back because no panel can keep its rules."""
    return request.state is RequestState.RETURNED and request.decision_reason == INFEASIBLE


async def read_panel(
    session: AsyncSession, ceremony: Ceremony, actor: Actor, act: Act = Act.DRAW_READ_PANEL
) -> tuple[Seated, ...]:
    """The panel with its names, for the officer's duty to call them and for the auditor.

    Whoever left a seat stands before who came to it.

    Raises:
        SelectionError: `draw.not_drawn_yet`, or `draw.names_forbidden`.
    """
    await _record_look(session, ceremony, actor, act)
    panel = await load_panel_now(session, ceremony.drawn)
    held = tuple(holding for seat in panel.seats for holding in seat.holdings)
    people = await load_experts(session, (holding.expert_id for holding in held))
    return tuple(Seated(holding, people[holding.expert_id]) for holding in held)


async def read_excluded(
    session: AsyncSession, ceremony: Ceremony, actor: Actor, rule: str, page: slice
) -> tuple[tuple[Excluded, ...], int]:
    """One page of the excluded, narrowed to a rule where one is named, and how many in all.

    Raises:
        SelectionError: `draw.not_drawn_yet`, or `draw.names_forbidden`.
    """
    await _record_look(session, ceremony, actor, Act.DRAW_READ_EXCLUDED)
    told = [
        (one, read_findings(one.findings))
        for one in await load_screened(session, ceremony.drawn.id)
        if not one.pseudonym
    ]
    wanted = [(one, found) for one, found in told if _names_rule(found, rule)]
    wanted.sort(key=lambda pair: (tuple(it.code for it in pair[1]), pair[0].expert_id))
    people = await load_experts(session, (one.expert_id for one, _ in wanted[page]))
    shown = tuple(Excluded(people[one.expert_id], found) for one, found in wanted[page])
    return shown, len(wanted)


async def read_receipt(
    session: AsyncSession, desk: DrawDesk, ceremony: Ceremony, actor: Actor
) -> bytes:
    """The full receipt as a file, for the auditor.

    Raises:
        SelectionError: `draw.not_drawn_yet`, or `draw.names_forbidden`.
    """
    if actor.role != Role.AUDITOR:
        raise SelectionError("draw.names_forbidden")
    await _record_look(session, ceremony, actor, Act.DRAW_READ_RECEIPT)
    return open_receipt(desk, ceremony.drawn)


async def list_published(
    session: AsyncSession, *, limit: int, offset: int
) -> tuple[tuple[Published, ...], int]:
    """One page of all draws for everybody, the newest first, and how many in all."""
    draws, total = await list_draws(session, limit=limit, offset=offset)
    numbers = await request_numbers(session, (draw.request_id for draw in draws))
    return tuple(Published(draw, numbers[draw.request_id]) for draw in draws), total


async def load_published(session: AsyncSession, commit_hash: str) -> Published:
    """The draw with this commitment, for everybody.

    Raises:
        SelectionError: `draw.not_found`.
    """
    digest = _read_digest(commit_hash)
    draw = await load_draw_by_commit(session, digest) if digest else None
    if draw is None:
        raise SelectionError("draw.not_found")
    numbers = await request_numbers(session, (draw.request_id,))
    return Published(draw, numbers[draw.request_id])


def read_findings(stored: Sequence[Json]) -> tuple[Finding, ...]:
    """The findings of a screening as the rules gave them."""
    return tuple(_finding(one) for one in stored)


def _finding(stored: Json) -> Finding:
    params = stored["params"]
    pairs = params if isinstance(params, list) else []
    return Finding(
        code=str(stored["code"]),
        severity=Severity(str(stored["severity"])),
        source=str(stored["source"]),
        params=tuple((str(name), value) for name, value in pairs),
    )


def _names_rule(findings: tuple[Finding, ...], rule: str) -> bool:
    return not rule or any(it.rule_id == rule for it in findings if it.severity is Severity.HARD)


def _read_digest(text: str) -> bytes:
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        return b""
    return digest if len(digest) == HASH_BYTES else b""


async def _record_look(session: AsyncSession, ceremony: Ceremony, actor: Actor, act: Act) -> None:
    """A look at names needs a concluded draw, a duty, and an entry in the log."""
    draw = ceremony.drawn
    if actor.role not in {Role.OFFICER, Role.AUDITOR}:
        raise SelectionError("draw.names_forbidden")
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=str(draw.id),
        request=str(ceremony.request.id),
    )
