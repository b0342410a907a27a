"""Judges a simulated year from its log and from who the people are, by rules of its own.

Its one job is to find a rule that was broken at any moment of the year. It shares no code with
the service: each rule stands here a second time, as the policy's text has it, and the log alone
says who got or left which seat, and when. `facts` says who stands behind a pseudonym.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from web.simulation.world import Line, Sitting, Somebody, Wanted, World

YEAR: Final = timedelta(days=365)
OLDEST: Final = 65
TASKS_A_YEAR: Final = 10
LAST_PANELS: Final = 2
FORMER_YEARS: Final = 3
CONFIRMED_DAYS: Final = 366
MAY_GIVE_WAY: Final = frozenset({"same_applicant", "sat_on_the_last_panels"})
"""Rules that the policy lets give way where no panel could be made otherwise (DRW-27)."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that did not hold at a moment."""

    at: datetime
    rule: str
    panel: str
    expert: str = ""


@dataclass
class _State:
    """Who sits where at the moment that the reading has come to."""

    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    left: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    results: Counter[str] = field(default_factory=Counter)
    ranks: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    confirmed: dict[str, date] = field(default_factory=dict)


def find_violations(world: World, log: Iterable[Line]) -> tuple[Violation, ...]:
    """Every broken rule, in the order in which it happened."""
    return tuple(_Reading(world).read(log))


