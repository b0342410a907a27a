"""Is this the list of all draws? Numbered checks of its own.

Its one job is that nothing was left out, as far as the files at hand can show it. A list alone
shows that it is what was signed; an older list, that nothing disappeared since; a draw's
proofs, that this draw stands in it with every attempt; an export of the log, that it holds
every draw that the log does. The checks, in order; the first that fails ends it:

 1. form      canonical bytes, known keys only
 2. entries   in the order of the log; each draw begins with its commitment, ends once and is of
              one request, which is drawn anew only when its last draw was over
 3. root      count and root are those of the list's checkpoint
 4. signed    by known keys of the list and of the log that it is complete up to
 5. older     the entries of an older list stand at its beginning, unchanged
 6. draw      all entries of a draw's proofs are in the list, and no other attempt before it;
              it is told whether the draw was annulled since
 7. log       the exported log is the one of the list's checkpoint, and every entry of it by
              which a draw begins or ends is in the list
 8. witnessed witnesses that are known from outside saw the log up to that checkpoint
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from expert_pool.audit.log import log_head
from expert_pool.audit.merkle import leaf_hash
from selection.documents.draw_list import LIST_NAME, DrawList, Listed, list_head, parse_list
from selection.documents.proofs_file import (
    LogEntry,
    Logged,
    ProofsFile,
    read_log_entry,
)
from selection.errors import SelectionError
from selection.verify.case import Seen, compare
from selection.verify.proofs import COMMIT, ENDS, LIVES, RESULT
from selection.verify.signed import Signed, lines_of, read_signed
from selection.verify.sourced import write_moment
from selection.verify.trust import TrustFile
from selection.verify.verdict import (
    IN_FORCE,
    OUT_OF_FORCE,
    UNDRAWN,
    Checked,
    Status,
    Verdict,
    find_standing,
    report_check,
    run_checks,
)

_OF_A_DRAW: Final = '"act":"draw.'
_ROOT: Final = "list_root"
_SIGNED: Final = "list_signed"
_DRAW: Final = "list_draw"
_WITNESSED: Final = "list_witnessed"
LISTED_ACTS: Final = frozenset({COMMIT, RESULT, *ENDS})


@dataclass(frozen=True, slots=True)
class BesideList:
    """What a list is held against, as far as it is given."""

    trust: TrustFile | None = None
    older: DrawList | None = None
    proofs: ProofsFile | None = None
    log: Sequence[str] | None = None
    """The exact texts of all entries of an exported log, in their order."""


@dataclass(frozen=True, slots=True)
class ListVerification(Checked):
    """The verdict on a list, beside the checks."""

    verdict: Verdict

    @property
    def standing(self) -> str | None:
        """Whether the draw whose proofs were given counts, by the list; of a false list None."""
        return None if self.failed else find_standing(self.checks, _DRAW)


@dataclass(frozen=True)
class ListCase:
    """The list under check."""

    told: DrawList
    beside: BesideList

    @cached_property
    def entries(self) -> tuple[LogEntry, ...]:
        """What each entry says."""
        return tuple(map(_read, self.told.entries))

    @cached_property
    def own(self) -> Signed:
        """The list's checkpoint, with its lines."""
        return read_signed(self.told.checkpoint, _ROOT)

    @cached_property
    def log(self) -> Signed:
        """The checkpoint of the log up to which the list is complete, with its lines."""
        return read_signed(self.told.log, _SIGNED)


def verify_list(data: bytes, beside: BesideList) -> ListVerification:
    """The verdict on a list's bytes, held against what is given."""
    try:
        case = ListCase(parse_list(data), beside)
    except SelectionError as error:
        return ListVerification((report_check(1, "list_form", error),), Verdict.INVALID)
    first = report_check(1, "list_form", {"bytes": len(data)})
    checks = (first, *run_checks(case, _CHECKS.items()))
    if checks[-1].status is Status.FAILED:
        return ListVerification(checks, Verdict.INVALID)
    signed = any((it.name, it.status) == (_SIGNED, Status.PASSED) for it in checks)
    return ListVerification(checks, Verdict.VALID if signed else Verdict.CONSISTENT)


def _read(listed: Listed) -> LogEntry:
    try:
        return read_log_entry(listed.entry)
    except SelectionError:
        params = {"index": listed.index}
        raise SelectionError("verify.list_entries.not_an_entry", params) from None


def _check_entries(case: ListCase) -> Seen:
    places = [one.index for one in case.told.entries]
    if places != sorted(set(places)):
        raise SelectionError("verify.list_entries.order")
    lives = defaultdict[str, list[str]](list)
    open_draws, requests = dict[str, str](), dict[str, str]()
    for entry in case.entries:
        if requests.setdefault(entry.subj, entry.req) != entry.req:
            raise SelectionError("verify.list_entries.request", {"draw": entry.subj})
        lives[entry.subj].append(entry.act)
        _follow(entry, lives[entry.subj], open_draws)
    ends = Counter(life[-1] for life in lives.values())
    return {
        "draws": len(lives),
        "drawn": ends[RESULT],
        "void": ends["draw.void"],
        "annulled": ends["draw.annul"],
        "waiting": ends[COMMIT],
    }


