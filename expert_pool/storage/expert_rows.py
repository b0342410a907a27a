"""How an expert's values become rows and rows become values again; no queries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row
from sqlmodel import SQLModel

from expert_pool.experts import (
    AvoidedUnit,
    Declarations,
    Employment,
    EmploymentKind,
    Expert,
    ExpertId,
    ExpertType,
    FieldOfWork,
    HonourHeld,
    IntegrityFlag,
    Leave,
    QualificationHeld,
    Relation,
    RelationKind,
    Sector,
    Sex,
    Standing,
    StatutoryRetirement,
    TitleHeld,
    Unit,
)
from expert_pool.storage.tables.experts import (
    AvoidedUnitRow,
    CredentialRow,
    EmploymentRow,
    ExpertFieldRow,
    LeaveRow,
    RelationRow,
)
from expert_pool.storage.unit_store import KnownUnits

AnyRow = Row[*tuple[Any, ...]]
Values = dict[str, Any]
Parts = Mapping[type[SQLModel], Sequence[AnyRow]]


@dataclass(frozen=True, slots=True)
class SealedData:
    """Identity number, phone and bank account as stored: ciphertexts and blind indexes."""

    identity_cipher: bytes | None = None
    identity_index: bytes | None = None
    phone_cipher: bytes | None = None
    phone_index: bytes | None = None
    bank_cipher: bytes | None = None
    bank_index: bytes | None = None
    bank_branch_cipher: bytes | None = None


@dataclass(frozen=True, slots=True)
class ExpertRecord:
    """An expert as stored: what the rules see, and what only the shell may open."""

    expert: Expert
    email: str = ""
    account_id: UUID | None = None
    name_pinyin: str = ""
    sealed: SealedData = field(default_factory=SealedData)
    number: int | None = None
    version: int = 1


def units_of(expert: Expert) -> Iterator[Unit]:
    """Every unit that an expert's data name."""
    yield from (tie.unit for tie in expert.employments)
    yield from (avoided.unit for avoided in expert.avoided_units)


def expert_values(record: ExpertRecord) -> Values:
    """The row of the person alone."""
    expert, sealed = record.expert, record.sealed
    retirement = expert.retirement or StatutoryRetirement(age=0)
    values: Values = {
        "id": UUID(expert.id),
        "account_id": record.account_id,
        "standing": expert.standing.value,
        "type": expert.type.value,
        "name": expert.name,
        "name_pinyin": record.name_pinyin,
        "sex": expert.sex.value,
        "birth_date": expert.birth_date,
        "division": expert.division,
        "sector": expert.sector.value,
        "email": record.email,
        "disciplines": list(expert.disciplines),
        "weekdays_away": sorted(expert.weekdays_away),
        "directions": list(expert.directions),
        "integrity_flags": sorted(flag.value for flag in expert.integrity_flags),
        "declarations": _declaration_values(expert.declarations),
        "retirement_age": retirement.age or None,
        "retirement_document": retirement.document,
        "retirement_verified": retirement.verified,
        "financial_work_since": expert.financial_work_since,
        "certificates": expert.certificates,
        "admitted_on": expert.admitted_on,
        "confirmed_on": expert.confirmed_on,
        **{name: getattr(sealed, name) for name in SealedData.__slots__},
        "version": record.version,
    }
    if record.number is not None:
        values["number"] = record.number
    return values


def _declaration_values(declared: Declarations) -> Values:
    return {
        "time_and_health": declared.time_and_health,
        "funding_rules": declared.funding_rules,
        "pledge_version": declared.pledge_version,
        "consent_version": declared.consent_version,
        "sensitive_consent": declared.sensitive_consent,
        "bank_consent": declared.bank_consent,
    }


def part_values(part: type[SQLModel], expert: Expert, units: Mapping[Unit, UUID]) -> list[Values]:
    """The rows of one kind of dated data."""
    return [
        {"id": uuid4(), "expert_id": UUID(expert.id), **values}
        for values in _PART_VALUES[part](expert, units)
    ]


def _employments(expert: Expert, units: Mapping[Unit, UUID]) -> Iterator[Values]:
    for tie in expert.employments:
        yield {
            "unit_id": units[tie.unit],
            "kind": tie.kind.value,
            "position": tie.position,
            "starts": tie.start,
            "ends": tie.end,
        }


def _credentials(expert: Expert, _: Mapping[Unit, UUID]) -> Iterator[Values]:
    for title in expert.titles:
        yield _credential("title", title.code, title.verified) | {"obtained": title.obtained}
    for held in expert.qualifications:
        yield _credential("qualification", held.code, held.verified) | {
            "obtained": held.obtained,
            "accepted_as_senior": held.accepted_as_senior,
        }
    for honour in expert.honours:
        yield _credential("honour", honour.code, honour.verified)


