"""The policy in force and the code lists, for everybody."""

from enum import StrEnum
from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath
from pydantic import Field

from expert_pool.errors import ExpertPoolError
from expert_pool.policy import Parameter, Rule
from expert_pool.vocabulary import CodeLists
from web.api.answering import answer
from web.api.operations import Operation, PathPart, Say
from web.api.reading import read_query
from web.api.values import Answer, Bilingual, NoQuery, PolicyValue, bilingual
from web.services import PageRequest, services_of

TAG: Final = "Rules and code lists"


class RuleAnswer(Answer):
    """One rule: what it asks, how much it weighs, who may override it, where it comes from."""

    id: str
    group: str
    name: Bilingual
    check: Bilingual
    severity: str
    override_by: str
    source: Bilingual
    source_kind: str


class ParameterAnswer(Answer):
    """One parameter of a rule. `changed` says that this city's value is not the usual one."""

    name: str
    rule: str
    label: Bilingual
    value: PolicyValue
    unit: str
    changed: bool


class PolicyAnswer(Answer):
    """The whole policy in force; its digest is stored with every decision."""

    id: str
    version: str
    title: Bilingual
    digest: str
    rules: tuple[RuleAnswer, ...]
    parameters: tuple[ParameterAnswer, ...]


class ListName(StrEnum):
    """The code lists that can be asked for."""

    FIELDS = "fields"
    DISCIPLINES = "disciplines"
    TITLES = "titles"
    QUALIFICATIONS = "qualifications"
    HONOURS = "honours"
    DIVISIONS = "divisions"
    ACTIVITIES = "activities"
    RECUSAL_GROUNDS = "recusal_grounds"


class CodeAnswer(Answer):
    """One entry of a list. `parent` and `level` are empty where the list has no levels."""

    code: str
    name_zh: str
    name_en: str = Field(description="Empty where there is no English name.")
    parent: str
    level: str


class ListAnswer(Answer):
    """A whole code list."""

    list: ListName
    entries: tuple[CodeAnswer, ...]


@get("/api/v1/policy", name="api.policy", sync_to_thread=False)
def policy(request: PageRequest) -> Response[Any]:
    """Every rule and parameter in force."""
    read_query(request, NoQuery)
    in_force = services_of(request).policy
    return answer(
        PolicyAnswer(
            id=in_force.id,
            version=str(in_force.version),
            title=bilingual(in_force.title),
            digest=in_force.digest,
            rules=tuple(map(_rule, in_force.rules.values())),
            parameters=tuple(map(_parameter, in_force.parameters.values())),
        )
    )


@get("/api/v1/code-lists/{name:str}", name="api.code_list", sync_to_thread=False)
def code_list(request: PageRequest, name: FromPath[str]) -> Response[Any]:
    """One code list."""
    read_query(request, NoQuery)
    if name not in set(ListName):
        raise ExpertPoolError("api_list.not_found", {"name": name[:40]})
    return answer(_listed(services_of(request).lists, ListName(name)))


def _rule(rule: Rule) -> RuleAnswer:
    return RuleAnswer(
        id=rule.id,
        group=rule.group,
        name=bilingual(rule.name),
        check=bilingual(rule.check),
        severity=rule.severity.value,
        override_by=rule.override_by.value,
        source=bilingual(rule.cited),
        source_kind=rule.source_kind.value,
    )


def _parameter(parameter: Parameter) -> ParameterAnswer:
    return ParameterAnswer(
        name=parameter.name,
        rule=parameter.rule_id,
        label=bilingual(parameter.label),
        value=parameter.value,
        unit=parameter.unit,
        changed=parameter.changed,
    )


def _listed(lists: CodeLists, name: ListName) -> ListAnswer:
    entries = getattr(lists, name.value).values()
    return ListAnswer(
        list=name,
        entries=tuple(
            CodeAnswer(
                code=entry.code,
                name_zh=entry.name_zh,
                name_en=entry.name_en,
                parent=getattr(entry, "parent", ""),
                level=str(getattr(entry, "level", "")),
            )
            for entry in entries
        ),
    )


_TEXT: Final = {"zh": "年龄上限", "en": "Age limit"}
OPERATIONS: Final = (
    Operation(
        route="api.policy",
        method="get",
        path="/api/v1/policy",
        tag=TAG,
        says=Say("The rules in force", "查询现行规则"),
        description="Every rule with weight and source, every parameter with its value.",
        answer=PolicyAnswer,
        example={
            "id": "city",
            "version": "1",
            "title": _TEXT,
            "digest": "0f" * 32,
            "rules": [
                {
                    "id": "ELG-02",
                    "group": "eligibility",
                    "name": _TEXT,
                    "check": _TEXT,
                    "severity": "hard",
                    "override_by": "none",
                    "source": _TEXT,
                    "source_kind": "call",
                }
            ],
            "parameters": [
                {
                    "name": "max_age",
                    "rule": "ELG-02",
                    "label": _TEXT,
                    "value": 65,
                    "unit": "years",
                    "changed": False,
                }
            ],
        },
    ),
    Operation(
        route="api.code_list",
        method="get",
        path="/api/v1/code-lists/{name}",
        tag=TAG,
        says=Say("A code list", "查询代码表"),
        description="Codes with their names in both languages, in the order of the list.",
        answer=ListAnswer,
        example={
            "list": "fields",
            "entries": [
                {
                    "code": "10101",
                    "name_zh": "基础软件",
                    "name_en": "Basic software",
                    "parent": "101",
                    "level": "3",
                }
            ],
        },
        parts=(
            PathPart(
                "name",
                "Which list.",
                {"type": "string", "enum": [name.value for name in ListName]},
                "fields",
            ),
        ),
        problems=(404,),
    ),
)
ROUTES = (policy, code_list)
