"""A member's change on the registrars' pages: what would change, and what is checked already."""

from expert_pool.admission.admitting import admit_case
from expert_pool.admission.verifying import take_case
from tests.expert_pool.admission.cases import NOW, first_check
from tests.expert_pool.admission.test_changing import handed_in
from tests.web.registrars.conftest import Counter


async def test_a_change_is_shown_beside_the_record_in_force(counter: Counter) -> None:
    office = counter.office
    await first_check(office, counter.edit)
    await admit_case(office.desk, office.second, counter.edit, (), NOW)
    edit = await handed_in(office)
    queue = (await counter.first.get("/cases?source=change")).text
    assert "Change of a member's record" in queue
    page = (await counter.first.get(f"/cases/{edit.application_id}")).text
    compared = page[page.index('id="changes"') : page.index('id="credentials"')]
    assert "虚构大学" in compared
    assert "虚构研究院" in compared
    assert "Professor" not in compared
    assert page.count("To be checked</strong>") == 2
    await take_case(office.desk, office.first, edit)
    assert (await counter.second.get(f"/cases/{edit.application_id}")).status_code == 200


async def test_an_ordinary_case_compares_nothing(counter: Counter) -> None:
    assert 'id="changes"' not in (await counter.first.get(counter.case)).text
