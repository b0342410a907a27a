"""Whether a log goes on from everything that it signed before: asked before each signature.

Its one job is to keep the log from ever signing two histories, also by mistake: after a
restored backup, on a second machine, or with rows that somebody changed.
"""

from collections.abc import Sequence

from expert_pool.audit.log import SOURCE, LogHead
from expert_pool.audit.merkle import Frontier, grow
from expert_pool.findings import Finding, Param, Severity


def check_growth(
    base: Frontier, leaves: Sequence[bytes], newest: Frontier, signed: Sequence[LogHead]
) -> tuple[Finding, ...]:
    """What keeps the newest tree from being signed, the first thing only; nothing if it may be.

    `base` is the tree as kept at a size that no signed head is below, `leaves` follow it.
    """
    tree = base
    for head in sorted(signed, key=lambda one: one.size):
        if head.size > newest.size:
            return (_fault("LOG-17.signed_beyond", expected=head.size, found=newest.size),)
        tree = grow(leaves[tree.size - base.size : head.size - base.size], tree)
        if tree != Frontier(head.size, tree.peaks) or tree.root != head.root:
            return (_fault("LOG-18.signed_otherwise", size=head.size),)
    if grow(leaves[tree.size - base.size :], tree) != newest:
        return (_fault("LOG-19.kept_otherwise", size=newest.size),)
    return ()


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
