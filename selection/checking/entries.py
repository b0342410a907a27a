"""The log's entries of commitments, results and replacements, beside their draws."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import Json
from expert_pool.encryption import FieldCipher
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LoggedEntry
from selection.storage.draw_store import DrawRecord, DrawState

SOURCE: Final = "security.md 6.8"
_ACTS: Final = frozenset(
    {
        Act.DRAW_COMMIT,
        Act.DRAW_RESULT,
        Act.DRAW_RECUSE,
        Act.DRAW_REPLACE,
        Act.DRAW_EXHAUST,
        Act.DRAW_SUPPLEMENT,
    }
)
_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Said:
    """An entry's place in the log, and what it told; nothing where its detail cannot be read."""

    place: int
    told: Mapping[str, Json]


DrawEntries = Mapping[tuple[str, str], tuple[Said, ...]]
"""By act and draw, what each entry said of it."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """What an entry of this act must say of a draw."""

    act: Act
    name: str
    value: str


async def load_draw_entries(session: AsyncSession, cipher: FieldCipher) -> DrawEntries:
    """Every entry of a commitment, a result or a replacement, with its detail."""
    store, before = AuditStore(session), None
    found: dict[tuple[str, str], tuple[Said, ...]] = {}
    while True:
        page = await store.page(AuditFilter(acts=_ACTS), before, _PAGE)
        for logged in page.entries:
            key = (logged.entry.act, logged.entry.subject.rpartition(":")[2])
            found[key] = (*found.get(key, ()), await _said(store, cipher, logged))
        before = page.before
        if before is None:
            return found


async def _said(store: AuditStore, cipher: FieldCipher, logged: LoggedEntry) -> Said:
    try:
        details = await store.details(cipher, [logged.entry.id])
    except ExpertPoolError:
        return Said(logged.index, {})
    detail = details.get(logged.entry.id)
    return Said(logged.index, (detail.after if detail else None) or {})


def check_entries(draw: DrawRecord, entries: DrawEntries) -> Iterator[Finding]:
    """Whether each step of a draw has exactly one entry, and the entry says the same."""
    for claim in _claims(draw):
        said = entries.get((claim.act.value, str(draw.id)), ())
        if len(said) != 1:
            names = {"draw": str(draw.id), "act": claim.act.value}
            yield _fault("CHK-08.entries_of_draw", count=len(said), **names)
        elif said[0].told.get(claim.name) != claim.value:
            yield _fault("CHK-08.entry_differs", draw=str(draw.id), act=claim.act.value)


def _claims(draw: DrawRecord) -> Iterator[_Claim]:
    yield _Claim(Act.DRAW_COMMIT, "commit_hash", draw.commit_hash.hex())
    if draw.state is DrawState.DRAWN:
        yield _Claim(Act.DRAW_RESULT, "receipt_digest", (draw.receipt_digest or b"").hex())


def check_unknown(entries: DrawEntries, draws: frozenset[str]) -> Iterator[Finding]:
    """Entries of draws that do not exist (any more)."""
    for act, subject in sorted(entries):
        if subject not in draws:
            yield _fault("CHK-08.no_such_draw", act=act, draw=subject)


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
