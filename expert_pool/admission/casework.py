"""What every act on a case shares: the case under lock, the move, its check and log entry.

Nothing is decided here: `expert_pool.applications` says what may be done by whom.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.case_file import counting_verifications, load_case
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import Edit
from expert_pool.admission.private_fields import open_sections
from expert_pool.applications import Sections, State, Step, Verification, advance
from expert_pool.audit import acts
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding
from expert_pool.recording import record_act
from expert_pool.storage.application_store import ApplicationRecord, CheckRecord
from expert_pool.storage.review_store import load_verifications

FIRST, SECOND = 1, 2


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case in hand: the record under lock, its sections in full, the checks that count."""

    record: ApplicationRecord
    full: Sections
    verifications: tuple[Verification, ...]


async def open_case(session: AsyncSession, desk: AdmissionDesk, edit: Edit) -> OpenCase:
    """The case, kept from others until the commit, if it is still the one that was seen.

    Raises:
        ExpertPoolError: `application.not_found` or `application.changed_meanwhile`.
    """
    record = await load_case(session, edit.application_id, lock=True)
    if record.version != edit.version:
        raise ExpertPoolError("application.changed_meanwhile")
    full = open_sections(desk.cipher, record)
    kept = await load_verifications(session, record.id, inherited=True)
    return OpenCase(record, full, counting_verifications(record, full, kept))


def move(record: ApplicationRecord, step: Step, desk: AdmissionDesk) -> ApplicationRecord:
    """The record after a step; the version stays: it counts what the applicant handed in."""
    return replace(record, application=advance(record.application, step, desk.policy))


def check_of(desk: AdmissionDesk, case: OpenCase, step: Step, outcome: str) -> CheckRecord:
    """What one registrar decided, and by what."""
    first = case.record.application.state is State.FIRST_CHECK
    return CheckRecord(
        application_id=case.record.id,
        version=case.record.version,
        stage=FIRST if first else SECOND,
        registrar_id=UUID(step.actor),
        outcome=outcome,
        reasons=step.reasons,
        credentials=tuple(_verification_kept(check) for check in case.verifications),
        findings=tuple(finding_kept(finding) for finding in step.findings),
        note=step.text,
        policy_digest=desk.policy.digest,
    )


def _verification_kept(check: Verification) -> Mapping[str, object]:
    return asdict(check) | {"checked_on": check.checked_on.isoformat()}


def finding_kept(finding: Finding) -> Mapping[str, object]:
    """A finding as it is kept with a decision."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "params": dict(finding.params),
    }


async def record_move(
    session: AsyncSession,
    actor: Actor,
    act: acts.Act,
    moved: tuple[ApplicationRecord, ApplicationRecord],
    *,
    reason: str = "",
    after: Mapping[str, object] | None = None,
) -> None:
    """The log entry of a move, from the record before to the record after it."""
    before, now = moved
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"application:{now.id}",
        reason=reason,
        previous_state=before.application.state,
        next_state=now.application.state,
        after=after,
    )
