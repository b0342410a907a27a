"""Panel requests of the demo in every stage, five of them drawn, by the service's own acts.

The first is over: a member declined, the next reserve came, and the review was held. One meets
today: everybody has accepted, and its doors can be opened. One was cancelled for a thin field, the
members of another are just being asked, and the candidates of the last are offered for a choice.

The acts are dated in the past by a clock that only the demo has; everything else is what
a real officer, approver and auditor would have done.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from expert_pool.audit.entries import Actor
from expert_pool.conflicts import ReviewDays
from expert_pool.roles import Role
from selection.documents.commitment import hash_party_secret
from selection.drawing import commit_secret, reveal_secret
from selection.drawing.reporting import Report, report_vacancy
from selection.drawing.vacating import Decision, decide_vacancy
from selection.drawing.whole_panel import load_locked_panel
from selection.requesting import (
    Draft,
    LiveCounts,
    approve_request,
    cancel_request,
    create_request,
    submit_request,
)
from selection.requests import PanelRequest, RequestId, request_from_template
from selection.requests.values import Attribute, Condition, Quota
from selection.states.vacancies import VacancyReason
from selection.storage.project_store import Project
from web.demo.reviews import accept_seats
from web.services import Services

SECRET_BYTES = 16
LEFT_SEAT = 3
TODAY, ANSWERING, CHOOSING = "today", "answering", "choosing"
DRAWN = frozenset({"drawn", "replaced", TODAY, ANSWERING})
THIN_FIELD = "70301"
# The demo begins so long before it is loaded: its draws lie in the past.
HEAD_START = timedelta(days=8)


class PastClock:
    """A clock that starts in the past and moves when it is told to."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def __call__(self) -> datetime:
        """The moment that the demo pretends it is."""
        return self._now

    def wait(self, **by: float) -> None:
        """Let time pass."""
        self._now += timedelta(**by)

    def reach(self, moment: datetime) -> None:
        """Let time pass until a moment, if it has not come yet."""
        self._now = max(self._now, moment)

    def wait_for_morning(self) -> None:
        """Let the night pass: 9 o'clock of the next day in China."""
        self._now = self._now.replace(hour=1, minute=0) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """What one request of the demo is for, and how far it has come.

    `peers` are a field and so many seats that are kept for it. Without a `morning` of its own it
    is made on the day of the one before.
    """

    activity: str
    project: int
    review_in_days: int
    stage: str
    peers: tuple[str, int] | None = None
    morning: bool = True


PLANS = (
    Plan("A01", 0, 4, "replaced", ("20", 2)),
    Plan("A12", 1, 24, "drawn"),
    Plan("A01", 2, 26, "approved", morning=False),
    Plan("A13", 3, 28, "submitted"),
    Plan("A01", 7, 0, TODAY, morning=False),
    Plan("A01", 4, 1, "cancelled", (THIN_FIELD, 3), morning=False),
    Plan("A01", 8, 25, ANSWERING),
    Plan("A08", 9, 27, CHOOSING, morning=False),
)


