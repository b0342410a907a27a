"""The pool as a table for a file: numbers and names masked, unless a purpose is given.

The export is one entry of the log, in the transaction that reads the people. Files are
written elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.sealing import open_private_data
from expert_pool.applications.verification import NamedCode
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.identity import mask_identity, mask_name, mask_phone
from expert_pool.recording import record_act
from expert_pool.storage.expert_search import ExpertQuery, ExpertSummary, walk_experts
from expert_pool.vocabulary import CodeLists

MASKED: Final = "masked"
SEPARATORS: Final[Mapping[str, str]] = MappingProxyType({"zh_Hans": "；", "en": "; "})
PURPOSES: Final[Mapping[str, NamedCode]] = MappingProxyType(
    {
        code: NamedCode(code, zh, en)
        for code, zh, en in (
            ("migration", "系统迁移", "Move to another system"),
            ("inspection", "依法接受监督检查", "Supervision or inspection as the law asks"),
            ("paper_archive", "纸质归档", "Archive on paper"),
        )
    }
)
ExportRow = tuple[str | int | date | None, ...]
"""Number, name, type (a code), standing (a code), division, employers, titles, fields, identity
number, phone, e-mail address, day of admission."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much an export shows, and in which language the code lists are written out.

    Masked, or in full for a purpose of `PURPOSES`.
    """

    purpose: str = ""
    language: str = "zh_Hans"

    @property
    def full(self) -> bool:
        """Whether names and numbers are written out."""
        return bool(self.purpose)


async def export_pool(
    desk: AdmissionDesk, actor: Actor, wanted: ExpertQuery, extent: Extent, as_of: date
) -> tuple[ExportRow, ...]:
    """The people who fit, in the order of admission.

    Raises:
        ExpertPoolError: `pii.purpose_unknown`.
    """
    if extent.full and extent.purpose not in PURPOSES:
        raise ExpertPoolError("pii.purpose_unknown", {"purpose": extent.purpose})
    async with desk.database.transaction() as session:
        rows = tuple(
            [_row(desk, one, extent) async for one in walk_experts(session, wanted, as_of)]
        )
        await record_act(
            session,
            actor=actor,
            act=Act.PII_EXPORT,
            subject="pool",
            reason=extent.purpose or MASKED,
            after={"people": len(rows), "full": extent.full},
        )
    return rows


def _row(desk: AdmissionDesk, one: ExpertSummary, extent: Extent) -> ExportRow:
    private = open_private_data(desk.cipher, one.id, one.sealed)

    def named(name: str, codes: tuple[str, ...]) -> str:
        return _named(desk.lists, extent.language, name, codes)

    return (
        one.number,
        one.name if extent.full else mask_name(one.name),
        one.type,
        one.standing,
        named("divisions", (one.division,)),
        SEPARATORS[extent.language].join(one.employers),
        named("titles", one.titles),
        named("fields", one.fields),
        private.identity_number if extent.full else mask_identity(private.identity_number),
        private.phone if extent.full else mask_phone(private.phone),
        one.email if extent.full else _mask_email(one.email),
        one.admitted_on,
    )


def _named(lists: CodeLists, language: str, name: str, codes: tuple[str, ...]) -> str:
    entries = getattr(lists, name)
    names = (lists.name(entries[code], language) if code in entries else code for code in codes)
    return SEPARATORS[language].join(names)


def _mask_email(address: str) -> str:
    person, _, domain = address.partition("@")
    return f"{person[:1]}***@{domain}" if domain else ""
