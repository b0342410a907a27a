"""How the forms of a record are read: the version that was seen, and plain fields by name."""

from collections.abc import Collection, Iterable
from typing import Final, TypeVar

from pydantic import Field

from expert_pool.applications import FieldError
from web.experts.desk import sent_text
from web.forms import Form, FormModel
from web.services import PageRequest

STALE: Final = "own_record.changed_meanwhile"
M = TypeVar("M", bound=FormModel)
_LONGEST_VERSION: Final = 9


class VersionForm(FormModel):
    """Nothing but a button, on the version of the record that was shown."""

    version: int = Field(ge=0, lt=2**31)


async def version_of(request: PageRequest) -> int:
    """The version that the form was made from; a form without one is out of date."""
    sent = await sent_text(request, "version")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= _LONGEST_VERSION else 0


async def read_fields(request: PageRequest, model: type[M]) -> tuple[Form[M], dict[str, object]]:
    """The fields of a form as they were sent: the checks of an application judge them."""
    sent = await request.form()
    typed = {name: str(sent.get(name, "")) for name in model.model_fields}
    form = Form(model, typed={name: (value,) for name, value in typed.items()})
    return form, {name: value.strip() for name, value in typed.items()}


def fields_of(text: object) -> list[str]:
    """Several values from one field: one a line."""
    lines = str(text).replace("；", "\n").replace(";", "\n").splitlines()
    return [line.strip() for line in lines if line.strip()]


def with_field_errors(
    form: Form[M], errors: Iterable[FieldError], names: Collection[str]
) -> Form[M]:
    """The form with the first error of each of these fields."""
    for error in errors:
        name = error.field.partition(".")[0]
        if name in names and name not in form.errors:
            form = form.refused(name, error.code, **dict(error.params))
    return form
