"""Whether a log keeps every checkpoint that it ever signed, wherever the notes are kept.

Its one job is to hold the leaves of a log against signed notes, older ones too. Who deletes
notes from a database is found only by notes kept elsewhere; nothing is signed here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from expert_pool.audit.exported import Trusted, read_note
from expert_pool.audit.log import SOURCE, LogHead
from expert_pool.audit.merkle import Frontier, grow
from expert_pool.audit.notes import VerifierKey
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A signed checkpoint, byte for byte, and where it is kept."""

    where: str
    note: bytes


@dataclass(frozen=True, slots=True)
class Outside:
    """What of a log stands outside its database, read before the log is.

    `keys` are its own, `witnesses` those of its witnesses.
    """

    keys: tuple[VerifierKey, ...] = ()
    notes: tuple[KeptNote, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()


def check_notes(
    leaves: Sequence[bytes], notes: Sequence[KeptNote], keys: Sequence[VerifierKey]
) -> tuple[Finding, ...]:
    """The first note that does not verify, and the smallest that the log breaks.

    Without keys no signature is verified.
    """
    refused, heads = list[Finding](), list[tuple[LogHead, str]]()
    for kept in notes:
        try:
            heads.append((read_note(kept.note, Trusted(tuple(keys)))[0].head, kept.where))
        except ExpertPoolError as error:
            refused.append(_fault("LOG-22.note_refused", where=kept.where, problem=error.code))
    return (*refused[:1], *_first_broken(leaves, heads))


def _first_broken(
    leaves: Sequence[bytes], heads: Sequence[tuple[LogHead, str]]
) -> tuple[Finding, ...]:
    tree = Frontier()
    for head, where in sorted(heads, key=lambda one: one[0].size):
        if head.size > len(leaves):
            found = {"expected": head.size, "found": len(leaves)}
            return (_fault("LOG-23.note_beyond", where=where, **found),)
        intact, tree = tree.size, grow(leaves[tree.size : head.size], tree)
        if tree.root != head.root:
            places = {"first": intact, "last": head.size - 1}
            return (_fault("LOG-24.note_broken", where=where, **places),)
    return ()


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
