"""Where a log goes on under a new name, and what of the former one is lost: said by two people.

Its one job is the two entries of it: `log.close` ends the former name at the newest checkpoint
that left the machine, `log.reopen` begins the new one, by somebody else. Both name that
checkpoint; the first says how far the log still fits what was signed, the second from where it
goes on: from there, or from a second history that was signed under the former name before
anybody noticed. Whether it had to be is not judged.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import parse_canonical
from expert_pool.audit.checkpoints import Checkpoint
from expert_pool.audit.entries import Entry
from expert_pool.audit.log import SOURCE, LogHead, log_head
from expert_pool.audit.merkle import Frontier, grow
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Severity

_SUBJECT: Final = "log:"
_STATE: Final = re.compile(r"(0|[1-9][0-9]{0,14}):([0-9a-f]{64})")
_ACTS: Final = (Act.LOG_CLOSE.value, Act.LOG_REOPEN.value)


@dataclass(frozen=True, slots=True)
class Ending:
    """The former name, its newest checkpoint outside, how far the log still fits, the new name.

    `forked` is the newest head of a second history: what this log signed under the former name
    after `kept`, while `last` was outside already.
    """

    former: str
    last: LogHead
    kept: LogHead
    current: str
    forked: LogHead | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        """The last one of the former name."""
        return Checkpoint(self.former, self.last)

    @property
    def second(self) -> Checkpoint | None:
        """The last one of the second history, where there is one."""
        return Checkpoint(self.former, self.forked) if self.forked else None

    @property
    def subjects(self) -> tuple[str, str]:
        """What the two entries are about: the former log, and the new one."""
        return f"{_SUBJECT}{self.former}", f"{_SUBJECT}{self.current}"

    @property
    def states(self) -> tuple[str, str]:
        """The newest head outside, which both entries say, and what is kept of it."""
        return _written(self.last), _written(self.kept)

    @property
    def goes_on_from(self) -> str:
        """The state after, as the entry of the new name says it: kept, or the second history."""
        return _written(self.forked or self.kept)


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


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """What a database holds: leaf hashes, signed heads, and its size at each restore."""

    leaves: Sequence[bytes]
    signed: Sequence[LogHead]
    restored: Sequence[int] = ()

    def fits(self, head: LogHead) -> bool:
        """Whether these leaves begin with what this head covers."""
        return log_head(self.leaves[: head.size]) == head


def split(own: OwnHistory, outside: Sequence[LogHead]) -> tuple[LogHead, LogHead | None]:
    """What is kept of the newest head outside, and the second history signed since, if any.

    The head outside comes first. Smaller ones show how far both agree; so does the newest restore
    before.

    Raises:
        ExpertPoolError: `log.fork_point_unknown`, where neither shows it.
    """
    last, newest = outside[0], kept_head(own.leaves, own.signed)
    if last in own.signed:
        return newest, None
    fitting = [one for one in outside if own.fits(one)]
    agreed = [one for one in fitting if one.size < last.size]
    shared = [one.size for one in agreed] + [it for it in own.restored if it < last.size]
    if not shared and all(one.size > newest.size for one in outside):
        return newest, None
    if not shared:
        raise ExpertPoolError("log.fork_point_unknown", {"size": last.size})
    most = min(max(shared), *(one.size - 1 for one in outside if one not in fitting))
    kept = kept_head(own.leaves, (one for one in (*own.signed, *agreed) if one.size <= most))
    return (kept, newest) if newest.size > kept.size else (kept, None)


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
    said = (closing.previous_state, closing.reason)
    if said != (opening.previous_state, opening.reason):
        return []
    states = (closing.previous_state, closing.next_state, opening.next_state)
    last, kept, goes_on_from = (_read(state) for state in states)
    names = [one.subject.removeprefix(_SUBJECT) for one in (closing, opening)]
    if last is None or kept is None or goes_on_from is None or closing.actor == opening.actor:
        return []
    if goes_on_from != kept and goes_on_from.size <= kept.size:
        return []
    forked = goes_on_from if goes_on_from != kept else None
    ending = Ending(names[0], last, kept, names[1], forked)
    return [Reopening(ending, index, closing.reason, (closing.actor, opening.actor))]


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


@dataclass(frozen=True, slots=True)
class Sorted:
    """Checkpoints beside a log that changed its name.

    The log must fit `heads`; `faults` are those that a change of name should have named;
    `lost` are the files of those whose entries it states as lost: nothing here can show more.
    """

    heads: list[LogHead]
    faults: list[Finding]
    lost: tuple[str, ...]


def sort_out(
    noted: Sequence[tuple[str, Checkpoint]],
    reopenings: Sequence[Reopening],
    leaves: Sequence[bytes],
) -> Sorted:
    """Which checkpoints the log must still fit, and those that a change of name left out.

    Of a name that ended, the log keeps what was signed up to where it says so, and the second
    history that it names; behind that the checkpoint that it names must be the newest that
    anybody holds.
    """
    own, ends = OwnHistory(leaves, ()), {one.ending.former: one.ending for one in reopenings}
    heads, faults, lost = list[LogHead](), list[Finding](), list[str]()
    for one in reopenings:
        heads += [one.ending.kept, *([one.ending.forked] if one.ending.forked else [])]
    for name, checkpoint in noted:
        end, head = ends.get(checkpoint.origin), checkpoint.head
        if end is None or head.size <= max(end.kept.size, _own_part(end, head, own)):
            heads.append(head)
        elif head.size > end.last.size or (head.size == end.last.size and head != end.last):
            faults.append(_left_out(name, end, head))
        else:
            lost.append(name)
    return Sorted(heads, faults, tuple(lost))


def _own_part(end: Ending, head: LogHead, own: OwnHistory) -> int:
    """The size of the second history, where a head is one of it."""
    return end.forked.size if end.forked and own.fits(head) else 0


def _left_out(name: str, end: Ending, head: LogHead) -> Finding:
    params = (("file", name), ("found", head.size), ("named", end.last.size))
    return Finding("LOG-30.checkpoint_left_out", Severity.HARD, SOURCE, params)


def _written(head: LogHead) -> str:
    return f"{head.size}:{head.root.hex()}"


def _read(state: str) -> LogHead | None:
    found = _STATE.fullmatch(state)
    return LogHead(int(found[1]), bytes.fromhex(found[2])) if found else None
