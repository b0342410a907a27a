"""From two revealed secrets to the result of a draw, and the receipt that proves it.

Its one job is to conclude a committed draw and to write, sign and read its receipt, in
two forms: the auditor's holds the whole pool, the public one opens the drawn members
only. It must not judge a receipt: `verify` does, from the bytes alone.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import TypeAdapter, ValidationError

from expert_pool.audit.canonical import Json
from expert_pool.audit.merkle import inclusion_path
from expert_pool.errors import ExpertPoolError
from selection.cells import group_candidates
from selection.dealing.deal import Deal, deal_panel
from selection.dealing.stream import derive_seed
from selection.documents.commitment import (
    Commitment,
    hash_document,
    leaves_of,
)
from selection.documents.files import Refusals, read_document, sign_document
from selection.documents.forms import (
    CommitDocument,
    ConflictEntry,
    DealNumbers,
    Document,
    FullReceipt,
    Opening,
    PoolEntry,
    PublicReceipt,
    Receipt,
    Result,
    Signature,
)
from selection.documents.opened_pool import OpenedPool, list_columns, read_pool
from selection.documents.seed_entropy import mix_entropy
from selection.documents.seed_sources import GivenEntropy, Opened
from selection.documents.writing import document_bytes, list_bytes, plain_bytes
from selection.problem import (
    Candidates,
    PanelProblem,
    PanelRules,
    Pattern,
    PatternTable,
    QuotaRule,
    number_values,
)

RECEIPT_TAG: Final = b"panel-draw/v1/receipt\x00"
Form = TypeVar("Form", FullReceipt, PublicReceipt)
_ADAPTER: Final[TypeAdapter[FullReceipt | PublicReceipt]] = TypeAdapter(Receipt)
_REFUSALS: Final = Refusals("receipt.not_canonical", "receipt.not_a_receipt")
_POOL: Final = b'"pool":['
_BEHIND: Final = b'],"result":'
_SIGNATURE: Final = b'"signature":'


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A concluded draw: the deal with its sealed reserve order, and the result for the log."""

    deal: Deal
    result: Result
    result_digest: str


def conclude_draw(
    commitment: Commitment,
    problem: PanelProblem,
    table: PatternTable,
    reveals: Sequence[Opened] | tuple[GivenEntropy],
) -> Conclusion:
    """The panel that commitment and source lead to; the same whenever repeated."""
    entropy = mix_entropy(commitment.hash, reveals)
    seed = derive_seed(bytes.fromhex(commitment.hash), bytes.fromhex(entropy))
    deal = deal_panel(problem, table, seed, commitment.document.dealt_panels)
    result = Result(
        v=1,
        type="draw.result",
        commit_hash=commitment.hash,
        reveals=reveals if isinstance(reveals, tuple) else tuple(reveals),
        entropy=entropy,
        seed=seed.hex(),
        pattern=deal.pattern,
        deal=count_deal(deal),
        panel=deal.panel,
        order_hash=hash_order(commitment.hash, deal.reserve_order),
    )
    return Conclusion(deal, result, hash_document(result))


def hash_order(commit_hash: str, order: Iterable[str]) -> str:
    """The hash that fixes the reserve order while the order itself stays sealed."""
    stated: Json = {"commit_hash": commit_hash, "order": tuple(order), "type": "draw.order", "v": 1}
    return hashlib.sha256(plain_bytes(stated)).hexdigest()


def count_deal(deal: Deal) -> DealNumbers:
    """The numbers of the deal as the result holds them."""
    return DealNumbers(
        dealt=deal.dealt,
        clashes=deal.clashes,
        repaired=deal.repaired,
        unrepaired=deal.unrepaired,
        picked=deal.picked,
    )


def write_full_receipt(commitment: Commitment, conclusion: Conclusion) -> FullReceipt:
    """The auditor's receipt, unsigned: everything that is needed to derive the panel again."""
    return FullReceipt(
        v=1,
        type="draw.receipt",
        form="full",
        commit=commitment.document,
        commit_hash=commitment.hash,
        result=conclusion.result,
        result_digest=conclusion.result_digest,
        pool=commitment.pool,
        conflicts=commitment.conflicts,
        excluded=commitment.excluded,
        signature=None,
    )


def write_public_receipt(commitment: Commitment, conclusion: Conclusion) -> PublicReceipt:
    """The public receipt, unsigned: the drawn members' entries with proofs, nobody else's."""
    leaves = leaves_of(commitment.pool)
    drawn = frozenset(conclusion.result.panel)
    openings = tuple(
        Opening(
            index=index,
            entry=entry,
            path=tuple(node.hex() for node in inclusion_path(leaves, index)),
        )
        for index, entry in enumerate(commitment.pool)
        if entry.e in drawn
    )
    return PublicReceipt(
        v=1,
        type="draw.receipt",
        form="public",
        commit=commitment.document,
        commit_hash=commitment.hash,
        result=conclusion.result,
        result_digest=conclusion.result_digest,
        openings=openings,
        signature=None,
    )