class _Reading:
    """One reading of a log from its first entry to its last."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._state = _State(confirmed={it.id: it.confirmed for it in world.people.values()})
        self._leaves: dict[str, list[tuple[date, date, date]]] = defaultdict(list)
        for expert, noted, first, last in world.leaves:
            self._leaves[expert].append((noted, first, last))
        self._rules: tuple[tuple[str, Callable[[Line, Sitting, Somebody], bool]], ...] = (
            ("two_panels_on_a_day", self._two_panels),
            ("tasks_a_year", self._too_often),
            ("on_leave", self._on_leave),
            ("works_for_a_party", self._works_for_party),
            ("unit_to_be_avoided", self._avoids),
            ("related", self._related),
            ("too_old", self._too_old),
            ("not_active", lambda _line, _panel, one: not one.active),
            ("not_confirmed", self._unconfirmed),
            ("same_applicant", self._same_applicant),
            ("sat_on_the_last_panels", self._in_a_row),
            ("colleagues", self._colleagues),
        )

    def read(self, log: Iterable[Line]) -> Iterator[Violation]:
        """Judge after each act: what stands beside each other in one moment is one act."""
        for (_, request), lines in groupby(log, key=lambda line: (line.at, line.request)):
            joined: list[tuple[Line, str]] = []
            for line in lines:
                yield from self._follow(line, joined)
            for line, expert in joined:
                yield from self._judge(line, expert)
            if joined and request:
                yield from self._count_members(*joined[-1])

    def _follow(self, line: Line, joined: list[tuple[Line, str]]) -> Iterator[Violation]:
        if line.act == "expert.confirm":
            expert = line.subject.removeprefix("expert:")
            self._state.confirmed[expert] = date.fromisoformat(str(line.after["confirmed_on"]))
        if line.act == "draw.result":
            yield from self._count_result(line)
        if line.act == "draw.replace":
            yield from self._follow_rank(line)
        gained, lost = seats_changed(self._world, line)
        if not gained and not lost:
            return
        panel, state = self._world.draws[line.subject], self._state
        for expert in gained:
            if expert in state.left[panel] | state.members[panel]:
                yield Violation(line.at, "came_back", panel, expert)
            joined.append((line, expert))
        state.members[panel].update(gained)
        state.members[panel].difference_update(lost)
        state.left[panel].update(lost)

    def _judge(self, line: Line, expert: str) -> Iterator[Violation]:
        request = self._world.draws[line.subject]
        if expert not in self._state.members[request]:
            return  # The same act took the seat away again: other panels had the days.
        panel, one = self._world.panels[request], self._world.people[expert]
        for rule, broken in self._rules:
            if broken(line, panel, one):
                yield Violation(line.at, rule, request, expert)

    def _count_result(self, line: Line) -> Iterator[Violation]:
        self._state.results[line.request] += 1
        if self._state.results[line.request] > 1:
            yield Violation(line.at, "second_draw", line.request)

    def _follow_rank(self, line: Line) -> Iterator[Violation]:
        rank = line.after["rank"]
        if not isinstance(rank, int) or rank in self._state.ranks[line.subject]:
            yield Violation(line.at, "rank_twice", self._world.draws[line.subject])
        else:
            self._state.ranks[line.subject].add(rank)

    def _count_members(self, line: Line, _expert: str) -> Iterator[Violation]:
        panel = self._world.panels[self._world.draws[line.subject]]
        members = [self._world.people[it] for it in self._state.members[panel.request]]
        if len(members) > panel.seats:
            yield Violation(line.at, "too_many_members", panel.request)
        for wanted in panel.wanted:
            number = sum(_counts_for(one, wanted) for one in members)
            least = wanted.minimum - (panel.seats - len(members))
            if not least <= number <= wanted.maximum:
                yield Violation(line.at, "composition", panel.request)

    def _others_of(self, one: Somebody, panel: Sitting) -> list[Sitting]:
        return [
            self._world.panels[request]
            for request, members in self._state.members.items()
            if one.id in members and request != panel.request
        ]

    def _fellows_of(self, one: Somebody, panel: Sitting) -> list[Somebody]:
        members = self._state.members[panel.request]
        return [self._world.people[it] for it in members if it != one.id]

    def _two_panels(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        others = self._others_of(one, panel)
        return any(it.first <= panel.last and panel.first <= it.last for it in others)

    def _too_often(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        """In the year before this panel, or before a later one."""
        days = [panel.first, *(it.first for it in self._others_of(one, panel))]
        ends = [day for day in days if panel.first <= day < panel.first + YEAR]
        return any(sum(end - YEAR < day <= end for day in days) > TASKS_A_YEAR for end in ends)

    def _on_leave(self, line: Line, panel: Sitting, one: Somebody) -> bool:
        return any(
            noted < line.at.date() and first <= panel.last and panel.first <= last
            for noted, first, last in self._leaves[one.id]
        )

    def _works_for_party(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        since = panel.first.replace(year=panel.first.year - FORMER_YEARS)
        return any(
            post.unit in panel.units and post.began <= panel.last and (post.left or since) >= since
            for post in one.posts
        )

    def _avoids(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        return bool(one.avoided & panel.units)

    def _related(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        fellows = self._fellows_of(one, panel)
        own = _calling(one, panel.first)
        near = any(_calling(it, panel.first) & set(one.kin) for it in fellows)
        return near or any(set(it.kin) & own for it in fellows) or bool(panel.people & set(one.kin))

    def _too_old(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        born, day = one.born, panel.last
        years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        return years > OLDEST and not one.may_be_older

    def _unconfirmed(self, line: Line, _panel: Sitting, one: Somebody) -> bool:
        return (line.at.date() - self._state.confirmed[one.id]).days > CONFIRMED_DAYS

    def _same_applicant(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        others = [it for it in self._others_of(one, panel) if it.lead == panel.lead]
        gaps = [max(panel.first - it.last, it.first - panel.last) for it in others]
        return any(timedelta(0) < gap < YEAR - timedelta(1) for gap in gaps)

    def _in_a_row(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        """On all of the last panels; only where no two of them began on one day."""
        alike = [
            it
            for request, members in self._state.members.items()
            if members and request != panel.request
            for it in (self._world.panels[request],)
            if it.programme == panel.programme
            and it.fields & panel.fields
            and it.first < panel.first
        ]
        alike.sort(key=lambda it: it.first, reverse=True)
        days = [it.first for it in alike[: LAST_PANELS + 1]]
        if len(alike) < LAST_PANELS or len(set(days)) < len(days):
            return False
        return all(one.id in self._state.members[it.request] for it in alike[:LAST_PANELS])

    def _colleagues(self, _line: Line, panel: Sitting, one: Somebody) -> bool:
        own = _units(one, panel.first, main=True)
        fellows = self._fellows_of(one, panel)
        shared = sum(bool(own & _units(it, panel.first, main=True)) for it in fellows)
        return shared >= panel.employer_cap


def seats_changed(world: World, line: Line) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who got a seat of a panel by an entry, and who lost one."""
    names = world.names
    if line.act == "draw.result":
        return tuple(names[line.subject, it] for it in world.dealt.get(line.subject, ())), ()
    if line.act in {"draw.replace", "draw.supplement"}:
        draw = world.hashes.get(str(line.after.get("supplement")), line.subject)
        return (names[draw, str(line.after["pseudonym"])],), ()
    if line.act == "draw.recuse":
        return (), (names[line.subject, str(line.after["pseudonym"])],)
    return (), ()


def _counts_for(one: Somebody, wanted: Wanted) -> bool:
    if wanted.attribute == "type":
        return one.kind in wanted.values
    return bool(one.fields & wanted.values)


def _units(one: Somebody, day: date, *, main: bool) -> set[str]:
    held = (it for it in one.posts if it.began <= day and (it.left or day) >= day)
    return {it.unit for it in held if it.main or not main}


def _calling(one: Somebody, day: date) -> set[tuple[str, str]]:
    """How others name this person: by name and unit."""
    return {(one.name, unit) for unit in _units(one, day, main=False)}