def _follow(entry: LogEntry, life: Sequence[str], open_draws: dict[str, str]) -> None:
    """One entry more: the life of its draw can be so, and its request has one open draw."""
    if tuple(life) not in LIVES:
        params = {"draw": entry.subj, "acts": ", ".join(life)}
        raise SelectionError("verify.list_entries.acts", params)
    if open_draws.setdefault(entry.req, entry.subj) != entry.subj:
        raise SelectionError("verify.list_entries.open", {"request": entry.req})
    if entry.act in ENDS:
        del open_draws[entry.req]


def _check_root(case: ListCase) -> Seen:
    head, stated = list_head(case.told.entries), case.own[1].head
    compare("list_root.size", stated.size, head.size)
    compare("list_root.failed", stated.root.hex(), head.root.hex())
    return {"size": head.size, "root": head.root.hex()}


def _check_signed(case: ListCase) -> Seen | None:
    """Absent where no key of a log is known; both checkpoints are read in any case."""
    trust, log = case.beside.trust, case.log[1]
    compare("list_signed.name", case.own[1].origin, log.origin + LIST_NAME)
    last = case.told.entries[-1].index if case.told.entries else -1
    if last >= log.head.size:
        raise SelectionError("verify.list_signed.beyond", {"index": last, "size": log.head.size})
    if trust is None or not trust.logs:
        return None
    for note, checkpoint in (case.own, case.log):
        if not lines_of(note, trust.log_keys(checkpoint.origin), _SIGNED):
            params = {"origin": checkpoint.origin}
            raise SelectionError("verify.list_signed.not_signed", params)
    return {"origin": log.origin, "size": log.head.size}


def _check_older(case: ListCase) -> Seen | None:
    if case.beside.older is None:
        return None
    older = case.beside.older.entries
    _compare_entries("list_older", older, case.told.entries)
    return {"older": len(older), "more": len(case.told.entries) - len(older)}


def _compare_entries(check: str, wanted: Sequence[Listed], found: Sequence[Listed]) -> None:
    """The first entry that is not the one at its place."""
    for place, one in enumerate(wanted):
        if place >= len(found) or found[place] != one:
            code = f"verify.{check}.failed"
            raise SelectionError(code, {"index": one.index, "draw": _read(one).subj})


def _check_draw(case: ListCase) -> Seen | None:
    proofs = case.beside.proofs
    if proofs is None:
        return None
    listed = {one.index: one.entry for one in case.told.entries}
    proven = [one for attempt in proofs.attempts for one in attempt.entries]
    for one in proven:
        if listed.get(one.index) != one.entry:
            raise SelectionError("verify.list_draw.failed", {"index": one.index})
    own = proofs.attempts[-1].entries[0]
    request = read_log_entry(own.entry).req
    begun = [
        one.index
        for one, entry in zip(case.told.entries, case.entries, strict=True)
        if entry.req == request and entry.act == COMMIT and one.index <= own.index
    ]
    compare("list_draw.attempts", [it.entries[0].index for it in proofs.attempts], begun)
    return {"attempts": len(begun), "entries": len(proven), "standing": _find_standing(case, own)}


def _find_standing(case: ListCase, own: Logged) -> str:
    """By the last that the list holds of the draw: the proofs may be older than its annulment."""
    subject = read_log_entry(own.entry).subj
    last = [entry.act for entry in case.entries if entry.subj == subject][-1]
    return {COMMIT: UNDRAWN, RESULT: IN_FORCE}.get(last, OUT_OF_FORCE)


def _check_log(case: ListCase) -> Seen | None:
    if case.beside.log is None:
        return None
    head = case.log[1].head
    size, texts = head.size, case.beside.log[: head.size]
    if len(texts) < size:
        raise SelectionError("verify.list_log.short", {"size": size, "found": len(texts)})
    found = log_head([leaf_hash(text.encode()) for text in texts])
    compare("list_log.root", head.root.hex(), found.root.hex())
    wanted = list(_list_of(texts))
    _compare_entries("list_log", wanted, case.told.entries)
    compare("list_log.more", len(case.told.entries), len(wanted))
    return {"size": size, "entries": len(wanted)}


def _list_of(log: Iterable[str]) -> Iterable[Listed]:
    """The entries of a log by which a draw begins or ends, with their places."""
    for index, text in enumerate(log):
        if _OF_A_DRAW in text and _read_of_log(index, text).act in LISTED_ACTS:
            yield Listed(index=index, entry=text)


def _read_of_log(index: int, text: str) -> LogEntry:
    try:
        return read_log_entry(text)
    except SelectionError:
        raise SelectionError("verify.list_log.not_an_entry", {"index": index}) from None


def _check_witnessed(case: ListCase) -> Seen | None:
    """Absent where nobody who is known has seen it: then the service could show others another."""
    keys = case.beside.trust.witness_keys() if case.beside.trust else ()
    lines = lines_of(case.log[0], keys, _WITNESSED)
    if not lines:
        return None
    return {
        "witnesses": ", ".join(line.name for line in lines),
        "seen": write_moment(min(line.time for line in lines)),
        "size": case.log[1].head.size,
    }


_CHECKS: Final[Mapping[str, Callable[[ListCase], Seen | None]]] = {
    "list_entries": _check_entries,
    _ROOT: _check_root,
    _SIGNED: _check_signed,
    "list_older": _check_older,
    _DRAW: _check_draw,
    "list_log": _check_log,
    _WITNESSED: _check_witnessed,
}
LIST_CHECK_NAMES: Final = ("list_form", *_CHECKS)
"""The checks by name, in the order of their numbers."""
