"""What is kept beside the log, recomputed: checkpoints, subtrees, and the lines of witnesses.

Its one job is to hold all of it against the leaves and the signed notes. Whoever changes only
what is kept makes proofs that do not hold, or a witness that never was: it is named here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from expert_pool.audit.log import SOURCE
from expert_pool.audit.merkle import Frontier, Node, grow_with_nodes
from expert_pool.audit.notes import Signature, VerifierKey, holds, parse_note, parse_signature
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity


@dataclass(frozen=True, slots=True)
class KeptLine:
    """The line of a witness as it is kept: under which checkpoint, by whom, when (seconds)."""

    origin: str
    size: int
    witness: str
    line: str
    time: int


@dataclass(frozen=True, slots=True)
class KeptTree:
    """Every checkpoint with its kept root, and every larger subtree."""

    checkpoints: tuple[tuple[Frontier, bytes], ...]
    nodes: tuple[Node, ...]


def check_tree(leaves: Sequence[bytes], kept: KeptTree) -> Iterator[Finding]:
    """The first checkpoint, and the first subtree, that the leaves do not make."""
    tree, grown, wrong = Frontier(), list[Node](), False
    for frontier, root in sorted(kept.checkpoints, key=lambda one: one[0].size):
        tree, nodes = grow_with_nodes(leaves[tree.size : frontier.size], tree)
        grown += nodes
        if not wrong and (tree != frontier or tree.root != root):
            wrong = True
            yield _fault("LOG-27.checkpoint_kept_otherwise", size=frontier.size)
    odd = sorted(set(grown) ^ set(kept.nodes))
    if odd and not wrong:
        level, place, _ = odd[0]
        yield _fault("LOG-28.subtree_kept_otherwise", level=level, place=place)


def check_lines(
    lines: Sequence[KeptLine],
    texts: Mapping[tuple[str, int], bytes],
    witnesses: Sequence[VerifierKey],
) -> Iterator[Finding]:
    """Each kept line that is not what it says; of unknown witnesses only what needs no key.

    `texts` are the signed notes by name and size.
    """
    for kept in lines:
        if not _is_right(kept, texts.get((kept.origin, kept.size), b""), witnesses):
            where = f"{kept.origin} {kept.size}"
            yield _fault("LOG-29.cosignature_broken", where=where, witness=kept.witness)


def _is_right(kept: KeptLine, note: bytes, witnesses: Sequence[VerifierKey]) -> bool:
    try:
        line, text = parse_signature(kept.line), parse_note(note).text
    except ExpertPoolError:
        return False
    if _named(line) != kept.witness or line.time != kept.time:
        return False
    return all(holds(text, line, key) for key in witnesses if line.is_by(key))


def _named(line: Signature) -> str:
    return f"{line.name}+{line.key_id.hex()}"


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
