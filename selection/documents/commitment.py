"""What is fixed and hashed before anybody can know the seed: the commit document.

Its one job is the document of security.md 4.2: rules, cells, weighted patterns, the pool
as salted Merkle roots, and each party's hashed secret. It must not hold a name, a unit
or a clock; who may read it, and when, is not decided here. Whoever knows the hash alone
learns nothing (a 256-bit nonce is inside); whoever opens it later can change nothing.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from expert_pool.audit.merkle import leaf_hash, tree_root
from selection.cells import find_weighed_levels
from selection.documents.forms import (
    CellEntry,
    CommitDocument,
    ConflictEntry,
    Document,
    ExcludedRoot,
    ExclusionEntry,
    Level,
    PartyCommitment,
    PatternEntry,
    PolicyReference,
    PoolEntry,
    Quota,
    Root,
    Rules,
    Snapshot,
    Software,
)
from selection.documents.room import NO_ROOM, Room
from selection.documents.seed_sources import AnySource
from selection.documents.writing import document_bytes, write_entries
from selection.problem import PanelProblem, PatternTable

PARTY_TAG: Final = b"panel-draw/v1/party"
PSEUDONYM_TAG: Final = b"panel-draw/v1/pseudonym"
SALT_TAG: Final = b"panel-draw/v1/salt"
SALT_BYTES: Final = 16
PSEUDONYM_BYTES: Final = 16
_SEPARATOR: Final = b"\x00"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """One person of the pool who may not be drawn here, with the codes of the findings."""

    pseudonym: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawFrame:
    """What a draw is of: the request, the state of the log, the policy, the two parties.

    `time` and `reveal_from` (in `source`) are RFC 3339 in UTC with seconds; `nonce` is 32
    fresh random bytes; `previous` is the commit hash of the attempt before this one. A
    draw from files has no parties, and no time unless it was committed first.
    """

    time: str | None
    request: str
    attempt: int
    previous: str | None
    snapshot: Snapshot
    policy: PolicyReference
    request_digest: str
    dealt_panels: int
    nonce: bytes
    source: AnySource
    parties: tuple[PartyCommitment, ...]
    software_version: str
    room: Room = NO_ROOM


@dataclass(frozen=True, slots=True)
class Commitment:
    """The document, its hash, and the openings of its three roots, for the auditor alone."""

    document: CommitDocument
    hash: str
    pool: tuple[PoolEntry, ...]
    conflicts: tuple[ConflictEntry, ...]
    excluded: tuple[ExclusionEntry, ...]


def commit_draw(
    frame: DrawFrame,
    problem: PanelProblem,
    table: PatternTable,
    exclusions: Sequence[Exclusion],
    secret: bytes,
) -> Commitment:
    """The commitment to this draw; the salts come from the request's secret (32 bytes)."""
    pool = _open_pool(problem, secret)
    conflicts = _open_conflicts(problem, secret)
    excluded = _open_exclusions(exclusions, secret)
    document = CommitDocument(
        v=1,
        type="draw.commit",
        t=frame.time,
        request=frame.request,
        attempt=frame.attempt,
        prev=frame.previous,
        snapshot=frame.snapshot,
        rules=_describe_rules(problem),
        policy=frame.policy,
        request_digest=frame.request_digest,
        pool=Root(size=len(pool), root=root_of(pool)),
        conflicts=Root(size=len(conflicts), root=root_of(conflicts)),
        excluded=ExcludedRoot(
            size=len(excluded), root=root_of(excluded), reasons=count_reasons(excluded)
        ),
        odds=describe_odds(table, weighted=problem.rules.weighted),
        cells=describe_cells(table, weighted=problem.rules.weighted),
        patterns=tuple(PatternEntry(seats=p.seats, weight=p.weight) for p in table.patterns),
        dealt_panels=frame.dealt_panels,
        nonce=frame.nonce.hex(),
        source=frame.source,
        parties=frame.parties,
        software=Software(version=frame.software_version, deal="deal/v1", stream="stream/v1"),
        room=frame.room,
    )
    return Commitment(document, hash_document(document), pool, conflicts, excluded)


