"""Who has a stake in a project: its units and people, each with a role.

Its one job is to hold the parties as values. It must not compare anybody with them.
"""

from dataclasses import dataclass
from enum import StrEnum

from expert_pool.errors import ExpertPoolError
from expert_pool.experts import ExpertId, Unit
from expert_pool.persons import Person


class PartyRole(StrEnum):
    """In which capacity a unit or person takes part in a project (rule REQ-03)."""

    LEAD_UNIT = "lead_unit"
    CO_UNIT = "co_unit"
    SUPPLIER = "supplier"
    PROJECT_LEADER = "project_leader"
    MEMBER = "member"
    PARTNER = "partner"
    ADVISER = "adviser"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Party:
    """One party of a project: either a unit or a person, never both."""

    role: PartyRole
    unit: Unit | None = None
    person: Person | None = None

    def __post_init__(self) -> None:
        if (self.unit is None) == (self.person is None):
            raise ExpertPoolError("party.unit_or_person", {"role": self.role.value})


@dataclass(frozen=True, slots=True)
class ProjectParties:
    """All parties of one project, and what else stands in the way of its reviewers.

    `batch_applicants` apply in the same call and field (rule COI-07); `earlier_panel`
    are the experts who planned, argued or reviewed this project before; how much that
    weighs depends on the `activity` that the panel is for (COI-12).
    """

    parties: tuple[Party, ...]
    project: str = ""
    batch_applicants: tuple[Person, ...] = ()
    earlier_panel: frozenset[ExpertId] = frozenset()
    activity: str = ""

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units with a stake, without the authority."""
        return tuple(
            party.unit
            for party in self.parties
            if party.unit is not None and party.role is not PartyRole.AUTHORITY
        )

    @property
    def people(self) -> tuple[Party, ...]:
        """The parties who are people."""
        return tuple(party for party in self.parties if party.person is not None)

    @property
    def authorities(self) -> tuple[Unit, ...]:
        """The departments that approve or supervise the project."""
        return tuple(
            party.unit
            for party in self.parties
            if party.unit is not None and party.role is PartyRole.AUTHORITY
        )

    @property
    def lead_units(self) -> tuple[Unit, ...]:
        """The units that lead the project, as a rule one."""
        return tuple(
            party.unit
            for party in self.parties
            if party.unit is not None and party.role is PartyRole.LEAD_UNIT
        )
