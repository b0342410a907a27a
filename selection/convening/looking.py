"""The state of a meeting on one page: for its host, and for a member, each as far as it may see.

Names show once the panel is released (rule SEC-01) or somebody has signed in before the host's
eyes; each look of the host at names is an entry of the log.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.findings import Finding
from expert_pool.storage.expert_store import load_expert_of, load_experts
from selection.convening.holding import (
    Held,
    find_own_root,
    hold,
    hold_own,
    opinion_of,
    record_meeting,
)
from selection.convening.opening import may_open
from selection.convening.quorum import quorum_of
from selection.drawing.desk import DrawDesk
from selection.drawing.notes import read_note
from selection.errors import SelectionError
from selection.meetings import (
    MeetingStep,
    Opinion,
    Progress,
    Tally,
    check_begin,
    count_opinions,
    elect,
    find_meeting_step,
)
from selection.requests import PanelRequest, thaw_criteria
from selection.requests.release import find_release_day
from selection.states.exceptions import ExceptionRule, offered_rules
from selection.storage.exception_store import ExceptionRecord, list_allowed
from selection.storage.invitation_store import ArrangementRecord, load_arrangement
from selection.storage.meeting_store import (
    AttendanceRecord,
    MeetingRecord,
    list_own_meetings,
    load_meeting_of,
)
from selection.storage.pack_store import find_pack_out
from selection.storage.request_store import RequestRecord

_OF_THE_DAY: Final = {ExceptionRule.SIGN_IN, ExceptionRule.QUORUM}


@dataclass(frozen=True, slots=True)
class Shown:
    """One member as a page shows it: a name only where it may be seen."""

    record: AttendanceRecord
    name: str
    opinion: Opinion
    reasons: str
    votes: int


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that the host sees; without a meeting only the request and its arrangement.

    `opens` says that the doors can be opened today, `before` that the review is still to come.
    `pack` is the number of the offline pack that is out: until it is back, nothing is done here.
    `exceptions` are those that were allowed for this meeting; `may_except` says that more could be
    asked for.
    """

    request: RequestRecord
    asked: PanelRequest
    arranged: ArrangementRecord | None
    opens: bool = False
    before: bool = False
    meeting: MeetingRecord | None = None
    members: tuple[Shown, ...] = ()
    quorum: int = 0
    against: tuple[Finding, ...] = ()
    tally: Tally = field(default_factory=Tally)
    elected: str = ""
    minutes: str = ""
    step: MeetingStep | None = None
    pack: str = ""
    exceptions: tuple[ExceptionRecord, ...] = ()
    may_except: bool = False

    @property
    def sitting(self) -> tuple[Shown, ...]:
        """Members who are on the panel now."""
        return tuple(it for it in self.members if it.record.left_at is None)

    @property
    def gone(self) -> tuple[Shown, ...]:
        """Members who left on the day; what they said is void."""
        return tuple(it for it in self.members if it.record.left_at is not None)

    @property
    def here(self) -> int:
        """How many are at the table."""
        return sum(it.record.attendance.here for it in self.members)

    @property
    def vacant(self) -> int:
        """Seats for which no reserve is left."""
        return self.asked.seats - len(self.sitting)


@dataclass(frozen=True, slots=True)
class OwnDay:
    """Everything that a member sees: the own attendance, who is at the table, the minutes.

    `pack` is the number of the offline pack that is out: until it is back, nothing is done here.
    """

    meeting: MeetingRecord
    arranged: ArrangementRecord | None
    own: AttendanceRecord
    opinion: Opinion
    reasons: str
    table: tuple[Shown, ...]
    minutes: str
    pack: str = ""


