"""Reads a request's query and body into frozen values; what does not fit is named, not guessed."""

import json
from typing import NoReturn, TypeVar

from pydantic import ValidationError

from expert_pool.errors import ExpertPoolError
from expert_pool.plain_text import find_hidden
from web.api.operations import JSON
from web.api.values import Body, Query
from web.services import PageRequest

SomeQuery = TypeVar("SomeQuery", bound=Query)
SomeBody = TypeVar("SomeBody", bound=Body)


def read_query(request: PageRequest, model: type[SomeQuery]) -> SomeQuery:
    """The parameters of the address.

    Raises:
        ExpertPoolError: `api_parameter.not_valid` for an unknown, repeated or wrong one.
    """
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given:
            raise _wrong_parameter(name, "repeated")
        given[name] = value
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise _wrong_parameter(".".join(map(str, first["loc"])), first["type"]) from None


async def read_body(request: PageRequest, model: type[SomeBody]) -> SomeBody:
    """The JSON that was sent.

    Raises:
        ExpertPoolError: `api.json_needed` for another content type, `api_body.not_valid`
            with every place that is wrong, `api_body.repeated_key` or
            `api_body.hidden_character`.
    """
    read_query(request, Query)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise ExpertPoolError("api.json_needed")
    written = await request.body()
    try:
        read = model.model_validate_json(written)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        raise _wrong_body(
            [
                {"where": "/" + "/".join(map(str, each["loc"])), "problem": each["type"]}
                for each in faults
            ]
        ) from None
    # Only now: the model has bounded how deep the body is nested.
    json.loads(written, object_pairs_hook=_check_members, parse_int=str)
    return read


def _check_members(members: list[tuple[str, object]]) -> None:
    """Parsers disagree which of two equal keys counts, so neither does (RFC 8259, section 4)."""
    seen = set[str]()
    for name, value in members:
        if name in seen:
            raise ExpertPoolError("api_body.repeated_key", {"name": name[:100]})
        seen.add(name)
        _refuse_hidden(name[:100], (name, *_texts(value)))


def _texts(value: object) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else (value,)
    return tuple(text for text in texts if isinstance(text, str))


def _refuse_hidden(name: str, texts: tuple[str, ...]) -> None:
    """Nobody could see what such a name or text says."""
    if hidden := find_hidden("".join(texts)):
        raise ExpertPoolError("api_body.hidden_character", {"name": name, "character": hidden})


def refuse_value(where: str, problem: str) -> NoReturn:
    """Refuse a body of the right form whose value at a place means nothing, or contradicts.

    Raises:
        ExpertPoolError: `api.value_refused`.
    """
    fault = {"where": where, "problem": problem}
    raise ExpertPoolError("api.value_refused", {"places": where, "errors": [fault]})


def _wrong_parameter(name: str, problem: str) -> ExpertPoolError:
    return ExpertPoolError("api_parameter.not_valid", {"name": name[:100], "problem": problem})


def _wrong_body(errors: list[dict[str, str]]) -> ExpertPoolError:
    places = ", ".join(dict.fromkeys(each["where"] or "/" for each in errors))
    return ExpertPoolError("api_body.not_valid", {"places": places[:300], "errors": errors[:50]})
