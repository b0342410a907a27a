"""What an evaluation puts into a member's integrity file: lateness, and good service (EVA-05).

Its one job is that event. Whether anything follows is for two people, after the member was heard;
a correction that takes a low mark back is there for them to see, and takes no event back.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.entries import Actor
from expert_pool.credit import CreditKind
from expert_pool.crediting.events import record_event
from selection.drawing.desk import DrawDesk
from selection.evaluating.reviewed import Reviewed
from selection.evaluations import Marks, Service, find_services
from selection.evaluations.service import PUNCTUAL
from selection.storage.evaluation_store import EvaluationRecord

KINDS: Final[Mapping[Service, CreditKind]] = {
    Service.LATE: CreditKind.LATE,
    Service.GOOD: CreditKind.GOOD_SERVICE,
}


async def note_services(
    session: AsyncSession,
    desk: DrawDesk,
    actor: Actor,
    reviewed: Reviewed,
    kept: tuple[EvaluationRecord, Marks],
) -> None:
    """Put what is worth a note into the file of a member who is evaluated for the first time."""
    record, marks = kept
    for service in find_services(marks):
        late = service is Service.LATE
        await record_event(
            session,
            actor,
            expert_id=record.expert_id,
            kind=KINDS[service],
            occurred_on=min(reviewed.asked.review.end, desk.today()),
            request=str(reviewed.request.id),
            detail=next((it.reason for it in marks if it.item == PUNCTUAL), "") if late else "",
        )