def _credential(kind: str, code: str, verified: bool) -> Values:
    # Every row of one INSERT must name the same columns.
    return {
        "kind": kind,
        "code": code,
        "verified": verified,
        "obtained": None,
        "accepted_as_senior": None,
    }


def _fields(expert: Expert, _: Mapping[Unit, UUID]) -> Iterator[Values]:
    for field_ in expert.fields:
        yield {"code": field_.code, "since": field_.since, "evidence": field_.evidence}


def _relations(expert: Expert, _: Mapping[Unit, UUID]) -> Iterator[Values]:
    for relation in expert.relations:
        yield {
            "kind": relation.kind.value,
            "person_name": relation.person_name,
            "unit_name": relation.unit_name,
            "identity_index": bytes.fromhex(relation.identity_index) or None,
            "until": relation.until,
        }


def _avoided_units(expert: Expert, units: Mapping[Unit, UUID]) -> Iterator[Values]:
    for avoided in expert.avoided_units:
        yield {
            "unit_id": units[avoided.unit],
            "ground": avoided.ground,
            "until": avoided.until,
        }


def _leaves(expert: Expert, _: Mapping[Unit, UUID]) -> Iterator[Values]:
    for leave in expert.leaves:
        yield {"starts": leave.start, "ends": leave.end, "reason": leave.reason}


_PART_VALUES = {
    EmploymentRow: _employments,
    CredentialRow: _credentials,
    ExpertFieldRow: _fields,
    RelationRow: _relations,
    AvoidedUnitRow: _avoided_units,
    LeaveRow: _leaves,
}


def record_of(row: AnyRow, parts: Parts, units: KnownUnits) -> ExpertRecord:
    """The record of one person from the own row and the rows of everything dated."""
    expert = Expert(
        id=ExpertId(str(row.id)),
        name=row.name,
        type=ExpertType(row.type),
        birth_date=row.birth_date,
        sex=Sex(row.sex),
        division=row.division,
        sector=Sector(row.sector),
        standing=Standing(row.standing),
        employments=tuple(_read_employments(parts[EmploymentRow], units)),
        disciplines=tuple(row.disciplines),
        fields=tuple(
            FieldOfWork(held.code, held.since, held.evidence)
            for held in sorted(parts[ExpertFieldRow], key=lambda held: held.code)
        ),
        directions=tuple(row.directions),
        relations=tuple(map(_read_relation, parts[RelationRow])),
        avoided_units=tuple(
            AvoidedUnit(units.by_id[held.unit_id], held.ground, held.until)
            for held in parts[AvoidedUnitRow]
        ),
        leaves=tuple(Leave(held.starts, held.ends, held.reason) for held in parts[LeaveRow]),
        weekdays_away=frozenset(row.weekdays_away),
        integrity_flags=frozenset(IntegrityFlag(flag) for flag in row.integrity_flags),
        retirement=_retirement(row),
        declarations=Declarations(**row.declarations),
        certificates=row.certificates,
        financial_work_since=row.financial_work_since,
        identity_index=(row.identity_index or b"").hex(),
        admitted_on=row.admitted_on,
        confirmed_on=row.confirmed_on,
    )
    held = _with_credentials(expert, parts[CredentialRow])
    return ExpertRecord(
        expert=held,
        email=row.email,
        account_id=row.account_id,
        name_pinyin=row.name_pinyin,
        sealed=_sealed(row),
        number=row.number,
        version=row.version,
    )


def _read_employments(rows: Sequence[AnyRow], units: KnownUnits) -> Iterator[Employment]:
    for tie in sorted(rows, key=lambda tie: (tie.starts, str(tie.id))):
        kind = EmploymentKind(tie.kind)
        yield Employment(units.by_id[tie.unit_id], kind, tie.starts, tie.ends, tie.position)


def _read_relation(row: AnyRow) -> Relation:
    index = (row.identity_index or b"").hex()
    return Relation(RelationKind(row.kind), row.person_name, row.unit_name, index, row.until)


def _with_credentials(expert: Expert, rows: Sequence[AnyRow]) -> Expert:
    kinds: dict[str, list[AnyRow]] = {"title": [], "qualification": [], "honour": []}
    for row in sorted(rows, key=lambda row: row.code):
        kinds[row.kind].append(row)
    return replace(
        expert,
        titles=tuple(TitleHeld(it.code, it.obtained, it.verified) for it in kinds["title"]),
        qualifications=tuple(
            QualificationHeld(it.code, it.obtained, it.verified, it.accepted_as_senior)
            for it in kinds["qualification"]
        ),
        honours=tuple(HonourHeld(it.code, it.verified) for it in kinds["honour"]),
    )


def _sealed(row: AnyRow) -> SealedData:
    return SealedData(**{name: getattr(row, name) for name in SealedData.__slots__})


def _retirement(row: AnyRow) -> StatutoryRetirement | None:
    if row.retirement_age is None:
        return None
    return StatutoryRetirement(row.retirement_age, row.retirement_document, row.retirement_verified)
