"""What queries, bodies and answers are made of: bounded texts, numbers and moments.

Every model is frozen and names its fields one by one: a row of the database never
becomes an answer by itself. No request is read here.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Final, Generic, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from expert_pool.policy import Wording

LARGEST_PAGE: Final = 100
CURSOR: Final = r"^(0|[1-9][0-9]{0,8})$"
_DIGITS: Final = re.compile(r"[0-9]{1,9}")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WITHOUT_NUL: Final = r"^[^\x00]*$"


class Answer(BaseModel):
    """A part of an answer: frozen, every field named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Body(BaseModel):
    """What a program sends: frozen, strict, and nothing beside the known fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Query(BaseModel):
    """The parameters of an address; an unknown one is refused, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _read_whole(value: object) -> object:
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("digits only")
    return value


def _read_counted(value: object) -> object:
    """JSON knows one kind of number: 1.0 is the whole number 1, as its schemas say."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _read_moment(value: object) -> object:
    if isinstance(value, str) and not _MOMENT.fullmatch(value):
        raise ValueError("as RFC 3339 writes a moment")
    return value


def _read_day(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("year, month and day")
    return value


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("outside of the calendar") from error


Words = Annotated[
    str, StringConstraints(max_length=100, pattern=_WITHOUT_NUL), Field(examples=["机床"])
]
Text = Annotated[str, StringConstraints(max_length=200, pattern=_WITHOUT_NUL)]
Name = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00]*[^\x00-\x20\u3000][^\x00]*$",
    ),
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,40}$")]
Limit = Annotated[int, Field(ge=1, le=LARGEST_PAGE), BeforeValidator(_read_whole)]
Counted = Annotated[int, Field(ge=0, le=99), BeforeValidator(_read_counted)]
Day = Annotated[date, Field(strict=False), BeforeValidator(_read_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_read_moment), AfterValidator(_to_utc)]


class PageQuery(Query):
    """Which part of a list."""

    limit: Limit = 20
    cursor: Annotated[str, StringConstraints(pattern=CURSOR)] = Field(
        default="0", description="`next` of the page before; leave it out for the first page."
    )

    @property
    def offset(self) -> int:
        """How many entries came before this page."""
        return int(self.cursor)

    def next(self, total: int) -> str | None:
        """The cursor of the page after this one, or None after the last entry."""
        following = self.offset + self.limit
        return str(following) if following < total else None


class NoQuery(Query):
    """No parameter at all."""


Item = TypeVar("Item")


class Page(Answer, Generic[Item]):
    """A part of a list. `next` is the cursor of the following part, null after the last one."""

    items: tuple[Item, ...]
    total: int = Field(ge=0, description="Entries on all pages together.")
    next: str | None


class Bilingual(Answer):
    """One text in Chinese and English."""

    zh: str
    en: str


def bilingual(wording: Wording) -> Bilingual:
    """A wording of the policy as an answer."""
    return Bilingual(zh=wording.zh, en=wording.en)


PolicyValue = bool | int | str | tuple[str, ...]
