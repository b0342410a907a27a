"""An auditor marks an alarm as looked at, with a reason; the mark and its entry stay for ever.

A look holds what the alarm said then. One more fact makes another alarm, without a look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.findings import Finding, Severity
from expert_pool.recording import record_act
from selection.alarms import Alarm
from selection.drawing.desk import DrawDesk
from selection.errors import SelectionError
from selection.overseeing.raising import raise_alarms
from selection.storage.alarm_store import AlarmLook, add_look, load_looks


class LookReason(StrEnum):
    """What came of a look at an alarm."""

    EXPLAINED = "alarm_explained"
    CHANCE = "alarm_chance"
    FOLLOWED_UP = "alarm_followed_up"
    REPORTED = "alarm_reported"


@dataclass(frozen=True, slots=True)
class SeenAlarm:
    """An alarm with the looks at it, the newest first; `raised` says whether it still is."""

    alarm: Alarm
    looks: tuple[AlarmLook, ...]
    raised: bool = True


async def list_alarms(session: AsyncSession, desk: DrawDesk) -> tuple[SeenAlarm, ...]:
    """Alarms without a look first, then those looked at, and those of former times."""
    raised = await raise_alarms(session, desk)
    looks = await load_looks(session)
    seen = [SeenAlarm(alarm, _looks_at(alarm.key, looks)) for alarm in raised]
    known = {alarm.key for alarm in raised}
    former = {look.key.hex(): look for look in looks if look.key.hex() not in known}
    gone = (
        SeenAlarm(_as_it_was(look), _looks_at(key, looks), raised=False)
        for key, look in former.items()
    )
    return (*sorted(seen, key=lambda one: bool(one.looks)), *gone)


async def mark_alarm(
    session: AsyncSession, desk: DrawDesk, actor: Actor, key: str, reason: LookReason
) -> Alarm:
    """Note that this auditor looked at an alarm that is raised now.

    Raises:
        SelectionError: `alarm.not_found` where no such alarm is raised any more.
    """
    raised = {alarm.key: alarm for alarm in await raise_alarms(session, desk)}
    alarm = raised.get(key)
    if alarm is None:
        raise SelectionError("alarm.not_found")
    await add_look(session, _look(alarm, actor, reason, desk.now()))
    await record_act(
        session,
        actor=actor,
        act=Act.LOG_MARK_ALARM,
        subject="alarm",
        reason=reason.value,
        after={
            "key": alarm.key,
            "code": alarm.finding.code,
            "about": list(alarm.about),
            "evidence": list(alarm.evidence),
            "numbers": dict(alarm.finding.params),
        },
    )
    return alarm


def _look(alarm: Alarm, actor: Actor, reason: LookReason, now: datetime) -> AlarmLook:
    return AlarmLook(
        key=bytes.fromhex(alarm.key),
        code=alarm.finding.code,
        about=alarm.about,
        evidence=alarm.evidence,
        numbers=dict(alarm.finding.params),
        reason=reason.value,
        looked_by=UUID(actor.account_id),
        looked_at=now,
    )


def _looks_at(key: str, looks: Sequence[AlarmLook]) -> tuple[AlarmLook, ...]:
    return tuple(look for look in looks if look.key.hex() == key)


def _as_it_was(look: AlarmLook) -> Alarm:
    numbers = tuple(sorted(look.numbers.items()))
    return Alarm(Finding(look.code, Severity.SOFT, "", numbers), look.about, look.evidence)