def hash_document(document: Document) -> str:
    """SHA-256 of the document's canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(document_bytes(document)).hexdigest()


def root_of(entries: Sequence[Document]) -> str:
    """The Merkle root (RFC 6962) over the canonical bytes of the entries, in their order."""
    return root_over(write_entries(entries))


def root_over(bodies: Iterable[bytes]) -> str:
    """The same over entries that are written already."""
    return tree_root(_hash_leaves(bodies)).hex()


def leaves_of(entries: Sequence[Document]) -> list[bytes]:
    """The leaf hashes of salted entries of one kind, in their order."""
    return _hash_leaves(write_entries(entries))


def _hash_leaves(bodies: Iterable[bytes]) -> list[bytes]:
    sha256 = hashlib.sha256  # `leaf_hash`, for thousands of them
    return [sha256(b"\x00" + body).digest() for body in bodies]


def leaf_of(entry: Document) -> bytes:
    """The leaf hash of one salted entry."""
    return leaf_hash(document_bytes(entry))


def hash_party_secret(request: str, role: str, secret: bytes) -> str:
    """What a party commits to before the draw; the browser computes the same.

    SHA-256("panel-draw/v1/party" 0x00 || request id || 0x00 || role || 0x00 || secret).
    The role stands inside, so that one party cannot hand in the other's hash as its own.
    """
    parts = (PARTY_TAG, request.encode(), role.encode(), secret)
    return hashlib.sha256(_SEPARATOR.join(parts)).hexdigest()


def derive_salt(secret: bytes, purpose: str, subject: str) -> bytes:
    """The salt of one entry, from the one secret that is kept for a request."""
    message = _SEPARATOR.join((SALT_TAG, purpose.encode(), subject.encode()))
    return hmac.digest(secret, message, "sha256")[:SALT_BYTES]


def derive_pseudonym(secret: bytes, kind: str, request: str, subject: str) -> str:
    """The name of an expert or employer ("expert", "employer") in one request, and only there.

    It binds: with the salt of this one subject, derived for the purpose `kind`, anybody
    shown the identity can recompute it, and no second identity has the same pseudonym.
    """
    salt = derive_salt(secret, kind, subject)
    parts = (PSEUDONYM_TAG, kind.encode(), request.encode(), subject.encode(), salt)
    return hashlib.sha256(_SEPARATOR.join(parts)).digest()[:PSEUDONYM_BYTES].hex()


def describe_odds(table: PatternTable, *, weighted: bool) -> tuple[Level, ...]:
    """The different chances of the table, lowest first, with how many candidates have each.

    In a weighted draw one chance is told for each weight that has it, the lowest weight first.
    """
    return tuple(
        Level(
            chance=(chance.numerator, chance.denominator),
            candidates=count,
            **_weight_of(weight, weighted=weighted),
        )
        for chance, weight, count in find_weighed_levels(table)
    )


def describe_cells(table: PatternTable, *, weighted: bool) -> tuple[CellEntry, ...]:
    """The cells as the document lists them: without their members."""
    return tuple(
        CellEntry(
            meets=tuple(sorted(cell.meets)),
            size=len(cell.members),
            employer=cell.employer,
            person=cell.person,
            **_weight_of(cell.weight, weighted=weighted),
        )
        for cell in table.cells
    )


def _weight_of(weight: int, *, weighted: bool) -> dict[str, int]:
    """The key of a weight; without weights there is no such key."""
    return {"weight": weight} if weighted else {}


def count_reasons(excluded: Iterable[ExclusionEntry]) -> dict[str, int]:
    """How many people each reason excludes; one person may have several."""
    return dict(Counter(code for entry in excluded for code in entry.codes))


def _describe_rules(problem: PanelProblem) -> Rules:
    rules = problem.rules
    quotas = tuple(Quota(id=q.id, minimum=q.minimum, maximum=q.maximum) for q in rules.quotas)
    limit = {"weight_limit": rules.weight_limit} if rules.weighted else {}
    return Rules(seats=rules.seats, quotas=quotas, employer_cap=rules.employer_cap, **limit)


def _open_pool(problem: PanelProblem, secret: bytes) -> tuple[PoolEntry, ...]:
    return tuple(
        PoolEntry(
            e=candidate.pseudonym,
            employer=candidate.employer,
            meets=tuple(sorted(candidate.meets)),
            salt=derive_salt(secret, "entry", candidate.pseudonym).hex(),
            **_weight_of(candidate.weight, weighted=problem.rules.weighted),
        )
        for candidate in problem.candidates
    )


def _open_conflicts(problem: PanelProblem, secret: bytes) -> tuple[ConflictEntry, ...]:
    return tuple(
        ConflictEntry(
            first=first,
            second=second,
            salt=derive_salt(secret, "conflict", f"{first} {second}").hex(),
        )
        for first, second in sorted(problem.conflicts)
    )


def _open_exclusions(exclusions: Sequence[Exclusion], secret: bytes) -> tuple[ExclusionEntry, ...]:
    return tuple(
        ExclusionEntry(
            e=exclusion.pseudonym,
            codes=tuple(sorted(set(exclusion.codes))),
            salt=derive_salt(secret, "exclusion", exclusion.pseudonym).hex(),
        )
        for exclusion in exclusions
    )
