"""Does the log bear out this receipt? Numbered checks of its own, beside those of the receipt.

Its one job is what stands in the log, in which order, and who saw it when: of a receipt that
was found true. The checks, in order; the first that fails ends it:

 1. form       canonical bytes, known keys only
 2. draw       the proofs belong to this draw, and this draw is one of a service with a log
 3. entries    each is an entry of this request; those of this draw name exactly its commitment
               and its result
 4. attempts   every attempt from the first on is there, ended before the next began, and named
               by it
 5. log        the checkpoints are signed by a key of the log that is known from outside
 6. included   every entry stands at its place below the newest checkpoint
 7. locked     the commitment stands in the older checkpoint, and the log only grew since
 8. witnessed  witnesses that are known from outside saw the commitment in time, and the result
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from expert_pool.audit.canonical import Json
from expert_pool.audit.merkle import proves_consistency, proves_inclusion
from selection.documents.forms import FileSource, FullReceipt, PublicReceipt
from selection.documents.proofs_file import (
    Attempt,
    LogEntry,
    Logged,
    ProofsFile,
    parse_proofs,
    read_log_entry,
    read_opened,
)
from selection.errors import SelectionError
from selection.verify.case import Case, Seen, compare
from selection.verify.signed import Signed, lines_of, read_signed
from selection.verify.sourced import find_deadline, write_moment
from selection.verify.trust import TrustFile
from selection.verify.verdict import (
    IN_FORCE,
    OUT_OF_FORCE,
    Checked,
    Status,
    Verdict,
    find_standing,
    report_check,
    run_checks,
)

COMMIT: Final = "draw.commit"
RESULT: Final = "draw.result"
ENDS: Final = frozenset({"draw.void", "draw.annul"})
LIVES: Final = frozenset(
    {
        (COMMIT,),
        (COMMIT, RESULT),
        (COMMIT, RESULT, "draw.annul"),
        (COMMIT, "draw.annul"),
        (COMMIT, "draw.void"),
    }
)
"""The acts that the log can hold of one attempt, in their order."""
_LOG: Final = "proofs_log"
_ATTEMPTS: Final = "proofs_attempts"


@dataclass(frozen=True, slots=True)
class ProofsVerification(Checked):
    """The verdict on the proofs, beside the checks."""

    verdict: Verdict

    @property
    def is_signed(self) -> bool:
        """Whether a known key of the log signed the checkpoints."""
        return any((it.name, it.status) == (_LOG, Status.PASSED) for it in self.checks)

    @property
    def standing(self) -> str | None:
        """`in_force`, or `out_of_force` where the log holds an annulment; of false proofs None."""
        return None if self.failed else find_standing(self.checks, _ATTEMPTS)


@dataclass(frozen=True)
class ProofsCase:
    """The proofs under check, beside a receipt that was found true."""

    file: ProofsFile
    receipt: FullReceipt | PublicReceipt
    trust: TrustFile | None

    @property
    def own(self) -> Attempt:
        """The attempt that the receipt is of."""
        return self.file.attempts[-1]

    @cached_property
    def newest(self) -> Signed:
        """The newer checkpoint and its lines."""
        return _read_checkpoint(self.file.checkpoint)

    @cached_property
    def signed(self) -> tuple[Signed, ...]:
        """It, and behind it the checkpoint that locked the draw, where there is one."""
        locked = self.file.locked
        return (self.newest, *([_read_checkpoint(locked.checkpoint)] if locked else []))


def verify_proofs(
    data: bytes, receipt: FullReceipt | PublicReceipt, trust: TrustFile | None
) -> ProofsVerification:
    """Check the bytes of proofs, beside a receipt that `verify_receipt` found true."""
    try:
        file = parse_proofs(data)
    except SelectionError as error:
        first = report_check(1, "proofs_form", error)
        return ProofsVerification((first,), Verdict.INVALID)
    first = report_check(1, "proofs_form", {"bytes": len(data)})
    checks = (first, *run_checks(ProofsCase(file, receipt, trust), _CHECKS))
    if checks[-1].status is Status.FAILED:
        return ProofsVerification(checks, Verdict.INVALID)
    told = ProofsVerification(checks, Verdict.CONSISTENT)
    if told.is_signed and checks[-1].status is Status.PASSED:
        return ProofsVerification(checks, Verdict.VALID)
    return told


def _check_draw(case: ProofsCase) -> Seen:
    receipt = case.receipt
    compare("proofs_draw.failed", case.file.commit_hash, receipt.commit_hash)
    compare("proofs_draw.failed", case.file.result_digest, receipt.result_digest)
    if isinstance(receipt.commit.source, FileSource):
        raise SelectionError("verify.proofs_draw.files")
    return {"hash": receipt.commit_hash}


def _check_entries(case: ProofsCase) -> Seen:
    for attempt in case.file.attempts:
        _check_life(case, attempt)
    receipt = case.receipt
    opened = _open(case.own.entries[0])
    compare("proofs_entries.commit", opened.get("commit_hash"), receipt.commit_hash)
    room = receipt.commit.room
    if room.wanted:
        compare("proofs_entries.witnesses", opened.get("witnesses"), list(room.ids))
    if len(case.own.entries) == 1 or _read(case.own.entries[1]).act != RESULT:
        raise SelectionError("verify.proofs_entries.no_result")
    told = _open(case.own.entries[1])
    stated = [told.get("commit_hash"), told.get("result_digest")]
    compare("proofs_entries.result", stated, [receipt.commit_hash, receipt.result_digest])
    total = sum(len(attempt.entries) for attempt in case.file.attempts)
    return {"entries": total, "draw": _read(case.own.entries[0]).subj}


def _check_life(case: ProofsCase, attempt: Attempt) -> None:
    """One attempt's entries are of one draw of this request, in an order that can be."""
    entries = [_read(logged) for logged in attempt.entries]
    acts = tuple(entry.act for entry in entries)
    if acts not in LIVES:
        params = {"attempt": attempt.attempt, "acts": ", ".join(acts)}
        raise SelectionError("verify.proofs_entries.acts", params)
    for entry in entries:
        compare("proofs_entries.request", entry.req, case.receipt.commit.request)
        compare("proofs_entries.draw", entry.subj, entries[0].subj)
    number = _open(attempt.entries[0]).get("attempt")
    compare("proofs_entries.attempt", attempt.attempt, number)


