"""What one entry of each code list says, as frozen values; reads nothing, decides nothing.

Every entry has a code and a name in both languages. An empty English name means
that the published standard gives none.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Entry(Protocol):
    """What the entries of all lists have in common."""

    @property
    def code(self) -> str:
        """The key that is stored with experts, requests and receipts."""

    @property
    def name_zh(self) -> str:
        """The official Chinese name."""

    @property
    def name_en(self) -> str:
        """The English name, or empty where the standard gives none."""


class TitleLevel(StrEnum):
    """The four levels of professional titles (正高级, 副高级, 中级, 初级)."""

    FULL_SENIOR = "full_senior"
    ASSOCIATE_SENIOR = "associate_senior"
    INTERMEDIATE = "intermediate"
    JUNIOR = "junior"

    def reaches(self, other: "TitleLevel") -> bool:
        """Whether this level is the other one or above it."""
        return _TITLE_LEVELS.index(self) <= _TITLE_LEVELS.index(other)


_TITLE_LEVELS = tuple(TitleLevel)


class QualificationKind(StrEnum):
    """What a certificate is: only some of them can stand for a senior title."""

    LICENCE = "licence"
    LEVEL = "level"
    LEVEL_ADVANCED = "level_advanced"
    SKILL_GRADE = "skill_grade"


class SeniorStanding(StrEnum):
    """Whether a qualification stands for a senior title; `review` is the bureau's decision."""

    YES = "yes"
    NO = "no"
    REVIEW = "review"


class DivisionKind(StrEnum):
    """Kinds of areas: national divisions, local zones, and areas outside the city."""

    PREFECTURE = "prefecture"
    DISTRICT = "district"
    COUNTY = "county"
    COUNTY_LEVEL_CITY = "county_level_city"
    DEVELOPMENT_ZONE = "development_zone"
    NEW_AREA = "new_area"
    OUTSIDE = "outside"


class ActivityKind(StrEnum):
    """How people come to an activity: only `panel` activities are drawn by lot."""

    PANEL = "panel"
    MATCH = "match"
    INVITE = "invite"
    NONE = "none"


class SelectionMethod(StrEnum):
    """The way in which an activity finds its experts."""

    RANDOM = "random"
    NEAREST_MATCH = "nearest_match"
    NEAREST_MATCH_OR_DIRECT = "nearest_match_or_direct"
    TWO_SIDED_MATCH = "two_sided_match"
    DIRECT_INVITATION = "direct_invitation"
    FORMULA = "formula"
    OFFICIALS = "officials"


class NamePolicy(StrEnum):
    """When the names of an activity's experts become known (rule SEC-01)."""

    MEETING = "meeting"
    CORRESPONDENCE = "correspondence"
    ENTERPRISE = "enterprise"
    OPEN = "open"
    NONE = "none"


class FeeRule(StrEnum):
    """Whether an activity pays a consultation fee."""

    YES = "yes"
    NO = "no"
    OPTIONAL = "optional"


class FoundBy(StrEnum):
    """Where the knowledge of a recusal ground comes from."""

    AUTO = "auto"
    DECLARED = "declared"
    DECLARED_OR_IMPORTED = "declared_or_imported"
    PARTY = "party"


class Window(StrEnum):
    """How far back a ground reaches; the number of `years` is the policy's."""

    CURRENT = "current"
    YEARS = "years"
    EVER = "ever"
    NONE = "none"


class GroundAction(StrEnum):
    """What a ground does unless the policy says otherwise."""

    BLOCK = "block"
    BLOCK_UNLESS_APPROVED = "block_unless_approved"
    BLOCK_ONE = "block_one"
    BY_ACTIVITY = "by_activity"
    LIMIT = "limit"
    WARN = "warn"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class TechnicalField:
    """A high-tech field; level 1 has no parent, level 3 is the deepest.

    `search_words` are ours, not the list's: what people call their work today. They help to find
    the field and decide nothing.
    """

    code: str
    name_zh: str
    name_en: str
    level: int
    parent: str
    search_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Discipline:
    """A discipline of GB/T 13745, in two levels under five categories (A to E)."""

    code: str
    name_zh: str
    name_en: str
    level: int
    parent: str
    category: str
    category_zh: str


@dataclass(frozen=True, slots=True)
class Title:
    """A professional title; what counts is `level`, never the characters of the name."""

    code: str
    name_zh: str
    name_en: str
    level: TitleLevel
    series: str
    series_zh: str
    series_en: str
    counts_as_senior: bool
    financial_expert_title: bool
    old_national_code: str
    note: str


@dataclass(frozen=True, slots=True)
class Qualification:
    """A professional qualification with the names that it had before."""

    code: str
    name_zh: str
    name_en: str
    former_names: tuple[str, ...]
    kind: QualificationKind
    financial_expert_eligible: bool
    technical_senior_eligible: SeniorStanding
    note: str


@dataclass(frozen=True, slots=True)
class Honour:
    """An honour; `age_exception` marks the groups that the call names (rule ELG-03)."""

    code: str
    name_zh: str
    name_en: str
    age_exception: bool
    note: str


@dataclass(frozen=True, slots=True)
class Division:
    """An area by its GB/T 2260 code, or a local code where `national` is false."""

    code: str
    name_zh: str
    name_en: str
    kind: DivisionKind
    national: bool
    parent: str


@dataclass(frozen=True, slots=True)
class Composition:
    """How many seats of an activity's template go to each type of expert."""

    technical: int
    financial: int
    management: int
    investment: int

    @property
    def total(self) -> int:
        """The seats of all types together."""
        return self.technical + self.financial + self.management + self.investment


@dataclass(frozen=True, slots=True)
class Activity:
    """The template of an activity: its seats, their composition, secrecy and recusal."""

    code: str
    name_zh: str
    name_en: str
    kind: ActivityKind
    selection: SelectionMethod
    seats_default: int
    seats_min: int
    composition: Composition
    name_policy: NamePolicy
    recusal_profiles: tuple[str, ...]
    fee: FeeRule
    evidence: str
    note: str


@dataclass(frozen=True, slots=True)
class RecusalGround:
    """A ground for recusal and the rule of the policy that it falls under."""

    code: str
    name_zh: str
    name_en: str
    rule_id: str
    found_by: FoundBy
    data_needed: str
    window: Window
    default_action: GroundAction


@dataclass(frozen=True, slots=True)
class RecusalProfile:
    """A named set of recusal rules, so that activities can share it."""

    code: str
    name_zh: str
    name_en: str
    rule_ids: tuple[str, ...]
