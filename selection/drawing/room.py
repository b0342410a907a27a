"""Who watches a draw in the room (DRW-12), and whether as many are there as the policy asks for.

Its one job is to load them and to refuse what may not be without them, or by them. How somebody
becomes a witness stands in `witnessing`.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.canonical import canonical_bytes, parse_json
from expert_pool.audit.entries import Actor
from expert_pool.encryption import Place, Purpose
from expert_pool.storage.account_store import AccountStore
from selection.documents.room import ACCOUNT, NAMED, NO_ROOM
from selection.documents.room import Room as CommittedRoom
from selection.drawing.desk import DrawDesk
from selection.errors import SelectionError
from selection.states.exceptions import ExceptionRule, offered_rules
from selection.storage.exception_store import About, ExceptionRecord, find_allowed
from selection.storage.request_store import RequestRecord
from selection.storage.room_witness_store import RoomWitness, load_witnesses


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody without an account, as the minutes name them."""

    name: str
    post: str
    unit: str


@dataclass(frozen=True, slots=True)
class Watching:
    """A witness in the room: who it is, who named them, and whether it is confirmed."""

    id: UUID
    person: Person
    named_by: UUID
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Room:
    """The witnesses of one attempt, and how many the policy asks for.

    By `exception` an approver allowed the draw to be committed with those who are there; `may_be`
    says that the policy lets that be asked for.
    """

    wanted: int
    witnesses: tuple[Watching, ...] = ()
    exception: ExceptionRecord | None = None
    may_be: bool = False

    @property
    def excepted(self) -> bool:
        """Whether the rule has given way."""
        return self.exception is not None

    @property
    def confirmed(self) -> tuple[Watching, ...]:
        """Those who count."""
        return tuple(one for one in self.witnesses if one.confirmed)

    @property
    def complete(self) -> bool:
        """Whether the draw may be committed."""
        return self.excepted or len(self.confirmed) >= self.wanted


async def load_room(session: AsyncSession, desk: DrawDesk, request: RequestRecord) -> Room:
    """Who watches this attempt; the caller decides who may see it."""
    found = await load_witnesses(session, request.id, request.version)
    watching = [
        Watching(one.id, await _person(session, desk, one), one.named_by, bool(one.confirmed_at))
        for one in found
    ]
    wanted = desk.policy.integer("witness_required")
    exception = await find_allowed(session, about_room(request))
    may_be = ExceptionRule.WITNESS in offered_rules(desk.policy)
    return Room(wanted, tuple(watching), exception, may_be)


def about_room(request: RequestRecord) -> About:
    """What an exception from the rule on witnesses is about: this attempt of the request."""
    return About(ExceptionRule.WITNESS, request.id, request.version)


async def list_confirmed(session: AsyncSession, request: RequestRecord) -> list[str]:
    """Who counts, by the ids that the log knows, in their order."""
    found = await load_witnesses(session, request.id, request.version)
    return sorted(str(one.id) for one in found if one.confirmed_at is not None)


async def describe_room(
    session: AsyncSession, desk: DrawDesk, request: RequestRecord
) -> CommittedRoom:
    """Who watches, as the commitment holds it: by id, and whether by an account of their own.

    By an exception no more are asked for than are there; where nobody is, the document has no
    word on a room, as where the policy asks for none. The exception itself stands in the log.
    """
    wanted = await _count_wanted(session, desk, request)
    if wanted == 0:
        return NO_ROOM
    found = await load_witnesses(session, request.id, request.version)
    there = sorted(
        (str(one.id), NAMED if one.account_id is None else ACCOUNT)
        for one in found
        if one.confirmed_at is not None
    )
    told = [{"id": id_, "known": known} for id_, known in there]
    return CommittedRoom.model_validate({"wanted": wanted, "witnesses": tuple(told)})


async def refuse_unwatched(session: AsyncSession, desk: DrawDesk, request: RequestRecord) -> None:
    """Nothing is committed before every witness that the policy asks for is confirmed.

    Raises:
        SelectionError: `draw.witness_missing`.
    """
    wanted = await _count_wanted(session, desk, request)
    present = len(await list_confirmed(session, request))
    if present < wanted:
        raise SelectionError("draw.witness_missing", {"wanted": wanted, "present": present})


async def _count_wanted(session: AsyncSession, desk: DrawDesk, request: RequestRecord) -> int:
    """As many as the policy asks for, or by an exception those who are there."""
    wanted = desk.policy.integer("witness_required")
    if await find_allowed(session, about_room(request)) is None:
        return wanted
    return min(wanted, len(await list_confirmed(session, request)))


async def refuse_witness(session: AsyncSession, request: RequestRecord, actor: Actor) -> None:
    """Whoever watches takes no part.

    Raises:
        SelectionError: `draw.witness_is_party`.
    """
    found = await load_witnesses(session, request.id, request.version)
    if any(str(one.account_id) == actor.account_id for one in found):
        raise SelectionError("draw.witness_is_party")


def seal_person(desk: DrawDesk, witness_id: UUID, person: Person) -> bytes:
    """A named person as stored."""
    told = {"name": person.name, "post": person.post, "unit": person.unit}
    return desk.cipher.encrypt(Purpose.DOCUMENTS, _place(witness_id), canonical_bytes(told))


async def _person(session: AsyncSession, desk: DrawDesk, witness: RoomWitness) -> Person:
    if witness.account_id is not None:
        account = await AccountStore(session).by_id(witness.account_id)
        return Person(account.display_name if account else "", "", "")
    sealed = witness.person_cipher or b""
    told = parse_json(desk.cipher.decrypt(Purpose.DOCUMENTS, _place(witness.id), sealed))
    assert isinstance(told, dict)  # noqa: S101 - it is what `seal_person` wrote
    return Person(str(told["name"]), str(told["post"]), str(told["unit"]))


def _place(witness_id: UUID) -> Place:
    return Place("room_witness", "person_cipher", str(witness_id))
