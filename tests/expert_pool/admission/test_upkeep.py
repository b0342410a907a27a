"""The daily upkeep in the database: one mail and one entry each, however often it runs."""

from datetime import UTC, datetime
from uuid import UUID

from expert_pool.admission.upkeep import attend_member, list_due
from expert_pool.applications.upkeep import Due
from expert_pool.audit.acts import Act
from expert_pool.experts import Standing
from expert_pool.recording import Recorder, equip
from expert_pool.storage.database import Database
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
TOO_OLD = datetime(2036, 1, 5, 1, 0, tzinfo=UTC)


async def attended(office: Office, now: datetime) -> list[tuple[UUID, Due | None]]:
    """What the service does on a day, by its own clock."""
    equip(office.database, Recorder(lambda: now, CIPHER))
    due = await list_due(office.desk, now)
    return [(one, await attend_member(office.desk, one, now)) for one in due]


async def test_a_member_is_reminded_once_and_leaves_once(database: Database) -> None:
    office = await make_office(database)
    expert_id = await admitted(office)
    assert await attended(office, BEGINS.replace(day=20)) == []
    assert await attended(office, BEGINS) == [(expert_id, Due.REMINDER)]
    # A second process had listed the member before the first one was done.
    assert await attend_member(office.desk, expert_id, BEGINS) is None
    assert await attended(office, BEGINS.replace(month=12)) == []
    assert await attended(office, TOO_OLD) == [(expert_id, Due.AGE_EXIT)]
    assert await attend_member(office.desk, expert_id, TOO_OLD) is None
    assert await attended(office, TOO_OLD) == []

    assert (await record_of(office, expert_id)).expert.standing is Standing.EXITED
    acts = [one.entry for one in await logged(office, Act.EXPERT_REMIND, Act.EXPERT_REMOVE)]
    assert [(one.act, one.actor, one.reason) for one in reversed(acts)] == [
        ("expert.remind", "service", ""),
        ("expert.remove", "service", "age_limit"),
    ]
    own = sorted(template for template, _ in await mails(office) if template in OWN)
    assert own == OWN
