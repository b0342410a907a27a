"""A second request names the first: on its page before it is handed in, and in the log for ever."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from expert_pool.audit.acts import Act
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.requesting import (
    RequestDesk,
    cancel_request,
    create_request,
    see_request,
    submit_request,
)
from selection.storage.request_store import RequestRecord
from tests.expert_pool.log_samples import CIPHER
from tests.selection.requesting.desks import NOW, Office


def later(office: Office, **by: float) -> RequestDesk:
    return replace(office.desk, now=lambda: NOW + timedelta(**by))


async def called_off(office: Office) -> RequestRecord:
    first = await office.submitted()
    await cancel_request(office.desk, office.officer, (first.id, first.version), "另行申请")
    return first


async def named_in_the_log(office: Office, request_id: UUID) -> object:
    async with office.desk.database.read() as session:
        store, acts = AuditStore(session), frozenset({Act.REQUEST_SUBMIT})
        page = await store.page(AuditFilter(request=str(request_id), acts=acts))
        (entry,) = [logged.entry.id for logged in page.entries]
        return ((await store.details(CIPHER, [entry]))[entry].after or {}).get("earlier")


async def test_the_officer_reads_of_the_earlier_request_before_handing_in(office: Office) -> None:
    first = await called_off(office)
    desk = later(office, days=3)
    second = await create_request(desk, office.officer, office.draft())
    assert (await see_request(desk, office.officer, second.id)).earlier == (first.number,)
    assert (await see_request(desk, office.officer, first.id)).earlier == ()


async def test_the_entry_of_the_hand_in_names_the_first(office: Office) -> None:
    first = await called_off(office)
    desk = later(office, days=3)
    second = await create_request(desk, office.officer, office.draft())
    await submit_request(desk, office.officer, second.id, second.version, confirmed=True)
    seen = await see_request(later(office, days=400), office.officer, second.id)
    assert seen.earlier == (first.number,), "it is counted from the day of the hand-in"
    assert await named_in_the_log(office, second.id) == [first.number]
    assert await named_in_the_log(office, first.id) is None


async def test_another_stage_and_another_year_are_another_matter(office: Office) -> None:
    await called_off(office)
    draft = office.draft(activity="A12")
    other = await create_request(later(office, days=3), office.officer, draft)
    late = later(office, days=400)
    again = await create_request(late, office.officer, office.draft())
    assert (await see_request(later(office, days=3), office.officer, other.id)).earlier == ()
    assert (await see_request(late, office.officer, again.id)).earlier == ()
