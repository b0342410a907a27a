"""Calls for experts in the demo, by the acts of a registrar and an approver.

One is open for the field that a panel was cancelled for; another waits for its release.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from expert_pool.admission.calling import decide_call, draft_call
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.applications.calls import CallAct, Wanted
from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from web.demo.draws import THIN_FIELD, PastClock
from web.services import Services

WANTED: Final = ((THIN_FIELD, 6), ("10601", 4))
OPEN_FOR: Final = timedelta(days=45)


async def call_for_experts(
    services: Services, accounts: Mapping[str, UUID], clock: PastClock
) -> str:
    """Draft the calls, and release the first; its number."""
    desk = AdmissionDesk(
        services.database, services.cipher, services.policy, services.lists, services.calendar
    )
    registrar = Actor(str(accounts["registrar1"]), Role.REGISTRAR.value)
    approver = Actor(str(accounts["approver"]), Role.APPROVER.value)
    numbers = []
    for field, members in WANTED:
        clock.wait(minutes=15)
        wanted = Wanted(field, members, services.today() + OPEN_FOR)
        numbers.append(await draft_call(desk, registrar, wanted, clock()))
    clock.wait(minutes=30)
    await decide_call(desk, approver, numbers[0], CallAct.RELEASE, clock())
    return numbers[0]
