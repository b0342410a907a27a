"""Lists of experts for those who may browse the pool: searched, sorted, summed up."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.expert_rows import SealedData
from expert_pool.storage.tables.columns import table_of
from expert_pool.storage.tables.experts import (
    CredentialRow,
    EmploymentRow,
    ExpertFieldRow,
    ExpertRow,
    UnitAliasRow,
    UnitRow,
)

_EXPERT = table_of(ExpertRow)
_EMPLOYMENT = table_of(EmploymentRow)
_CREDENTIAL = table_of(CredentialRow)
_FIELD = table_of(ExpertFieldRow)
_UNIT = table_of(UnitRow)
_ALIAS = table_of(UnitAliasRow)
_BATCH = 1000

AnyRow = Row[*tuple[Any, ...]]


class ExpertOrder(StrEnum):
    """How a list of experts can be sorted; a minus before it turns it round."""

    NAME = "name"
    NUMBER = "number"
    ADMITTED = "admitted"
    DIVISION = "division"


_ORDERS = {
    ExpertOrder.NAME: _EXPERT.c.name_pinyin,
    ExpertOrder.NUMBER: _EXPERT.c.number,
    ExpertOrder.ADMITTED: _EXPERT.c.admitted_on,
    ExpertOrder.DIVISION: _EXPERT.c.division,
}


@dataclass(frozen=True, slots=True)
class ExpertQuery:
    """What a list is narrowed to, and how it is sorted; empty values narrow nothing.

    `words` is a part of the name, of its pinyin, its pinyin initials, or the number.
    """

    words: str = ""
    employer: str = ""
    standing: str = ""
    type: str = ""
    division: str = ""
    field_codes: frozenset[str] = frozenset()
    sort: str = "name"


@dataclass(frozen=True, slots=True)
class ExpertSummary:
    """One line of a list of experts; employers are those of today."""

    id: UUID
    number: int
    name: str
    standing: str
    type: str
    sex: str
    division: str
    email: str
    admitted_on: date | None
    sealed: SealedData
    employers: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


async def search_experts(
    session: AsyncSession, wanted: ExpertQuery, as_of: date, *, limit: int, offset: int
) -> tuple[tuple[ExpertSummary, ...], int]:
    """One page of the experts that fit, and how many fit in all."""
    query = _narrow(select(_EXPERT), wanted)
    total = await session.scalar(select(func.count()).select_from(query.subquery()))
    rows = (await session.execute(_ordered(query, wanted.sort).limit(limit).offset(offset))).all()
    return await _summaries(session, rows, as_of), total or 0


async def walk_experts(
    session: AsyncSession, wanted: ExpertQuery, as_of: date
) -> AsyncIterator[ExpertSummary]:
    """Everybody who fits in the order of admission, batch by batch, for an export."""
    last = 0
    while True:
        query = _narrow(select(_EXPERT), wanted).where(_EXPERT.c.number > last)
        rows = (await session.execute(query.order_by(_EXPERT.c.number).limit(_BATCH))).all()
        for summary in await _summaries(session, rows, as_of):
            yield summary
        if len(rows) < _BATCH:
            return
        last = rows[-1].number


async def find_alike(
    session: AsyncSession, identity_index: bytes | None, birth_date: date
) -> tuple[UUID, ...]:
    """Experts of the same identity number or the same birth date, to be compared closely."""
    same = [_EXPERT.c.birth_date == birth_date]
    if identity_index:
        same.append(_EXPERT.c.identity_index == identity_index)
    rows = await session.scalars(select(_EXPERT.c.id).where(or_(*same)).order_by(_EXPERT.c.number))
    return tuple(rows.all())


def _ordered(query: Select[Any], sort: str) -> Select[Any]:
    column = _ORDERS[ExpertOrder(sort.removeprefix("-"))]
    turned = column.desc() if sort.startswith("-") else column.asc()
    return query.order_by(turned.nulls_last(), _EXPERT.c.number)


def _narrow(query: Select[Any], wanted: ExpertQuery) -> Select[Any]:
    for name in ("standing", "type", "division"):
        if value := getattr(wanted, name):
            query = query.where(_EXPERT.c[name] == value)
    if wanted.words:
        query = query.where(_named(wanted.words))
    if wanted.employer:
        query = query.where(_EXPERT.c.id.in_(_employed_by(wanted.employer)))
    if wanted.field_codes:
        inside = select(_FIELD.c.expert_id).where(_FIELD.c.code.in_(wanted.field_codes))
        query = query.where(_EXPERT.c.id.in_(inside))
    return query


def _named(words: str) -> ColumnElement[bool]:
    pinyin = _EXPERT.c.name_pinyin
    bare = "".join(words.split()).lower()
    initials = func.regexp_replace(pinyin, r"(\S)\S*\s*", r"\1", "g")
    found: list[ColumnElement[bool]] = [
        _EXPERT.c.name.icontains(words, autoescape=True),
        func.replace(pinyin, " ", "").startswith(bare, autoescape=True),
    ]
    if bare.isascii() and bare.isalpha():
        found.append(initials.startswith(bare, autoescape=True))
    if bare.isascii() and bare.isdigit() and len(bare) <= len(str(2**62)):
        found.append(_EXPERT.c.number == int(bare))
    return or_(*found)


def _employed_by(words: str) -> Select[Any]:
    aliased = select(_ALIAS.c.unit_id).where(_ALIAS.c.name.icontains(words, autoescape=True))
    units = select(_UNIT.c.id).where(
        or_(
            _UNIT.c.name.icontains(words, autoescape=True),
            _UNIT.c.uscc == words.upper(),
            _UNIT.c.id.in_(aliased),
        )
    )
    return select(_EMPLOYMENT.c.expert_id).where(_EMPLOYMENT.c.unit_id.in_(units))


async def _summaries(
    session: AsyncSession, rows: Sequence[AnyRow], as_of: date
) -> tuple[ExpertSummary, ...]:
    ids = [row.id for row in rows]
    employers = await _grouped(session, _employers_of(ids, as_of))
    titles = await _grouped(
        session,
        select(_CREDENTIAL.c.expert_id, _CREDENTIAL.c.code).where(
            _CREDENTIAL.c.expert_id.in_(ids), _CREDENTIAL.c.kind == "title"
        ),
    )
    fields = await _grouped(
        session,
        select(_FIELD.c.expert_id, _FIELD.c.code)
        .where(_FIELD.c.expert_id.in_(ids))
        .order_by(_FIELD.c.code),
    )
    return tuple(
        _summary(row, employers.get(row.id, ()), titles.get(row.id, ()), fields.get(row.id, ()))
        for row in rows
    )


def _employers_of(ids: list[UUID], as_of: date) -> Select[Any]:
    return (
        select(_EMPLOYMENT.c.expert_id, _UNIT.c.name)
        .join(_UNIT, _UNIT.c.id == _EMPLOYMENT.c.unit_id)
        .where(
            _EMPLOYMENT.c.expert_id.in_(ids),
            _EMPLOYMENT.c.starts <= as_of,
            or_(_EMPLOYMENT.c.ends.is_(None), _EMPLOYMENT.c.ends >= as_of),
        )
        .order_by(_EMPLOYMENT.c.starts.desc())
    )


async def _grouped(session: AsyncSession, query: Select[Any]) -> Mapping[UUID, tuple[str, ...]]:
    grouped: dict[UUID, tuple[str, ...]] = {}
    for expert_id, value in (await session.execute(query)).all():
        grouped[expert_id] = (*grouped.get(expert_id, ()), value)
    return grouped


def _summary(
    row: AnyRow, employers: tuple[str, ...], titles: tuple[str, ...], fields: tuple[str, ...]
) -> ExpertSummary:
    return ExpertSummary(
        id=row.id,
        number=row.number,
        name=row.name,
        standing=row.standing,
        type=row.type,
        sex=row.sex,
        division=row.division,
        email=row.email,
        admitted_on=row.admitted_on,
        sealed=SealedData(
            row.identity_cipher,
            row.identity_index,
            row.phone_cipher,
            row.phone_index,
            row.bank_cipher,
            row.bank_index,
            row.bank_branch_cipher,
        ),
        employers=employers,
        titles=titles,
        fields=fields,
    )
