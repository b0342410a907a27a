"""Who is told that a list waits, which lists a person finds, and what nobody archives."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from expert_pool.audit.acts import Act
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.mail_store import newest_mails
from selection.errors import SelectionError
from selection.paying import (
    ListFilter,
    approve_list,
    attend_archive,
    find_unarchived,
    hand_out_list,
    list_shown_lists,
    list_to_archive,
    mark_paid,
    return_list,
)
from selection.states.payments import PaymentState
from selection.storage.payment_store import load_list
from tests.selection.paying.test_paying import ON, Desk
from tests.selection.paying.test_paying import desk as desk

TERM = 60


async def mails(desk: Desk) -> list[tuple[str, str]]:
    """Who was told what about payment lists, the newest last."""
    async with desk.database.read() as session:
        found = await newest_mails(session, 50)
    told = [it for it in found[::-1] if it.template.startswith("payment_")]
    for mail in told:
        assert mail.context == {"number": "PR-2026-0001", "list": mail.context["list"]}
        UUID(str(mail.context["list"]))
    return [(it.recipient.partition("@")[0], it.template) for it in told]


async def test_each_next_person_is_told_by_mail_and_no_mail_holds_a_name_or_an_amount(desk):
    await desk.save()
    first = await desk.submit()
    assert await mails(desk) == [("approver", "payment_waiting")]
    await desk.run(return_list, first.id, desk.approver, "请核对出席情况")
    await desk.save()
    again = await desk.submit()
    await desk.run(approve_list, again.id, desk.approver)
    assert sorted(await mails(desk)) == [
        ("approver", "payment_waiting"),
        ("approver", "payment_waiting"),
        ("finance", "payment_approved"),
        ("officer", "payment_returned"),
    ]


async def listed(desk: Desk, actor, month: str = "", state: PaymentState | None = None) -> int:
    async with desk.database.read() as session:
        wanted = ListFilter(month, state)
        shown, total = await list_shown_lists(session, actor, wanted, limit=1, offset=0)
    assert len(shown) == min(total, 1)
    return total


async def test_everybody_finds_the_own_lists_by_month_and_state_and_a_stand_in_too(desk):
    await desk.save()
    await desk.submit()
    officer, approver = desk.ceremony.officer, desk.approver
    waiting = PaymentState.SUBMITTED
    assert [await listed(desk, it) for it in (officer, approver, desk.finance)] == [1, 1, 0]
    assert await listed(desk, officer, "2026-11", waiting) == 1
    assert await listed(desk, officer, "2026-12") == 0
    assert await listed(desk, approver, state=PaymentState.PAID) == 0
    with pytest.raises(SelectionError, match=r"payment\.wrong_month"):
        await listed(desk, officer, "2026")
    assert await listed(desk, replace(officer, account_id=str(uuid4()))) == 0
    async with desk.database.transaction() as session:
        accounts, now = AccountStore(session), desk.ceremony.clock()
        other = await accounts.add("other@demo.example", "other", "en", now)
        await accounts.grant(other, Role.APPROVER.value, None, now)
    stand_in = replace(approver, account_id=str(other))
    assert await listed(desk, stand_in) == 0
    async with desk.database.transaction() as session:
        await AccountStore(session).change(UUID(approver.account_id), deactivated_at=now)
    assert await listed(desk, stand_in) == 1


async def test_a_paid_list_is_reminded_of_once_and_archived_by_the_service_in_time(desk):
    await desk.save()
    payment = await desk.submit()
    await desk.run(approve_list, payment.id, desk.approver)
    await desk.run(hand_out_list, payment.id, desk.finance, "xlsx")
    await desk.run(mark_paid, payment.id, desk.finance, ON)
    left = await desk.run(find_unarchived)
    assert (left.lists, left.next_on) == (1, ON + timedelta(days=TERM))
    assert await desk.run(list_to_archive) == ()
    desk.ceremony.clock.wait(days=TERM // 2)
    for _ in range(2):
        assert await desk.run(list_to_archive) == (payment.id,)
        await desk.run(attend_archive, payment.id)
    assert [it[1] for it in await mails(desk)].count("payment_archive_due") == 1
    desk.ceremony.clock.wait(days=TERM // 2)
    for _ in range(2):
        await desk.run(attend_archive, payment.id)
    async with desk.database.read() as session:
        kept = await load_list(session, payment.id)
        entry = (
            await AuditStore(session).page(AuditFilter(acts=frozenset({Act.PAYMENT_ARCHIVE})))
        ).entries[0]
    assert kept.state is PaymentState.ARCHIVED
    assert not any(it.account_cipher or it.branch_cipher for it in kept.lines)
    assert (entry.entry.role, (await desk.run(find_unarchived)).lists) == ("service", 0)


async def test_a_list_that_nobody_pays_loses_its_bank_data_after_a_reminder(desk):
    await desk.save()
    payment = await desk.submit()
    await desk.run(approve_list, payment.id, desk.approver)
    desk.ceremony.clock.wait(days=TERM // 2)
    assert await desk.run(list_to_archive) == (), "without a copy there is nothing to erase"
    await desk.run(hand_out_list, payment.id, desk.finance, "xlsx")
    for _ in range(2):
        assert await desk.run(list_to_archive) == (payment.id,)
        await desk.run(attend_archive, payment.id)
    assert [it[1] for it in await mails(desk)].count("payment_unpaid") == 1
    desk.ceremony.clock.wait(days=TERM // 2)
    for _ in range(2):
        await desk.run(attend_archive, payment.id)
    async with desk.database.read() as session:
        kept = await load_list(session, payment.id)
        wanted = AuditFilter(acts=frozenset({Act.PAYMENT_ERASE}))
        (entry,) = (await AuditStore(session).page(wanted)).entries
    assert (kept.state, kept.total) == (PaymentState.APPROVED, payment.total)
    assert not any(it.account_cipher or it.branch_cipher for it in kept.lines)
    assert (entry.entry.role, await desk.run(list_to_archive)) == ("service", ())
