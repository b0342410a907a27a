"""Judges what follows reviews in a simulated year: evaluations, reminders, cases, measures.

Its one job is that nobody under a measure is drawn or sits, that no measure comes without a
hearing and two persons, and that everybody who sat is evaluated once. It shares no code with the
service. `audit` judges the panels, `audit_days` the days and fees.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from web.simulation.audit import Violation, seats_changed
from web.simulation.world import Line, World

TO_ANSWER: Final = timedelta(days=15)
TO_EVALUATE: Final = 5
TAKES_OUT: Final = frozenset({"measure_suspension", "measure_removal", "measure_removal_for_life"})
_CHINA: Final = timedelta(hours=8)


@dataclass
class _After:
    """What the log has told up to a moment."""

    reporters: dict[str, str] = field(default_factory=dict)
    told: dict[str, date] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)
    decided: dict[str, str] = field(default_factory=dict)
    out: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    out_then: dict[str, frozenset[str]] = field(default_factory=dict)
    came: set[tuple[str, str]] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    evaluated: Counter[tuple[str, str]] = field(default_factory=Counter)
    reminded: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def find_later_violations(world: World, log: Iterable[Line]) -> tuple[Violation, ...]:
    """Every broken rule in the order in which it happened."""
    return tuple(_Reading(world).read(log))


class _Reading:
    """One reading of a log from its first entry to its last."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._after = _After()
        self._named = _who_is_behind(world)
        self._follow: Mapping[str, Callable[[Line], Iterable[Violation]]] = {
            "credit.record": self._recorded,
            "credit.tell": self._told,
            "credit.answer": self._answered,
            "credit.decide": self._decided,
            "credit.confirm": self._confirmed,
            "credit.end": self._ended,
            "credit.lift": self._ended,
            "draw.commit": self._committed,
            "meeting.sign_in": self._sat,
            "meeting.opinion": self._sat,
            "invitation.accept": self._accepted,
            "meeting.close": self._closed,
            "evaluation.hand_in": self._evaluated,
            "evaluation.remind": self._reminded,
        }

    def read(self, log: Iterable[Line]) -> Iterator[Violation]:
        """Judge each entry by what the ones before it have told."""
        for line in log:
            if line.act in self._follow:
                yield from self._follow[line.act](line)
            if line.subject in self._world.draws:
                yield from self._seated(line)

    def _recorded(self, line: Line) -> Iterable[Violation]:
        self._after.reporters[str(line.after["event"])] = line.actor
        return ()

    def _told(self, line: Line) -> Iterable[Violation]:
        self._after.told[line.subject] = _day(line.at)
        return ()

    def _answered(self, line: Line) -> Iterable[Violation]:
        """Only an answer that says that nothing will follow ends the term (EVA-07)."""
        if line.state == "answered":
            self._after.heard.add(line.subject)
        return ()

    def _decided(self, line: Line) -> Iterator[Violation]:
        told = self._after.told.get(line.subject)
        over = told is not None and _day(line.at) > told + TO_ANSWER
        if not over and line.subject not in self._after.heard:
            yield self._of_case(line, "decided_before_the_hearing")
        self._after.decided[line.subject] = line.actor
        if line.actor == self._reporter(line):
            yield self._of_case(line, "decided_by_who_reported")

    def _confirmed(self, line: Line) -> Iterator[Violation]:
        if line.actor in {self._after.decided.get(line.subject, line.actor), self._reporter(line)}:
            yield self._of_case(line, "decided_by_one_person")
        if line.reason in TAKES_OUT:
            self._after.out[self._world.cases[line.subject].expert].add(line.subject)

    def _ended(self, line: Line) -> Iterable[Violation]:
        self._after.out[self._world.cases[line.subject].expert].discard(line.subject)
        return ()

    def _committed(self, line: Line) -> Iterable[Violation]:
        self._after.out_then[line.subject] = frozenset(
            expert for expert, cases in self._after.out.items() if cases
        )
        return ()

    def _seated(self, line: Line) -> Iterator[Violation]:
        """A committed draw is dealt as it was committed; a reserve is asked on the day."""
        gained, _ = seats_changed(self._world, line)
        source = self._world.hashes.get(str(line.after.get("supplement")), line.subject)
        then = line.act in {"draw.result", "draw.supplement"}
        for expert in gained:
            out = expert in self._after.out_then.get(source, ()) if then else self._is_out(expert)
            if out:
                panel = self._world.draws[line.subject]
                yield Violation(line.at, "drawn_under_a_measure", panel, expert)

    def _sat(self, line: Line) -> Iterator[Violation]:
        expert = self._expert(line)
        self._after.came.add((line.request, expert))
        if self._is_out(expert):
            yield Violation(line.at, "sat_under_a_measure", line.request, expert)

    def _accepted(self, line: Line) -> Iterator[Violation]:
        if self._is_out(self._expert(line)):
            panel, expert = line.request, self._expert(line)
            yield Violation(line.at, "accepted_under_a_measure", panel, expert)

    def _closed(self, line: Line) -> Iterable[Violation]:
        self._after.closed.add(line.request)
        return ()

    def _evaluated(self, line: Line) -> Iterator[Violation]:
        panel, expert, after = line.request, self._expert(line), self._after
        after.evaluated[panel, expert] += 1
        if panel not in after.closed:
            yield Violation(line.at, "evaluated_before_the_end", panel, expert)
        if (panel, expert) not in after.came:
            yield Violation(line.at, "evaluated_who_was_not_there", panel, expert)
        if after.evaluated[panel, expert] > 1:
            yield Violation(line.at, "evaluated_twice", panel, expert)
        reminder = (panel, line.actor, "reminder")
        if self._is_late(line) and not after.reminded[reminder]:
            yield Violation(line.at, "late_without_a_reminder", panel, expert)

    def _reminded(self, line: Line) -> Iterator[Violation]:
        officer = line.after.get("officer")
        whom = str(officer) if officer else self._expert(line)
        key = (line.request, whom, line.reason)
        self._after.reminded[key] += 1
        if self._after.reminded[key] > 1:
            yield Violation(line.at, "reminded_twice", line.request, "" if officer else whom)
        if not officer and (line.request, whom) not in self._after.came:
            yield Violation(line.at, "reminded_who_was_not_there", line.request, whom)

    def _is_late(self, line: Line) -> bool:
        """EVA-01: more working days have passed since the review than there are to evaluate."""
        last, today = self._world.panels[line.request].last, _day(line.at)
        return sum(last < day <= today for day in self._world.working) > TO_EVALUATE

    def _is_out(self, expert: str) -> bool:
        return bool(self._after.out[expert])

    def _expert(self, line: Line) -> str:
        return self._named.get((line.request, str(line.after.get("pseudonym"))), "")

    def _reporter(self, line: Line) -> str:
        return self._after.reporters.get(self._world.cases[line.subject].event, "")

    def _of_case(self, line: Line, rule: str) -> Violation:
        return Violation(line.at, rule, line.subject, self._world.cases[line.subject].expert)


def _who_is_behind(world: World) -> dict[tuple[str, str], str]:
    """The expert behind a pseudonym of a panel, whichever of its draws gave it."""
    return {
        (world.draws[draw], pseudonym): expert
        for (draw, pseudonym), expert in world.names.items()
        if draw in world.draws
    }


def _day(moment: datetime) -> date:
    return (moment + _CHINA).date()
