"""What follows the panels of the demo: fees, evaluations, integrity files, answers, a choice.

Its one job is their order by the demo's clock, and who the visitor is: a member of the panel whose
review is over, so that its fee, evaluation and integrity file can be looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_expert, replace_expert
from selection.drawing.whole_panel import find_request, load_whole_panel
from web.demo.draws import PastClock, RequestMaker
from web.demo.evaluations import Evaluator
from web.demo.fees import PaymentMaker
from web.demo.integrity import FACTS, CaseMaker
from web.demo.reviews import answer_in_part, give_accounts
from web.services import Services

BEFORE: Final = timedelta(minutes=40)
HANDING_IN, REVEALING = timedelta(minutes=25), timedelta(minutes=5)
AWAKE: Final = range(8, 20)
EVENING: Final = time(19, 30)
Accounts = Mapping[str, UUID]


async def follow_up(
    services: Services,
    accounts: Accounts,
    clock: PastClock,
    requests: RequestMaker,
    experts: Sequence[UUID],
) -> None:
    """Everything that follows; `experts` are the members of the pool who can be drawn."""
    seated = await _find_seated(services, requests)
    visitor = seated[0] if requests.reviewed else experts[0]
    await _sign_up(services, accounts["expert"], visitor)
    for request_id in requests.reviewed:
        free = [it for it in experts if it not in seated]
        await CaseMaker(services, accounts, clock).make(free[: len(FACTS)])
        await _let_in(services, accounts, clock, request_id)
        await PaymentMaker(services, accounts, clock).pay(request_id)
        await Evaluator(services, accounts, clock).evaluate(request_id)


async def ask_members(
    services: Services,
    accounts: Accounts,
    clock: PastClock,
    requests: RequestMaker,
    loaded_at: datetime,
) -> None:
    """Ask the members of one panel and draw another, shortly before the demo is there.

    The result of that draw comes last: it opens a choice, whose term then has just begun.
    """
    officer = Actor(str(accounts["officer"]), Role.OFFICER.value)
    for request_id in requests.choosing:
        clock.reach(lately(loaded_at) - HANDING_IN)
        await requests.hand_in(request_id)
    for request_id in requests.answering:
        clock.reach(lately(loaded_at))
        await answer_in_part(services, clock, request_id, officer)
    for request_id in requests.choosing:
        clock.reach(loaded_at - REVEALING)
        await requests.reveal(request_id)


def lately(loaded_at: datetime) -> datetime:
    """A moment ago, or the evening before where people sleep: nobody is asked at night."""
    moment = (loaded_at - BEFORE).astimezone(CHINA)
    if moment.hour in AWAKE:
        return loaded_at - BEFORE
    evening = moment.replace(hour=EVENING.hour, minute=EVENING.minute)
    return (evening if evening < moment else evening - timedelta(days=1)).astimezone(
        loaded_at.tzinfo
    )


async def _find_seated(services: Services, requests: RequestMaker) -> list[UUID]:
    """Everybody on a panel of the demo, the first panel first."""
    seated: list[UUID] = []
    async with services.database.read() as session:
        for request_id in requests.drawn:
            request = await find_request(session, request_id)
            seated += (it.expert_id for it in await load_whole_panel(session, request))
    return seated


async def _sign_up(services: Services, account: UUID, expert_id: UUID) -> None:
    """The visitor's account is this member's."""
    async with services.database.transaction() as session:
        found = await load_expert(session, expert_id)
        if found is not None:
            await replace_expert(session, replace(found, account_id=account))


async def _let_in(
    services: Services, accounts: Accounts, clock: PastClock, request_id: UUID
) -> None:
    """The other members can sign in, too."""
    officer = Actor(str(accounts["officer"]), Role.OFFICER.value)
    async with services.database.transaction() as session:
        panel = await load_whole_panel(session, await find_request(session, request_id))
        await give_accounts(session, (it.expert_id for it in panel), officer, clock())
