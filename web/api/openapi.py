"""The OpenAPI 3.1 document, made from the operations and the access table.

It can't disagree with the service about roles and fields: both are read from where the
service itself reads them. It answers no request.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from pydantic import Field
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from web.access import ACCESS, PUBLIC
from web.api.answering import KEY_PATTERN
from web.api.operations import JSON, PROBLEM, Operation
from web.api.values import Answer
from web.visits import SESSION_COOKIE, cookie_name

REFERENCE: Final = "#/components/schemas/{model}"
ALWAYS: Final = (400, 422, 429, 503)
CLOSED: Final = (401, 403)
_DESCRIPTION: Final = """\
Read and enter part of what the pages show, in the same roles and under the same rules.

**Signing in.** `Authorization: Bearer <token>`; make a token on the page of your account. A
session's cookie works too; a POST with it needs the header `X-CSRF-Token`.

**Lists.** `limit` (1 to 100) and `cursor`: take `next` of one answer for the next one.

**Errors** are problem documents (RFC 9457): `code` and `params` for programs, `detail` for
people, in the account's language, else by `Accept-Language`. An unknown or repeated parameter is
400.

**Rates.** Too many requests in a minute are 429; `Retry-After` says how many seconds to wait.
While the database is away the answer is 503, with the same header.

**Repeating.** A POST with an `Idempotency-Key` changes nothing twice for 24 hours, or as long as
the operator set; the same key with another body is 409.

专家库与专家组抽取服务的接口：角色和规则与网页一致。在“我的账号”页面创建令牌，以
`Authorization: Bearer <令牌>` 调用；错误按 RFC 9457 返回，列表用 `limit` 与 `cursor` 翻页，
POST 可带 `Idempotency-Key` 防止重复办理。
"""


class Problem(Answer):
    """What went wrong: a code for programs, a sentence for people (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(examples=["api_parameter.not_valid"])
    params: dict[str, Any]
    reference: str = Field(description="Tell this to the operators: their log has it too.")


def openapi_document(operations: Iterable[Operation], version: str) -> dict[str, Any]:
    """The whole document."""
    listed = tuple(operations)
    schemas, definitions = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for operation in listed:
        described = _described(operation, schemas)
        paths.setdefault(operation.path, {})[operation.method] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "专家库与专家组抽取 Expert pool and panel draw",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(one.tag for one in listed)],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie_name(SESSION_COOKIE, secure=False),
                },
            },
        },
    }


Key = tuple[str, JsonSchemaMode]


def _schemas(operations: tuple[Operation, ...]) -> tuple[dict[Key, Any], dict[str, Any]]:
    """The schema of each answer and body by route, and the models that they refer to."""
    inputs: list[tuple[Key, JsonSchemaMode, Any]] = [
        ((one.route, "serialization"), "serialization", one.answers.core_schema)
        for one in operations
    ]
    inputs += [
        ((one.route, "validation"), "validation", one.body.__pydantic_core_schema__)
        for one in operations
        if one.body is not None
    ]
    generator = GenerateJsonSchema(by_alias=True, ref_template=REFERENCE)
    found, definitions = generator.generate_definitions(
        [(key, mode, schema) for key, mode, schema in inputs]
    )
    _, problem = models_json_schema([(Problem, "serialization")], ref_template=REFERENCE)
    return {key: found[key, key[1]] for key, _, _ in inputs}, {
        **definitions,
        **problem["$defs"],
    }


def _described(operation: Operation, schemas: Mapping[Key, Any]) -> dict[str, Any]:
    roles = ACCESS[operation.route].roles
    public = PUBLIC in roles
    whom = "everybody" if public else ", ".join(sorted(roles))
    told: dict[str, Any] = {
        "operationId": operation.route.replace(".", "_"),
        "tags": [operation.tag],
        "summary": f"{operation.says.en} {operation.says.zh}",
        "description": f"{operation.description}\n\nFor: {whom}.",
        "security": [] if public else [{"token": []}, {"session": []}],
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": _responses(operation, schemas, public=public),
    }
    if operation.body is not None:
        told["parameters"].append(_key_parameter())
        told["requestBody"] = {
            "required": True,
            "content": {
                JSON: {
                    "schema": schemas[operation.route, "validation"],
                    "example": operation.body_example,
                }
            },
        }
    return told


def _path_parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    for part in operation.parts:
        yield {
            "name": part.name,
            "in": "path",
            "required": True,
            "description": part.description,
            "schema": part.schema,
            "example": part.example,
        }


def _query_parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    schema = operation.query.model_json_schema()
    known = schema.get("$defs", {})
    for name, described in schema.get("properties", {}).items():
        kept = {key: value for key, value in _plain(described, known).items() if key != "title"}
        description = kept.pop("description", None)
        yield {
            "name": name,
            "in": "query",
            "required": False,
            **({"description": description} if description else {}),
            "schema": kept,
        }


def _plain(described: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter's schema by itself: no reference, and no null, which an address can't say."""
    if "$ref" in described:
        enum = known[described["$ref"].rpartition("/")[2]]
        described = {"type": enum["type"], "enum": enum["enum"], **described}
    choices = [one for one in described.get("anyOf", ()) if one.get("type") != "null"]
    chosen = _plain(choices[0], known) if choices else {}
    left_out = {"anyOf", "$ref"} | ({"default"} if described.get("default", "") is None else set())
    return {**chosen, **{key: it for key, it in described.items() if key not in left_out}}


def _key_parameter() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "The same key gets the same answer for 24 hours; nothing is done twice.",
        "schema": {"type": "string", "pattern": KEY_PATTERN},
        "example": "3f0c7a52-project-1",
    }


def _responses(operation: Operation, schemas: Mapping[Key, Any], *, public: bool) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": schemas[operation.route, "serialization"]}
    if operation.example is not None:
        content["example"] = operation.example
    statuses = sorted({*ALWAYS, *(() if public else CLOSED), *operation.problems})
    return {
        str(operation.status): {
            "description": HTTPStatus(operation.status).phrase,
            "content": {JSON: content},
        },
        **{
            str(status): {
                "description": HTTPStatus(status).phrase,
                "content": {PROBLEM: {"schema": {"$ref": REFERENCE.format(model="Problem")}}},
            }
            for status in statuses
        },
    }
