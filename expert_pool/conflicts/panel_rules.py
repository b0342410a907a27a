"""Conflicts between two members of one panel: kin, adviser, co-workers, one person twice.

Its one job is the rules that concern a pair (COI-13, with the grounds of COI-09 and 10)
and what an expert's employer is counted as, by itself and in its group (COI-14). The caps
themselves are rules of the panel and not of a pair.
"""

from expert_pool.conflicts.parties import ProjectParties
from expert_pool.conflicts.person_rules import (
    GROUND_OF,
    KIN,
    adviser_counts,
    collaboration_counts,
)
from expert_pool.conflicts.unit_rules import WORKING
from expert_pool.conflicts.windows import ReviewDays
from expert_pool.experts import EmploymentKind, Expert, Relation, Unit
from expert_pool.findings import Finding, Severity
from expert_pool.persons import PersonMatch, match_persons, person_declared, person_of
from expert_pool.policy import Policy
from expert_pool.units import group_code, legal_person_code


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
    main = _main_employer(expert, review)
    return group_code(main) if main else ""


def employer_itself(expert: Expert, review: ReviewDays) -> str:
    """COI-14: the expert's main employer on the first review day, whatever group it is in."""
    main = _main_employer(expert, review)
    return legal_person_code(main) if main else ""


def find_team_conflict(
    one: Expert, other: Expert, team: ProjectParties, policy: Policy
) -> tuple[Finding, ...]:
    """COI-13: both stand on the list of people of one project, as what they are known by.

    An equal name alone joins nobody to a team: it would part namesakes for no reason.
    """
    if not policy.boolean("coi_team_within_panel"):
        return ()
    if not (is_on_team(one, team) and is_on_team(other, team)):
        return ()
    return (policy.finding("COI-13.same_project_team", ground="G20"),)


def is_on_team(expert: Expert, team: ProjectParties) -> bool:
    """Whether the expert is one of the people of a project, by identity or name and unit."""
    me = person_of(expert)
    return any(
        party.person is not None
        and match_persons(me, party.person) in {PersonMatch.IDENTITY, PersonMatch.NAME_AND_UNIT}
        for party in team.people
    )


def _main_employer(expert: Expert, review: ReviewDays) -> Unit | None:
    ties = [tie for tie in expert.employers_on(review.start) if tie.kind in WORKING]
    ties.sort(key=lambda tie: tie.kind is not EmploymentKind.EMPLOYED)
    return ties[0].unit if ties else None


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
