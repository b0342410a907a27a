"""The committed chances behind meetings: opened only for pairs that met often enough.

A draw whose commitment is no longer kept is left out on both sides: its meetings do not
count, and neither do its chances.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from selection.alarms import (
    Alarm,
    Compared,
    Sitting,
    chance_of_both,
    find_company,
    find_recurring,
)
from selection.cells import find_chances
from selection.documents.receipts import restore_problem, restore_table
from selection.drawing.desk import DrawDesk
from selection.drawing.opening import load_commitment
from selection.storage.draw_store import DrawRecord, load_draw_by_id
from selection.storage.oversight import DrawLine, load_pseudonyms

Who = tuple[str, str]
Names = Mapping[UUID, Mapping[UUID, str]]
Chance = Callable[[Sequence[str]], Fraction]


async def find_all_company(
    session: AsyncSession,
    desk: DrawDesk,
    draws: Sequence[DrawLine],
    officers: Mapping[UUID, str],
    compared: tuple[int, int],
) -> tuple[Alarm, ...]:
    """Officers and experts, and pairs of experts, that met beyond the committed chances."""
    kept = [draw for draw in draws if draw.members]
    sittings = (
        Sitting(str(draw.id), officers[draw.id], tuple(map(str, draw.members))) for draw in kept
    )
    met = find_recurring(sittings)
    names = await load_pseudonyms(session, _experts(met))
    lowest = {draw.id: draw.lowest for draw in kept}
    likely = {
        who: draws_met
        for who, draws_met in met.items()
        if not _is_chance_at_best(who, draws_met, (names, officers, lowest), compared)
    }
    chances: defaultdict[Who, dict[str, Fraction]] = defaultdict(dict)
    for draw in kept:
        wanted = dict(_occasions(likely, names.get(draw.id, {}), officers[draw.id]))
        record = await load_draw_by_id(session, draw.id) if wanted else None
        if record is None or not record.snapshot_cipher:
            continue
        lottery = await asyncio.to_thread(open_lottery, desk, record)
        for who, pseudonyms in wanted.items():
            chances[who][str(draw.id)] = lottery(pseudonyms)
    pairs = (
        Compared(
            who,
            tuple(draw for draw in draws_met if draw in chances[who]),
            tuple(chances[who].values()),
            _number(who, compared),
        )
        for who, draws_met in likely.items()
    )
    return await asyncio.to_thread(find_company, tuple(pairs))


def open_lottery(desk: DrawDesk, record: DrawRecord) -> Chance:
    """The chance of one candidate, or of two together, by the committed table of a draw."""
    commitment = load_commitment(desk, record)
    problem = restore_problem(commitment.document, commitment.pool, commitment.conflicts)
    table = restore_table(commitment.document, problem)
    alone = find_chances(table)
    cell_of = {member: place for place, cell in enumerate(table.cells) for member in cell.members}

    def chance(pseudonyms: Sequence[str]) -> Fraction:
        places = [cell_of[name] for name in pseudonyms]
        return alone[places[0]] if len(places) == 1 else chance_of_both(table, *places)

    return chance


def _is_chance_at_best(
    who: Who,
    draws_met: Sequence[str],
    known: tuple[Names, Mapping[UUID, str], Mapping[UUID, Fraction]],
    compared: tuple[int, int],
) -> bool:
    """Whether an officer and an expert met no more than even the lowest chances explain."""
    names, officers, lowest = known
    if not who[0].startswith("officer:"):
        return False
    chances = tuple(
        lowest[draw]
        for draw, listed in names.items()
        if draw in lowest and dict(_occasions({who: ()}, listed, officers[draw]))
    )
    pair = Compared(who, tuple(draws_met), chances, _number(who, compared))
    return not find_company((pair,))


def _occasions(
    met: Mapping[Who, object], listed: Mapping[UUID, str], officer: str
) -> Iterator[tuple[Who, tuple[str, ...]]]:
    """The pairs that one draw could have brought together, by the pseudonyms of their experts."""
    for who in met:
        experts = [UUID(bare) for kind, _, bare in map(_parts, who) if kind == "expert"]
        own = who[0] in {f"officer:{officer}", f"expert:{experts[0]}"}
        if own and all(expert in listed for expert in experts):
            yield who, tuple(listed[expert] for expert in experts)


def _experts(met: Mapping[Who, object]) -> frozenset[UUID]:
    return frozenset(
        UUID(bare) for who in met for kind, _, bare in map(_parts, who) if kind == "expert"
    )


def _parts(name: str) -> tuple[str, str, str]:
    return name.partition(":")


def _number(who: Who, compared: tuple[int, int]) -> int:
    return compared[0] if who[0].startswith("officer:") else compared[1]
