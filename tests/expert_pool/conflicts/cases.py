"""Parties and policies that the tests of the conflict rules share; all fictional."""

from datetime import date

from expert_pool.conflicts import Party, PartyRole, ProjectParties, ReviewDays
from expert_pool.experts import Unit
from expert_pool.findings import Finding
from expert_pool.persons import Person
from expert_pool.policy import load_policy

JINHUA = load_policy("jinhua")
REVIEW = ReviewDays(date(2026, 11, 20), date(2026, 11, 20))


def day(text: str) -> date:
    return date.fromisoformat(text)


def with_unit(unit: Unit, role: PartyRole = PartyRole.LEAD_UNIT) -> ProjectParties:
    """A project with one unit."""
    return ProjectParties((Party(role, unit=unit),))


def with_person(person: Person, role: PartyRole = PartyRole.PROJECT_LEADER) -> ProjectParties:
    """A project with one person."""
    return ProjectParties((Party(role, person=person),))


def weighed(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """What was found and how much it weighs, for comparison."""
    return [(finding.code, finding.severity.value) for finding in findings]
