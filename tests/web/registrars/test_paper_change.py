"""A change reported on paper, at the registrar's browser."""

from uuid import UUID

import pytest

from expert_pool.admission.admitting import admit_case
from expert_pool.experts import Standing
from expert_pool.storage.expert_store import set_standing
from tests.expert_pool.admission.cases import NOW, first_check
from tests.web.registrars.conftest import Counter
from web.services import Services


@pytest.fixture
async def expert_id(counter: Counter) -> UUID:
    await first_check(counter.office, counter.edit)
    return await admit_case(counter.office.desk, counter.office.second, counter.edit, (), NOW)


async def test_a_change_from_paper_begins_on_the_experts_page(
    counter: Counter, expert_id: UUID
) -> None:
    page = f"/pool/{expert_id}"
    assert "Enter a change from paper" in (await counter.first.get(page)).text
    begun = await counter.first.send(page, {}, to=f"{page}/paper-change")
    assert begun.url.path.startswith("/papers/")
    assert "Change of a member" in begun.text
    assert "What is in force is filled in." in begun.text
    assert "虚构大学" in (await counter.first.get(f"{begun.url.path}/employments")).text
    again = await counter.first.send(page, {}, to=f"{page}/paper-change")
    assert again.url.path == begun.url.path
    assert (await counter.second.get(begun.url.path)).status_code == 404
    late = await counter.second.send(page, {}, to=f"{page}/paper-change")
    assert late.status_code == 409
    assert "is not decided yet" in late.text


async def test_who_left_has_nothing_to_change(
    counter: Counter, services: Services, expert_id: UUID
) -> None:
    page = f"/pool/{expert_id}"
    async with services.database.transaction() as session:
        await set_standing(session, expert_id, Standing.EXITED)
    assert "Enter a change from paper" not in (await counter.first.get(page)).text
    refused = await counter.first.send(page, {}, to=f"{page}/paper-change")
    assert refused.status_code == 409


async def test_the_experts_page_says_until_when_the_confirmation_counts(
    counter: Counter, expert_id: UUID
) -> None:
    page = (await counter.first.get(f"/pool/{expert_id}")).text
    assert "Confirmation counts until" in page
    assert "has to confirm the data again" not in page
