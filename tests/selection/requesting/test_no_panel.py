"""What makes no panel by the pool of today is neither submitted nor approved."""

from dataclasses import replace

import pytest

from expert_pool.experts import Unit
from expert_pool.persons import Person
from selection.errors import SelectionError
from selection.requesting import approve_request, create_request, review_request, submit_request
from selection.requesting import counting as counting_module
from selection.requests import Attribute, Quota, RaisedBy, Recusal
from selection.storage.request_store import RequestRecord
from tests.selection.requesting.desks import Office
from tests.selection.requests.samples import condition, make_request, of_type

RARE = Quota("rare", (condition(Attribute.HONOUR, "H01"),), 1, 5)
HOPELESS = (of_type("financial", 1, 1), of_type("technical", 4, 4), RARE)


async def drafted(office: Office, **changes: object) -> RequestRecord:
    return await create_request(office.desk, office.officer, office.draft(**changes))


async def test_the_officer_cannot_submit_it(office: Office) -> None:
    record = await drafted(office, quotas=HOPELESS)
    live = await office.counts.count(make_request(quotas=HOPELESS))
    asked = (office.desk, office.officer, record.id, record.version)
    with pytest.raises(SelectionError, match=r"^request\.no_panel"):
        await submit_request(*asked, confirmed=True, live=live)
    possible = await office.counts.count(make_request())
    assert (await submit_request(*asked, confirmed=True, live=possible)).version == 2


async def test_the_approver_reads_why_and_can_only_send_it_back(office: Office) -> None:
    record = await office.submitted(quotas=HOPELESS)
    review = await review_request(office.desk, office.counts, record)
    assert review.judged
    assert review.shortfall is not None
    assert review.shortfall.bottleneck.code == "SHF-02.quota_under_ten"
    asked = (record.id, record.version)
    with pytest.raises(SelectionError, match=r"^request\.no_panel"):
        await approve_request(office.desk, office.counts, office.approver, asked, "same", ())


async def test_names_count_for_the_approver_and_never_for_the_officer(office: Office) -> None:
    every_financial = tuple(
        Recusal("G05", "r", RaisedBy.PARTY, person=person(number)) for number in range(60, 72)
    )
    record = await office.submitted(recusals=every_financial)
    review = await review_request(office.desk, office.counts, record)
    assert review.shortfall is not None
    assert review.shortfall.bottleneck.code == "SHF-02.quota_under_ten"
    live = await office.counts.count(make_request(recusals=every_financial))
    assert live.shortfall is None


def person(number: int) -> Person:
    return Person(f"测{number:03d}", (Unit(f"虚构单位{number:03d}"),))


async def test_an_unanswered_question_is_no_refusal(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undecided(_problem: object) -> None:
        raise SelectionError("solver.undecided")

    monkeypatch.setattr(counting_module, "find_feasibility", undecided)
    review = await review_request(office.desk, office.counts, await office.submitted())
    assert (review.judged, review.shortfall) == (False, None)


async def test_rules_that_contradict_each_other_are_not_judged(office: Office) -> None:
    record = await drafted(office, seats=4)
    review = await review_request(office.desk, office.counts, record)
    assert (review.judged, review.shortfall) == (False, None)
    assert replace(review, judged=True).findings
