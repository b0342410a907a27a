"""Conflicts through people: kin, project team, batch, adviser, co-workers, earlier stages.

Its one job is rules COI-05, 07, 08, 09, 10 and 12 towards the people of a project. A
namesake is never taken for the person: an equal name alone asks somebody to decide.
"""

from collections.abc import Iterable

from expert_pool.conflicts.parties import Party, PartyRole, ProjectParties
from expert_pool.conflicts.windows import ReviewDays, still_touches
from expert_pool.experts import Expert, Relation, RelationKind
from expert_pool.findings import Finding, Severity
from expert_pool.persons import Person, PersonMatch, match_persons, person_declared, person_of
from expert_pool.policy import Policy

GROUND_OF = {
    RelationKind.SPOUSE: "G05",
    RelationKind.DIRECT_BLOOD: "G06",
    RelationKind.COLLATERAL_BLOOD: "G07",
    RelationKind.CLOSE_AFFINITY: "G08",
    RelationKind.ADVISER: "G09",
    RelationKind.CO_AUTHOR: "G10",
    RelationKind.CO_PROJECT: "G11",
}
KIN = frozenset(
    {
        RelationKind.SPOUSE,
        RelationKind.DIRECT_BLOOD,
        RelationKind.COLLATERAL_BLOOD,
        RelationKind.CLOSE_AFFINITY,
    }
)
COLLABORATION = frozenset({RelationKind.CO_AUTHOR, RelationKind.CO_PROJECT})


def find_kin(
    expert: Expert, parties: ProjectParties, policy: Policy, _review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-05: declared kin of a person of the project, without any limit of time."""
    kinds = policy.codes("coi_kin")
    related = (tie for tie in expert.relations if tie.kind in KIN and tie.kind.value in kinds)
    return _match_relations(related, parties, policy, ("COI-05.kin", "COI-05.kin_by_name"))


def find_same_batch(
    expert: Expert, parties: ProjectParties, policy: Policy, _review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-07: applies in the same call and field with a project of the own."""
    if not policy.boolean("coi_same_batch"):
        return ()
    me = person_of(expert)
    matches = (match_persons(me, person) for person in parties.batch_applicants)
    return tuple(
        _report_match(policy, ("COI-07.same_batch", "COI-07.same_batch_by_name"), "G14", match)
        for match in matches
        if match is not None
    )


def find_team_member(
    expert: Expert, parties: ProjectParties, policy: Policy, _review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-08: stands on the project's list of people, as member or as adviser."""
    if not policy.boolean("coi_project_member"):
        return ()
    me = person_of(expert)
    matched = ((party, _match_party(me, party)) for party in parties.people)
    return tuple(
        _report_match(
            policy,
            ("COI-08.project_member", "COI-08.member_by_name"),
            "G13" if party.role is PartyRole.ADVISER else "G12",
            match,
        )
        for party, match in matched
        if match is not None
    )


def find_adviser(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-09: adviser or student of a person of the project, ever or inside its window."""
    related = (tie for tie in expert.relations if adviser_counts(tie, policy, review))
    codes = ("COI-09.adviser", "COI-09.adviser_by_name")
    return _match_relations(related, parties, policy, codes)


def find_collaboration(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-10: co-author or co-project with a person of the project inside the window."""
    related = (tie for tie in expert.relations if collaboration_counts(tie, policy, review))
    codes = ("COI-10.collaboration", "COI-10.collaboration_by_name")
    return _match_relations(related, parties, policy, codes)


def find_earlier_stage(
    expert: Expert, parties: ProjectParties, policy: Policy, _review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-12: took part in planning, argumentation or review of the same project before."""
    if expert.id not in parties.earlier_panel:
        return ()
    severity = _weight_of_earlier_stage(parties.activity, policy)
    return (policy.finding("COI-12.earlier_stage", severity=severity, ground="G18"),)


def _weight_of_earlier_stage(activity: str, policy: Policy) -> Severity | None:
    """How much an earlier part weighs: by activity, else as the rule says (None)."""
    if activity in policy.codes("coi_prior_stage_block_activities"):
        return Severity.HARD
    if activity in policy.codes("coi_prior_stage_info_activities"):
        return Severity.INFO
    usual = {"block": Severity.HARD, "info": Severity.INFO}
    return usual.get(policy.text("coi_prior_stage"))


def adviser_counts(tie: Relation, policy: Policy, review: ReviewDays) -> bool:
    """Whether a declared adviser still counts: ever, or inside its window."""
    if tie.kind is not RelationKind.ADVISER:
        return False
    if policy.text("coi_adviser") == "ever":
        return True
    window = review.years_back(policy.integer("coi_adviser_years"))
    return still_touches(tie.until, window)


def collaboration_counts(tie: Relation, policy: Policy, review: ReviewDays) -> bool:
    """Whether a declared common work lies inside the window of COI-10."""
    window = review.years_back(policy.integer("coi_collaboration_years"))
    return tie.kind in COLLABORATION and still_touches(tie.until, window)


def _match_party(me: Person, party: Party) -> PersonMatch | None:
    return match_persons(me, party.person) if party.person is not None else None


def _match_relations(
    related: Iterable[Relation], parties: ProjectParties, policy: Policy, codes: tuple[str, str]
) -> tuple[Finding, ...]:
    matched = (
        (tie, _match_party(person_declared(tie), party))
        for tie in related
        for party in parties.people
    )
    return tuple(
        _report_match(policy, codes, GROUND_OF[tie.kind], match)
        for tie, match in matched
        if match is not None
    )


def _report_match(
    policy: Policy, codes: tuple[str, str], ground: str, match: PersonMatch
) -> Finding:
    """State a match under the first code, or a namesake, softly, under the second."""
    by_name = match is PersonMatch.NAME
    return policy.finding(
        codes[by_name],
        severity=Severity.SOFT if by_name else None,
        ground=ground,
        matched_by=match.value,
    )
