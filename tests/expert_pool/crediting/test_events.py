"""Events enter the file: told at once, never changed, and nothing in force by them."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from expert_pool.audit.acts import Act
from expert_pool.credit import CaseState, CreditKind, Measure
from expert_pool.crediting.events import record_event
from expert_pool.crediting.notes import read_note
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import ExpertId, Standing
from expert_pool.storage.credit_store import Filed, load_file
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts, load_expert
from expert_pool.storage.mail_store import newest_mails
from tests.expert_pool.admission.cases import Office, logged, make_office
from tests.expert_pool.log_samples import CIPHER
from tests.factories import make_expert

DAY = date(2026, 11, 19)


@pytest.fixture
async def office(database: Database) -> Office:
    return await make_office(database)


async def added(office: Office, *, account: bool = True) -> UUID:
    expert_id = uuid4()
    owner = UUID(office.applicant.account_id) if account else None
    record = ExpertRecord(make_expert(id=ExpertId(str(expert_id))), account_id=owner)
    async with office.database.transaction() as session:
        await add_experts(session, (record,))
    return expert_id


async def filed(office: Office, expert_id: UUID) -> tuple[Filed, ...]:
    async with office.database.read() as session:
        return await load_file(session, expert_id)


async def test_an_absence_is_filed_and_the_expert_told_at_once_with_a_term(
    office: Office,
) -> None:
    expert_id = await added(office)
    async with office.database.transaction() as session:
        await record_event(
            session,
            office.first,
            expert_id=expert_id,
            kind=CreditKind.ABSENCE,
            request="r1",
            detail="未到会，未请假",
            occurred_on=DAY,
        )
        record = await load_expert(session, expert_id)
        (mail,) = await newest_mails(session, 5)
    ((event, case),) = [(it.event, it.case) for it in await filed(office, expert_id)]
    assert case is not None
    assert (case.state, case.proposed, case.proposed_months) == (
        CaseState.TOLD,
        Measure.SUSPENSION,
        6,
    )
    # The fifteenth day is a Saturday: the term ends on the Monday after it.
    assert (case.told_on, case.answer_until) == (date(2026, 11, 20), date(2026, 12, 7))
    assert record is not None
    assert record.expert.standing is Standing.ACTIVE
    assert (mail.template, dict(mail.context)) == ("credit_case", {})
    note = read_note(CIPHER, "detail_cipher", event.id, event.detail_cipher)
    assert note == "未到会，未请假"
    entries = await logged(office, Act.CREDIT_RECORD, Act.CREDIT_TELL)
    assert [it.entry.reason for it in entries] == ["", "event_absence"]
    assert all(it.entry.request == "" for it in entries)


@pytest.mark.parametrize("kind", [CreditKind.GOOD_SERVICE, CreditKind.ABSENCE_EXCUSED])
async def test_what_costs_nothing_opens_no_case(office: Office, kind: CreditKind) -> None:
    expert_id = await added(office)
    async with office.database.transaction() as session:
        await record_event(session, office.first, expert_id=expert_id, kind=kind, occurred_on=DAY)
        assert await newest_mails(session, 5) == ()
    assert [it.case for it in await filed(office, expert_id)] == [None]


async def test_who_has_no_account_waits_for_a_registrar_to_tell(office: Office) -> None:
    expert_id = await added(office, account=False)
    async with office.database.transaction() as session:
        await record_event(
            session, office.first, expert_id=expert_id, kind=CreditKind.LATE, occurred_on=DAY
        )
    (one,) = await filed(office, expert_id)
    assert one.case is not None
    assert (one.case.state, one.case.told_on) == (CaseState.PROPOSED, None)


async def test_a_leak_needs_a_proof(office: Office) -> None:
    expert_id = await added(office)
    with pytest.raises(ExpertPoolError) as refused:
        async with office.database.transaction() as session:
            await record_event(
                session,
                office.first,
                expert_id=expert_id,
                kind=CreditKind.LEAK,
                occurred_on=DAY,
            )
    assert refused.value.code == "credit.proof_missing"
    assert await filed(office, expert_id) == ()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE credit_event SET kind = 'late'", "DELETE FROM credit_event", "TRUNCATE credit_event"],
)
async def test_the_database_changes_and_takes_nothing_out_of_a_file(
    office: Office, statement: str
) -> None:
    expert_id = await added(office)
    async with office.database.transaction() as session:
        kind = CreditKind.GOOD_SERVICE
        await record_event(session, office.first, expert_id=expert_id, kind=kind, occurred_on=DAY)
    with pytest.raises(DBAPIError, match=r"append-only|referenced"):
        async with office.database.transaction() as session:
            await session.execute(text(statement))
    assert len(await filed(office, expert_id)) == 1
