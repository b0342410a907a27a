"""Names of a form's fields, such as `seats-0-count`: the rows they make, the field they mean.

It must not know what stands in a field, nor what is wrong with it (`web.forms`).
"""

from typing import Any, Final, get_args

from pydantic import BaseModel

_DEEPEST: Final = 4


def reach(root: dict[str, object], path: list[str]) -> dict[str, object] | None:
    """The rows and fields at this path, begun where there are none; None where there can't be."""
    if len(path) > _DEEPEST:
        return None
    node = root
    for part in path:
        inner = node.setdefault(part, {})
        if not isinstance(inner, dict):
            return None
        node = inner
    return node


def rows_of(value: object) -> object:
    """Numbered parts as rows, in the order of their numbers; all else as it is."""
    if not isinstance(value, dict):
        return value
    inner = {key: rows_of(member) for key, member in value.items()}
    if inner and all(key.isascii() and key.isdigit() for key in inner):
        return tuple(inner[key] for key in sorted(inner, key=int))
    return inner


def field_info(model: type[BaseModel], name: str) -> Any:  # noqa: ANN401 - pydantic's FieldInfo
    """The model's field behind a name such as `seats-0-count`."""
    first, _, rest = name.partition("-")
    info = model.model_fields.get(first)
    if info is None or not rest:
        return info
    inner = next((m for m in _models_in(info.annotation)), None)
    deeper = rest.partition("-")[2] if rest.partition("-")[0].isdigit() else rest
    return field_info(inner, deeper) if inner and deeper else info


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
