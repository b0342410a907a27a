"""A policy as a value: its rules with their sources, and typed access to its parameters.

Reads no file and decides nothing: `expert_pool.policy.building` makes these values,
the rules of eligibility, recusal and drawing ask them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from hashlib import sha256

import rfc8785

from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity
from expert_pool.policy.rules import Parameter, Rule, Stage, Value, Wording


# Without slots, so that the digest is computed once for each value.
@dataclass(frozen=True)
class Policy:
    """The rules of one city in one version, by rule id, and their parameters, by name.

    `organiser` (主办单位) runs the pool and answers for the personal data in it.
    """

    id: str
    version: str
    title: Wording
    organiser: Wording
    rules: Mapping[str, Rule]
    parameters: Mapping[str, Parameter]

    def integer(self, name: str) -> int:
        """A whole number, such as an age limit."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong_type(name, "integer")
        return value

    def boolean(self, name: str) -> bool:
        """Whether something is switched on."""
        value = self._value(name)
        if not isinstance(value, bool):
            raise self._wrong_type(name, "boolean")
        return value

    def text(self, name: str) -> str:
        """A choice or another text."""
        value = self._value(name)
        if not isinstance(value, str):
            raise self._wrong_type(name, "text")
        return value

    def codes(self, name: str) -> tuple[str, ...]:
        """Several codes, in the order of the policy."""
        value = self._value(name)
        if not isinstance(value, tuple):
            raise self._wrong_type(name, "codes")
        return value

    def share(self, name: str) -> Fraction:
        """A share or factor, exactly: the policy writes it as "2/3"."""
        return Fraction(self.text(name))

    def severity(self, rule_id: str) -> Severity:
        """How much a rule weighs."""
        return self._rule(rule_id).severity

    def source(self, rule_id: str) -> str:
        """The source of a rule, as findings cite it."""
        return str(self._rule(rule_id).cited)

    def rules_at(self, stage: Stage) -> frozenset[str]:
        """The rules that are asked at a step of the work."""
        return self._rules_at[stage]

    @cached_property
    def _rules_at(self) -> Mapping[Stage, frozenset[str]]:
        return {
            stage: frozenset(rule.id for rule in self.rules.values() if rule.applies_at(stage))
            for stage in Stage
        }

    def finding(self, code: str, *, severity: Severity | None = None, **params: Param) -> Finding:
        """A finding of the rule that the code begins with, with its weight and source."""
        return self.finding_with(code, params, severity)

    def finding_with(
        self, code: str, params: Mapping[str, Param], severity: Severity | None = None
    ) -> Finding:
        """The same, for parameters that are at hand as a mapping."""
        rule = self._rule(code.partition(".")[0])
        return Finding(
            code=code,
            severity=severity or rule.severity,
            source=str(rule.cited),
            params=tuple(sorted(params.items())),
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the canonical JSON (RFC 8785) of the whole policy, in hex.

        Stored with every decision, so that nobody can say that other rules held.
        """
        return sha256(rfc8785.dumps(_policy_content(self))).hexdigest()

    def _value(self, name: str) -> Value:
        if name not in self.parameters:
            raise ExpertPoolError("policy.unknown_parameter", {"file": self.id, "parameter": name})
        return self.parameters[name].value

    def _rule(self, rule_id: str) -> Rule:
        if rule_id not in self.rules:
            raise ExpertPoolError("policy.missing_rule", {"file": self.id, "parameter": rule_id})
        return self.rules[rule_id]

    def _wrong_type(self, name: str, expected: str) -> ExpertPoolError:
        return ExpertPoolError(
            "policy.wrong_type", {"file": self.id, "parameter": name, "expected": expected}
        )


Json = str | int | list["Json"] | dict[str, "Json"]


def _policy_content(policy: Policy) -> dict[str, Json]:
    return {
        "id": policy.id,
        "version": policy.version,
        "title": _wording_content(policy.title),
        "organiser": _wording_content(policy.organiser),
        "rules": {rule_id: _rule_content(rule) for rule_id, rule in policy.rules.items()},
        "parameters": {
            name: {
                "label": _wording_content(parameter.label),
                "rule": parameter.rule_id,
                "unit": parameter.unit,
                "value": _value_content(parameter.value),
            }
            for name, parameter in policy.parameters.items()
        },
    }


def _rule_content(rule: Rule) -> dict[str, Json]:
    return {
        "group": rule.group,
        "name": _wording_content(rule.name),
        "severity": rule.severity.value,
        "override_by": rule.override_by.value,
        "stages": [stage.value for stage in rule.stages],
        "check": _wording_content(rule.check),
        "source": _wording_content(rule.source),
        "source_kind": rule.source_kind.value,
        "value_from_source": rule.value_from_source.value,
        "expert_types": [one.value for one in rule.expert_types],
    }


def _wording_content(wording: Wording) -> dict[str, Json]:
    return {"zh": wording.zh, "en": wording.en}


def _value_content(value: Value) -> Json:
    return list(value) if isinstance(value, tuple) else value
