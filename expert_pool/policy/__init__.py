"""The rules of a city as data: which parameters hold, how much rules weigh, where they come from.

Loads and checks policy files. It decides about no expert and no panel.
"""

from functools import cache
from pathlib import Path

from expert_pool.policy.building import build_policy, change_values, check_references
from expert_pool.policy.documents import packaged_policies, read_documents
from expert_pool.policy.rules import (
    OverrideBy,
    Parameter,
    Rule,
    SourceKind,
    Stage,
    Value,
    ValueOrigin,
    Wording,
)
from expert_pool.policy.values import Policy
from expert_pool.vocabulary import CodeLists, load_code_lists

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
    "load_rulebook",
    "packaged_policies",
]


def load_policy(source: str | Path) -> Policy:
    """The policy of a packaged id or of another city's file by its path.

    Raises:
        ExpertPoolError: `policy.…` with file and parameter.
    """
    return load_rulebook(source)[0]


def load_rulebook(source: str | Path) -> tuple[Policy, CodeLists]:
    """A policy and the code lists that hold with it: the city's own areas, if its file names any.

    Raises:
        ExpertPoolError: `policy.…` with file and parameter, or `code_list.…` with the line.
    """
    if isinstance(source, str) and source in packaged_policies():
        return _load_packaged(source)
    return _load(source)


@cache
def _load_packaged(policy_id: str) -> tuple[Policy, CodeLists]:
    """Read once: it comes with the program, and nobody can change its values."""
    return _load(policy_id)


def _load(source: str | Path) -> tuple[Policy, CodeLists]:
    documents = read_documents(source)
    policy = build_policy(documents)
    named = (it.divisions for it in reversed(documents) if it.divisions is not None)
    lists = load_code_lists(next(named, None))
    check_references(policy, lists)
    return policy, lists
