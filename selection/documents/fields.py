"""The kinds of values that documents of a draw are made of, and how strictly they are read.

Its one job is each value's range; it must not know any document.
"""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

LARGEST_POOL = 2_000_000
LARGEST_TOTAL = 1 << 32
LARGEST_WEIGHT = 10


def _check_time(text: str) -> str:
    datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007  # only whether it exists
    return text


Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Secret = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Entropy = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){1,512}$")]
Sign = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,100}$")]
Time = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"),
    AfterValidator(_check_time),
]
Count = Annotated[int, Field(ge=0, le=LARGEST_POOL)]
Seats = Annotated[int, Field(ge=0, le=1000)]
Version = Annotated[int, Field(ge=1, le=1)]
Whole = Annotated[int, Field(ge=1, le=2**53 - 1)]


class Document(BaseModel):
    """Frozen, strict, and no key beside the known ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
