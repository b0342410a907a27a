"""Panels with vacancies for the tests: played by the core, written down as records."""

from collections.abc import Sequence

from expert_pool.findings import Finding, Severity
from selection.documents.replacement_record import (
    FullRecord,
    PublicRecord,
    Step,
    SupplementStep,
    VacancyStep,
    describe_passed,
    sign_record,
    write_full_record,
    write_public_record,
)
from selection.replacement import (
    Exhausted,
    ReserveList,
    Standing,
    Successor,
    Unscreened,
    find_successor,
    seat_panel,
    take_seat,
    vacate_seat,
)
from tests.selection.receipt_samples import SERVICE, Drawn

AWAY = (Finding("POL-06.on_leave", Severity.HARD, "test"),)
Event = tuple[int, Sequence[int]]
"""The seat that becomes vacant, and the ranks of reserves who are away that day."""


def play(drawn: Drawn, events: Sequence[Event]) -> tuple[Standing, tuple[Step, ...]]:
    """Vacancies one after the other; a seat that stays vacant is left alone."""
    deal = drawn.conclusion.deal
    reserves = ReserveList(drawn.problem, deal.reserve_order)
    known = {it.pseudonym: it for it in drawn.problem.candidates}
    standing, steps = seat_panel(drawn.problem, deal.panel), list[Step]()
    for position, away in events:
        if standing.seat(position).vacant:
            continue
        leaver = standing.seat(position).holder.pseudonym
        standing = vacate_seat(standing, position, leaver)
        facts = {
            e: AWAY if rank in away else () for rank, e in enumerate(deal.reserve_order, start=1)
        }
        found = find_successor(reserves, standing, position, facts)
        assert not isinstance(found, Unscreened)
        steps.append(write_step(len(steps) + 1, position, leaver, found))
        if isinstance(found, Successor):
            standing = take_seat(standing, position, known[found.reserve])
    return standing, tuple(steps)


def write_step(number: int, seat: int, leaver: str, found: Successor | Exhausted) -> VacancyStep:
    came = (found.reserve, found.rank) if isinstance(found, Successor) else (None, 0)
    return VacancyStep(
        kind="vacancy",
        number=number,
        seat=seat,
        leaver=leaver,
        reason="declined",
        t=f"2026-05-07T08:00:{number:02}Z",
        rank=came[1],
        successor=came[0],
        passed=describe_passed(found.passed),
    )


def supplement(number: int, seat: int, e: str, meets: tuple[str, ...]) -> SupplementStep:
    return SupplementStep(
        kind="supplement",
        number=number,
        seat=seat,
        t="2026-05-08T08:00:00Z",
        commit_hash="ab" * 32,
        successor=e,
        meets=meets,
    )


def records(drawn: Drawn, events: Sequence[Event]) -> tuple[FullRecord, PublicRecord]:
    standing, steps = play(drawn, events)
    return write_records(drawn, standing, steps)


def write_records(
    drawn: Drawn, standing: Standing, steps: Sequence[Step]
) -> tuple[FullRecord, PublicRecord]:
    digests = (drawn.commitment.hash, drawn.conclusion.result_digest)
    full = write_full_record(digests, steps, standing.seats)
    public = write_public_record(full, drawn.commitment.pool)
    return sign_record(full, SERVICE), sign_record(public, SERVICE)
