"""Whether an exported log is the one that was signed: offline, from its bytes alone.

Its one job is to hold the entries of an export against signed checkpoints, and to name the
first thing that is wrong. What came after the newest checkpoint is protected by nothing yet:
it is counted.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint, read_checkpoint
from expert_pool.audit.log import SOURCE, LogHead, check_export
from expert_pool.audit.notes import VerifierKey, parse_note
from expert_pool.audit.reopening import (
    Reopening,
    reopenings_in,
    signed_for,
    sort_out,
    tells_of_one,
)
from expert_pool.audit.stored import compare_with_heads
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity


@dataclass(frozen=True, slots=True)
class Trusted:
    """The keys that a verifier was given from outside; without any, nothing is authenticated."""

    log: tuple[VerifierKey, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """The head recomputed from the entries, who signed up to where, and the first fault.

    `tail` is how many entries came after the newest checkpoint; `witnesses` cosigned it.
    `reopenings` are the changes of the log's name that a checkpoint covers; `lost` the files of
    the checkpoints whose entries one of them states as lost.
    """

    head: LogHead
    newest: int
    tail: int
    witnesses: tuple[str, ...]
    authenticated: bool
    findings: tuple[Finding, ...]
    reopenings: tuple[Reopening, ...] = ()
    lost: tuple[str, ...] = ()


def verify_export(
    lines: Iterable[str],
    notes: Sequence[tuple[str, bytes]],
    trusted: Trusted,
    seen: Sequence[Checkpoint] = (),
) -> Verified:
    """Verify the lines of an export against signed notes, each with the name of its file.

    `seen` are checkpoints that somebody keeps a record of, without the note.
    """
    telling = list[str]()
    report = check_export(_kept(lines, telling))
    faults, noted, named = list(report.findings), [(one.origin, one) for one in seen], list[str]()
    for name, note in notes:
        try:
            checkpoint, witnesses = read_note(note, trusted)
        except ExpertPoolError as error:
            faults.append(_fault("LOG-21.checkpoint_refused", file=name, problem=error.code))
            continue
        noted.append((name, checkpoint))
        named += witnesses
    reopenings = signed_for(reopenings_in(telling), (one for _, one in noted))
    sorted_out = sort_out(noted, reopenings, report.leaves)
    faults += [*compare_with_heads(report.leaves, sorted_out.heads), *sorted_out.faults]
    faults += _of_other_logs(noted[len(seen) :], reopenings)
    newest = max((head.size for head in sorted_out.heads), default=0)
    return Verified(
        head=report.head,
        newest=newest,
        tail=max(report.head.size - newest, 0),
        witnesses=tuple(sorted(set(named))),
        authenticated=bool(trusted.log),
        findings=tuple(faults[:1]),
        reopenings=reopenings,
        lost=sorted_out.lost,
    )


def _of_other_logs(
    noted: Sequence[tuple[str, Checkpoint]], reopenings: Sequence[Reopening]
) -> Iterator[Finding]:
    """The notes of logs whose name is neither that of the export's own, the first, nor a former."""
    names = {one.origin for _, one in noted[:1]}
    names |= {name for one in reopenings for name in (one.ending.former, one.ending.current)}
    for file, one in noted:
        if one.origin not in names:
            yield _fault("LOG-21.checkpoint_refused", file=file, problem="checkpoint.other_log")


def _kept(lines: Iterable[str], telling: list[str]) -> Iterator[str]:
    """The same lines, of which those that may tell of a change of name are kept."""
    for line in lines:
        if tells_of_one(line):
            telling.append(line)
        yield line


@dataclass(frozen=True, slots=True)
class Succession:
    """Where a log goes on from another one, and which checkpoints of former names it was held to.

    Held to none, it was believed: whoever signs for the log alone could have made it.
    """

    reopening: Reopening
    held: tuple[Checkpoint, ...]


def find_succession(
    read: Callable[[], Iterable[str]],
    note: bytes,
    key: VerifierKey,
    seen: Sequence[Checkpoint],
) -> Succession:
    """Where the log of this key goes on from one whose checkpoints a witness has seen.

    `read` gives the lines of the export anew; `seen` is what the witness has on record, of any
    of the log's former names.

    Raises:
        ExpertPoolError: `witness.no_succession`, or what is wrong with the export.
    """
    trusted, files = Trusted((key,)), [(key.name, note)]
    reopenings = verify_export(read(), files, trusted).reopenings
    found = [one for one in reopenings if one.ending.current == key.name]
    if not found:
        raise ExpertPoolError("witness.no_succession", {"origin": key.name})
    former = {one.ending.former for one in reopenings}
    own = [one for one in seen if one.origin in former and one.head.size]
    for wrong in verify_export(read(), files, trusted, own).findings:
        raise ExpertPoolError(wrong.code, dict(wrong.params))
    return Succession(found[-1], tuple(own))


def read_note(note: bytes, trusted: Trusted) -> tuple[Checkpoint, list[str]]:
    """The checkpoint of a note and who cosigned it; verified where a key of the log is trusted.

    Raises:
        ExpertPoolError: `note.…` or `checkpoint.…`.
    """
    if not trusted.log:
        return parse_checkpoint(parse_note(note).text), []
    origin = parse_checkpoint(parse_note(note).text).origin
    keys = tuple(key for key in trusted.log if key.name == origin) or trusted.log
    read = read_checkpoint(note, keys, trusted.witnesses)
    return read.checkpoint, [line.name for line in read.cosignatures]


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
