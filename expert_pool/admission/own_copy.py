"""Everything that is stored about one person, for that person (PIPL, article 45).

Record, account, applications with files and checks, and the entries of the log. Names of
registrars are not the person's data and stay out; so do keyed indexes and ciphertexts.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_record import WAS_ADMITTED, OwnRecord, mask_private
from expert_pool.admission.private_fields import PRIVATE_FIELDS, masked_fields, open_sections
from expert_pool.admission.sealing import open_private_data
from expert_pool.applications import Section, Sections
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.application_store import (
    ApplicationRecord,
    CheckRecord,
    load_applications_of,
    load_checks,
)
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LoggedEntry
from expert_pool.storage.document_store import DocumentRecord, load_documents
from expert_pool.storage.expert_store import load_expert_of
from expert_pool.storage.review_store import KeptVerification, load_verifications

MOST_ENTRIES: Final = 500
OWN_REQUEST: Final = "own_request"
_NOT_TOLD: Final = frozenset(
    {
        "identity_index",
        "identity_cipher",
        "phone_cipher",
        "phone_index",
        "bank_cipher",
        "bank_index",
        "bank_branch_cipher",
        "registrar",
        "registrar_id",
        "storage_name",
        "preview_name",
        "secret_cipher",
        "password_hash",
        "entered_by",
        "first_registrar",
        "second_registrar",
        "content",
    }
)


@dataclass(frozen=True, slots=True)
class ApplicationCopy:
    """One application with what was typed, its files, and what the registrars found."""

    record: ApplicationRecord
    sections: Sections
    documents: tuple[DocumentRecord, ...]
    checks: tuple[CheckRecord, ...]
    verifications: tuple[KeptVerification, ...]


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """All that is stored about one person; `private` holds the numbers, masked or in full."""

    account: Account
    own: OwnRecord
    private: Mapping[str, str]
    applications: tuple[ApplicationCopy, ...]
    entries: tuple[LoggedEntry, ...]


async def read_own_copy(desk: AdmissionDesk, actor: Actor) -> OwnCopy:
    """The copy for a page: sealed numbers are masked.

    Raises:
        ExpertPoolError: `own_record.not_found`.
    """
    async with desk.database.read() as session:
        return await _compile(session, desk, actor, full=False)


async def export_own_copy(desk: AdmissionDesk, actor: Actor) -> OwnCopy:
    """The copy for a file, with the numbers in full; the log says that it was made.

    Raises:
        ExpertPoolError: `own_record.not_found`.
    """
    async with desk.database.transaction() as session:
        copy = await _compile(session, desk, actor, full=True)
        await record_act(
            session,
            actor=actor,
            act=Act.PII_EXPORT,
            subject=f"expert:{copy.own.id}",
            reason=OWN_REQUEST,
        )
        return copy


async def _compile(
    session: AsyncSession, desk: AdmissionDesk, actor: Actor, *, full: bool
) -> OwnCopy:
    account_id = UUID(actor.account_id)
    record = await load_expert_of(session, account_id)
    account = await AccountStore(session).by_id(account_id)
    if record is None or account is None or record.expert.standing not in WAS_ADMITTED:
        raise ExpertPoolError("own_record.not_found")
    masked = mask_private(desk, record)
    own = OwnRecord(record, masked)
    opened = open_private_data(desk.cipher, own.id, record.sealed)
    private = {name: str(getattr(opened, name)) for name in masked} if full else masked
    kept = await load_applications_of(session, account_id, own.id)
    applications = tuple([await _application(session, desk, one, full=full) for one in kept])
    about = frozenset({actor.account_id, str(own.id), *(str(one.id) for one in kept)})
    wanted = AuditFilter(concerns=(about,))
    page = await AuditStore(session).page(wanted, limit=MOST_ENTRIES)
    return OwnCopy(account, own, private, applications, page.entries)


async def _application(
    session: AsyncSession, desk: AdmissionDesk, record: ApplicationRecord, *, full: bool
) -> ApplicationCopy:
    sections = open_sections(desk.cipher, record)
    if not full:
        person = sections[Section.IDENTITY]
        hidden = {name: "" for name in PRIVATE_FIELDS if name in person}
        sections[Section.IDENTITY] = {**person, **hidden, **masked_fields(sections)}
    return ApplicationCopy(
        record=record,
        sections=sections,
        documents=await load_documents(session, record.id),
        checks=await load_checks(session, record.id),
        verifications=await load_verifications(session, record.id),
    )


def as_document(copy: OwnCopy) -> dict[str, object]:
    """The copy as plain data for a file: codes as the code lists name them."""
    record = copy.own.record
    return {
        "account": plain(copy.account),
        "record": {
            "number": record.number,
            "email": record.email,
            "private": dict(copy.private),
            **_mapping(plain(record.expert)),
        },
        "applications": [
            {
                **_mapping(plain(one.record)),
                "sections": plain(one.sections),
                "documents": plain(one.documents),
                "checks": plain(one.checks),
                "verifications": plain(one.verifications),
            }
            for one in copy.applications
        ],
        "log": [_entry(one, copy) for one in copy.entries],
    }


def _entry(logged: LoggedEntry, copy: OwnCopy) -> dict[str, object]:
    """An entry without the account that acted, unless it is the own one."""
    entry = logged.entry
    return {
        "moment": plain(entry.moment),
        "act": entry.act,
        "by_role": str(entry.role),
        "by_yourself": entry.actor == str(copy.account.id),
        "reason": entry.reason,
        "state_before": entry.previous_state,
        "state_after": entry.next_state,
    }


def plain(value: Any) -> object:  # noqa: ANN401 - any stored value, on its way to JSON
    """A stored value as JSON can hold it, without what is not the person's own data."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return plain(named)
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items() if str(key) not in _NOT_TOLD}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return _plain_leaf(value)


def _plain_leaf(value: object) -> object:
    if isinstance(value, frozenset | set):
        return sorted(str(one) for one in value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, bool | int) or value is None else str(value)


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}
