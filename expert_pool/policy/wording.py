"""Puts the values in force into the texts of a policy, so that words and values never differ.

A place in braces names a parameter: `{age_limit_years}`; with a bar it chooses a word by
that number: `{cool_off_days:day|days}`; `{call}` is the name of the city's published call.
Pure; what the texts say stands in the policy files.
"""

import re
from dataclasses import replace
from fractions import Fraction

from expert_pool.errors import ExpertPoolError
from expert_pool.policy.kinds import Share
from expert_pool.policy.rules import Wording
from expert_pool.policy.schema import PARAMETERS
from expert_pool.policy.values import Policy

CALL = "call"
_PLACE = re.compile(r"\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}")


def fill_in_values(policy: Policy, call: Wording, file: str) -> Policy:
    """The policy with the values and the call's name in names, checks, sources and labels.

    Raises:
        ExpertPoolError: `policy.unknown_parameter` for a place that names none, and
            `policy.wrong_type` for one whose value is no number and no text.
    """

    def filled(wording: Wording) -> Wording:
        return Wording(
            _PLACE.sub(lambda place: _word(policy, place, call.zh, file), wording.zh),
            _PLACE.sub(lambda place: _word(policy, place, call.en, file), wording.en),
        )

    rules = {
        rule_id: replace(
            rule,
            name=filled(rule.name),
            check=filled(rule.check),
            source=filled(rule.source),
        )
        for rule_id, rule in policy.rules.items()
    }
    parameters = {
        name: replace(parameter, rule=rules[parameter.rule_id], label=filled(parameter.label))
        for name, parameter in policy.parameters.items()
    }
    return replace(policy, rules=rules, parameters=parameters)


def _word(policy: Policy, place: re.Match[str], call: str, file: str) -> str:
    name, one, many = place.groups()
    if name == CALL:
        return call
    if name not in policy.parameters:
        raise ExpertPoolError("policy.unknown_parameter", {"file": file, "parameter": name})
    value = policy.parameters[name].value
    if isinstance(value, bool | tuple):
        raise ExpertPoolError(
            "policy.wrong_type", {"file": file, "parameter": name, "expected": '1 | "1/2"'}
        )
    if one is not None:
        return one if value == 1 else many
    return _percent(value) if isinstance(PARAMETERS[name][1], Share) else str(value)


def _percent(share: int | str) -> str:
    """60% for "3/5"; a share that is no whole percentage stays as it is, such as 2/3."""
    percent = Fraction(share) * 100
    return f"{percent}%" if percent.denominator == 1 else str(share)
