"""The parts of a policy as values: rules with their weights and sources, and parameters.

Knows no file and no digest: `expert_pool.policy.values` puts these together.
"""

from dataclasses import dataclass
from enum import StrEnum

from expert_pool.experts import ExpertType
from expert_pool.findings import Severity

Value = bool | int | str | tuple[str, ...]


class OverrideBy(StrEnum):
    """Who may let something pass although the rule speaks against it."""

    NONE = "none"
    EXPERT = "expert"
    REQUESTER = "requester"
    VERIFIER = "verifier"
    APPROVER = "approver"
    APPROVER_WITH_REASON = "approver_with_reason"
    APPROVER_EACH_STEP = "approver_each_step"
    APPROVER_AND_LEADER = "approver_and_leader"
    SECOND_APPROVER = "second_approver"
    TWO_APPROVERS = "two_approvers"
    ADMINISTRATOR = "administrator"
    SECURITY_ADMIN = "security_admin"


class Stage(StrEnum):
    """The steps at which rules are asked, in the order of the work."""

    SUBMIT = "submit"
    VERIFY = "verify"
    ADMIT = "admit"
    POOL = "pool"
    REQUEST = "request"
    DRAW = "draw"
    NOTIFY = "notify"
    CONFIRM = "confirm"
    REVEAL = "reveal"
    PUBLISH = "publish"
    REVIEW = "review"
    DAY = "day"
    EVALUATE = "evaluate"
    PAY = "pay"
    GO_LIVE = "go_live"
    ALL = "all"


class SourceKind(StrEnum):
    """Where a rule comes from; only `call` and `found` rest on a text that binds here.

    `modelled` follows a text of another place or of another field, such as procurement.
    """

    CALL = "call"
    FOUND = "found"
    MODELLED = "modelled"
    GENERAL = "general"
    DESIGN = "design"


class ValueOrigin(StrEnum):
    """Whether the value itself stands in the source, or only the rule."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        """The Chinese text: the language of the service and of its legal sources."""
        return self.zh

    def in_language(self, language: str) -> str:
        """The text in the reader's language."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it asks, how much it weighs, who may override it, where it comes from.

    `expert_types` are those that it asks of; none means that it asks of everybody.
    """

    id: str
    group: str
    name: Wording
    severity: Severity
    override_by: OverrideBy
    stages: tuple[Stage, ...]
    check: Wording
    source: Wording
    source_kind: SourceKind
    value_from_source: ValueOrigin
    expert_types: tuple[ExpertType, ...] = ()

    @property
    def cited(self) -> Wording:
        """The source as everybody reads it: a text that does not bind here is marked as 参照."""
        if self.source_kind is not SourceKind.MODELLED:
            return self.source
        return Wording(f"参照：{self.source.zh}", f"Modelled on: {self.source.en}")

    def applies_at(self, stage: Stage) -> bool:
        """Whether the rule is asked at a step of the work."""
        return stage in self.stages or Stage.ALL in self.stages


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or choice of a rule; `default` is the value of the policy that it extends."""

    name: str
    label: Wording
    rule: Rule
    value: Value
    default: Value
    unit: str

    @property
    def rule_id(self) -> str:
        """The rule that the parameter belongs to."""
        return self.rule.id

    @property
    def severity(self) -> Severity:
        """The weight of the rule."""
        return self.rule.severity

    @property
    def override_by(self) -> OverrideBy:
        """Who may override the rule."""
        return self.rule.override_by

    @property
    def source(self) -> Wording:
        """The source of the rule as it is cited."""
        return self.rule.cited

    @property
    def source_kind(self) -> SourceKind:
        """What kind of source that is."""
        return self.rule.source_kind

    @property
    def changed(self) -> bool:
        """Whether the value differs from the policy that is extended."""
        return self.value != self.default
