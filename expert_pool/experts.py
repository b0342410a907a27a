"""The expert as the rules see one: frozen values with dates, no storage, no clock.

Codes refer to the code lists of `expert_pool.vocabulary`. Identity number, phone
and bank data are not part of these values: no rule needs them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

ExpertId = NewType("ExpertId", str)


class ExpertType(StrEnum):
    """The types of the call for experts; other cities may use more (rule ELG-11)."""

    TECHNICAL = "technical"
    FINANCIAL = "financial"
    MANAGEMENT = "management"
    INVESTMENT = "investment"


class Standing(StrEnum):
    """Where an expert is in the pool's life cycle."""

    IMPORTED = "imported"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DORMANT = "dormant"
    EXITED = "exited"


class Sex(StrEnum):
    """As derived from the identity number."""

    FEMALE = "female"
    MALE = "male"


class Sector(StrEnum):
    """What kind of employer an expert works for."""

    UNIVERSITY = "university"
    INSTITUTE = "institute"
    ENTERPRISE = "enterprise"
    HOSPITAL = "hospital"
    GOVERNMENT = "government"
    AGENCY = "agency"
    OTHER = "other"


class EmploymentKind(StrEnum):
    """In which capacity somebody is tied to a unit: each has its recusal ground."""

    EMPLOYED = "employed"
    PART_TIME = "part_time"
    BOARD = "board"
    OWNER = "owner"


class RelationKind(StrEnum):
    """Declared relations to persons; each maps to a ground in `recusal_grounds.csv`."""

    SPOUSE = "spouse"
    DIRECT_BLOOD = "direct_blood"
    COLLATERAL_BLOOD = "collateral_blood"
    CLOSE_AFFINITY = "close_affinity"
    ADVISER = "adviser"
    CO_AUTHOR = "co_author"
    CO_PROJECT = "co_project"


class IntegrityFlag(StrEnum):
    """Records that shut the pool's door (rule ELG-01)."""

    RESEARCH_MISCONDUCT = "research-misconduct"
    SERIOUS_DISHONESTY = "serious-dishonesty"
    DISCIPLINE = "discipline"
    CRIME = "crime"


@dataclass(frozen=True, slots=True)
class Unit:
    """A legal person: an employer, or a party of a project.

    `uscc` is the 18-character unified social credit code (GB 32100) or empty where
    unknown; `group` is the code of the topmost parent unit, or the own one.
    """

    name: str
    uscc: str = ""
    aliases: frozenset[str] = frozenset()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Employment:
    """A tie to a unit over a closed interval of days; no end means it still lasts."""

    unit: Unit
    kind: EmploymentKind
    start: date
    end: date | None = None
    position: str = ""


@dataclass(frozen=True, slots=True)
class TitleHeld:
    """A professional title by its code in `titles.csv`, verified or only claimed."""

    code: str
    obtained: date | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class QualificationHeld:
    """A qualification by its code in `qualifications.csv`, verified or only claimed.

    `accepted_as_senior` is the bureau's decision where the list says `review`.
    """

    code: str
    obtained: date | None = None
    verified: bool = False
    accepted_as_senior: bool | None = None


@dataclass(frozen=True, slots=True)
class HonourHeld:
    """An honour by its code in `honours.csv`, verified or only claimed."""

    code: str
    verified: bool = False


@dataclass(frozen=True, slots=True)
class FieldOfWork:
    """A technical field by its code in `fields_hightech.csv`, since when, on what evidence."""

    code: str
    since: date
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """A declared tie to a named person, with dates where the rule has a window.

    `identity_index` is the keyed blind index of that person's identity number where
    it is known; otherwise name and unit are compared.
    """

    kind: RelationKind
    person_name: str
    unit_name: str = ""
    identity_index: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AvoidedUnit:
    """A unit that the expert declared to avoid, with the ground's code (G13, G15, G16, G22...)."""

    unit: Unit
    ground: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Days, both inclusive, on which the expert is not to be drawn (rule POL-06).

    `reason` is a code of `LEAVE_REASONS`; no rule asks for it.
    """

    start: date
    end: date
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StatutoryRetirement:
    """The person's own statutory retirement age, with the approval document (rule ELG-03)."""

    age: int
    document: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Declarations:
    """What the person declared by ticking, by versions of the texts (ELG-10, ELG-13).

    `sensitive_consent` is the separate consent to the processing of the identity number, and
    `bank_consent` that to the storing of a bank account (PIPL, article 29).
    """

    time_and_health: bool = False
    funding_rules: bool = False
    pledge_version: str = ""
    consent_version: str = ""
    sensitive_consent: str = ""
    bank_consent: str = ""


@dataclass(frozen=True, slots=True)
class Expert:
    """A person who is, or wants to be, in the pool; complete enough for every rule.

    On `weekdays_away` (ISO 8601: 1 is Monday) the person never reviews (rule POL-06).
    """

    id: ExpertId
    name: str
    type: ExpertType
    birth_date: date
    sex: Sex
    division: str
    sector: Sector
    standing: Standing
    employments: tuple[Employment, ...] = ()
    titles: tuple[TitleHeld, ...] = ()
    qualifications: tuple[QualificationHeld, ...] = ()
    honours: tuple[HonourHeld, ...] = ()
    disciplines: tuple[str, ...] = ()
    fields: tuple[FieldOfWork, ...] = ()
    directions: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    avoided_units: tuple[AvoidedUnit, ...] = ()
    leaves: tuple[Leave, ...] = ()
    weekdays_away: frozenset[int] = frozenset()
    integrity_flags: frozenset[IntegrityFlag] = frozenset()
    retirement: StatutoryRetirement | None = None
    declarations: Declarations = Declarations()
    certificates: int = 0
    financial_work_since: date | None = None
    identity_index: str = ""
    admitted_on: date | None = None
    confirmed_on: date | None = None

    def employers_on(self, day: date) -> tuple[Employment, ...]:
        """The ties that hold on a day, in the order in which they were given."""
        return holding_on(self.employments, day)


def holding_on(ties: tuple[Employment, ...], day: date) -> tuple[Employment, ...]:
    """Of some ties those that hold on a day."""
    return tuple(tie for tie in ties if tie.start <= day and (tie.end is None or day <= tie.end))
