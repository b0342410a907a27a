"""An event enters the integrity file, and what the rule proposes is told at once.

The one seam for everything that reports: row, entry, proposal and notice are one transaction,
the caller's. Nothing is in force by it: two people decide after the expert was heard.
"""

from datetime import date, datetime
from typing import NotRequired, TypedDict, Unpack
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.credit import (
    NEUTRAL,
    SERIOUS,
    CaseState,
    CreditKind,
    FiledEvent,
    Measure,
    propose,
)
from expert_pool.crediting.notes import seal_note
from expert_pool.crediting.rules import rules_of
from expert_pool.crediting.telling import tell_in_account
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import moment_of, record_act
from expert_pool.storage.credit_store import (
    STANDS,
    CaseRecord,
    EventRecord,
    Filed,
    Proof,
    add_case,
    add_event,
    load_file,
)
from expert_pool.storage.leave_store import hold_expert


class Reported(TypedDict):
    """What is reported: whose event, its kind and day, the panel request, what happened.

    `document` is the number of a paper that proves it, `proof` a file that was kept.
    """

    expert_id: UUID
    kind: CreditKind
    occurred_on: date
    request: NotRequired[str]
    detail: NotRequired[str]
    document: NotRequired[str]
    proof: NotRequired[Proof]


async def record_event(session: AsyncSession, actor: Actor, **told: Unpack[Reported]) -> UUID:
    """Put an event into an expert's file and propose by rule what follows; gives the event's id.

    Raises:
        ExpertPoolError: `expert.not_found`, `credit.proof_missing`, or what is wrong with the
            text.
    """
    now = moment_of(session)
    today = now.astimezone(CHINA).date()
    if await hold_expert(session, told["expert_id"]) is None:
        raise ExpertPoolError("expert.not_found")
    event = _event(session, actor, told, now)
    if event.kind in SERIOUS and not (event.document or event.proof.storage_name):
        raise ExpertPoolError("credit.proof_missing")
    earlier = await load_file(session, event.expert_id)
    await add_event(session, event)
    await record_act(
        session,
        actor=actor,
        act=Act.CREDIT_RECORD,
        subject=f"expert:{event.expert_id}",
        reason=f"event_{event.kind.value}",
        after={"event": str(event.id)},
    )
    if event.kind not in NEUTRAL:
        await _open_case(session, event, earlier, today)
    return event.id


async def _open_case(
    session: AsyncSession, event: EventRecord, earlier: tuple[Filed, ...], today: date
) -> None:
    rules = rules_of(session)
    filed = tuple(FiledEvent(it.event.kind, it.event.occurred_on, counts(it)) for it in earlier)
    proposed = propose(event.kind, event.occurred_on, filed, rules.policy)
    if proposed is None:
        return
    case = CaseRecord(
        id=uuid4(),
        event_id=event.id,
        expert_id=event.expert_id,
        state=CaseState.PROPOSED,
        since=event.recorded_at,
        policy_digest=rules.policy.digest,
        proposed=proposed.measure,
        proposed_months=proposed.months,
        opened_at=event.recorded_at,
    )
    await add_case(session, case)
    await tell_in_account(session, case, today)


def counts(filed: Filed) -> bool:
    """Whether an event weighs in a later proposal: a measure for it was confirmed."""
    decided = {CaseState.NOTED, CaseState.ENDED, *STANDS}
    case = filed.case
    return case is not None and case.state in decided and case.measure is not Measure.NONE


def _event(session: AsyncSession, actor: Actor, told: Reported, now: datetime) -> EventRecord:
    event_id = uuid4()
    return EventRecord(
        id=event_id,
        expert_id=told["expert_id"],
        kind=told["kind"],
        occurred_on=told["occurred_on"],
        request=told.get("request", ""),
        reported_by=_account(actor),
        reported_role=str(actor.role),
        recorded_at=now,
        document=told.get("document", "").strip(),
        proof=told.get("proof", Proof()),
        detail_cipher=seal_note(session, "detail_cipher", event_id, told.get("detail", "")),
    )


def _account(actor: Actor) -> UUID | None:
    """The account that reports; the service has none."""
    try:
        return UUID(actor.account_id)
    except ValueError:
        return None
