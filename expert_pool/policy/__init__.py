"""The rules of a city as data: which parameters hold, how much rules weigh, where they come from.

Loads and checks policy files. It decides about no expert and no panel.
"""

from pathlib import Path

from expert_pool.policy.building import build_policy, change_values, check_references
from expert_pool.policy.documents import packaged_policies, read_documents
from expert_pool.policy.values import (
    OverrideBy,
    Parameter,
    Policy,
    Rule,
    SourceKind,
    Stage,
    Value,
    ValueOrigin,
    Wording,
)
from expert_pool.vocabulary import load_code_lists

__all__ = [
    "OverrideBy",
    "Parameter",
    "Policy",
    "Rule",
    "SourceKind",
    "Stage",
    "Value",
    "ValueOrigin",
    "Wording",
    "change_values",
    "load_policy",
    "packaged_policies",
]


def load_policy(source: str | Path) -> Policy:
    """The policy of a packaged id (`jinhua`, `demo`) or of another city's file by its path.

    Raises:
        ExpertPoolError: `policy.…` with file and parameter.
    """
    policy = build_policy(read_documents(source))
    check_references(policy, load_code_lists())
    return policy
