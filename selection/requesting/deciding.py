"""A second person approves or returns a submitted request; its officer may cancel it.

The approval freezes the criteria with a salt and stores their digest and the policy's:
from then on nothing that was asked for can change.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final
from uuid import UUID

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.drawing.letters import tell_approved, tell_returned
from selection.drawing.sources import wanted_parties
from selection.errors import SelectionError
from selection.requesting.asking import log_questions
from selection.requesting.counting import LiveCounts
from selection.requesting.desk import RequestDesk
from selection.requesting.drafting import check_version, load_locked, move
from selection.requesting.reviewing import Review, review_request
from selection.requesting.submitting import refuse_blocked, refuse_without_panel
from selection.requests import criteria_digest, freeze_criteria
from selection.states.requests import RequestAct
from selection.storage.request_store import RequestRecord, save_request

SALT_BYTES: Final = 16
DEPTH: Final = "below_multiple"


async def approve_request(
    desk: RequestDesk,
    counts: LiveCounts,
    actor: Actor,
    asked: tuple[UUID, int],
    reason: str = "",
    agreed: Collection[str] = (),
) -> RequestRecord:
    """Approve and freeze a submitted request; `asked` is its id and the version that was read.

    `agreed` are the exceptions of the request, each of which needs a yes of its own.

    Raises:
        SelectionError: `request.second_person_needed`, `request.blocked`,
            `request.no_panel` where the pool of today makes none,
            `request.depth_reason_missing`, `request.exceptions_not_agreed`,
            `request.changed_meanwhile`, `request.wrong_state`.
    """
    request_id, version = asked
    async with desk.database.transaction() as session:
        former = await load_locked(session, request_id)
        state = move(former, RequestAct.APPROVE, _approver(actor))
        check_version(former, version)
        review = await review_request(desk, counts, former)
        _check_review(review, reason)
        if frozenset(agreed) != frozenset(review.request.exceptions):
            raise SelectionError("request.exceptions_not_agreed")
        salt = desk.fresh_bytes(SALT_BYTES).hex()
        frozen = freeze_criteria(replace(review.request, fallback=review.steps), desk.policy, salt)
        record = replace(
            former,
            state=state,
            version=former.version + 1,
            criteria=frozen,
            criteria_digest=bytes.fromhex(criteria_digest(frozen)),
            policy_digest=desk.policy.digest,
            approved_by=UUID(actor.account_id),
            approved_at=desk.now(),
            decision_reason=reason.strip(),
        )
        await save_request(session, record)
        await tell_approved(session, record, secrets=bool(wanted_parties(desk.policy)))
        await record_act(
            session,
            actor=actor,
            act=Act.REQUEST_APPROVE,
            subject=str(record.id),
            request=str(record.id),
            reason=DEPTH if review.depth else "",
            after={
                "criteria_digest": criteria_digest(frozen),
                "policy_digest": record.policy_digest,
                "depth": [it.code for it in review.depth],
                **_exceptions(review),
                "reason": record.decision_reason,
            },
            previous_state=former.state.value,
            next_state=record.state.value,
        )
    return record


def _exceptions(review: Review) -> dict[str, object]:
    """What the approval allows beside the usual: steps of DRW-17 and seats of DRW-18."""
    told: dict[str, object] = {}
    if review.steps:
        told["fallback"] = [[it.step.value, it.before, it.after] for it in review.steps]
    if review.request.direct:
        told["direct"] = [seat.ground.value for seat in review.request.direct]
    return told


async def return_request(
    desk: RequestDesk, actor: Actor, asked: tuple[UUID, int], reason: str
) -> RequestRecord:
    """Give a submitted request back to its officer, with a reason.

    Raises:
        SelectionError: `request.reason_missing`, or as at the approval.
    """
    return await _close(desk, _approver(actor), asked, RequestAct.RETURN, reason)


async def cancel_request(
    desk: RequestDesk, actor: Actor, asked: tuple[UUID, int], reason: str
) -> RequestRecord:
    """End a request before its draw is committed, with a reason; its number stays.

    Raises:
        SelectionError: `request.reason_missing`, `request.requester_needed`,
            `request.changed_meanwhile`, `request.wrong_state`.
    """
    return await _close(desk, actor, asked, RequestAct.CANCEL, reason)


async def _close(
    desk: RequestDesk, actor: Actor, asked: tuple[UUID, int], act: RequestAct, reason: str
) -> RequestRecord:
    request_id, version = asked
    if not reason.strip():
        raise SelectionError("request.reason_missing")
    async with desk.database.transaction() as session:
        former = await load_locked(session, request_id)
        state = move(former, act, actor)
        check_version(former, version)
        record = replace(
            former, state=state, version=former.version + 1, decision_reason=reason.strip()
        )
        await save_request(session, record)
        if act is RequestAct.CANCEL:
            await log_questions(session, actor, record.id)
        else:
            await tell_returned(session, record)
        await record_act(
            session,
            actor=actor,
            act=_ACTS[act],
            subject=str(record.id),
            request=str(record.id),
            after={"reason": record.decision_reason},
            previous_state=former.state.value,
            next_state=record.state.value,
        )
    return record


_ACTS: Final = {RequestAct.RETURN: Act.REQUEST_RETURN, RequestAct.CANCEL: Act.REQUEST_CANCEL}


def _approver(actor: Actor) -> Actor:
    """The one who decides, in the role of an approver.

    Raises:
        SelectionError: `request.second_person_needed`.
    """
    if actor.role != Role.APPROVER:
        raise SelectionError("request.second_person_needed")
    return actor


def _check_review(review: Review, reason: str) -> None:
    refuse_blocked(review.findings)
    refuse_without_panel(review.shortfall)
    if review.depth and not reason.strip():
        raise SelectionError("request.depth_reason_missing")
