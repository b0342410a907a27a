"""The page of thin fields: exact for those who answer for the pool, folded for officers."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from expert_pool.conflicts import ReviewDays
from expert_pool.experts import FieldOfWork, Standing
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.requests import Attribute, Quota
from selection.requests.freezing import freeze_criteria
from selection.storage.request_store import load_request, save_request
from tests.selection.drawing.ceremonies import pool_of
from tests.selection.overseeing.planted import Planted
from tests.selection.requests.samples import JINHUA, condition, make_request
from tests.web.conftest import SignedIn
from web.services import Services

FIELD = "101"


@pytest.fixture
async def asked(services: Services) -> None:
    """Eleven members of a field who can be drawn, two who cannot, and a panel that asked for 4."""
    pool = [
        replace(one, fields=(FieldOfWork(FIELD, one.fields[0].since),)) for one in pool_of(13, 0)
    ]
    pool[11] = replace(pool[11], standing=Standing.DORMANT)
    long_ago = services.today() - timedelta(days=500)
    pool[12] = replace(pool[12], confirmed_on=long_ago, admitted_on=long_ago)
    day = services.today() - timedelta(days=3)
    kept = (Quota("q", (condition(Attribute.FIELD, FIELD),), 4, 4),)
    criteria = make_request(quotas=kept, review=ReviewDays(day, day))
    async with services.database.transaction() as session:
        await add_experts(session, tuple(map(ExpertRecord, pool)))
        planted = Planted(session)
        for review, approved in ((criteria.review, 30), (criteria.review, 500), (None, 20)):
            asks = criteria
            if review is None:  # its panel has still to meet
                later = services.today()
                asks = replace(criteria, review=ReviewDays(later, later))
            request = await planted.request("officer-a", await planted.project())
            record = await load_request(session, request)
            assert record is not None
            frozen = freeze_criteria(asks, JINHUA, "00" * 32)
            moment = services.now() - timedelta(days=approved)
            await save_request(session, replace(record, criteria=frozen, approved_at=moment))


def row_of(page: str) -> list[str]:
    """The cells of the last field in the table."""
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", rows[-1], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in cells]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.APPROVER, Role.AUDITOR])
async def test_who_answers_for_the_pool_reads_members_beside_the_demand(
    signed_in: SignedIn, role: Role
) -> None:
    page = (await (await signed_in(role)).get("/fields?lang=en")).text
    assert row_of(page) == ["11", "1", "4", "1", "36.4 %", "Thin"]


@pytest.mark.usefixtures("asked")
async def test_an_officer_reads_no_number_below_ten_and_no_demand(signed_in: SignedIn) -> None:
    officer = await signed_in(Role.OFFICER)
    pages = [(await officer.get(f"/fields?lang=en{every}")).text for every in ("", "&every=yes")]
    for page in pages:
        assert "Numbers below ten are not shown to you" in page
        assert row_of(page) == ["under ten"]
        assert re.findall(r"<td[^>]*>(11)</td>", page)
        assert 'href="/fields' not in page.partition("<h1>")[2]
    fields = [re.findall(r'<th scope="row"[^>]*>(.*?)</th>', page) for page in pages]
    assert fields[0] == fields[1]
