"""Integrity files: measures in force without two persons or a hearing, and standings they left.

The database itself holds that two persons decided and that events stay as they are; this asks
what it cannot hold: days, standings, and whether the acts on record led to where a case stands.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act, ActGroup, acts_of
from expert_pool.audit.trails import Step
from expert_pool.calendar import CHINA
from expert_pool.checking.trails import fault
from expert_pool.credit import CaseState, Measure
from expert_pool.experts import Standing
from expert_pool.findings import Finding
from expert_pool.storage.audit_inspection import steps_of
from expert_pool.storage.credit_store import STANDS, CaseRecord, load_all_cases, load_reporters
from expert_pool.storage.standings import expert_standings

_MOVES: Final = acts_of(ActGroup.CREDIT) - {Act.CREDIT_RECORD, Act.CREDIT_READ}
_STANDING: Final = frozenset({Act.EXPERT_SUSPEND, Act.EXPERT_RESUME, Act.EXPERT_REMOVE})
_ENDS: Final = frozenset({Act.CREDIT_END.value, Act.CREDIT_LIFT.value})
_DRAWN: Final = frozenset({Standing.ACTIVE.value, Standing.DORMANT.value})
_KEPT_OUT: Final[Mapping[Measure, frozenset[str]]] = {
    Measure.SUSPENSION: _DRAWN,
    Measure.REMOVAL: _DRAWN | {Standing.SUSPENDED.value},
    Measure.REMOVAL_FOR_LIFE: _DRAWN | {Standing.SUSPENDED.value},
}
"""Standings that nobody has while such a measure is in force."""
_LATE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CreditRecords:
    """What cases are held against: who reported each, standings, and the steps on record."""

    reporters: Mapping[UUID, UUID]
    standings: Mapping[str, str]
    logged: Mapping[str, tuple[Step, ...]]
    as_of: date


async def check_integrity_files(session: AsyncSession, as_of: date) -> list[Finding]:
    """What cases say of themselves that their people, days and acts do not bear out."""
    records = CreditRecords(
        await load_reporters(session),
        await expert_standings(session),
        await steps_of(session, _MOVES | _STANDING),
        as_of,
    )
    return list(find_credit_faults(await load_all_cases(session), records))


def find_credit_faults(cases: Sequence[CaseRecord], records: CreditRecords) -> Iterator[Finding]:
    """Every fault of every case."""
    standing = {it.expert_id for it in cases if _suspends(it) and it.state in STANDS}
    for case in cases:
        yield from _check_persons(case, records)
        yield from _check_days(case, records)
        yield from _check_trail(case, records)
        if case.expert_id not in standing:
            yield from _check_left(case, records)


def _check_persons(case: CaseRecord, records: CreditRecords) -> Iterator[Finding]:
    decided = {case.decided_by, case.confirmed_by}
    both = None not in decided and len(decided) > 1
    if case.state in STANDS and not both:
        yield fault("CHK-15.two_persons", case=str(case.id))
    if records.reporters.get(case.event_id) in decided - {None}:
        yield fault("CHK-15.reporter_decided", case=str(case.id))


def _check_days(case: CaseRecord, records: CreditRecords) -> Iterator[Finding]:
    confirmed, until = case.confirmed_at, case.answer_until
    if confirmed is not None and case.answered_at is None:
        heard = until is not None and confirmed.astimezone(CHINA).date() > until
        if not heard:
            yield fault("CHK-15.not_heard", case=str(case.id))
    if case.state not in STANDS:
        return
    if case.force_until is not None and records.as_of > case.force_until + _LATE:
        yield fault("CHK-15.not_ended", case=str(case.id))
    now = records.standings.get(str(case.expert_id), "")
    if now in _KEPT_OUT.get(case.measure, frozenset()):
        yield fault("CHK-15.not_kept_out", case=str(case.id), state=now)


def _check_trail(case: CaseRecord, records: CreditRecords) -> Iterator[Finding]:
    steps = records.logged.get(str(case.id), ())
    reached = steps[-1].after if steps else CaseState.PROPOSED.value
    if reached != case.state.value:
        params = {"kind": "credit", "subject": str(case.id), "state": case.state.value}
        yield fault("CHK-12.other_state", **params, logged=reached)


def _check_left(case: CaseRecord, records: CreditRecords) -> Iterator[Finding]:
    """Somebody whom a case suspended, and whom its end did not make active again."""
    if not (_suspends(case) and case.resumes):
        return
    ends = [it.place for it in records.logged.get(str(case.id), ()) if it.act in _ENDS]
    own = records.logged.get(str(case.expert_id), ())
    suspended = bool(own) and own[-1].act == Act.EXPERT_SUSPEND.value
    if ends and suspended and own[-1].place < ends[-1]:
        yield fault("CHK-15.left_suspended", case=str(case.id))


def _suspends(case: CaseRecord) -> bool:
    return case.measure is Measure.SUSPENSION
