"""What a pack holds of the day: seats, members, the pledge, the rules of the room.

Its one job is the form of that. Of a member whose name is not released there is only a name
that the member's own code opens; reserves are in no pack (docs/decisions/offline-pack.md).
"""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from expert_pool.audit.canonical import canonical_bytes
from selection.errors import SelectionError


@dataclass(frozen=True, slots=True)
class PackMember:
    """One member by a number of the pack; `draw` and `pseudonym` are what the service knows.

    `code` is the digest that a code at the door has to give. A name is in the clear once the
    panel is released, and sealed under the code before.
    """

    number: int
    seat: int
    draw: str
    pseudonym: str
    accepted: bool
    code: str
    name: str = ""
    sealed_name: str = ""


@dataclass(frozen=True, slots=True)
class DayRules:
    """What the page in the room goes by; the service decides again at the import."""

    quorum: int
    odd: bool
    absent_after_minutes: int
    silence_agrees: bool
    elects: bool
    names_chair: bool


@dataclass(frozen=True, slots=True)
class PledgeText:
    """The pledge that is in force, in the language of the pack."""

    version: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A code of a list with its name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PackContents:
    """Everything that stands in a pack when it is made; moments are in UTC, to the second."""

    pack: str
    request: str
    number: str
    language: str
    made_at: str
    first_day: str
    last_day: str
    starts_at: str
    place: str
    seats: int
    members: tuple[PackMember, ...]
    rules: DayRules
    pledge: PledgeText
    grounds: tuple[Named, ...]

    def member(self, number: int) -> PackMember:
        """One member by the number that the pack gave.

        Raises:
            SelectionError: `pack.member_unknown`.
        """
        for one in self.members:
            if one.number == number:
                return one
        raise SelectionError("pack.member_unknown", {"member": number})


_CONTENTS = TypeAdapter(PackContents)


def write_contents(contents: PackContents) -> bytes:
    """The one byte form of the contents (RFC 8785)."""
    return canonical_bytes(_CONTENTS.dump_python(contents, mode="json"))


def read_contents(written: bytes) -> PackContents:
    """The contents that `write_contents` wrote.

    Raises:
        SelectionError: `pack.broken`.
    """
    try:
        return _CONTENTS.validate_json(written)
    except ValidationError as error:
        raise SelectionError("pack.broken") from error
