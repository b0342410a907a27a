"""Where a log goes on under a new name, and what of the former one is lost: said by two people.

Its one job is the two entries of it: `log.close` ends the former name at the newest checkpoint
that left the machine, `log.reopen` begins the new one, by somebody else. Both name that
checkpoint and how far the log still fits what was signed. Whether it had to be is not judged.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import parse_canonical
from expert_pool.audit.checkpoints import Checkpoint
from expert_pool.audit.entries import Entry
from expert_pool.audit.log import SOURCE, LogHead
from expert_pool.audit.merkle import Frontier, grow
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Severity

_SUBJECT: Final = "log:"
_STATE: Final = re.compile(r"(0|[1-9][0-9]{0,14}):([0-9a-f]{64})")
_ACTS: Final = (Act.LOG_CLOSE.value, Act.LOG_REOPEN.value)


@dataclass(frozen=True, slots=True)
class Ending:
    """The former name, its newest checkpoint outside, how far the log still fits, the new name."""

    former: str
    last: LogHead
    kept: LogHead
    current: str

    @property
    def checkpoint(self) -> Checkpoint:
        """The last one of the former name."""
        return Checkpoint(self.former, self.last)

    @property
    def subjects(self) -> tuple[str, str]:
        """What the two entries are about: the former log, and the new one."""
        return f"{_SUBJECT}{self.former}", f"{_SUBJECT}{self.current}"

    @property
    def states(self) -> tuple[str, str]:
        """The state before and after, as both entries say it: size and root."""
        return _written(self.last), _written(self.kept)


@dataclass(frozen=True, slots=True)
class Reopening:
    """An ending as the log holds it: the entry of the new name, why (a code), and by which two."""

    ending: Ending
    index: int
    reason: str
    people: tuple[str, str]


def kept_head(leaves: Sequence[bytes], signed: Iterable[LogHead]) -> LogHead:
    """The largest of the signed heads up to which a log still is what was signed."""
    tree = Frontier()
    for head in sorted(signed, key=lambda one: one.size):
        longer = grow(leaves[tree.size : head.size], tree)
        if (longer.size, longer.root) != (head.size, head.root):
            break
        tree = longer
    return LogHead(tree.size, tree.root)


def find_reopenings(entries: Iterable[tuple[int, Entry]]) -> tuple[Reopening, ...]:
    """Every change of name that two different people entered; what one entered alone is none."""
    found, closing = list[Reopening](), None
    for index, entry in entries:
        if entry.act == Act.LOG_CLOSE:
            closing = entry
        elif entry.act == Act.LOG_REOPEN and closing is not None:
            found += _paired(closing, index, entry)
            closing = None
    return tuple(_to_new_names(found))


def _to_new_names(found: Iterable[Reopening]) -> Iterator[Reopening]:
    """Those whose name never ended here: else a log could let checkpoints of its own name go."""
    ended = set[str]()
    for one in found:
        ended.add(one.ending.former)
        if one.ending.current not in ended:
            yield one


def _paired(closing: Entry, index: int, opening: Entry) -> list[Reopening]:
    said = (closing.previous_state, closing.next_state, closing.reason)
    if said != (opening.previous_state, opening.next_state, opening.reason):
        return []
    last, kept = _read(closing.previous_state), _read(closing.next_state)
    names = [one.subject.removeprefix(_SUBJECT) for one in (closing, opening)]
    if last is None or kept is None or closing.actor == opening.actor:
        return []
    people = (closing.actor, opening.actor)
    return [Reopening(Ending(names[0], last, kept, names[1]), index, closing.reason, people)]


def tells_of_one(line: str) -> bool:
    """Whether a line of an export may be one of these entries; most are not."""
    return any(act in line for act in _ACTS)


def reopenings_in(lines: Iterable[str]) -> tuple[Reopening, ...]:
    """The changes of name in these lines of an export; a line that is none is let be."""
    return find_reopenings(one for line in lines for one in _entry_in(line))


def _entry_in(line: str) -> list[tuple[int, Entry]]:
    try:
        fields = parse_canonical(line.encode())
        if not isinstance(fields, dict):
            return []
        return [(int(str(fields["index"])), Entry.from_body(str(fields["entry"]).encode()))]
    except (ExpertPoolError, KeyError, ValueError):
        return []


def signed_for(
    reopenings: Sequence[Reopening], noted: Iterable[Checkpoint]
) -> tuple[Reopening, ...]:
    """Those that a checkpoint of the new name (or of a still later one) covers.

    Anybody can write two entries behind an export: they say nothing before they are signed for.
    """
    known, names, found = tuple(noted), set[str](), list[Reopening]()
    for one in reversed(reopenings):
        names.add(one.ending.current)
        if any(it.origin in names and it.head.size > one.index for it in known):
            found.insert(0, one)
    return tuple(found)


def sort_out(
    noted: Sequence[tuple[str, Checkpoint]], reopenings: Sequence[Reopening]
) -> tuple[list[LogHead], list[Finding]]:
    """Which checkpoints the log must still fit, and those that a change of name left out.

    Of a name that ended, the log keeps what was signed up to where it says so; behind that the
    checkpoint that it names must be the newest that anybody holds.
    """
    ends = {one.ending.former: one.ending for one in reopenings}
    heads, faults = [one.ending.kept for one in reopenings], list[Finding]()
    for name, checkpoint in noted:
        end, head = ends.get(checkpoint.origin), checkpoint.head
        if end is None or head.size <= end.kept.size:
            heads.append(head)
        elif head.size > end.last.size or (head.size == end.last.size and head != end.last):
            faults.append(_left_out(name, end, head))
    return heads, faults


def _left_out(name: str, end: Ending, head: LogHead) -> Finding:
    params = (("file", name), ("found", head.size), ("named", end.last.size))
    return Finding("LOG-30.checkpoint_left_out", Severity.HARD, SOURCE, params)


def _written(head: LogHead) -> str:
    return f"{head.size}:{head.root.hex()}"


def _read(state: str) -> LogHead | None:
    found = _STATE.fullmatch(state)
    return LogHead(int(found[1]), bytes.fromhex(found[2])) if found else None
