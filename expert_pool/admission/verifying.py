"""Checking an application: taken, verified, recommended, then decided by a second registrar.

Each act is one transaction: the row, the log entry, and where the applicant must know, the
mail. What is permitted is decided by `expert_pool.applications`; admission itself is in
`expert_pool.admission.admitting`.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime

from expert_pool.admission.case_file import content_digest, day_in_china
from expert_pool.admission.casework import check_of, move, open_case, record_move
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.letters import tell_declined, tell_returned
from expert_pool.admission.own_application import Edit
from expert_pool.applications import (
    Act,
    Method,
    Outcome,
    Recommendation,
    ReturnedField,
    State,
    Step,
    Verification,
    credentials_to_check,
    find_unchecked,
)
from expert_pool.applications.moves import find_person_obstacles, find_state_obstacles
from expert_pool.applications.verification import find_check_faults
from expert_pool.audit import acts
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.application_store import ApplicationRecord, add_check, save_application
from expert_pool.storage.review_store import KeptVerification, add_verification


@dataclass(frozen=True, slots=True)
class NewVerification:
    """What a registrar found out about one credential, such as `titles.0`.

    `reason` is the kind of record that a credit check found (VER-05).
    """

    credential: str
    method: Method
    outcome: Outcome
    note: str = ""
    accepted_as_senior: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Why an application is declined, or advised to be: coded reasons and words."""

    reasons: tuple[str, ...] = ()
    text: str = ""


async def take_case(desk: AdmissionDesk, actor: Actor, edit: Edit) -> None:
    """Begin the first check: nobody else works on the case until it is released."""
    await _change_hands(desk, actor, edit, Act.TAKE)


async def release_case(desk: AdmissionDesk, actor: Actor, edit: Edit) -> None:
    """Give a case back to the queue; the checks of credentials recorded so far stay."""
    await _change_hands(desk, actor, edit, Act.RELEASE)


async def _change_hands(desk: AdmissionDesk, actor: Actor, edit: Edit, act: Act) -> None:
    logged = {Act.TAKE: acts.Act.APPLICATION_TAKE, Act.RELEASE: acts.Act.APPLICATION_RELEASE}
    async with desk.database.transaction() as session:
        case = await open_case(session, desk, edit)
        moved = move(case.record, Step(act, actor.account_id), desk)
        await save_application(session, moved)
        await record_move(session, actor, logged[act], (case.record, moved))


async def verify_credential(
    desk: AdmissionDesk, actor: Actor, edit: Edit, found: NewVerification, now: datetime
) -> None:
    """Record how a credential was checked and what came of it; earlier checks stay (VER-02).

    Raises:
        ExpertPoolError: `credential.not_found`, the first fault of the check, or why it is
            not this registrar's turn.
    """
    async with desk.database.transaction() as session:
        case = await open_case(session, desk, edit)
        _refuse_out_of_turn(case.record, actor, desk)
        if found.credential not in credentials_to_check(case.full):
            raise ExpertPoolError("credential.not_found")
        check = Verification(
            credential=found.credential,
            method=found.method,
            outcome=found.outcome,
            registrar=actor.account_id,
            checked_on=day_in_china(now),
            note=found.note,
            accepted_as_senior=found.accepted_as_senior,
            reason=found.reason,
        )
        for fault in find_check_faults(check):
            raise ExpertPoolError(fault)
        content = content_digest(case.record, case.full, found.credential)
        await add_verification(session, case.record.id, KeptVerification(check, content, now))
        await record_act(
            session,
            actor=actor,
            act=acts.Act.CREDENTIAL_VERIFY,
            subject=f"application:{case.record.id}",
            reason=found.outcome,
            after=asdict(found),
        )


def _refuse_out_of_turn(record: ApplicationRecord, actor: Actor, desk: AdmissionDesk) -> None:
    life = record.application
    act = Act.ADMIT if life.state is State.SECOND_CHECK else Act.RECOMMEND
    for obstacle in find_state_obstacles(life, act) or find_person_obstacles(
        life, act, actor.account_id, desk.policy
    ):
        raise ExpertPoolError(obstacle.code, dict(obstacle.params))


async def recommend(
    desk: AdmissionDesk,
    actor: Actor,
    edit: Edit,
    advice: Recommendation,
    opinion: Opinion,
) -> None:
    """End the first check with advice to the second registrar.

    Raises:
        ExpertPoolError: `VER-02.credential_unchecked` where admission is advised before
            every credential was checked, or what the move refuses.
    """
    step = Step(
        Act.RECOMMEND, actor.account_id, opinion.reasons, opinion.text, recommendation=advice
    )
    async with desk.database.transaction() as session:
        case = await open_case(session, desk, edit)
        moved = move(case.record, step, desk)
        unchecked = find_unchecked(case.full, case.verifications, desk.policy)
        if advice is Recommendation.ADMIT and unchecked:
            raise ExpertPoolError(unchecked[0].code, dict(unchecked[0].params))
        await save_application(session, moved)
        outcome = f"recommend_{advice.value}"
        await add_check(session, check_of(desk, case, step, outcome))
        await record_move(
            session,
            actor,
            acts.Act.APPLICATION_VERIFY_FIRST,
            (case.record, moved),
            reason=outcome,
            after={"reasons": list(opinion.reasons), "policy": desk.policy.digest},
        )


async def return_case(
    desk: AdmissionDesk,
    actor: Actor,
    edit: Edit,
    returned: tuple[ReturnedField, ...],
    now: datetime,
) -> None:
    """Send single fields back to the applicant, each with a coded reason."""
    step = Step(Act.RETURN, actor.account_id, returned=returned)
    async with desk.database.transaction() as session:
        case = await open_case(session, desk, edit)
        moved = replace(move(case.record, step, desk), decided_at=now)
        await save_application(session, moved)
        check = replace(
            check_of(desk, case, step, "return"), reasons=tuple(asdict(one) for one in returned)
        )
        await add_check(session, check)
        fields = [f"{one.section}.{one.field}: {one.reason}" for one in returned]
        await record_move(
            session,
            actor,
            acts.Act.APPLICATION_RETURN,
            (case.record, moved),
            after={"fields": fields, "policy": desk.policy.digest},
        )
        await tell_returned(session, moved, returned)


async def decline_case(
    desk: AdmissionDesk, actor: Actor, edit: Edit, opinion: Opinion, now: datetime
) -> None:
    """Decline the application for coded reasons, explained in words."""
    step = Step(Act.DECLINE, actor.account_id, opinion.reasons, opinion.text)
    async with desk.database.transaction() as session:
        case = await open_case(session, desk, edit)
        moved = replace(move(case.record, step, desk), decided_at=now)
        await save_application(session, moved)
        await add_check(session, check_of(desk, case, step, "decline"))
        await record_move(
            session,
            actor,
            acts.Act.APPLICATION_DECLINE,
            (case.record, moved),
            reason=opinion.reasons[0],
            after={"reasons": list(opinion.reasons), "policy": desk.policy.digest},
        )
        await tell_declined(session, moved, opinion.reasons)
