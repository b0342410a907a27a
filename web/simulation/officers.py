"""What officers, approvers and auditors do for one panel: ask, approve, draw.

Every step is an act of the service. Where the pool is short the officer widens the field to the
next higher level, as the live count would advise; where that does not help the request ends.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from expert_pool.audit.entries import Actor
from expert_pool.conflicts import ReviewDays
from selection.documents.commitment import hash_party_secret
from selection.drawing import commit_secret, reveal_secret
from selection.drawing.witnessing import attend_as_witness
from selection.errors import SelectionError
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
from selection.states.requests import RequestState
from selection.storage.project_store import Project
from selection.storage.request_store import RequestRecord, load_request
from web.services import Services
from web.simulation.stage import Cast

SECRET_BYTES: Final = 16
PEERS: Final = 2
NOTE: Final = "模拟运行：候选人数已说明，同意抽取。"
GIVEN_UP: Final = "模拟运行：专家库人数不足，取消申请。"


Secrets = tuple[tuple[Actor, bytes], ...]
"""Both parties of a draw, each with its secret."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a bureau needs a panel for: activity, project, and the days of the review."""

    activity: str
    project: Project
    asked_on: date
    first_day: date
    days: int
    officer: Actor


class Office:
    """One bureau's staff at work."""

    def __init__(self, services: Services, cast: Cast) -> None:
        self._services = services
        self._cast = cast
        clock = services.clock
        self._counts = LiveCounts(services.request_desk, lambda: clock().timestamp())

    async def ask(self, wish: Wish) -> RequestRecord | None:
        """A request that was handed in; None where even the widest field makes no panel."""
        for fields in self._wider_and_wider(wish.project.field):
            criteria = self._criteria(wish, fields)
            live = await self._counts.count(criteria)
            if live.shortfall is not None:
                continue
            desk = self._services.request_desk
            draft = Draft(wish.activity, (wish.project.id,), {}, criteria)
            made = await create_request(desk, wish.officer, draft)
            return await submit_request(
                desk, wish.officer, made.id, made.version, confirmed=True, live=live
            )
        return None

    async def approve(self, request: RequestRecord) -> bool:
        """Whether the approver lets the request pass; else its officer cancels it."""
        desk, asked = self._services.request_desk, (request.id, request.version)
        try:
            await approve_request(desk, self._counts, self._cast.approver, asked, NOTE)
        except SelectionError as error:
            if error.code != "request.no_panel":
                raise
            officer = Actor(str(request.created_by), "officer")
            await cancel_request(desk, officer, asked, GIVEN_UP)
            return False
        return True

    async def commit(self, request: RequestRecord) -> Secrets:
        """A witness comes; both parties hand in their hashes, and the service commits."""
        database, desk = self._services.database, self._services.draw_desk
        async with database.transaction() as session:
            await attend_as_witness(session, desk, request.id, self._cast.witness)
        parties = (Actor(str(request.created_by), "officer"), self._cast.auditor)
        fresh = desk.fresh_bytes
        secrets = tuple((party, fresh(SECRET_BYTES)) for party in parties)
        for actor, secret in secrets:
            hashed = bytes.fromhex(hash_party_secret(str(request.id), actor.role, secret))
            async with database.transaction() as session:
                await commit_secret(session, desk, request.id, actor, hashed)
        return secrets

    async def reveal(self, request_id: UUID, secrets: Secrets) -> bool:
        """Both secrets are opened; whether the panel is drawn."""
        for actor, secret in secrets:
            async with self._services.database.transaction() as session:
                await reveal_secret(session, self._services.draw_desk, request_id, actor, secret)
        async with self._services.database.read() as session:
            record = await load_request(session, request_id)
        return record is not None and record.state is RequestState.DRAWN

    def _wider_and_wider(self, field: str) -> tuple[frozenset[str], ...]:
        """The field of a project, each level above it, and every field."""
        path = self._services.lists.field_path(field)
        return (*(frozenset({code}) for code in reversed(path)), frozenset())

    def _criteria(self, wish: Wish, fields: frozenset[str]) -> PanelRequest:
        lists, policy = self._services.lists, self._services.policy
        template = request_from_template(lists.activities[wish.activity], policy)
        return PanelRequest(
            id=RequestId(""),
            activity=wish.activity,
            projects=(),
            review=ReviewDays(wish.first_day, wish.first_day + timedelta(days=wish.days - 1)),
            place=template.place,
            seats=template.seats,
            quotas=_with_field(template.quotas, fields, template.seats),
            employer_cap=template.employer_cap,
            programme=wish.project.programme,
            fields=frozenset({wish.project.field}),
            division=wish.project.division,
            name_policy=template.name_policy,
        )


def _with_field(quotas: tuple[Quota, ...], fields: frozenset[str], seats: int) -> tuple[Quota, ...]:
    """The usual quotas, and the nearest peers: so many members of the project's field."""
    if not fields:
        return quotas
    peers = Quota("field", (Condition(Attribute.FIELD, fields),), PEERS, seats)
    return tuple(sorted((*quotas, peers), key=lambda quota: quota.id))
