"""Proofs as texts that leave the service: of one entry, and from one checkpoint to the next.

Its one job is their exact form: `tlog-proof@v1` says that an entry stands in a checkpoint,
an `add-checkpoint` request asks a witness to cosign one (C2SP tlog-proof, tlog-witness).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from expert_pool.audit.checkpoints import Witnessed, parse_hash, parse_size, read_checkpoint
from expert_pool.audit.merkle import proves_inclusion
from expert_pool.audit.notes import VerifierKey, encode
from expert_pool.errors import ExpertPoolError

PROOF_HEADER: Final = "c2sp.org/tlog-proof@v1"
MOST_HASHES: Final = 63
LONGEST_PROOF: Final = 32_768


@dataclass(frozen=True, slots=True)
class EntryProof:
    """Where an entry stands, the hashes beside its way to the root, and the signed note."""

    index: int
    path: tuple[bytes, ...]
    note: bytes

    def written(self) -> str:
        """The text of a `.tlog-proof` file."""
        lines = [PROOF_HEADER, f"index {self.index}", *map(encode, self.path), ""]
        return "".join(f"{line}\n" for line in lines) + self.note.decode()


@dataclass(frozen=True, slots=True)
class Submission:
    """What a log sends to a witness: from which size on, the proof, and the new checkpoint."""

    old_size: int
    path: tuple[bytes, ...]
    note: bytes

    def written(self) -> bytes:
        """The body of an `add-checkpoint` request."""
        lines = [f"old {self.old_size}", *map(encode, self.path), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.note


def parse_proof(data: bytes) -> EntryProof:
    """Read a `.tlog-proof`; nothing is verified yet.

    Raises:
        ExpertPoolError: `proof.broken`.
    """
    lines, note = _head_lines(data)
    if len(lines) < 2 or lines[0] != PROOF_HEADER:  # noqa: PLR2004  # header and index
        raise ExpertPoolError("proof.broken")
    return EntryProof(_number("index", lines[1]), _hashes(lines[2:]), note)


def parse_submission(data: bytes) -> Submission:
    """Read an `add-checkpoint` request; nothing is verified yet.

    Raises:
        ExpertPoolError: `proof.broken`.
    """
    lines, note = _head_lines(data)
    return Submission(_number("old", lines[0]), _hashes(lines[1:]), note)


def _head_lines(data: bytes) -> tuple[list[str], bytes]:
    head, blank, note = data.partition(b"\n\n")
    try:
        text = data.decode() if len(data) <= LONGEST_PROOF else ""
    except UnicodeDecodeError as error:
        raise ExpertPoolError("proof.broken") from error
    if not blank or not text:
        raise ExpertPoolError("proof.broken")
    return head.decode().split("\n"), note


def _number(word: str, line: str) -> int:
    said, _, digits = line.partition(" ")
    number = parse_size(digits)
    if said != word or number is None:
        raise ExpertPoolError("proof.broken")
    return number


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    found = [parse_hash(line) for line in lines]
    if len(found) > MOST_HASHES or None in found:
        raise ExpertPoolError("proof.broken")
    return tuple(one for one in found if one is not None)


def check_proof(
    proof: EntryProof,
    leaf: bytes,
    log_keys: Sequence[VerifierKey],
    witness_keys: Sequence[VerifierKey] = (),
) -> Witnessed:
    """The verified checkpoint in which the entry with this leaf hash provably stands.

    Raises:
        ExpertPoolError: `proof.not_included`, or as `read_checkpoint`.
    """
    witnessed = read_checkpoint(proof.note, log_keys, witness_keys)
    head = witnessed.checkpoint.head
    if not proves_inclusion(leaf, proof.index, head.size, proof.path, head.root):
        raise ExpertPoolError("proof.not_included", {"index": proof.index})
    return witnessed