def signing_input(receipt: FullReceipt | PublicReceipt) -> bytes:
    """The bytes that the service signs: a tag and the digest of the receipt without signature."""
    unsigned = receipt.model_copy(update={"signature": None})
    return RECEIPT_TAG + bytes.fromhex(hash_document(unsigned))


def signed_bytes(data: bytes, signature: Signature) -> bytes:
    """The same from the canonical bytes of a signed receipt, in which few keys stand behind it."""
    # Large files are hashed where they stand and not copied.
    start = data.rindex(_SIGNATURE) + len(_SIGNATURE)
    unsigned = hashlib.sha256(memoryview(data)[:start])
    unsigned.update(b"null" + data[start:].removeprefix(document_bytes(signature)))
    return RECEIPT_TAG + unsigned.digest()


def sign_receipt(receipt: Form, key: Ed25519PrivateKey) -> Form:
    """The receipt with the service's signature."""
    return sign_document(receipt, key, signing_input(receipt))


def receipt_bytes(receipt: FullReceipt | PublicReceipt) -> bytes:
    """The receipt as the file that is handed out: canonical JSON, not a byte more."""
    if isinstance(receipt, PublicReceipt):
        return document_bytes(receipt)
    whole = sorted(type(receipt).model_fields)
    parts = (b'"%s":%s' % (name.encode(), _write_part(getattr(receipt, name))) for name in whole)
    return b"{" + b",".join(parts) + b"}"


def _write_part(part: Document | Sequence[Document] | str | int | None) -> bytes:
    if isinstance(part, Document):
        return document_bytes(part)
    if part is None or isinstance(part, str | int):
        return plain_bytes(part)
    return list_bytes(part)


def receipt_digest(data: bytes) -> str:
    """SHA-256 of the file, for a printed sheet or the log."""
    return hashlib.sha256(data).hexdigest()


def parse_receipt(data: bytes) -> FullReceipt | PublicReceipt:
    """Read a receipt that stands in its one canonical form, with no key beside the known.

    Raises:
        SelectionError: `receipt.not_canonical` or `receipt.not_a_receipt`, with where it is.
    """
    try:
        receipt = _read_in_columns(data) or _read_exactly(data)
    except (ValidationError, ExpertPoolError):
        receipt = None
    # Read again with more care and more time, to say why.
    return receipt or read_document(data, _read_strictly, receipt_bytes, _REFUSALS)


def _read_in_columns(data: bytes) -> FullReceipt | None:
    """A full receipt of which all but the pool is read first, then the pool; None in any doubt.

    The rest is canonical with an empty list, the one of its kind; the entries between the
    brackets are canonical; so the whole is.
    """
    start, end = data.find(_POOL) + len(_POOL), data.rfind(_BEHIND)
    rest = data[:start] + data[end:]
    pool = read_pool(data[start:end].decode(errors="replace"))
    receipt = _read_exactly(rest) if pool and rest.count(_POOL + _BEHIND) == 1 else None
    if pool is None or not isinstance(receipt, FullReceipt) or receipt.pool:
        return None
    allowed = receipt.commit.rules.allow_weights(pool.weights)
    return receipt.model_copy(update={"pool": pool}) if allowed else None


def _read_exactly(data: bytes) -> FullReceipt | PublicReceipt | None:
    """A receipt that comes out the same when written again: in ASCII no two signs are one."""
    receipt = _read_strictly(data)
    return receipt if data.isascii() and receipt_bytes(receipt) == data else None


def _read_strictly(data: bytes) -> FullReceipt | PublicReceipt:
    return _ADAPTER.validate_json(data, strict=True)


def restore_problem(
    document: CommitDocument, pool: Sequence[PoolEntry], conflicts: Sequence[ConflictEntry]
) -> PanelProblem:
    """The frozen input of the draw as the document and its openings state it."""
    rules = document.rules
    quotas = tuple(QuotaRule(q.id, q.minimum, q.maximum) for q in rules.quotas)
    return PanelProblem(
        PanelRules(rules.seats, quotas, rules.employer_cap, rules.weight_limit or 1),
        _restore_candidates(list_columns(pool)),
        frozenset((entry.first, entry.second) for entry in conflicts),
    )


def _restore_candidates(pool: OpenedPool) -> Candidates:
    """The same people as candidates: lists of the same quotas in another order are one kind."""
    kinds, numbers = number_values(map(frozenset, pool.kinds))
    employers, employer_of = number_values(pool.employers, [""])
    kind_of = tuple(map(numbers.__getitem__, pool.kind_of))
    weights = pool.weights if any(pool.weights) else (1,) * len(pool)
    return Candidates(pool.names, kinds, kind_of, employers, employer_of, weights)


def restore_table(document: CommitDocument, problem: PanelProblem) -> PatternTable:
    """The committed lottery over the cells of these candidates, split as the document says."""
    employers = frozenset(cell.employer for cell in document.cells if cell.employer is not None)
    people = frozenset(cell.person for cell in document.cells if cell.person is not None)
    patterns = tuple(Pattern(row.seats, row.weight) for row in document.patterns)
    return PatternTable(group_candidates(problem, employers, people), patterns)
