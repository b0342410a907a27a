"""Whether an exported log is the one that was signed: offline, from its bytes alone.

Its one job is to hold the entries of an export against signed checkpoints, and to name the
first thing that is wrong. What came after the newest checkpoint is protected by nothing yet:
it is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint, read_checkpoint
from expert_pool.audit.log import SOURCE, LogHead, check_export
from expert_pool.audit.notes import VerifierKey, parse_note
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
    """

    head: LogHead
    newest: int
    tail: int
    witnesses: tuple[str, ...]
    authenticated: bool
    findings: tuple[Finding, ...]


def verify_export(
    lines: Iterable[str], notes: Sequence[tuple[str, bytes]], trusted: Trusted
) -> Verified:
    """Verify the lines of an export against signed notes, each with the name of its file."""
    report = check_export(lines)
    faults, heads, seen = list(report.findings), list[LogHead](), list[str]()
    for name, note in notes:
        try:
            checkpoint, witnesses = read_note(note, trusted)
        except ExpertPoolError as error:
            faults.append(_fault("LOG-21.checkpoint_refused", file=name, problem=error.code))
            continue
        heads.append(checkpoint.head)
        seen += witnesses
    faults += compare_with_heads(report.leaves, heads)
    newest = max((head.size for head in heads), default=0)
    return Verified(
        head=report.head,
        newest=newest,
        tail=max(report.head.size - newest, 0),
        witnesses=tuple(sorted(set(seen))),
        authenticated=bool(trusted.log),
        findings=tuple(faults[:1]),
    )


def read_note(note: bytes, trusted: Trusted) -> tuple[Checkpoint, list[str]]:
    """The checkpoint of a note and who cosigned it; verified where a key of the log is trusted.

    Raises:
        ExpertPoolError: `note.…` or `checkpoint.…`.
    """
    if not trusted.log:
        return parse_checkpoint(parse_note(note).text), []
    read = read_checkpoint(note, trusted.log, trusted.witnesses)
    return read.checkpoint, [line.name for line in read.cosignatures]


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
