"""Checks 2 and 6 to 8: what was fixed before the seed, and that nothing of it moved.

Their one job is digests and openings; the source has checks of its own. They must not look at
the result of the deal.
"""

from collections.abc import Sequence
from itertools import chain

from expert_pool.audit.canonical import Json
from expert_pool.audit.merkle import proves_inclusion
from selection.dealing.stream import derive_seed
from selection.documents.commitment import (
    count_reasons,
    describe_cells,
    hash_document,
    leaf_of,
    root_over,
)
from selection.documents.forms import Document, FullReceipt, PublicReceipt, Root
from selection.documents.opened_pool import list_columns
from selection.documents.seed_entropy import mix_entropy
from selection.documents.writing import cut_entries
from selection.errors import SelectionError
from selection.verify.case import Case, Seen, compare


def check_commitment(case: Case) -> Seen:
    """The document hashes to the commit hash, in both places."""
    computed = hash_document(case.document)
    compare("commitment.failed", case.receipt.commit_hash, computed)
    compare("commitment.failed", case.receipt.result.commit_hash, computed)
    room = case.document.room
    watched: Seen = {"wanted": room.wanted, "witnesses": len(room.witnesses)}
    return {"hash": computed} | (watched if room.wanted else {})


def check_seed(case: Case) -> Seen:
    """Entropy and seed follow from the commit hash and what the source gave alone."""
    result = case.receipt.result
    entropy = mix_entropy(case.receipt.commit_hash, result.reveals)
    compare("seed.entropy", result.entropy, entropy)
    seed = derive_seed(bytes.fromhex(case.receipt.commit_hash), bytes.fromhex(entropy))
    compare("seed.failed", result.seed, seed.hex())
    return {"seed": result.seed}


def check_pool(case: Case) -> Seen:
    """The openings lead to the roots: of everybody, or of the drawn members."""
    if isinstance(case.receipt, FullReceipt):
        return _check_full_pool(case, case.receipt)
    return _check_openings(case.receipt)


def _check_full_pool(case: Case, receipt: FullReceipt) -> Seen:
    document = receipt.commit
    _check_root(case, ("pool", "result"), document.pool, receipt.pool)
    _check_root(case, ("conflicts", "excluded"), document.conflicts, receipt.conflicts)
    _check_root(case, ("excluded", "form"), document.excluded, receipt.excluded)
    compare("pool.reasons", dict(document.excluded.reasons), count_reasons(receipt.excluded))
    candidates = frozenset(list_columns(receipt.pool).names)
    people = candidates.union(entry.e for entry in receipt.excluded)
    compare("pool.people", len(receipt.pool) + len(receipt.excluded), len(people))
    pairs = [(entry.first, entry.second) for entry in receipt.conflicts]
    two = [pair for pair in pairs if pair[0] != pair[1]]
    compare("pool.pairs", pairs, sorted({(min(pair), max(pair)) for pair in two}))
    strangers = frozenset(chain.from_iterable(pairs)) - candidates
    compare("pool.strangers", sorted(strangers), [])
    return {"opened": len(receipt.pool), "size": document.pool.size}


def _check_root(
    case: Case, between: tuple[str, str], stated: Root, entries: Sequence[Document]
) -> None:
    """Size and root of a list, which stands in the file between two names."""
    compare(f"pool.{between[0]}_size", stated.size, len(entries))
    computed = root_over(cut_entries(case.data, entries, between))
    compare(f"pool.{between[0]}_root", stated.root, computed)


def _check_openings(receipt: PublicReceipt) -> Seen:
    pool, openings = receipt.commit.pool, receipt.openings
    compare("pool.members", [o.entry.e for o in openings], list(receipt.result.panel))
    indices = [opening.index for opening in openings]
    compare("pool.places", indices, sorted(set(indices)))
    root = bytes.fromhex(pool.root)
    for opening in openings:
        path = [bytes.fromhex(node) for node in opening.path]
        if not proves_inclusion(leaf_of(opening.entry), opening.index, pool.size, path, root):
            raise SelectionError("verify.pool.proof", {"member": opening.entry.e})
    return {"opened": len(openings), "size": pool.size}


def check_cells(case: Case) -> Seen | None:
    """Grouping the whole pool gives the cells of the document."""
    if isinstance(case.receipt, PublicReceipt):
        return None
    grouped = describe_cells(case.table, weighted=case.problem.rules.weighted)
    compare("cells.failed", _dump(case.document.cells), _dump(grouped))
    return {"cells": len(case.document.cells)}


def _dump(documents: Sequence[Document]) -> Json:
    return [document.model_dump(mode="json") for document in documents]
