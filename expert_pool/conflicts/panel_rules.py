"""Conflicts between two members of one panel: kin, adviser, co-workers, one person twice.

Its one job is the rules that concern a pair (COI-13, with the grounds of COI-09 and 10)
and the group under which an expert's employer is counted (COI-14). The cap itself is a
rule of the panel and not of a pair.
"""

from expert_pool.conflicts.person_rules import (
    GROUND_OF,
    KIN,
    adviser_counts,
    collaboration_counts,
)
from expert_pool.conflicts.unit_rules import WORKING
from expert_pool.conflicts.windows import ReviewDays
from expert_pool.experts import EmploymentKind, Expert, Relation
from expert_pool.findings import Finding, Severity
from expert_pool.persons import PersonMatch, match_persons, person_declared, person_of
from expert_pool.policy import Policy
from expert_pool.units import group_code


def find_panel_conflicts(
    one: Expert, other: Expert, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """Why two experts should not sit on one panel, whichever of them declared it.

    Kin of the kinds in `coi_within_panel` weigh as COI-13 says (粤财规〔2025〕1号 art. 21),
    other kin softly; adviser and common work weigh as they do towards a party.
    """
    found = (
        *_one_person_twice(one, other, policy),
        *_declared_by(one, other, policy, review),
        *_declared_by(other, one, policy, review),
    )
    return tuple(dict.fromkeys(found))


def employer_group(expert: Expert, review: ReviewDays) -> str:
    """COI-14: the group under which the expert's main employer on the first review day counts.

    An employment comes before a part-time post; an expert without either has none ("").
    """
    ties = [tie for tie in expert.employers_on(review.start) if tie.kind in WORKING]
    ties.sort(key=lambda tie: tie.kind is not EmploymentKind.EMPLOYED)
    return group_code(ties[0].unit) if ties else ""


def _one_person_twice(one: Expert, other: Expert, policy: Policy) -> tuple[Finding, ...]:
    same = bool(one.identity_index) and one.identity_index == other.identity_index
    return (policy.finding("ELG-16.same_person"),) if same else ()


def _declared_by(
    declarer: Expert, other: Expert, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    if not declarer.relations:
        return ()
    them = person_of(other)
    matched = ((tie, match_persons(person_declared(tie), them)) for tie in declarer.relations)
    found = (
        _report_pair(tie, match, policy, review) for tie, match in matched if match is not None
    )
    return tuple(finding for finding in found if finding is not None)


def _report_pair(
    tie: Relation, match: PersonMatch, policy: Policy, review: ReviewDays
) -> Finding | None:
    code = _pair_code(tie, policy, review)
    if code is None:
        return None
    soft = match is PersonMatch.NAME or code == "COI-13.wider_kin_on_panel"
    return policy.finding(
        code,
        severity=Severity.SOFT if soft else None,
        ground="G20" if tie.kind in KIN else GROUND_OF[tie.kind],
        matched_by=match.value,
    )


def _pair_code(tie: Relation, policy: Policy, review: ReviewDays) -> str | None:
    if tie.kind in KIN:
        near = tie.kind.value in policy.codes("coi_within_panel")
        return "COI-13.kin_on_panel" if near else "COI-13.wider_kin_on_panel"
    if adviser_counts(tie, policy, review):
        return "COI-09.adviser_on_panel"
    if collaboration_counts(tie, policy, review):
        return "COI-10.collaborators_on_panel"
    return None
