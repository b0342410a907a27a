"""A proposal out of a shortfall, as a button carries it and as the form takes it.

Only the numbers of the levers can be changed this way: seats, the caps of employers and
groups, and how many members a quota asks for. Whom a rule excludes is never among them. A
number of few people is not on the button: it is found again when the button is pressed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from expert_pool.findings import Finding
from selection.errors import SelectionError
from selection.problem import PanelRules
from selection.requests import FallbackStep
from selection.solver.folding import UNTOLD
from selection.solver.levers import RAISE_GROUP_CAP
from selection.solver.shortfall import WayOut
from web.officers.rows import Typed, count_rows

_WRITTEN: Final = re.compile(r"([a-z]{1,10}):([a-z0-9_]{0,20}):(\d{1,3}):(\d{0,3})")
# No number of the form is longer; an endless one has no value to compare with.
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_FIELDS: Final = {
    "SHF-11.lower_minimum": "minimum",
    "SHF-12.raise_maximum": "maximum",
    "SHF-13.raise_employer_cap": "employer",
    "SHF-14.fewer_seats": "seats",
    RAISE_GROUP_CAP: "group",
}
_PLACES: Final = {"seats": "seats", "employer": "employer_cap", "group": "group_cap"}
_CODES: Final = {field: code for code, field in _FIELDS.items()}
_FIELDS_OF_UNTOLD: Final = {UNTOLD[code]: _FIELDS[code] for code in UNTOLD}
_UPWARDS: Final = frozenset({"maximum", "employer", "group"})


@dataclass(frozen=True, slots=True)
class Step:
    """One number that a proposal changes, from what it was found for to what would help.

    `after` is none while it is not told.
    """

    field: str
    quota: str
    before: int
    after: int | None

    @property
    def relaxes(self) -> bool:
        """Whether the step goes in the direction that gives way."""
        if self.after is None:
            return True
        return self.before < self.after if self.field in _UPWARDS else self.after < self.before

    @property
    def told(self) -> str:
        """The step as the log keeps it."""
        where = f" {self.quota}" if self.quota else ""
        return f"{_CODES[self.field]}{where} {self.before} -> {self.after}"


def write_steps(changes: Iterable[Finding]) -> str:
    """The changes of a proposal as its button carries them; quotas by their ids."""
    told = (dict(change.params) | {"field": _field_of(change)} for change in changes)
    return " ".join(
        f"{it['field']}:{it.get('quota', '')}:{it['before']}:{it.get('after', '')}" for it in told
    )


def write_exactly(way: WayOut) -> str:
    """The changes of a proposal with every number, as its rules hold them."""
    steps = (
        (_field_of(it), str(it.param("quota") or ""), it.param("before")) for it in way.changes
    )
    return " ".join(
        f"{field}:{quota}:{before}:{_number_in(way.rules, field, quota)}"
        for field, quota, before in steps
    )


def settle(written: str, ways: Iterable[WayOut]) -> str:
    """What a button carries, with the least number that helps where none was told.

    Raises:
        SelectionError: `request.proposal_stale` where no such proposal is found any more.
    """
    if all(step.after is not None for step in read_steps(written)):
        return written
    found = (way for way in ways if write_steps(way.changes) == written)
    way = next(found, None)
    if way is None:
        raise SelectionError("request.proposal_stale")
    return write_exactly(way)


def _field_of(change: Finding) -> str:
    return _FIELDS.get(change.code) or _FIELDS_OF_UNTOLD[change.code]


def _number_in(rules: PanelRules, field: str, quota: str) -> int:
    if field in {"seats", "employer"}:
        return {"seats": rules.seats, "employer": rules.employer_cap}[field]
    rule = next(it for it in rules.quotas if (it.of_group if field == "group" else it.id == quota))
    return rule.minimum if field == "minimum" else rule.maximum


def read_steps(written: str) -> tuple[Step, ...]:
    """The steps that a button carries.

    Raises:
        SelectionError: `request.proposal_stale` for what no button of ours carries.
    """
    found = [_WRITTEN.fullmatch(word) for word in written.split()]
    steps = tuple(
        Step(it[1], it[2], int(it[3]), int(it[4]) if it[4] else None)
        for it in found
        if it and it[1] in _CODES
    )
    if not steps or len(steps) < len(found) or not all(step.relaxes for step in steps):
        raise SelectionError("request.proposal_stale")
    return steps


def relaxed_by(do: str) -> tuple[str, ...]:
    """What a button relaxes, as the log keeps it: a proposal's numbers, or steps of widening."""
    verb, _, target = do.partition(" ")
    if verb == "widen":
        return tuple(f"DRW-17 {step}" for step in target.split() if step in set(FallbackStep))
    return tuple(step.told for step in read_steps(target)) if verb == "apply" else ()


def apply_steps(typed: Typed, written: str) -> Typed:
    """The form with exactly these numbers changed; quotas wider than the seats follow them.

    Raises:
        SelectionError: `request.proposal_stale` where the form no longer says what the
            proposal was found for.
    """
    changed = dict(typed)
    for step in read_steps(written):
        name = _name_of(typed, step)
        asked = _cap(typed) if step.field == "employer" else _number(typed, name)
        if step.after is None or asked != step.before:
            raise SelectionError("request.proposal_stale")
        changed[name] = (str(step.after),)
        if step.field == "seats":
            changed |= _narrowed(changed, step.after)
        if step.field == "employer":
            changed |= _with_group(typed, step.after)
    return changed


def _cap(typed: Typed) -> int:
    """The cap that holds for employers, which is the group's where a group is one employer."""
    employer, group = _number(typed, "employer_cap"), _number(typed, "group_cap")
    return group if 0 < group < employer else employer


def _with_group(typed: Typed, after: int) -> Typed:
    """The caps so that as many may come: of a group, too, where a group is one employer."""
    employer, group = _number(typed, "employer_cap"), _number(typed, "group_cap")
    caps: Typed = {"employer_cap": (str(max(employer, after)),)}
    return caps | {"group_cap": (str(max(group, after)),)} if 0 < group <= employer else caps


def _name_of(typed: Typed, step: Step) -> str:
    """The field of the form that a step changes; empty where its quota is gone."""
    if step.field in _PLACES:
        return _PLACES[step.field]
    rows = range(count_rows(typed, "quotas"))
    found = (row for row in rows if typed.get(f"quotas-{row}-id") == (step.quota,))
    row = next(found, None)
    return "" if row is None else f"quotas-{row}-{step.field}"


def _narrowed(typed: Typed, seats: int) -> Typed:
    """The maximums that would lie above the seats, brought down to them."""
    names = (f"quotas-{row}-maximum" for row in range(count_rows(typed, "quotas")))
    return {name: (str(seats),) for name in names if _number(typed, name) > seats}


def _number(typed: Typed, name: str) -> int:
    text = (typed.get(name) or ("",))[0].strip()
    return int(text) if _NUMBER.fullmatch(text) else -1
