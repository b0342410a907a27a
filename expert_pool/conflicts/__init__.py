"""Whether an expert may judge a project: one pure function a rule, COI-01 to COI-17.

Its one job is to find conflicts of interest between an expert and the parties of a
project, and between two experts. It must not decide who is excluded, and takes every
window and weight from the policy. COI-14 is a cap of the panel (`employer_group` gives
its key), COI-16 concerns the record of a recusal (`selection.requests`).
"""

from collections.abc import Callable

from expert_pool.conflicts.panel_rules import (
    employer_group,
    employer_itself,
    find_panel_conflicts,
    find_team_conflict,
    is_on_team,
)
from expert_pool.conflicts.parties import Party, PartyRole, ProjectParties
from expert_pool.conflicts.person_rules import (
    find_adviser,
    find_collaboration,
    find_earlier_stage,
    find_kin,
    find_same_batch,
    find_team_member,
)
from expert_pool.conflicts.unit_rules import (
    find_authority_staff,
    find_board_post,
    find_competitor,
    find_declared_unit,
    find_economic_interest,
    find_former_employment,
    find_holding,
    find_paid_advice,
    find_same_unit,
)
from expert_pool.conflicts.windows import ReviewDays, months_before
from expert_pool.experts import Expert
from expert_pool.findings import Finding
from expert_pool.persons import Person
from expert_pool.policy import Policy

ConflictRule = Callable[[Expert, ProjectParties, Policy, ReviewDays], tuple[Finding, ...]]

CONFLICT_RULES: tuple[ConflictRule, ...] = (
    find_same_unit,
    find_former_employment,
    find_board_post,
    find_holding,
    find_kin,
    find_declared_unit,
    find_same_batch,
    find_team_member,
    find_paid_advice,
    find_adviser,
    find_collaboration,
    find_economic_interest,
    find_earlier_stage,
    find_authority_staff,
    find_competitor,
)


def find_conflicts(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """Every conflict of interest of an expert with a project, in the order of the rules."""
    found = (
        finding for rule in CONFLICT_RULES for finding in rule(expert, parties, policy, review)
    )
    return tuple(dict.fromkeys(found))


__all__ = [
    "CONFLICT_RULES",
    "ConflictRule",
    "Party",
    "PartyRole",
    "Person",
    "ProjectParties",
    "ReviewDays",
    "employer_group",
    "employer_itself",
    "find_conflicts",
    "find_panel_conflicts",
    "find_team_conflict",
    "is_on_team",
    "months_before",
]
