"""Counts what waits for the visitor in hand: one query a line, and an address for each.

Its one job is to ask storage for each line of the visitor's role. Whatever has nothing to say is
left out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Select

from expert_pool.calendar import CHINA
from expert_pool.storage import waiting_desks as desks
from expert_pool.storage.waiting import One, Viewer, Waiting, look
from selection.drawing import wanted_parties
from selection.drawing.sources import TWO_PARTIES
from selection.evaluations import find_term
from selection.storage import waiting_panels as panels
from selection.storage import waiting_requests as requests
from selection.storage import waiting_reviews as reviews
from web.services import Connection, Services, services_of
from web.translation import current_translator
from web.visits import visit_of
from web.waiting.lines import Line, lines_for
from web.waiting.works import When, Work

QUERIES: Final[Mapping[Work, Callable[[Viewer], Select[Any]]]] = {
    Work.DRAFT: requests.drafts,
    Work.SENT_BACK: requests.sent_back,
    Work.BEGIN: requests.to_begin,
    Work.COMMIT: requests.to_commit,
    Work.REVEAL: requests.to_reveal,
    Work.TYPE: requests.to_type,
    Work.WITNESS: requests.unwatched,
    Work.CHOOSE: panels.to_choose,
    Work.ARRANGE: panels.to_arrange,
    Work.FILL: panels.seats_to_fill,
    Work.REFUSED: panels.exceptions_refused,
    Work.TODAY: reviews.reviews_today,
    Work.CLOSE: reviews.meetings_to_close,
    Work.SHEET: reviews.sheets_missing,
    Work.EVALUATE: reviews.to_evaluate,
    Work.DRAW_UP: reviews.lists_in_draft,
    Work.APPROVE: requests.to_approve,
    Work.CONFIRM_CHOICE: panels.to_confirm_choice,
    Work.DECIDE_SEAT: panels.seats_to_decide,
    Work.DECIDE_EXCEPTION: panels.exceptions_to_decide,
    Work.DECIDE_ANNULMENT: panels.annulments_to_decide,
    Work.APPROVE_FEES: reviews.lists_to_approve,
    Work.RELEASE: desks.calls_to_release,
    Work.CONFIRM_CASE: desks.cases_to_confirm,
    Work.FIRST_CHECK: desks.first_checks,
    Work.IN_HAND: desks.checks_in_hand,
    Work.SECOND_CHECK: desks.second_checks,
    Work.CHANGE: desks.changes,
    Work.PAPER: desks.papers,
    Work.DECIDE_CASE: desks.cases_to_decide,
    Work.COMMIT_AS_AUDITOR: requests.to_commit_as_auditor,
    Work.TYPE_AS_AUDITOR: requests.to_type_as_auditor,
    Work.WITNESS_AS_AUDITOR: requests.unwatched_for_auditor,
    Work.CONCLUDE: panels.annulments_to_conclude,
    Work.PAY: reviews.lists_to_pay,
    Work.ARCHIVE: reviews.lists_to_archive,
    Work.CONFIRM_ACT: desks.acts_to_confirm,
}


@dataclass(frozen=True, slots=True)
class Due:
    """One of the things that wait: its number, its page, and its time."""

    label: str
    path: str
    at: datetime | date | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as a page shows it; `more` are those that are not named."""

    words: str
    count: int
    path: str
    first: tuple[Due, ...]
    more: int
    when: When
    at: datetime | date | None


async def find_waiting(connection: Connection) -> tuple[Shown, ...]:
    """What waits for the visitor, line by line; empty where nothing does."""
    services, visit = services_of(connection), visit_of(connection)
    roles = visit.visitor.roles if visit.visitor else frozenset[str]()
    viewer = Viewer(
        visit.account_id(),
        services.now(),
        two_persons=services.policy.boolean("verify_two_person"),
        witnesses=services.policy.integer("witness_required"),
    )
    secrets = bool(wanted_parties(services.policy))
    public = services.policy.text("seed_source") != TWO_PARTIES
    async with services.database.read() as session:
        found = [
            (line, await look(session, QUERIES[line.work](viewer)))
            for line in lines_for(roles, secrets=secrets, public=public)
        ]
    return tuple(_shown(connection, line, it) for line, it in found if it.count)


def _shown(connection: Connection, line: Line, found: Waiting) -> Shown:
    services = services_of(connection)
    each = [_due(connection, line, one) for one in found.first if line.each]
    return Shown(
        words=current_translator().ngettext(*line.words, found.count) % {"num": found.count},
        count=found.count,
        path=connection.app.route_reverse(line.route) + line.query,
        first=tuple(each),
        more=found.count - len(each) if each else 0,
        when=line.when,
        at=_time_of(services, line, found.first[0]),
    )


def _due(connection: Connection, line: Line, one: One) -> Due:
    key = one.label if line.by_label else one.id
    path = connection.app.route_reverse(line.each, **{line.param: key})
    return Due(one.label, path, _time_of(services_of(connection), line, one))


def _time_of(services: Services, line: Line, one: One) -> datetime | date | None:
    """What is shown beside it: of what has waited since, the day is enough."""
    if line.work is Work.EVALUATE and isinstance(one.at, date):
        return find_term(one.at, services.policy, services.calendar).due
    if line.when is When.SINCE and isinstance(one.at, datetime):
        return one.at.astimezone(CHINA).date()
    return one.at
