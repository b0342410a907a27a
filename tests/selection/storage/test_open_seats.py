"""Seats to come, named to those who hold them; and what a member's acts leave as it is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.leaving import leave_pool
from expert_pool.admission.own_leave import note_own_leave
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import ExpertId, Leave, Standing
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts, load_expert, replace_expert
from expert_pool.vocabulary import load_code_lists
from selection.storage.draw_store import DrawRecord, load_assignments, load_seats
from selection.storage.open_seats import load_open_seats
from selection.storage.seat_days import load_accepted_seats
from tests.expert_pool.log_samples import CIPHER
from tests.factories import make_expert
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    DEMO,
    OFFICER_SECRET,
    TODAY,
    Ceremony,
    prepare_ceremony,
)
from tests.selection.drawing.test_ceremony import commit_both, draw, reveal
from tests.selection.requests.samples import REVIEW

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)

_OF_LEAVING = text(
    "SELECT template, recipient FROM outgoing_mail"
    " WHERE template NOT IN ('reveal_wanted', 'panel_drawn')"
)


@pytest.fixture
async def ceremony(database: Database) -> Ceremony:
    async with database.transaction() as session:
        return await prepare_ceremony(session)


def desk_of(database: Database) -> AdmissionDesk:
    return AdmissionDesk(database, CIPHER, DEMO, load_code_lists())


async def signed_in(database: Database, expert_id: UUID) -> Actor:
    """Give an expert an account."""
    async with database.transaction() as session:
        address = f"{expert_id}@example.org"
        account = await AccountStore(session).add(address, "member", "en", NOW)
        record = await load_expert(session, expert_id)
        assert record
        await replace_expert(session, replace(record, account_id=account))
    return Actor(str(account), Role.EXPERT)


async def first_seat(database: Database, drawn: DrawRecord) -> UUID:
    async with database.read() as session:
        return (await load_seats(session, drawn.id))[0].expert_id


async def test_a_seat_is_open_until_its_review_is_over(
    database: Database, ceremony: Ceremony
) -> None:
    drawn = await draw(database, ceremony)
    async with database.read() as session:
        (assigned, *_) = await load_assignments(session, TODAY)
        (seat,) = await load_open_seats(session, assigned.expert_id, assigned.review_to)
        after = assigned.review_to + timedelta(days=1)
        assert await load_open_seats(session, assigned.expert_id, after) == ()
        assert await load_open_seats(session, uuid4(), TODAY) == ()
    assert (seat.request, str(seat.officer_id)) == ("PR-2026-0001", ceremony.officer.account_id)
    assert (seat.review_from, seat.review_to) == (assigned.review_from, assigned.review_to)
    assert drawn.id == assigned.draw_id


async def test_a_seat_that_was_declined_is_not_open(database: Database, ceremony: Ceremony) -> None:
    drawn = await draw(database, ceremony)
    expert_id = await first_seat(database, drawn)
    async with database.transaction() as session:
        await session.execute(text("UPDATE assignment SET outcome = 'declined'"))
        assert await load_open_seats(session, expert_id, TODAY) == ()


async def test_a_seat_is_in_the_calendar_once_it_is_accepted(
    database: Database, ceremony: Ceremony
) -> None:
    drawn = await draw(database, ceremony)
    expert_id = await first_seat(database, drawn)
    async with database.transaction() as session:
        assert await load_accepted_seats(session, expert_id) == ()
        await session.execute(text("UPDATE assignment SET outcome = 'accepted'"))
        (seat,) = await load_accepted_seats(session, expert_id)
    assert seat.days == REVIEW.each_day()


async def test_leaving_names_the_open_seats_and_tells_their_officers(
    database: Database, ceremony: Ceremony
) -> None:
    drawn = await draw(database, ceremony)
    expert_id = await first_seat(database, drawn)
    actor = await signed_in(database, expert_id)
    async with database.read() as session:
        seats = await load_open_seats(session, expert_id, TODAY)
        record = await load_expert(session, expert_id)
    assert record
    desk, told = desk_of(database), ("no_time", seats)
    await leave_pool(desk, actor, record.version, told, ceremony.clock())
    async with database.transaction() as session:
        rows = (await session.execute(_OF_LEAVING)).all()
        left = await load_expert(session, expert_id)
        wanted = AuditFilter(acts=frozenset({Act.EXPERT_REMOVE}))
        (entry,) = (await AuditStore(session).page(wanted)).entries
        details = await AuditStore(session).details(CIPHER, [entry.entry.id])
    assert {row.template: row.recipient for row in rows} == {
        "pool_left": f"{expert_id}@example.org",
        "seat_open": "officer@demo.example",
    }
    assert left
    assert left.expert.standing is Standing.EXITED
    assert "PR-2026-0001" in str(details)
    async with database.read() as session:
        assert expert_id in {seat.expert_id for seat in await load_seats(session, drawn.id)}


async def test_a_leave_noted_after_the_commitment_changes_nothing_in_the_draw(
    database: Database, ceremony: Ceremony
) -> None:
    committed = (await commit_both(database, ceremony))[1]
    for number in range(1, 31):
        actor = await signed_in(database, UUID(int=number))
        leave = Leave(date(2026, 11, 18), date(2027, 12, 31), "travel")
        await note_own_leave(desk_of(database), actor, leave, TODAY)
    ceremony.clock.wait(minutes=2)
    await reveal(database, ceremony, ceremony.officer, OFFICER_SECRET)
    drawn = await reveal(database, ceremony, ceremony.auditor, AUDITOR_SECRET)
    assert drawn.commit_hash == committed.commit_hash
    async with database.read() as session:
        seats = await load_seats(session, drawn.id)
    away = {UUID(int=number) for number in range(1, 31)}
    assert len(away & {seat.expert_id for seat in seats}) == 4


async def test_who_left_the_pool_has_no_leave_to_note(database: Database) -> None:
    stranger = ExpertId(str(uuid4()))
    async with database.transaction() as session:
        gone = make_expert(id=stranger, standing=Standing.EXITED)
        await add_experts(session, (ExpertRecord(gone),))
    actor = await signed_in(database, UUID(stranger))
    leave = Leave(date(2026, 12, 1), date(2026, 12, 2), "study")
    with pytest.raises(ExpertPoolError, match=r"own_record\.not_found"):
        await note_own_leave(desk_of(database), actor, leave, TODAY)
