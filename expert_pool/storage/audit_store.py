"""Reads the log, by filter or whole. It decides nothing about an entry.

An entry gets its place after its transaction has committed (`audit_sequence`), so a
transaction does not see its own entries in the log. Whoever reads the log by places first
lets all that wait have theirs.
"""

from collections import Counter
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from expert_pool.audit.acts import Act
from expert_pool.audit.canonical import Json, parse_canonical
from expert_pool.audit.entries import Detail, Entry, detail_digest
from expert_pool.audit.log import LogHead, LogLine, log_head
from expert_pool.audit.merkle import leaf_hash
from expert_pool.encryption import FieldCipher, Purpose
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.audit_append import place_of
from expert_pool.storage.audit_sequence import frontier_of_all
from expert_pool.storage.database import settle
from expert_pool.storage.tables.audit import AuditDetailRow, AuditEntryRow, AuditOrderRow

BATCH = 1000
KINDS = ("account", "expert", "application", "request", "draw", "project", "import", "document")
"""What may stand before an id in an entry, with a colon."""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries to show; an empty field asks for nothing.

    `person` is who acted or to whom it was done (an id, or `kind:id`). `concerns` holds
    groups of ids: an entry fits when, of each group, one acted, or is its subject or its
    request. Times are from `since` until before `until`.
    """

    person: str = ""
    subject: str = ""
    request: str = ""
    role: str = ""
    acts: frozenset[Act] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    concerns: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """An entry at its place in the log, counted from 0."""

    index: int
    entry: Entry
    has_detail: bool


@dataclass(frozen=True, slots=True)
class LogPage:
    """Entries, newest first; `before` asks for the next page, None where there is none."""

    entries: tuple[LoggedEntry, ...]
    before: int | None


class AuditStore:
    """The log in one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def erase_details(self, entry_ids: Collection[UUID], erasure: UUID) -> int:
        """Erase details with their salts; `erasure` is this transaction's entry that says so."""
        await self._session.execute(select(func.set_config("audit.erasure", str(erasure), True)))
        gone = await self._session.scalars(
            delete(AuditDetailRow)
            .where(col(AuditDetailRow.entry_id).in_(entry_ids))
            .returning(col(AuditDetailRow.entry_id))
        )
        return len(gone.all())

    async def page(
        self, wanted: AuditFilter, before: int | None = None, limit: int = 50
    ) -> LogPage:
        """The newest entries that fit, below the place `before`."""
        await settle(self._session)
        query = _with_detail_mark().where(*_conditions(wanted))
        if before is not None:
            query = query.where(col(AuditOrderRow.seq) < before)
        newest = query.order_by(col(AuditOrderRow.seq).desc()).limit(limit + 1)
        found = [_logged(*row) for row in await self._session.execute(newest)]
        shown = tuple(found[:limit])
        return LogPage(shown, shown[-1].index if len(found) > limit else None)

    async def find(self, entry_id: UUID) -> LoggedEntry | None:
        """One entry with its place, by id."""
        await settle(self._session)
        query = _with_detail_mark().where(col(AuditEntryRow.id) == entry_id)
        row = (await self._session.execute(query)).one_or_none()
        return _logged(*row) if row else None

    async def details(self, cipher: FieldCipher, entry_ids: Collection[UUID]) -> dict[UUID, Detail]:
        """The details that still exist, decrypted and checked against their entries.

        Raises:
            ExpertPoolError: `audit.detail_changed`, or `encryption.…`.
        """
        query = select(
            col(AuditEntryRow.body), col(AuditDetailRow.salt), col(AuditDetailRow.detail_cipher)
        ).join(AuditDetailRow, col(AuditDetailRow.entry_id) == col(AuditEntryRow.id))
        chosen = query.where(col(AuditEntryRow.id).in_(entry_ids))
        rows = await self._session.execute(chosen)
        return dict(_checked_detail(cipher, *row) for row in rows)

    async def leaf_hashes(self, size: int | None = None) -> tuple[bytes, ...]:
        """The leaf hashes of the whole log or its first entries, recomputed from the bodies."""
        return tuple([leaf_hash(line.body) async for line in self.lines(size=size)])

    async def kept_leaves(self, size: int | None = None) -> tuple[bytes, ...]:
        """The leaf hashes as the database keeps them: quick, for proofs that are then verified."""
        await settle(self._session)
        query = (
            select(col(AuditEntryRow.leaf_hash))
            .join(AuditOrderRow, col(AuditOrderRow.entry_id) == col(AuditEntryRow.id))
            .order_by(col(AuditOrderRow.seq))
            .limit(size)
        )
        return tuple(await self._session.scalars(query))

    async def body(self, entry_id: UUID) -> bytes | None:
        """The exact bytes of one entry."""
        query = select(col(AuditEntryRow.body)).where(col(AuditEntryRow.id) == entry_id)
        found = await self._session.scalar(query)
        return found.encode() if found is not None else None

    async def count_requests(self, acts: Collection[Act]) -> dict[str, int]:
        """How often any of these acts was done to each panel request, by its bare id."""
        query = (
            select(col(AuditEntryRow.request), func.count())
            .where(col(AuditEntryRow.act).in_(sorted(acts)))
            .group_by(col(AuditEntryRow.request))
        )
        counts = Counter[str]()
        for request, count in await self._session.execute(query):
            counts[request.rpartition(":")[2]] += count
        return dict(counts)

    async def count_acts(self, subject: str, acts: Collection[Act]) -> dict[Act, int]:
        """How often each of these acts was done to a subject, this transaction's included."""
        query = (
            select(col(AuditEntryRow.act), func.count())
            .where(col(AuditEntryRow.subject) == subject)
            .where(col(AuditEntryRow.act).in_(sorted(acts)))
            .group_by(col(AuditEntryRow.act))
        )
        counts = Counter({Act(act): count for act, count in await self._session.execute(query)})
        return {act: counts[act] for act in acts}

    async def head(self) -> LogHead:
        """The log's size and root, recomputed from the bodies."""
        return log_head(await self.leaf_hashes())

    async def kept_head(self) -> LogHead:
        """The same as it was kept when the newest entries got their places, however long the log.

        Recomputed where it was not kept: nothing is, once the rows do not fit together any more.
        """
        await settle(self._session)
        kept = await frontier_of_all(self._session)
        return LogHead(kept.size, kept.root) if kept else await self.head()

    async def lines(
        self, cipher: FieldCipher | None = None, size: int | None = None
    ) -> AsyncIterator[LogLine]:
        """The whole log in its order, for an export; with details where a cipher is given."""
        await settle(self._session)
        query = (
            select(
                col(AuditEntryRow.id),
                col(AuditEntryRow.body),
                col(AuditDetailRow.salt),
                col(AuditDetailRow.detail_cipher),
            )
            .join(AuditOrderRow, col(AuditOrderRow.entry_id) == col(AuditEntryRow.id))
            .outerjoin(AuditDetailRow, col(AuditDetailRow.entry_id) == col(AuditEntryRow.id))
            .order_by(col(AuditOrderRow.seq))
            .limit(size)
            .execution_options(yield_per=BATCH)
        )
        async for entry_id, body, salt, stored in await self._session.stream(query):
            if cipher is None or salt is None:
                yield LogLine(body.encode())
            else:
                yield LogLine(body.encode(), salt, open_detail(cipher, entry_id, stored))


