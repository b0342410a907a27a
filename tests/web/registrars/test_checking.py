"""The check of one credential: its own ways and results, and the number that a query needs."""

from expert_pool.audit.acts import Act
from tests.expert_pool.admission.cases import NUMBER, logged
from tests.web.registrars.conftest import Counter


async def take(counter: Counter) -> None:
    sent = {"version": str(counter.edit.version)}
    await counter.first.send(counter.case, sent, to=f"{counter.case}/take")


async def test_the_credit_check_has_its_own_methods_and_results(counter: Counter) -> None:
    await take(counter)
    path = f"{counter.case}/credentials/integrity"
    page = (await counter.first.get(path)).text
    assert "Query at Credit China" in page
    assert "No record of dishonesty found" in page
    assert "Not confirmed" not in page
    assert "Original seen" not in page
    other = (await counter.first.get(f"{counter.case}/credentials/titles.0")).text
    assert "Credit China" not in other
    wrong = {"version": "3", "method": "original_seen", "outcome": "no_record"}
    assert (await counter.first.send(path, wrong)).status_code == 422


async def test_the_whole_number_is_opened_beside_the_check_that_needs_it(counter: Counter) -> None:
    await take(counter)
    path = f"{counter.case}/credentials/integrity"
    page = (await counter.first.get(path)).text
    assert "Person to look up" in page
    assert "What the applicant says" not in page
    assert NUMBER not in page
    nothing = await counter.first.send(path, {"field": "identity_number"}, to=f"{path}/read")
    assert nothing.status_code == 422
    assert NUMBER not in nothing.text
    sent = {"field": "identity_number", "purpose": "official_query"}
    shown = await counter.first.send(path, sent, to=f"{path}/read")
    assert NUMBER in shown.text
    assert f'action="{path}"' in shown.text, "the check goes to its own address"
    assert NUMBER not in (await counter.first.get(path)).text
    (entry,) = await logged(counter.office, Act.PII_READ)
    assert entry.entry.reason == "official_query"


async def test_a_record_that_was_found_needs_its_kind(counter: Counter) -> None:
    await take(counter)
    path = f"{counter.case}/credentials/integrity"
    sent = {"version": "3", "method": "credit_china", "outcome": "record_found", "note": "Q 12"}
    refused = await counter.first.send(path, sent)
    assert refused.status_code == 422
    assert "Choose the kind of record" in refused.text
    assert "Q 12" in refused.text
    await counter.first.send(path, {**sent, "reason": "enforcement_debtor"})
    page = (await counter.second.get(counter.case)).text
    assert "Dishonest debtor under enforcement" in page
    assert "found a record of dishonesty" in page
