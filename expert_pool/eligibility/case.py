"""What a rule of eligibility is asked about: one expert, one day, one step of the work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from expert_pool.experts import Expert
from expert_pool.findings import Finding, Param, Severity
from expert_pool.policy import Policy, Stage
from expert_pool.vocabulary import CodeLists

# Until the registrars have decided, a claim is neither proven nor missing.
_BEFORE_VERIFICATION = frozenset({Stage.SUBMIT, Stage.VERIFY})
# A newcomer meets every rule; who is in the pool only those that the policy asks again.
_EVERY_RULE = _BEFORE_VERIFICATION | {Stage.ADMIT}


@dataclass(frozen=True, slots=True)
class EligibilityCase:
    """One expert on one day, with the rules and lists that hold."""

    expert: Expert
    policy: Policy
    lists: CodeLists
    as_of: date
    stage: Stage

    def asks(self, rule_id: str) -> bool:
        """Whether a rule is asked at this step."""
        return self.stage in _EVERY_RULE or rule_id in self.policy.rules_at(self.stage)

    @property
    def claims_may_wait(self) -> bool:
        """Whether an unverified claim is still for the registrars to look at."""
        return self.stage in _BEFORE_VERIFICATION

    def finding(self, code: str, **params: Param) -> Finding:
        """A finding with the weight of its rule."""
        return self.policy.finding_with(code, params)

    def information(self, code: str, **params: Param) -> Finding:
        """A finding that only tells."""
        return self.policy.finding_with(code, params, Severity.INFO)

    def open_claim(self, code: str, **params: Param) -> Finding:
        """An unverified claim: for a person to decide before admission, a bar afterwards."""
        severity = Severity.SOFT if self.claims_may_wait else None
        return self.policy.finding_with(code, params, severity)


def joined(codes: Iterable[str]) -> str:
    """Codes as one parameter of a finding, from which a sentence names them."""
    return ",".join(codes)