def _with_detail_mark() -> Select[int, str, UUID]:
    query = select(col(AuditOrderRow.seq), col(AuditEntryRow.body), col(AuditDetailRow.entry_id))
    return query.join(
        AuditEntryRow, col(AuditEntryRow.id) == col(AuditOrderRow.entry_id)
    ).outerjoin(AuditDetailRow, col(AuditDetailRow.entry_id) == col(AuditEntryRow.id))


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    entry = AuditEntryRow
    named = (
        (entry.subject, wanted.subject),
        (entry.request, wanted.request),
        (entry.role, wanted.role),
    )
    conditions = [col(column) == value for column, value in named if value]
    if wanted.person:
        conditions.append(_is_by_or_about(wanted.person))
    conditions.extend(_concerns(group) for group in wanted.concerns)
    if wanted.acts:
        conditions.append(col(entry.act).in_(sorted(wanted.acts)))
    if wanted.since:
        conditions.append(col(entry.moment) >= _written(wanted.since))
    if wanted.until:
        conditions.append(col(entry.moment) < _written(wanted.until))
    return conditions


def _is_by_or_about(person: str) -> ColumnElement[bool]:
    """Entries that a person made, or that are about this person's account or expert record."""
    bare = person.rpartition(":")[2]
    subjects = {person, bare, f"account:{bare}", f"expert:{bare}"}
    return or_(
        col(AuditEntryRow.actor).in_([person, bare]),
        col(AuditEntryRow.subject).in_(sorted(subjects)),
    )


def _concerns(group: frozenset[str]) -> ColumnElement[bool]:
    """Entries in which one of these ids stands, bare or with the kind of thing before it."""
    bare = {name.rpartition(":")[2] for name in group}
    names = sorted(bare | {f"{kind}:{one}" for kind in KINDS for one in bare})
    return or_(
        col(AuditEntryRow.actor).in_(names),
        col(AuditEntryRow.subject).in_(names),
        col(AuditEntryRow.request).in_(names),
    )


def _written(moment: datetime) -> str:
    """A moment as entries write it; both then sort as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _logged(index: int, body: str, detail_of: UUID | None) -> LoggedEntry:
    return LoggedEntry(index, Entry.from_body(body.encode()), detail_of is not None)


def _checked_detail(
    cipher: FieldCipher, body: str, salt: bytes, stored: bytes
) -> tuple[UUID, Detail]:
    entry = Entry.from_body(body.encode())
    detail = open_detail(cipher, entry.id, stored)
    if detail_digest(salt, detail) != entry.detail_digest:
        raise ExpertPoolError("audit.detail_changed", {"entry": str(entry.id)})
    return entry.id, detail


def open_detail(cipher: FieldCipher, entry_id: UUID, stored: bytes) -> Detail:
    """Decrypt what an act changed; it is held against its entry elsewhere.

    Raises:
        ExpertPoolError: `encryption.…` or `canonical.…`.
    """
    value = parse_canonical(cipher.decrypt(Purpose.DETAIL, place_of(entry_id), stored))
    sides: dict[str, Json] = dict(value) if isinstance(value, dict) else {}
    before, after = sides.get("before"), sides.get("after")
    return Detail(
        before if isinstance(before, dict) else None, after if isinstance(after, dict) else None
    )