class RequestMaker:
    """Makes the requests of the demo, each as far as its plan says.

    `drawn` are those with a panel; of them `reviewed` those whose review is over when the demo is
    loaded, and `answering` those whose members are still to be asked. `choosing` are those still
    to be drawn, since the term of a choice begins with the result.
    """

    def __init__(self, services: Services, accounts: Mapping[str, UUID], clock: PastClock) -> None:
        self._services = services
        self._clock = clock
        self._loaded_on = services.today() + HEAD_START
        self._counts = LiveCounts(services.request_desk)
        self._officer = Actor(str(accounts["officer"]), Role.OFFICER.value)
        self._approver = Actor(str(accounts["approver"]), Role.APPROVER.value)
        self._auditor = Actor(str(accounts["auditor"]), Role.AUDITOR.value)
        self.drawn: tuple[UUID, ...] = ()
        self.reviewed: tuple[UUID, ...] = ()
        self.answering: tuple[UUID, ...] = ()
        self.choosing: tuple[UUID, ...] = ()
        self._handed_in: dict[UUID, Mapping[Actor, bytes]] = {}

    async def make(self, projects: Sequence[Project], plans: Sequence[Plan] = PLANS) -> None:
        """All requests, one or two each morning."""
        for plan in plans:
            if plan.morning:
                self._clock.wait_for_morning()
            else:
                self._clock.wait(minutes=20)
            await self._make(plan, projects[plan.project])

    async def _make(self, plan: Plan, project: Project) -> None:
        desk = self._services.request_desk
        draft = self._draft(plan, project)
        made = await create_request(desk, self._officer, draft)
        self._clock.wait(minutes=12)
        sent = await submit_request(desk, self._officer, made.id, made.version, confirmed=True)
        if plan.stage == "submitted":
            return
        self._clock.wait(minutes=45)
        reason = "示例：候选人数已说明，同意抽取。"
        asked = (sent.id, sent.version)
        approved = await approve_request(desk, self._counts, self._approver, asked, reason)
        if plan.stage == "cancelled":
            self._clock.wait(minutes=15)
            thin = "示例：该领域可抽取专家偏少，先行征集专家，评审改期。"
            await cancel_request(desk, self._officer, (approved.id, approved.version), thin)
        if plan.stage == CHOOSING:
            self.choosing += (made.id,)
        if plan.stage in DRAWN:
            await self.hand_in(made.id)
            await self.reveal(made.id)
            self.drawn += (made.id,)
        if plan.stage == ANSWERING:
            self.answering += (made.id,)
        if plan.stage == TODAY:
            await accept_seats(self._services, self._clock, made.id, self._officer)
        if plan.stage == "replaced":
            await self._replace(made.id)
            self.reviewed += (made.id,)

    def _draft(self, plan: Plan, project: Project) -> Draft:
        lists, policy = self._services.lists, self._services.policy
        template = request_from_template(lists.activities[plan.activity], policy)
        day = _weekday(self._clock().date() + timedelta(days=plan.review_in_days))
        day = self._loaded_on if plan.stage == TODAY else day
        review = ReviewDays(day, day)
        criteria = PanelRequest(
            id=RequestId(""),
            activity=plan.activity,
            projects=(),
            review=review,
            place=template.place,
            seats=template.seats,
            quotas=(*template.quotas, *_peers(plan, template.seats)),
            employer_cap=template.employer_cap,
            programme=project.programme,
            fields=frozenset({project.field}),
            division=project.division,
            name_policy=template.name_policy,
        )
        return Draft(plan.activity, (project.id,), {}, criteria)

    async def hand_in(self, request_id: UUID) -> None:
        """Both parties hand in the hashes of their secrets, as their browsers would, and wait."""
        services = self._services
        desk = services.draw_desk
        secrets = self._handed_in[request_id] = dict(self._secrets())
        for actor, secret in secrets.items():
            self._clock.wait(minutes=7)
            hashed = bytes.fromhex(hash_party_secret(str(request_id), actor.role, secret))
            async with services.database.transaction() as session:
                await commit_secret(session, desk, request_id, actor, hashed)
        wait = services.policy.integer("seed_wait_minutes")
        self._clock.wait(minutes=wait + 3)

    async def reveal(self, request_id: UUID) -> None:
        """Both parties reveal their secrets, and the panel is there."""
        services = self._services
        for actor, secret in self._handed_in.pop(request_id).items():
            self._clock.wait(minutes=2)
            async with services.database.transaction() as session:
                await reveal_secret(session, services.draw_desk, request_id, actor, secret)

    async def _replace(self, request_id: UUID) -> None:
        """A member declines the next morning; the approver confirms, and the next reserve sits."""
        self._clock.wait_for_morning()
        services, desk = self._services, self._services.draw_desk
        async with services.database.transaction() as session:
            panel = await load_locked_panel(session, request_id)
            leaver = panel.seat(LEFT_SEAT).last.pseudonym
            told = Report(LEFT_SEAT, leaver, VacancyReason.DECLINED, note="示例：当日另有公务。")
            vacancy = await report_vacancy(session, desk, request_id, self._officer, told)
        self._clock.wait(minutes=25)
        decision = Decision(vacancy.id, confirmed=True)
        async with services.database.transaction() as session:
            await decide_vacancy(session, desk, request_id, self._approver, decision)

    def _secrets(self) -> Iterator[tuple[Actor, bytes]]:
        fresh = self._services.draw_desk.fresh_bytes
        for actor in (self._officer, self._auditor):
            yield actor, fresh(SECRET_BYTES)


def _peers(plan: Plan, seats: int) -> Iterator[Quota]:
    """The seats that a plan keeps for a field."""
    if plan.peers is not None:
        field, least = plan.peers
        yield Quota("peers", (Condition(Attribute.FIELD, frozenset({field})),), least, seats)


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) % 7 if day.weekday() > 4 else 0)  # noqa: PLR2004
