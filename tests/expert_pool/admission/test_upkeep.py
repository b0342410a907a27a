"""The daily upkeep in the database: one mail and one entry each, however often it runs."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.admission.own_confirmation import confirm_record
from expert_pool.admission.upkeep import Days, ReadSilences, attend_member, list_due
from expert_pool.applications.upkeep import Due
from expert_pool.audit.acts import Act
from expert_pool.experts import Standing
from expert_pool.recording import Recorder, equip
from expert_pool.storage.database import Database
from expert_pool.storage.tables.experts import ExpertRow
from tests.expert_pool.admission.cases import (
    Office,
    admitted,
    logged,
    mails,
    make_office,
    record_of,
)
from tests.expert_pool.log_samples import CIPHER

# The 22nd in China, and still the 21st in UTC: the term is one of China's days.
BEGINS = datetime(2027, 10, 21, 17, 0, tzinfo=UTC)
OWN = ["age_limit_reached", "confirmation_due"]
ASLEEP = ["dormancy_ahead", "dormancy_begun"]
TOO_OLD = datetime(2036, 1, 5, 1, 0, tzinfo=UTC)


async def nobody_silent(_session: AsyncSession, _only: UUID | None) -> Days:
    """Nobody ever left an invitation unanswered."""
    return {}


def silences(*days: str) -> ReadSilences:
    """A reader by which everybody left invitations unanswered on these days."""

    async def read(session: AsyncSession, only: UUID | None) -> Days:
        ids = [only] if only else await session.scalars(select(col(ExpertRow.id)))
        return {one: tuple(date.fromisoformat(day) for day in days) for one in ids}

    return read


async def attended(
    office: Office, now: datetime, read: ReadSilences = nobody_silent
) -> list[tuple[UUID, Due | None]]:
    """What the service does on a day, by its own clock."""
    equip(office.database, Recorder(lambda: now, CIPHER))
    due = await list_due(office.desk, read, now)
    return [(one, await attend_member(office.desk, read, one, now)) for one in due]


async def test_a_member_is_reminded_once_and_leaves_once(database: Database) -> None:
    office = await make_office(database)
    expert_id = await admitted(office)
    assert await attended(office, BEGINS.replace(day=20)) == []
    assert await attended(office, BEGINS) == [(expert_id, Due.REMINDER)]
    # A second process had listed the member before the first one was done.
    assert await attend_member(office.desk, nobody_silent, expert_id, BEGINS) is None
    assert await attended(office, BEGINS.replace(month=12)) == []
    assert await attended(office, TOO_OLD) == [(expert_id, Due.AGE_EXIT)]
    assert await attend_member(office.desk, nobody_silent, expert_id, TOO_OLD) is None
    assert await attended(office, TOO_OLD) == []

    assert (await record_of(office, expert_id)).expert.standing is Standing.EXITED
    acts = [one.entry for one in await logged(office, Act.EXPERT_REMIND, Act.EXPERT_REMOVE)]
    assert [(one.act, one.actor, one.reason) for one in reversed(acts)] == [
        ("expert.remind", "service", ""),
        ("expert.remove", "service", "age_limit"),
    ]
    own = sorted(template for template, _ in await mails(office) if template in OWN)
    assert own == OWN


async def test_who_never_answers_is_warned_sleeps_and_is_woken_by_one_press(
    database: Database,
) -> None:
    office = await make_office(database)
    expert_id = await admitted(office)
    read = silences("2027-01-10", "2027-01-11", "2027-01-12")
    # 17:00 in UTC is the next day in China.
    eve, warned = datetime(2027, 1, 11, 15, tzinfo=UTC), datetime(2027, 1, 11, 17, tzinfo=UTC)
    assert await attended(office, eve, silences("2027-01-10", "2027-01-11")) == []
    assert await attended(office, warned, read) == [(expert_id, Due.WARNING)]
    assert await attend_member(office.desk, read, expert_id, warned) is None
    assert await attended(office, warned.replace(day=24), read) == []
    assert await attended(office, warned.replace(day=25), read) == [(expert_id, Due.DORMANCY)]
    assert await attended(office, warned.replace(day=26), read) == []

    asleep = await record_of(office, expert_id)
    assert asleep.expert.standing is Standing.DORMANT
    today = date(2027, 1, 28)
    await confirm_record(office.desk, office.applicant, asleep.version, today)
    awake = await record_of(office, expert_id)
    assert (awake.expert.standing, awake.expert.confirmed_on) == (Standing.ACTIVE, today)
    assert await attended(office, warned.replace(month=3), read) == []
    wanted = (Act.EXPERT_WARN, Act.EXPERT_SLEEP, Act.EXPERT_WAKE)
    acts = [one.entry for one in await logged(office, *wanted)]
    assert [(one.act, one.reason, one.next_state) for one in reversed(acts)] == [
        ("expert.warn", "silences", ""),
        ("expert.sleep", "silences", "dormant"),
        ("expert.wake", "", "active"),
    ]
    assert sorted(it for it, _ in await mails(office) if it in ASLEEP) == ASLEEP
