"""Integrity files: what two persons, days and acts on record bear out, and what is planted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from expert_pool.audit.trails import Step
from expert_pool.checking.credit import CreditRecords, check_integrity_files, find_credit_faults
from expert_pool.credit import CaseState, Measure
from expert_pool.storage.credit_store import CaseRecord
from expert_pool.storage.database import Database
from tests.expert_pool.crediting.bureau import make_bureau

ID, EVENT, EXPERT, REPORTER, FIRST, SECOND = (UUID(int=number) for number in range(1, 7))
AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
CASE = CaseRecord(
    id=ID,
    event_id=EVENT,
    expert_id=EXPERT,
    state=CaseState.IN_FORCE,
    since=AT,
    policy_digest="",
    proposed=Measure.SUSPENSION,
    proposed_months=6,
    opened_at=AT,
    told_on=date(2026, 11, 1),
    answer_until=date(2026, 11, 16),
    measure=Measure.SUSPENSION,
    months=6,
    decided_by=FIRST,
    confirmed_by=SECOND,
    confirmed_at=AT,
    force_from=date(2026, 11, 20),
    force_until=date(2027, 5, 19),
    resumes=True,
)
CONFIRM = Step(7, "credit.confirm", "decided", "in_force")
END = Step(9, "credit.end", "in_force", "ended")
SUSPEND, RESUME = Step(8, "expert.suspend"), Step(10, "expert.resume")


def records(
    standing: str = "suspended",
    reporter: UUID = REPORTER,
    steps: tuple[Step, ...] = (CONFIRM,),
    own: tuple[Step, ...] = (SUSPEND,),
    as_of: date = date(2026, 12, 1),
) -> CreditRecords:
    logged = {str(ID): steps, str(EXPERT): own}
    return CreditRecords({EVENT: reporter}, {str(EXPERT): standing}, logged, as_of)


ENDED = replace(CASE, state=CaseState.ENDED)
TOLD = replace(CASE, state=CaseState.TOLD, confirmed_at=None, decided_by=None, confirmed_by=None)


@pytest.mark.parametrize(
    ("case", "held", "codes"),
    [
        (CASE, records(), []),
        (CASE, records(reporter=FIRST), ["CHK-15.reporter_decided"]),
        (replace(CASE, confirmed_by=FIRST), records(), ["CHK-15.two_persons"]),
        (replace(CASE, decided_by=None), records(), ["CHK-15.two_persons"]),
        (replace(CASE, answer_until=date(2026, 11, 20)), records(), ["CHK-15.not_heard"]),
        (replace(CASE, answer_until=None), records(), ["CHK-15.not_heard"]),
        (replace(CASE, answer_until=date(2026, 12, 1), answered_at=AT), records(), []),
        (CASE, records(as_of=date(2027, 5, 20)), []),
        (CASE, records(as_of=date(2027, 5, 21)), ["CHK-15.not_ended"]),
        (replace(CASE, force_until=None), records(as_of=date(2099, 1, 1)), []),
        (CASE, records("active"), ["CHK-15.not_kept_out"]),
        (replace(CASE, measure=Measure.REMOVAL), records(), ["CHK-15.not_kept_out"]),
        (replace(CASE, measure=Measure.WARNING), records("active"), []),
        (CASE, records(steps=()), ["CHK-12.other_state"]),
        (TOLD, records(steps=(Step(6, "credit.tell", "proposed", "told"),)), []),
        (ENDED, records(steps=(CONFIRM, END)), ["CHK-15.left_suspended"]),
        (ENDED, records("active", steps=(CONFIRM, END), own=(SUSPEND, RESUME)), []),
        (ENDED, records(steps=(CONFIRM, END), own=(replace(SUSPEND, place=11),)), []),
        (ENDED, records(steps=(CONFIRM, END), own=()), []),
        (replace(ENDED, resumes=False), records(steps=(CONFIRM, END)), []),
    ],
)
def test_what_does_not_fit_is_named(
    case: CaseRecord, held: CreditRecords, codes: list[str]
) -> None:
    assert [it.code for it in find_credit_faults([case], held)] == codes


async def test_a_case_that_took_all_its_steps_is_fine_and_a_planted_end_is_not(
    database: Database,
) -> None:
    bureau = await make_bureau(database)
    await bureau.enforced(Measure.SUSPENSION, 6)
    async with database.read() as session:
        assert await check_integrity_files(session, date(2026, 11, 21)) == []
        late = await check_integrity_files(session, date(2027, 6, 1))
    assert [it.code for it in late] == ["CHK-15.not_ended"]
