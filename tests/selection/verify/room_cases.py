"""The published cases of a draw that was watched in the room: who stands in the commitment."""

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.selection.proof_samples import ROOM
from tests.selection.receipt_samples import SERVICE, Drawn, draw, loads, make_frame, rehash
from tests.selection.verify.published_case import VerdictCase
from tests.selection.verify.trust_cases import KNOWN

Json = Any
FULL, PUBLIC = "watched, full", "watched, public"


def draw_watched() -> Drawn:
    """A draw that three watched, where two were asked for."""
    return draw(frame=replace(make_frame(), room=ROOM))


def make_watched_receipts() -> dict[str, bytes]:
    """Both receipts of it, by name."""
    return dict(zip((FULL, PUBLIC), draw_watched().both, strict=True))


def make_room_cases(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Too few, somebody twice, other kinds, more than there may be; and in a draw from files."""
    one, other, third = (witness.model_dump() for witness in ROOM.witnesses)
    whole = ROOM.model_dump(mode="json")
    many = [{"id": f"{place:03}", "known": "named"} for place in range(101)]
    rooms: tuple[Json, ...] = (
        *({**whole, "wanted": wanted} for wanted in (0, 1, 2, 3, 4, 10, 11, True, "2", None)),
        *(None, {}, [], {"wanted": 1}, {"witnesses": []}, {**whole, "more": 1}),
        {**whole, "witnesses": [one]},
        {**whole, "witnesses": [one, one]},
        {**whole, "witnesses": [other, one]},
        {**whole, "witnesses": [one, other]},
        {**whole, "witnesses": [one, third]},
        {**whole, "witnesses": many},
        {**whole, "witnesses": many[:100]},
        *({"wanted": wanted, "witnesses": many[:wanted]} for wanted in (10, 11)),
        {**whole, "witnesses": [one, {**other, "known": "guest"}]},
        {**whole, "witnesses": [one, {**other, "id": ""}]},
        {**whole, "witnesses": [one, {**other, "id": "a b"}]},
        {**whole, "witnesses": [one, {**other, "name": "x"}]},
        {**whole, "witnesses": None},
    )
    for base in (FULL, PUBLIC):
        for place, room in enumerate(rooms):
            told = copy.deepcopy(loads(receipts[base]))
            told["commit"]["room"] = room
            change = ((("commit", "room"), room),)
            yield VerdictCase(f"room {place}, {base}", base, change, trust=KNOWN)
            data = rehash(told, SERVICE)
            yield VerdictCase(f"room {place}, {base}, anew", data=data, trust=KNOWN)
        yield VerdictCase(f"no room, {base}", base, remove=("commit", "room"), trust=KNOWN)
    files = next(name for name in receipts if name.startswith("files"))
    for base in ("small, full", files):
        for wanted in (1, 2):
            told = copy.deepcopy(loads(receipts[base]))
            told["commit"]["room"] = {**whole, "wanted": wanted}
            said = f"a room for {wanted}, {base}, anew"
            yield VerdictCase(said, data=rehash(told, SERVICE), trust=KNOWN)
