"""What a member declares to be kept out of: relations to persons, and units to avoid.

One more can be declared any time and counts at once. Taking one back needs a reason, since
it lets the person be drawn where a recusal stood before; nothing in a draw that was
committed changes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_record import Change, hold_own_record, keep_change, refuse_wrong
from expert_pool.admission.prefilling import declared_rows
from expert_pool.applications import Section, SectionData
from expert_pool.applications.as_expert import avoided_units_of, relations_of
from expert_pool.applications.verification import NamedCode
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Expert

GROUPS: Final = ("relations", "avoided_units")
ENDED: Final = "ended"
_KEY_SIZE: Final = 16
RETRACTION_REASONS: Final[Mapping[str, NamedCode]] = MappingProxyType(
    {
        code: NamedCode(code, zh, en)
        for code, zh, en in (
            (
                ENDED,
                "已经结束（保留至规定的回避期满）",
                "It ended (the rules look back on it)",
            ),
            ("mistake", "填报有误", "It was declared by mistake"),
            ("repeated", "重复填报", "It was declared twice"),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Retraction:
    """Why a declaration is taken back, and since when it is over where it ended."""

    reason: str
    ended_on: date | None = None


def declared_by(expert: Expert, group: str) -> Mapping[str, SectionData]:
    """The declarations of a group as rows, by keys that stay the same while they do.

    Raises:
        ExpertPoolError: `declaration.not_found` for a group that is none.
    """
    if group not in GROUPS:
        raise ExpertPoolError("declaration.not_found")
    rows = declared_rows(expert)[group]
    return {_key_of(row): row for row in sorted(rows, key=_key_of)}


def _key_of(row: SectionData) -> str:
    text = json.dumps(row, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:_KEY_SIZE]


async def declare(
    desk: AdmissionDesk,
    actor: Actor,
    version: int,
    declared: tuple[str, SectionData],
    as_of: date,
) -> None:
    """Declare one more relation or unit to avoid; `declared` is the group and what was typed.

    Raises:
        ExpertPoolError: what is wrong with a field, `declaration.repeated`, or as
            `hold_own_record` says.
    """
    group, typed = declared
    _refuse_unknown(group)
    refuse_wrong(desk, Section.RELATIONS, {group: [typed]}, (group,), as_of)
    async with desk.database.transaction() as session:
        record = await hold_own_record(session, actor, version)
        expert = record.expert
        changed = _with(expert, group, [*declared_by(expert, group).values(), typed])
        added = declared_by(changed, group).keys() - declared_by(expert, group).keys()
        if not added:
            raise ExpertPoolError("declaration.repeated")
        after = {group: dict(typed)}
        await keep_change(session, actor, Change(replace(record, expert=changed), {}, after))


async def retract(
    desk: AdmissionDesk,
    actor: Actor,
    version: int,
    place: tuple[str, str],
    retraction: Retraction,
    today: date,
) -> None:
    """Take a declaration back; `place` is its group and key. One that ended keeps its last day.

    Raises:
        ExpertPoolError: `expert.reason_unknown`, `declaration.end_missing`,
            `declaration.end_ahead`, `declaration.not_found`, or as `hold_own_record` says.
    """
    group, key = place
    _refuse_unfounded(retraction, today)
    async with desk.database.transaction() as session:
        record = await hold_own_record(session, actor, version)
        held = dict(declared_by(record.expert, group))
        if key not in held:
            raise ExpertPoolError("declaration.not_found")
        taken = held.pop(key)
        left = _left_of(taken, retraction)
        changed = _with(record.expert, group, [*held.values(), *left])
        before, after = {group: dict(taken)}, {group: dict(left[0]) if left else {}}
        change = Change(replace(record, expert=changed), before, after, retraction.reason)
        await keep_change(session, actor, change)


def _refuse_unfounded(retraction: Retraction, today: date) -> None:
    if retraction.reason not in RETRACTION_REASONS:
        raise ExpertPoolError("expert.reason_unknown", {"reason": retraction.reason})
    if retraction.reason != ENDED:
        return
    if retraction.ended_on is None:
        raise ExpertPoolError("declaration.end_missing")
    if retraction.ended_on > today:
        raise ExpertPoolError("declaration.end_ahead")


def _left_of(taken: SectionData, retraction: Retraction) -> list[SectionData]:
    """What stays of a declaration: one that ended still counts for the rules' years."""
    if retraction.reason != ENDED or retraction.ended_on is None:
        return []
    return [{**taken, "until": retraction.ended_on.isoformat()}]


def _with(expert: Expert, group: str, rows: list[SectionData]) -> Expert:
    if group == "relations":
        known = {(it.kind, it.person_name, it.unit_name): it for it in expert.relations}
        return replace(
            expert,
            relations=tuple(
                # The index of the other person's number is not typed: it stays with the relation.
                replace(
                    one,
                    identity_index=known[place].identity_index if place in known else "",
                )
                for one in relations_of({group: rows})
                for place in [(one.kind, one.person_name, one.unit_name)]
            ),
        )
    return replace(expert, avoided_units=avoided_units_of({group: rows}))


def _refuse_unknown(group: str) -> None:
    if group not in GROUPS:
        raise ExpertPoolError("declaration.not_found")
