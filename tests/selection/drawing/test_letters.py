"""Who is told by mail that something waits for them; a mail holds number, link and moment alone."""

from uuid import UUID

from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.database import Database
from expert_pool.storage.mail_store import newest_mails
from selection.drawing import commit_secret, reveal_secret
from selection.requesting import approve_request, return_request
from tests.selection.drawing.ceremonies import (
    AUDITOR_SECRET,
    OFFICER_SECRET,
    Ceremony,
    prepare_ceremony,
)
from tests.selection.requesting.desks import NOW, Office, open_office

Told = set[tuple[str, str]]


async def told(database: Database) -> Told:
    async with database.read() as session:
        mails = await newest_mails(session, 100)
    assert all(set(mail.context) == {"number", "request", "moment"} for mail in mails)
    return {(mail.template, mail.recipient.partition("@")[0]) for mail in mails}


async def staffed_office(database: Database) -> tuple[Office, dict[str, UUID]]:
    """An office where approvers and auditors hold their roles, one of them closed by now."""
    office = await open_office(database)
    made = {}
    async with database.transaction() as session:
        accounts = AccountStore(session)
        for name, role in (
            ("auditor-1", Role.AUDITOR),
            ("auditor-2", Role.AUDITOR),
            ("gone", Role.APPROVER),
        ):
            made[name] = await accounts.add(f"{name}@demo.example", name, "en", NOW)
            await accounts.grant(made[name], role.value, None, NOW)
        await accounts.change(made["gone"], deactivated_at=NOW)
        for actor in (office.approver, office.officer):
            await accounts.grant(UUID(actor.account_id), Role.APPROVER.value, None, NOW)
    return office, made


async def test_a_request_that_was_handed_in_is_told_to_approvers_but_not_for_the_own(
    database: Database,
) -> None:
    office, _ = await staffed_office(database)
    await office.submitted()
    assert await told(database) == {("request_waiting", "approver")}


async def test_an_approval_is_told_to_the_officer_and_to_auditors(database: Database) -> None:
    office, _ = await staffed_office(database)
    record = await office.submitted()
    asked = (record.id, record.version)
    await approve_request(office.desk, office.counts, office.approver, asked, "")
    assert await told(database) == {
        ("request_waiting", "approver"),
        ("request_approved", "officer"),
        ("secret_wanted", "auditor-1"),
        ("secret_wanted", "auditor-2"),
    }


async def test_a_return_is_told_to_the_officer(database: Database) -> None:
    office, _ = await staffed_office(database)
    record = await office.submitted()
    await return_request(office.desk, office.approver, (record.id, record.version), "unclear")
    assert ("request_returned", "officer") in await told(database)


async def commit(database: Database, ceremony: Ceremony) -> None:
    for actor, secret in ((ceremony.officer, OFFICER_SECRET), (ceremony.auditor, AUDITOR_SECRET)):
        async with database.transaction() as session:
            hashed = ceremony.hash_of(actor.role, secret)
            await commit_secret(session, ceremony.desk, ceremony.request_id, actor, hashed)


async def test_both_parties_are_told_to_reveal_and_that_the_panel_is_drawn(
    database: Database,
) -> None:
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    await commit(database, ceremony)
    wanted = {("reveal_wanted", "officer"), ("reveal_wanted", "auditor")}
    assert await told(database) == wanted
    ceremony.clock.wait(hours=1)
    for actor, secret in ((ceremony.officer, OFFICER_SECRET), (ceremony.auditor, AUDITOR_SECRET)):
        async with database.transaction() as session:
            await reveal_secret(session, ceremony.desk, ceremony.request_id, actor, secret)
    readers = ("officer", "auditor", "approver")
    assert await told(database) == wanted | {("panel_drawn", reader) for reader in readers}


async def test_a_draw_that_found_no_panel_is_told_to_the_officer(database: Database) -> None:
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, technical=1, financial=0)
    await commit(database, ceremony)
    assert await told(database) == {("draw_infeasible", "officer")}
