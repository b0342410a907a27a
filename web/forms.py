"""A form's way in: what was typed, checked by a pydantic model, with each error beside its field.

What a person typed always stays. It must not decide what a form means: models belong to the
pages that show them, and errors are codes whose sentences stand in `web/locale/sentences`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Final, Generic, Literal, NoReturn, TypeVar, get_args

from litestar.datastructures import FormMultiDict, UploadFile
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from expert_pool.accounts.addresses import LONGEST, is_address
from expert_pool.errors import ExpertPoolError
from expert_pool.plain_text import find_hidden
from selection.errors import SelectionError
from web.field_names import field_info, reach, rows_of
from web.protection import TOKEN_FIELD
from web.services import PageRequest
from web.translation import current_translator

_CODES: Final[Mapping[str, str]] = {
    "missing": "form.missing",
    "string_too_short": "form.too_short",
    "string_too_long": "form.too_long",
    "string_pattern_mismatch": "form.wrong_pattern",
    "int_parsing": "form.not_a_number",
    "int_type": "form.not_a_number",
    "int_from_float": "form.not_a_number",
    "greater_than_equal": "form.too_small",
    "less_than_equal": "form.too_large",
    "enum": "form.not_offered",
    "literal_error": "form.not_offered",
    "uuid_parsing": "form.not_offered",
    "too_short": "form.choose_more",
    "too_long": "form.choose_fewer",
    "date_from_datetime_parsing": "form.not_a_date",
    "date_parsing": "form.not_a_date",
    "date_type": "form.not_a_date",
    "extra_forbidden": "form.unknown_field",
}
YEARS: Final = range(1900, 2200)
"""The years that a day of a form may be in: rules look years back and ahead of it."""
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


class FormModel(BaseModel):
    """What every form's model is: frozen, and no field but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


M = TypeVar("M", bound=FormModel)
Typed = Mapping[str, tuple[str, ...]]


def refuse(code: str, **params: object) -> NoReturn:
    """Refuse a field's value from within a pydantic validator, by code."""
    raise PydanticCustomError(code, code, params)


def _check_email(text: str) -> str:
    return text if is_address(text) else refuse("form.not_an_email")


def _read_day(value: object) -> object:
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return value
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        refuse("form.not_a_date")


def _check_day(day: date) -> date:
    return day if day.year in YEARS else refuse("form.not_a_date")


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Email = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(_check_email)]
Day = Annotated[date, BeforeValidator(_read_day), AfterValidator(_check_day)]
Ticked = Literal["yes"]
_MISSING: Final = {Ticked: "form.not_ticked", SecretStr: "form.not_typed"}
"""How a field is asked for that can only be ticked, or only be typed."""
Several = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


@dataclass(frozen=True, slots=True)
class FieldError:
    """Why a field was refused."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form(Generic[M]):
    """A form as shown: labels from its model, what was typed, and what is wrong with it.

    Fields of rows are named `seats-0-count`: list, row number, field.
    """

    model: type[M]
    typed: Typed = field(default_factory=dict)
    errors: Mapping[str, FieldError] = field(default_factory=dict)
    value: M | None = None
    files: Mapping[str, tuple[UploadFile, ...]] = field(default_factory=dict)

    @property
    def right(self) -> M:
        """The checked values; ask `errors` first."""
        if self.value is None:
            name, found = next(iter(self.errors.items()), ("", FieldError("form.not_valid")))
            raise ExpertPoolError(found.code, {"label": self.label(name), **found.params})
        return self.value

    def text(self, name: str) -> str:
        """What stands in a field; never a password."""
        return "" if self._is_secret(name) else next(iter(self.typed.get(name, ())), "")

    def chosen(self, name: str) -> tuple[str, ...]:
        """The choices made in a field."""
        return self.typed.get(name, ())

    def label(self, name: str) -> str:
        """A field's label in the reader's language: the title that the model gives it."""
        info = field_info(self.model, name)
        return current_translator().gettext(info.title or name) if info else name

    def optional(self, name: str) -> bool:
        """Whether the field may stay empty; said in words beside the label."""
        info = field_info(self.model, name)
        return info is not None and not info.is_required()

    def error(self, name: str) -> str:
        """The sentence beside a field, or nothing."""
        found = self.errors.get(name)
        if found is None:
            return ""
        params = {"label": self.label(name), **found.params}
        return current_translator().sentence(found.code, params)

    def summary(self) -> tuple[tuple[str, str], ...]:
        """Each wrong field with its sentence, for the summary on top; the same words."""
        return tuple((name, self.error(name)) for name in self.errors)

    def refused(self, name: str, code: str, **params: object) -> "Form[M]":
        """The same form with one more error, found by the shell; `name` may be empty."""
        return replace(self, errors={**self.errors, name: FieldError(code, params)})

    def refused_by(self, error: ExpertPoolError | SelectionError, name: str = "") -> "Form[M]":
        """The same form with the shell's error beside a field, or on top."""
        return self.refused(name, error.code, **error.params)

    def _is_secret(self, name: str) -> bool:
        info = field_info(self.model, name)
        return info is not None and SecretStr in {info.annotation, *get_args(info.annotation)}


