"""Whether the people of direct seats can be seated at all (rule DRW-18).

Its one job is for the approver: a direct seat that names nobody, two people, or somebody
whom a rule excludes cannot be approved. No recusal is relaxed for it.
"""

from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from selection.candidates.membership import is_chosen
from selection.candidates.screening import Screening
from selection.requests import PanelRequest


def check_chosen(
    screening: Screening, request: PanelRequest, policy: Policy
) -> tuple[Finding, ...]:
    """DRW-18: each direct seat names exactly one candidate, and no two the same."""
    found: list[Finding] = []
    taken: list[str] = []
    for number, seat in enumerate(request.direct, start=1):
        fitting = [one.expert.id for one in screening.candidates if is_chosen(one.expert, seat)]
        taken += fitting
        if not fitting:
            found.append(_finding(policy, "DRW-18.not_a_candidate", number))
        elif len(fitting) > 1:
            found.append(_finding(policy, "DRW-18.several_people", number))
    if len(taken) != len(set(taken)):
        found.append(policy.finding("DRW-18.same_person_twice", severity=Severity.HARD))
    return tuple(found)


def _finding(policy: Policy, code: str, seat: int) -> Finding:
    return policy.finding(code, severity=Severity.HARD, seat=seat)
