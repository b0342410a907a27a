"""What an officer asks for: seats, quotas, limits and recusals, as frozen values.

Its one job is to hold the criteria of a panel request. It must not judge them, and it
knows no expert of the pool.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from expert_pool.conflicts import Person, ProjectParties, ReviewDays
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Unit
from expert_pool.vocabulary import NamePolicy

RequestId = NewType("RequestId", str)


class Attribute(StrEnum):
    """What a quota can ask of an expert; the values of each are codes of a list."""

    TYPE = "type"
    FIELD = "field"
    DISCIPLINE = "discipline"
    DIVISION = "division"
    LOCAL = "local"
    TITLE_LEVEL = "title_level"
    QUALIFICATION = "qualification"
    HONOUR = "honour"
    SECTOR = "sector"
    SEX = "sex"
    SERVED = "served"


class PlaceType(StrEnum):
    """Where and how the review is held."""

    MUNICIPAL = "municipal"
    COUNTY = "county"
    ON_SITE = "on_site"
    ONLINE = "online"
    CORRESPONDENCE = "correspondence"


class RaisedBy(StrEnum):
    """Who asked for a recusal (rule COI-16)."""

    SYSTEM = "system"
    EXPERT = "expert"
    PARTY = "party"
    STAFF = "staff"


class FallbackStep(StrEnum):
    """How conditions are widened where the pool is short, in the policy's order (DRW-17)."""

    DIRECTION = "direction"
    FIELD_LEVEL_3 = "field_level_3"
    FIELD_LEVEL_2 = "field_level_2"
    FIELD_LEVEL_1 = "field_level_1"
    DISCIPLINE_LEVEL_1 = "discipline_level_1"
    WIDER_REGION = "wider_region"
    PROVINCIAL_POOL = "provincial_pool"


class DirectGround(StrEnum):
    """When a seat may be filled without a draw (rule DRW-18)."""

    NARROW_FIELD = "narrow_field"
    SECRECY = "secrecy"
    EMERGENCY = "emergency"
    DRAWN_UNABLE = "drawn_unable"


@dataclass(frozen=True, slots=True)
class Condition:
    """One attribute of an expert has at least one of the listed values.

    Fields, disciplines and divisions hold at or below a listed code, so a higher level
    asks for wider peers (rule DRW-22).
    """

    attribute: Attribute
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Quota:
    """Between `minimum` and `maximum` members meet all the conditions."""

    id: str
    conditions: tuple[Condition, ...]
    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class RegionLimit:
    """Only experts of these divisions, for a written reason (rule REQ-04).

    Without a division it holds the reason of a condition on the region alone.
    """

    divisions: frozenset[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Recusal:
    """A unit or a person who is kept off the panel by a reasoned decision (rule COI-16)."""

    ground: str
    reason: str
    raised_by: RaisedBy
    unit: Unit | None = None
    person: Person | None = None

    def __post_init__(self) -> None:
        if (self.unit is None) == (self.person is None):
            raise ExpertPoolError("recusal.unit_or_person")


@dataclass(frozen=True, slots=True)
class OpposedExpert:
    """A person whom the applicant calls unsuitable; not binding by itself (rule REQ-06)."""

    person: Person
    reason: str


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step of the fallback order that was taken, with the experts within reach around it.

    The numbers are known from the approval on.
    """

    step: FallbackStep
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class DirectSeat:
    """A person who gets a seat without a draw, and why (rule DRW-18)."""

    person: Person
    ground: DirectGround
    reason: str


@dataclass(frozen=True, slots=True)
class PanelRequest:
    """Everything that decides who may sit on a panel; frozen and hashed at the approval.

    `conditions` hold for every member, `quotas` for so many of them; both stand as they
    were asked for, and `fallback` are the steps by which they are widened. `division` is
    the applicant's, against which "local" is counted; `programme` and `fields` tell which
    panels were of the same kind. Without a `group_cap` a group of units counts as one
    employer. `direct_consent` names the leader who agreed to the direct selection.
    """

    id: RequestId
    activity: str
    projects: tuple[ProjectParties, ...]
    review: ReviewDays
    place: PlaceType
    seats: int
    quotas: tuple[Quota, ...]
    employer_cap: int = 1
    conditions: tuple[Condition, ...] = ()
    region: RegionLimit | None = None
    recusals: tuple[Recusal, ...] = ()
    opposed: tuple[OpposedExpert, ...] = ()
    programme: str = ""
    fields: frozenset[str] = frozenset()
    division: str = ""
    urgent: bool = False
    urgent_reason: str = ""
    name_policy: NamePolicy = NamePolicy.MEETING
    group_cap: int | None = None
    fallback: tuple[StepTaken, ...] = ()
    fallback_reason: str = ""
    direct: tuple[DirectSeat, ...] = ()
    direct_consent: str = ""

    @property
    def regional_conditions(self) -> bool:
        """Whether a condition for every member is about the region (rule REQ-04)."""
        return any(it.attribute in {Attribute.DIVISION, Attribute.LOCAL} for it in self.conditions)

    @property
    def exceptions(self) -> tuple[str, ...]:
        """What an approver agrees to one by one: each step of DRW-17, each seat of DRW-18."""
        seats = (f"direct-{number}" for number in range(1, len(self.direct) + 1))
        return (*(taken.step.value for taken in self.fallback), *seats)

    @property
    def lead_units(self) -> tuple[Unit, ...]:
        """The units that lead the request's projects."""
        return tuple(unit for project in self.projects for unit in project.lead_units)
