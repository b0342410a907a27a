"""Who cannot be in the pool for reasons of the person: record, double entry, supervising unit.

Rules ELG-01, ELG-16 and ELG-17.
"""

from collections.abc import Collection

from expert_pool.eligibility.case import EligibilityCase, joined
from expert_pool.experts import Expert, ExpertId, Unit
from expert_pool.findings import Finding
from expert_pool.policy import Policy
from expert_pool.units import same_legal_person


def check_integrity(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-01: no active record of misconduct, dishonesty, discipline or crime."""
    if not case.policy.boolean("integrity_flags_block"):
        return ()
    return tuple(
        case.finding(f"ELG-01.{flag.value.replace('-', '_')}")
        for flag in sorted(case.expert.integrity_flags)
    )


def check_supervisor_staff(case: EligibilityCase) -> tuple[Finding, ...]:
    """ELG-17: no present tie to a unit that supervises the activity."""
    if not case.policy.boolean("exclude_supervisor_staff"):
        return ()
    supervisors = [Unit(name=it, uscc=it) for it in case.policy.codes("supervisor_units")]
    ties = case.expert.employers_on(case.as_of) if supervisors else ()
    names = [
        tie.unit.name
        for tie in ties
        if any(same_legal_person(tie.unit, supervisor) for supervisor in supervisors)
    ]
    return (case.finding("ELG-17.supervisor_staff", unit=joined(names)),) if names else ()


def check_unique_person(
    expert: Expert, same_identity: Collection[ExpertId], policy: Policy
) -> tuple[Finding, ...]:
    """ELG-16: nobody else in the pool has this identity number.

    The caller looks the keyed index of the number up in the store and passes the records
    that have it; so this rule is not part of `check_eligibility`. The finding names no
    record: who is in the pool is nobody's business.
    """
    others = {record for record in same_identity if record != expert.id}
    if not others or not policy.boolean("unique_person"):
        return ()
    return (policy.finding("ELG-16.second_record"),)