async def load_day(session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor) -> Day:
    """The review day of a panel, for its host; a look at names is logged.

    Raises:
        SelectionError: `draw.not_found`, `draw.not_approved_yet` or `draw.not_drawn_yet`.
    """
    root = await find_own_root(session, request_id, actor)
    if root.criteria is None:
        raise SelectionError("draw.not_approved_yet")
    asked = thaw_criteria(root.criteria)
    arranged = await load_arrangement(session, root.id)
    meeting = await load_meeting_of(session, root.id)
    if meeting is None:
        pack = await find_pack_out(session, root.id)
        opens = may_open(asked.review, arranged, desk.today()) and not pack
        before = desk.today() < asked.review.start
        return Day(root, asked, arranged, opens, before=before, pack=pack)
    held = await hold(session, desk, meeting)
    release = find_release_day(asked, desk.policy)
    released = release is not None and desk.today() >= release
    seen = [it for it in held.members if released or it.signed_in_at is not None]
    members = await _shown(session, desk, held, seen)
    if seen:
        await record_meeting(session, actor, Act.MEETING_READ, held.meeting)
    quorum = await quorum_of(session, desk, held.meeting)
    day = Day(
        request=root,
        asked=asked,
        arranged=arranged,
        meeting=held.meeting,
        members=members,
        quorum=quorum,
        against=check_begin(held.attending, quorum, desk.policy),
        tally=count_opinions(held.opinions, desk.policy),
        elected=_elected(held, members),
        minutes=_minutes(desk, held.meeting),
        pack=held.pack,
        exceptions=await list_allowed(session, held.meeting.id),
        may_except=bool(_OF_THE_DAY & set(offered_rules(desk.policy))),
    )
    return _with_step(day, held.meeting)


async def load_own_days(session: AsyncSession, account_id: UUID) -> tuple[MeetingRecord, ...]:
    """The meetings that somebody can take part in now."""
    expert = await load_expert_of(session, account_id)
    return await list_own_meetings(session, UUID(expert.expert.id)) if expert else ()


async def load_own_day(
    session: AsyncSession, desk: DrawDesk, meeting_id: UUID, actor: Actor
) -> OwnDay:
    """A meeting as one of its members sees it; the others only after the own pledge.

    Raises:
        SelectionError: what `hold_own` raises.
    """
    held, own = await hold_own(session, desk, meeting_id, actor)
    table = [it for it in held.members if it.attendance.counts] if own.attendance.counts else []
    return OwnDay(
        meeting=held.meeting,
        arranged=await load_arrangement(session, held.meeting.request_id),
        own=own,
        opinion=opinion_of(held.meeting, own),
        reasons=read_note(desk, ("attendance", "stance_cipher", own.id), own.stance_cipher),
        table=await _shown(session, desk, Held(held.meeting, tuple(table)), table),
        minutes=_minutes(desk, held.meeting) if table else "",
        pack=held.pack,
    )


async def _shown(
    session: AsyncSession, desk: DrawDesk, held: Held, seen: Iterable[AttendanceRecord]
) -> tuple[Shown, ...]:
    named = {it.expert_id for it in seen}
    people = await load_experts(session, named)
    votes = _votes(held)
    return tuple(
        Shown(
            record=it,
            name=people[it.expert_id].expert.name if it.expert_id in named else "",
            opinion=opinion_of(held.meeting, it),
            reasons=read_note(desk, ("attendance", "stance_cipher", it.id), it.stance_cipher),
            votes=sum(chosen == str(it.expert_id) for chosen in votes.values()),
        )
        for it in held.members
    )


def _votes(held: Held) -> Mapping[str, str]:
    return {
        str(it.expert_id): str(it.vote_for)
        for it in held.members
        if it.vote_for and it.attendance.counts
    }


def _elected(held: Held, members: Iterable[Shown]) -> str:
    chosen = elect(_votes(held), held.attending)
    return next((it.name for it in members if str(it.record.expert_id) == chosen), "")


def _minutes(desk: DrawDesk, meeting: MeetingRecord) -> str:
    return read_note(desk, ("meeting", "minutes_cipher", meeting.id), meeting.minutes_cipher)


def _with_step(day: Day, meeting: MeetingRecord) -> Day:
    sitting = [it.record.attendance for it in day.sitting]
    progress = Progress(
        state=meeting.state,
        expected=sum(not it.signed_in for it in sitting),
        unpledged=sum(it.here and not it.pledged for it in sitting),
        quorate=not day.against,
        chair=meeting.chair_expert is not None,
        minutes=meeting.minutes_version > 0,
        opinions_open=day.tally.open,
        sheet=bool(meeting.sheet_name),
    )
    return replace(day, step=find_meeting_step(progress))
