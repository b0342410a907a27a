"""From an imported expert to a draft that the person only has to correct and complete. Pure.

The way back from `expert_pool.applications.to_expert`: what the import knew is filled in,
and what only the person can say (certificates, pledges, consent) stays empty.
"""

from collections.abc import Callable, Iterable
from datetime import date

from expert_pool.applications import Section, SectionData
from expert_pool.experts import Expert, Unit
from expert_pool.identity import DocumentKind

MintKey = Callable[[], str]


def prefill_sections(expert: Expert, mint_key: MintKey) -> dict[str, SectionData]:
    """The sections of a draft from what the import knew; identity and phone are sealed apart."""
    rows = _Rows(mint_key)
    return {
        Section.IDENTITY.value: _identity(expert),
        Section.EMPLOYMENTS.value: {
            "sector": expert.sector.value,
            "employments": rows.of(
                {
                    **_unit(tie.unit, "employer"),
                    "kind": tie.kind.value,
                    "start": _day(tie.start),
                    "end": _day(tie.end),
                    "position": tie.position,
                }
                for tie in expert.employments
            ),
        },
        Section.CREDENTIALS.value: {
            "titles": rows.of(
                {"code": held.code, "obtained": _day(held.obtained)} for held in expert.titles
            ),
            "qualifications": rows.of(
                {"code": held.code, "obtained": _day(held.obtained)}
                for held in expert.qualifications
            ),
            "honours": rows.of({"code": held.code} for held in expert.honours),
        },
        Section.FIELDS.value: _fields(expert, rows),
        Section.RELATIONS.value: _relations(expert, rows),
    }


class _Rows:
    """Gives each row the key that pages know it by."""

    def __init__(self, mint_key: MintKey) -> None:
        self._mint_key = mint_key

    def of(self, rows: Iterable[SectionData]) -> list[SectionData]:
        return [{"key": self._mint_key(), **row} for row in rows]


def _identity(expert: Expert) -> SectionData:
    retirement = expert.retirement
    return {
        "name": expert.name,
        "document_kind": DocumentKind.RESIDENT_IDENTITY.value,
        "birth_date": _day(expert.birth_date),
        "sex": expert.sex.value,
        "type": expert.type.value,
        "division": expert.division,
        "retirement_age": str(retirement.age) if retirement else "",
        "retirement_document": retirement.document if retirement else "",
    }


def _fields(expert: Expert, rows: _Rows) -> SectionData:
    return {
        "fields": rows.of(
            {"code": one.code, "since": _day(one.since), "evidence": one.evidence}
            for one in expert.fields
        ),
        "disciplines": list(expert.disciplines),
        "directions": list(expert.directions),
        "financial_work_since": _day(expert.financial_work_since),
    }


def _relations(expert: Expert, rows: _Rows) -> SectionData:
    return {group: rows.of(declared) for group, declared in declared_rows(expert).items()}


def declared_rows(expert: Expert) -> dict[str, tuple[SectionData, ...]]:
    """The declared relations and units to avoid, as rows of the section that asks for them."""
    return {
        "relations": tuple(
            {
                "kind": tie.kind.value,
                "person_name": tie.person_name,
                "unit_name": tie.unit_name,
                "until": _day(tie.until),
            }
            for tie in expert.relations
        ),
        "avoided_units": tuple(
            {
                **_unit(avoided.unit, "name"),
                "ground": avoided.ground,
                "until": _day(avoided.until),
            }
            for avoided in expert.avoided_units
        ),
    }


def _unit(unit: Unit, name: str) -> SectionData:
    return {name: unit.name, "credit_code": unit.uscc}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
