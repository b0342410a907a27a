"""Builds a policy from its documents and refuses one that the service could not follow.

Pure. A file on its own gives every rule and parameter; a file that extends another
gives only what differs: `[values]`, and keys of `[rules.…]`.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

from expert_pool.errors import ExpertPoolError
from expert_pool.experts import ExpertType
from expert_pool.findings import Severity
from expert_pool.policy.documents import Document
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
from expert_pool.policy.schema import (
    ACTIVITY_PARAMETERS,
    CREDENTIAL_PARAMETERS,
    HONOUR_PARAMETERS,
    ORDERED,
    PARAMETERS,
)
from expert_pool.policy.tables import Table
from expert_pool.policy.values import Policy
from expert_pool.policy.wording import fill_in_values
from expert_pool.vocabulary import CodeLists

_HEAD_KEYS = ("id", "version", "title_zh", "title_en", "organiser_zh", "organiser_en")
_CALL_KEYS = ("call_zh", "call_en")
_RULE_KEYS = (
    "group", "name_zh", "name_en", "severity", "override_by", "stages", "check_zh", "check_en",
    "source_zh", "source_en", "source_kind", "value_from_source",
)  # fmt: skip
_TYPES_KEY = "expert_types"


def build_policy(documents: tuple[Document, ...]) -> Policy:
    """The policy that the documents give together; the first one stands on its own.

    Raises:
        ExpertPoolError: `policy.…` with file and parameter.
    """
    policy = _build_base(documents[0])
    for document in documents[1:]:
        policy = _extend(policy, document)
    return fill_in_values(policy, _call(documents), documents[-1].file)


def change_values(policy: Policy, values: Mapping[str, object], file: str = "") -> Policy:
    """The policy with other values of some parameters; the old ones become the defaults.

    Texts keep the values that they were written with.

    Raises:
        ExpertPoolError: `policy.…` with file and parameter.
    """
    return _put_values(policy, Table(file or policy.id, "values", values))


def check_references(policy: Policy, lists: CodeLists) -> None:
    """Refuse a policy that names codes the lists do not have, or lacks a ground's rule.

    Raises:
        ExpertPoolError: `policy.unknown_reference` or `policy.missing_rule`.
    """
    credentials = lists.titles.keys() | lists.qualifications.keys()
    for name in CREDENTIAL_PARAMETERS:
        _check_codes(policy, name, credentials)
    for name in HONOUR_PARAMETERS:
        _check_codes(policy, name, lists.honours.keys())
    for name in ACTIVITY_PARAMETERS:
        _check_codes(policy, name, lists.activities.keys())
    for ground in lists.recusal_grounds.values():
        policy.severity(ground.rule_id)


def _build_base(document: Document) -> Policy:
    top = Table(document.file, "", document.content)
    top.expect_keys((*_HEAD_KEYS, "rules", *_CALL_KEYS), optional=("divisions",))
    rules: dict[str, Rule] = {}
    parameters: dict[str, Parameter] = {}
    for rule_id, table in top.table("rules").tables().items():
        table.expect_keys((*_RULE_KEYS, "parameters"), optional=(_TYPES_KEY,))
        rules[rule_id] = _rule(rule_id, table)
        for name, cell in table.table("parameters").tables().items():
            parameters[name] = _parameter(name, cell, rules[rule_id])
    for name, (rule_id, _) in PARAMETERS.items():
        if name not in parameters:
            raise top.broken("missing_parameter", f"rules.{rule_id}.parameters.{name}")
    return _checked(
        Policy(
            id=top.text("id"),
            version=top.text("version"),
            title=Wording(top.text("title_zh"), top.text("title_en")),
            organiser=Wording(top.text("organiser_zh"), top.text("organiser_en")),
            rules=rules,
            parameters=parameters,
        ),
        document.file,
    )


def _call(documents: tuple[Document, ...]) -> Wording:
    """The call of the last document that names one, in each language."""
    tops = [Table(document.file, "", document.content) for document in reversed(documents)]
    zh, en = (next(top.text(key) for top in tops if key in top.cells) for key in _CALL_KEYS)
    return Wording(zh, en)


def _extend(policy: Policy, document: Document) -> Policy:
    top = Table(document.file, "", document.content)
    top.expect_keys(
        (*_HEAD_KEYS, "extends"), optional=(*_CALL_KEYS, "divisions", "values", "rules")
    )
    named = replace(
        policy,
        id=top.text("id"),
        version=top.text("version"),
        title=Wording(top.text("title_zh"), top.text("title_en")),
        organiser=Wording(top.text("organiser_zh"), top.text("organiser_en")),
    )
    return _put_values(_put_rules(named, top.table("rules")), top.table("values"))


def _put_rules(policy: Policy, changes: Table) -> Policy:
    rules = dict(policy.rules)
    for rule_id, table in changes.tables().items():
        if rule_id not in rules:
            raise changes.broken("unknown_key", rule_id)
        table.expect_keys((), optional=(*_RULE_KEYS, _TYPES_KEY))
        whole = {**_rule_cells(rules[rule_id]), **table.cells}
        rules[rule_id] = _rule(rule_id, replace(table, cells=whole))
    parameters = {
        name: replace(parameter, rule=rules[parameter.rule_id])
        for name, parameter in policy.parameters.items()
    }
    return replace(policy, rules=rules, parameters=parameters)


def _put_values(policy: Policy, changes: Table) -> Policy:
    parameters = {
        name: replace(parameter, default=parameter.value)
        for name, parameter in policy.parameters.items()
    }
    for name in changes.cells:
        if name not in parameters:
            raise changes.broken("unknown_parameter", name)
        parameters[name] = replace(parameters[name], value=_value(changes, name))
    return _checked(replace(policy, parameters=parameters), changes.file)


def _rule(rule_id: str, table: Table) -> Rule:
    return Rule(
        id=rule_id,
        group=table.text("group"),
        name=Wording(table.text("name_zh"), table.text("name_en")),
        severity=table.choice("severity", Severity),
        override_by=table.choice("override_by", OverrideBy),
        stages=table.choices("stages", Stage),
        check=Wording(table.text("check_zh"), table.text("check_en")),
        source=Wording(table.text("source_zh"), table.text("source_en")),
        source_kind=table.choice("source_kind", SourceKind),
        value_from_source=table.choice("value_from_source", ValueOrigin),
        expert_types=(table.choices(_TYPES_KEY, ExpertType) if _TYPES_KEY in table.cells else ()),
    )


def _rule_cells(rule: Rule) -> dict[str, object]:
    """A rule as it would stand in a file, for another file to change some keys of."""
    return {
        "group": rule.group,
        "name_zh": rule.name.zh,
        "name_en": rule.name.en,
        "severity": rule.severity.value,
        "override_by": rule.override_by.value,
        "stages": [stage.value for stage in rule.stages],
        "check_zh": rule.check.zh,
        "check_en": rule.check.en,
        "source_zh": rule.source.zh,
        "source_en": rule.source.en,
        "source_kind": rule.source_kind.value,
        "value_from_source": rule.value_from_source.value,
        **({_TYPES_KEY: [one.value for one in rule.expert_types]} if rule.expert_types else {}),
    }


def _parameter(name: str, cell: Table, rule: Rule) -> Parameter:
    """A parameter of the rule that the schema gives it to, and no other."""
    if name not in PARAMETERS or PARAMETERS[name][0] != rule.id:
        raise cell.broken("unknown_parameter", "value")
    cell.expect_keys(("value",), optional=("unit", "zh", "en"))
    value = _value(cell, "value", name)
    return Parameter(
        name=name,
        label=Wording(
            cell.optional_text("zh", rule.name.zh), cell.optional_text("en", rule.name.en)
        ),
        rule=rule,
        value=value,
        default=value,
        unit=cell.optional_text("unit", ""),
    )


def _value(table: Table, key: str, name: str = "") -> Value:
    """The value under a key as the kind of the parameter wants it."""
    kind = PARAMETERS[name or key][1]
    raw = table.cells[key]
    if isinstance(raw, list) and all(isinstance(code, str) for code in raw):
        raw = tuple(raw)
    problem = kind.problem(raw)
    if problem or not isinstance(raw, bool | int | str | tuple):
        shown = ", ".join(raw) if isinstance(raw, tuple) else str(raw)
        raise table.broken(problem, key, expected=kind.expected, value=shown)
    return raw


def _checked(policy: Policy, file: str) -> Policy:
    for low, high in ORDERED:
        if _number(policy, low) > _number(policy, high):
            raise ExpertPoolError(
                "policy.wrong_order", {"file": file, "parameter": low, "other": high}
            )
    lone = policy.text("seed_source") == "drand-quicknet"
    if lone and policy.text("seed_fallback") == "lottery":
        raise ExpertPoolError("policy.lottery_without_secrets", {"file": file})
    return policy


def _number(policy: Policy, name: str) -> Fraction:
    """A value to compare: 08:30 as 830, in the order of the day."""
    return Fraction(str(policy.parameters[name].value).replace(":", ""))


def _check_codes(policy: Policy, name: str, known: Collection[str]) -> None:
    for code in policy.codes(name):
        if code not in known:
            raise ExpertPoolError(
                "policy.unknown_reference", {"file": policy.id, "parameter": name, "value": code}
            )
