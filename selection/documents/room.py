"""Who watches a draw in the room, as the commitment holds it: how many were asked for, and who.

Its one job is that part of the document. A witness stands there by an id that the log knows, and
by how the service knows them; it must not hold a name.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from selection.documents.fields import Document, Name

MOST_WITNESSES: Final = 100
ACCOUNT: Final = "account"
NAMED: Final = "named"


class RoomWitness(Document):
    """One confirmed witness: with an account of their own, or named by one party to the other."""

    id: Name
    known: Literal["account", "named"]


class Room(Document):
    """The witnesses that the policy asked for (`wanted`), and those who were there, by id."""

    wanted: Annotated[int, Field(ge=1, le=10)]
    witnesses: Annotated[tuple[RoomWitness, ...], Field(max_length=MOST_WITNESSES)]

    @model_validator(mode="after")
    def _check_witnesses(self) -> Self:
        ids = self.ids
        if list(ids) != sorted(set(ids)) or len(ids) < self.wanted:
            raise ValueError("as many witnesses as were asked for, sorted by id, each once")
        return self

    @property
    def ids(self) -> tuple[str, ...]:
        """Who was there."""
        return tuple(one.id for one in self.witnesses)


NO_ROOM: Final = Room.model_construct(wanted=0, witnesses=())
"""Where the policy asks for no witness: such a document has no word on a room."""


def is_unwatched(room: Room) -> bool:
    """Whether nobody was asked to watch."""
    return room.wanted == 0


CommittedRoom = Annotated[Room, Field(exclude_if=is_unwatched)]
