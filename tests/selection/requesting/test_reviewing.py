"""What the approver is told of the pool before a decision."""

from uuid import UUID

import pytest

from expert_pool.experts import ExpertId, Relation, RelationKind
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from selection.counts import FunnelStep
from selection.requesting.reviewing import review_request
from tests.factories import make_expert
from tests.selection.requesting.desks import Office
from tests.selection.requests.samples import LEADER, of_type

NAMESAKE = FunnelStep("COI-05.kin_by_name", 1)


@pytest.mark.parametrize(("seats", "steps", "candidates"), [(5, (NAMESAKE,), 72), (25, (), 73)])
async def test_drw_27_the_counts_spare_whom_the_draw_would_spare(
    office: Office, seats: int, steps: tuple[FunnelStep, ...], candidates: int
) -> None:
    kin = (Relation(RelationKind.SPOUSE, LEADER.name),)
    someone = make_expert(id=ExpertId(str(UUID(int=950))), name="测某", relations=kin)
    async with office.desk.database.transaction() as session:
        await add_experts(session, (ExpertRecord(someone),))
    quotas = (of_type("financial", 1, 1), of_type("technical", seats - 1, seats - 1))
    record = await office.submitted(seats=seats, quotas=quotas)
    review = await review_request(office.desk, office.counts, record)
    assert review.judged
    assert (review.funnel.steps, review.funnel.candidates) == (steps, candidates)
    assert review.funnel.pool == 73
    assert review.counts[0].after_exclusions.exact == candidates
