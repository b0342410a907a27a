"""Who is told by mail what waits after a draw: vacancies, supplements and annulments."""

from uuid import UUID

from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.mail_store import newest_mails
from selection.states.annulments import AnnulmentAct
from selection.states.vacancies import VacancyReason
from tests.selection.drawing.ceremonies import prepare_ceremony
from tests.selection.drawing.test_annulling import annul, decide, plead
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_supplementing import ask, short_panel
from tests.selection.drawing.test_vacating import approver_of, report, vacate

DRAWING = {"reveal_wanted", "panel_drawn"}


async def start(database):
    """A drawn panel; the auditor of the draw and another one hold their role."""
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    await draw(database, ceremony)
    async with database.transaction() as session:
        accounts = AccountStore(session)
        now = ceremony.clock()
        other = await accounts.add("other@demo.example", "other", "en", now)
        for account in (other, UUID(ceremony.auditor.account_id)):
            await accounts.grant(account, Role.AUDITOR.value, None, now)
    return ceremony


async def told(database):
    async with database.read() as session:
        mails = await newest_mails(session, 100)
    found = [(it.template, it.recipient.partition("@")[0]) for it in mails]
    return sorted(it for it in found if it[0] not in DRAWING)


async def test_the_approver_hears_of_a_report_and_the_officer_of_the_decision(database):
    ceremony = await start(database)
    await report(database, ceremony)
    assert await told(database) == [("vacancy_reported", "approver")]
    await vacate(database, ceremony)
    assert await told(database) == [
        ("vacancy_decided", "officer"),
        ("vacancy_reported", "approver"),
    ]


async def test_whoever_reported_hears_of_the_decision_too(database):
    ceremony = await start(database)
    ground = next(iter(ceremony.desk.lists.recusal_grounds))
    found = {"reason": VacancyReason.CONFLICT_FOUND, "ground": ground, "actor": ceremony.auditor}
    await vacate(database, ceremony, **found)
    assert ("vacancy_decided", "auditor") in await told(database)


async def test_approvers_hear_of_a_supplement_that_waits(database):
    ceremony, _ = await short_panel(database)
    await ask(database, ceremony)
    assert ("request_waiting", "approver") in await told(database)


async def test_each_of_the_three_hears_when_an_annulment_needs_them(database):
    ceremony = await start(database)
    await annul(database, ceremony)
    assert await told(database) == [
        ("annulment_decided", "approver"),
        ("annulment_decided", "officer"),
        ("annulment_waiting", "approver"),
        ("annulment_waiting", "auditor"),
        ("annulment_waiting", "other"),
    ]


async def test_a_refusal_is_told_to_officer_and_approver(database):
    ceremony = await start(database)
    await plead(database, ceremony)
    approver = await approver_of(database, ceremony)
    await decide(database, ceremony, approver, AnnulmentAct.REFUSE)
    assert await told(database) == [
        ("annulment_decided", "approver"),
        ("annulment_decided", "officer"),
        ("annulment_waiting", "approver"),
    ]
