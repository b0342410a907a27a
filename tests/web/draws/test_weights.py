"""Pages of a weighted draw say so: by what, how far it reaches, and what it costs."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from litestar import Litestar

from expert_pool.policy import change_values, load_policy
from expert_pool.roles import Role
from expert_pool.storage.expert_store import load_expert, replace_expert
from selection.storage.draw_store import AssignmentRecord, add_assignments
from selection.storage.request_store import load_request, save_request
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import Stage, account_of
from web.draws.odds_words import describe_seats
from web.odds_jobs import settle
from web.services import Services
from web.translation import speaking

ROTATION = change_values(load_policy("demo"), {"weights": "rotation"})
LAST_MONTH = date(2026, 10, 20)
LIMIT = "nobody's chance is more than 3 times the other's"


@pytest.fixture
def services(app: Litestar) -> Services:
    found: Services = replace(app.state["services"], policy=ROTATION)
    app.state["services"] = found
    return found


@pytest.fixture
async def weighted(stage: Stage) -> Stage:
    """The request approved under the rules with weights; twelve experts served last month."""
    async with stage.services.database.transaction() as session:
        request = await load_request(session, stage.request_id)
        assert request
        await save_request(session, replace(request, policy_digest=ROTATION.digest))
        seats = [
            AssignmentRecord(UUID(int=n), "before", "A01", "", LAST_MONTH, LAST_MONTH, "attended")
            for n in range(1, 13)
        ]
        await add_assignments(session, seats)
    return stage


async def look(stage: Stage, browser: Browser) -> str:
    await browser.get(f"{stage.path}/odds")
    await settle()
    return (await browser.get(f"{stage.path}/odds")).text.replace("&#39;", "'")


async def test_the_page_of_the_odds_tells_weights_groups_and_price(weighted: Stage) -> None:
    page = await look(weighted, weighted.officer)
    assert LIMIT in page
    assert "Chances by weight" in page
    assert "Chances are weighted by panels already served (DRW-19)" in page
    page = (await weighted.officer.get(f"{weighted.path}/odds?lang=zh_Hans")).text
    for words in ("概率加权", "各权重的入选概率", "一人的入选概率不超过另一人的 3 倍"):
        assert words in page


async def test_after_the_draw_everybody_reads_how_it_was_weighted(
    weighted: Stage, signed_in: SignedIn
) -> None:
    await weighted.draw()
    expert = await signed_in(Role.EXPERT)
    account = await account_of(weighted.services, "expert-4@example.org")
    async with weighted.services.database.transaction() as session:
        record = await load_expert(session, UUID(int=1))
        assert record
        await replace_expert(session, replace(record, account_id=account))
    own = (await expert.get("/my/draws")).text
    assert "yours with 2 of at most 3" in own
    commit = own.split("/receipts/")[1][:64]
    public = (await expert.get(f"/receipts/{commit}")).text.replace("&#39;", "'")
    assert LIMIT in public
    drawn = (await weighted.officer.get(weighted.path)).text.replace("&#39;", "'")
    assert LIMIT in drawn


@pytest.mark.parametrize(
    ("lightest", "heaviest", "said"),
    [(3, 3, "0"), (2, 2, "1"), (1, 1, "2 or more"), (1, 2, "1 or more"), (2, 3, "0 to 1")],
)
def test_a_weight_is_told_as_the_panels_that_it_stands_for(
    lightest: int, heaviest: int, said: str
) -> None:
    with speaking("en"):
        assert describe_seats(3, lightest, heaviest) == said