def blank(model: type[M], values: Mapping[str, object] | None = None) -> Form[M]:
    """A form to be filled in, or filled with what is known already."""
    return Form(model, typed=dict(_flat(values or {})))


def _flat(values: Mapping[str, object], prefix: str = "") -> list[tuple[str, tuple[str, ...]]]:
    flat: list[tuple[str, tuple[str, ...]]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat += _flat(value, f"{prefix}{name}-")
        elif isinstance(value, tuple | list) and value and isinstance(value[0], Mapping):
            for number, member in enumerate(value):
                flat += _flat(member, f"{prefix}{name}-{number}-")
        elif isinstance(value, tuple | list | frozenset | set):
            flat.append((f"{prefix}{name}", tuple(_shown(item) for item in value)))
        elif value is not None:
            flat.append((f"{prefix}{name}", (_shown(value),)))
    return flat


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


async def read_form(request: PageRequest, model: type[M]) -> Form[M]:
    """What was sent, checked: either `value` is there, or `errors` say why not."""
    return check_form(await request.form(), model)


def check_form(sent: FormMultiDict, model: type[M]) -> Form[M]:
    """Check what was sent against a model; empty fields count as not filled in."""
    typed: dict[str, tuple[str, ...]] = {}
    files: dict[str, tuple[UploadFile, ...]] = {}
    for name, value in sent.multi_items():
        if isinstance(value, UploadFile):
            files[name] = (*files.get(name, ()), value)
        elif name != TOKEN_FIELD:
            typed[name] = (*typed.get(name, ()), str(value))
    form = Form(model, typed=typed, files=files)
    hidden = _hidden(form)
    try:
        value = model.model_validate(_nested(form))
    except ValidationError as error:
        found = _errors(model, error.errors(include_url=False))
        return replace(form, errors={**found, **hidden})
    return replace(form, errors=hidden) if hidden else replace(form, value=value)


def _hidden(form: Form[M]) -> dict[str, FieldError]:
    """Fields with a character that nobody sees; passwords may hold any."""
    return dict(
        _beside(form.model, name, FieldError("form.hidden_character", {"character": hidden}))
        for name, values in form.typed.items()
        if (hidden := find_hidden("\n".join(values))) and not form._is_secret(name)
    )


def _nested(form: Form[M]) -> dict[str, object]:
    """From `seats-0-count` to lists of rows; spaces around what was typed fall away."""
    root: dict[str, object] = {}
    for name, values in form.typed.items():
        secret = form._is_secret(name)
        kept = tuple(v for v in (raw if secret else raw.strip() for raw in values) if v)
        if kept:
            *path, last = name.split("-")
            node = reach(root, path)
            # A crafted name that fits in nowhere stays as it is: an unknown field.
            node, last = (root, name) if node is None else (node, last)
            node.setdefault(last, kept[0] if len(kept) == 1 else kept)
    return {key: rows_of(value) for key, value in root.items()}


def _errors(model: type[FormModel], found: list[ErrorDetails]) -> dict[str, FieldError]:
    errors: dict[str, FieldError] = {}
    for detail in found:
        name = "-".join(str(part) for part in detail["loc"])
        own = "." in detail["type"]
        code = detail["type"] if own else _CODES.get(detail["type"], "form.not_valid")
        info = field_info(model, name)
        if code == "form.missing" and info is not None:
            code = _MISSING.get(info.annotation, code)
        errors.setdefault(*_beside(model, name, FieldError(code, dict(detail.get("ctx") or {}))))
    return errors


def _beside(model: type[FormModel], name: str, error: FieldError) -> tuple[str, FieldError]:
    """Where an error stands: on top for what the page carries without a title, and nobody types."""
    info = field_info(model, name)
    carried = info is not None and not info.title
    return ("", FieldError("form.out_of_date")) if carried else (name, error)