def _read(logged: Logged) -> LogEntry:
    try:
        return read_log_entry(logged.entry)
    except SelectionError:
        params = {"index": logged.index}
        raise SelectionError("verify.proofs_entries.not_an_entry", params) from None


def _open(logged: Logged) -> Mapping[str, Json]:
    after = read_opened(_read(logged).d, logged.opened)
    if after is None:
        raise SelectionError("verify.proofs_entries.opening", {"index": logged.index})
    return after


def _check_attempts(case: ProofsCase) -> Seen:
    attempts, commit = case.file.attempts, case.receipt.commit
    numbers = [one.attempt for one in attempts]
    compare("proofs_attempts.numbers", numbers, list(range(1, commit.attempt + 1)))
    places = [logged.index for one in attempts for logged in one.entries]
    compare("proofs_attempts.order", places, sorted(set(places)))
    for former in attempts[:-1]:
        if _read(former.entries[-1]).act not in ENDS:
            raise SelectionError("verify.proofs_attempts.open", {"attempt": former.attempt})
    opened = [_open(one.entries[0]) for one in attempts]
    hashes: list[Json] = [None, *(told.get("commit_hash") for told in opened[:-1])]
    compare("proofs_attempts.linked", [told.get("prev") for told in opened], hashes)
    compare("proofs_attempts.linked", commit.prev, hashes[-1])
    ended = _read(case.own.entries[-1]).act in ENDS
    return {"attempts": len(attempts), "standing": OUT_OF_FORCE if ended else IN_FORCE}


def _read_checkpoint(text: str) -> Signed:
    return read_signed(text, _LOG)


def _check_log(case: ProofsCase) -> Seen | None:
    """Absent where no key of a log is known; the checkpoints are read in any case."""
    newest = case.newest[1]
    for _, checkpoint in case.signed:
        compare("proofs_log.origin", checkpoint.origin, newest.origin)
    if case.trust is None or not case.trust.logs:
        return None
    keys = case.trust.log_keys(newest.origin)
    for note, checkpoint in case.signed:
        if not lines_of(note, keys, _LOG):
            params = {"origin": newest.origin, "size": checkpoint.head.size}
            raise SelectionError("verify.proofs_log.not_signed", params)
    return {"origin": newest.origin, "size": newest.head.size}


def _check_included(case: ProofsCase) -> Seen:
    head = case.newest[1].head
    for logged in (one for attempt in case.file.attempts for one in attempt.entries):
        path = _unhex(logged.path)
        if not proves_inclusion(logged.leaf, logged.index, head.size, path, head.root):
            raise SelectionError("verify.proofs_included.failed", {"index": logged.index})
    return {"size": head.size, "root": head.root.hex()}


def _check_locked(case: ProofsCase) -> Seen | None:
    locked = case.file.locked
    if locked is None:
        return None
    older, newer = _read_checkpoint(locked.checkpoint)[1].head, case.newest[1].head
    commit, path = case.own.entries[0], _unhex(locked.path)
    if not proves_inclusion(commit.leaf, commit.index, older.size, path, older.root):
        raise SelectionError("verify.proofs_locked.included", {"index": commit.index})
    ends, path = (older.size, newer.size), _unhex(locked.consistency)
    if not proves_consistency((ends[0], older.root), (ends[1], newer.root), path):
        raise SelectionError("verify.proofs_locked.grown", {"older": ends[0], "size": ends[1]})
    return {"older": ends[0], "size": ends[1]}


def _unhex(path: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(node) for node in path]


def _check_witnessed(case: ProofsCase) -> Seen | None:
    """Absent where nobody who is known has seen both the commitment and the result."""
    keys = case.trust.witness_keys() if case.trust else ()
    lines = [lines_of(note, keys, "proofs_witnessed") for note, _ in case.signed]
    times = sorted(line.time for line in lines[-1])
    if len(lines) == 1 or not times:
        return None
    deadline = find_deadline(Case(case.receipt, case.trust))
    if times[0] > deadline:
        params = {"seen": write_moment(times[0]), "deadline": write_moment(deadline)}
        raise SelectionError("verify.proofs_witnessed.late", params)
    if not lines[0]:
        return None
    return {
        "witnesses": len(lines[0]),
        "locking": sum(time <= deadline for time in times),
        "seen": write_moment(times[0]),
        "deadline": write_moment(deadline),
    }


_CHECKS: Final[tuple[tuple[str, Callable[[ProofsCase], Seen | None]], ...]] = (
    ("proofs_draw", _check_draw),
    ("proofs_entries", _check_entries),
    (_ATTEMPTS, _check_attempts),
    (_LOG, _check_log),
    ("proofs_included", _check_included),
    ("proofs_locked", _check_locked),
    ("proofs_witnessed", _check_witnessed),
)
PROOFS_CHECK_NAMES: Final = ("proofs_form", *(name for name, _ in _CHECKS))
"""The checks by name, in the order of their numbers."""
