"""Applications and log entries of the own copy in words. Decides nothing."""

from dataclasses import dataclass
from datetime import datetime

from expert_pool.admission.own_copy import ApplicationCopy, OwnCopy
from expert_pool.applications.verification import (
    CREDIT_METHODS,
    CREDIT_OUTCOMES,
    METHODS,
    OUTCOMES,
    NamedCode,
)
from expert_pool.storage.audit_store import LoggedEntry
from expert_pool.storage.document_store import DocumentRecord
from expert_pool.storage.review_store import KeptVerification
from web.application_forms.labels import STATES, label_of
from web.pages import ROLE_NAMES
from web.translation import N_, current_translator, gettext


@dataclass(frozen=True, slots=True)
class ApplicationShown:
    """An application: number, state, days, files, and what the registrars found."""

    number: str
    state: str
    submitted_at: datetime | None
    decided_at: datetime | None
    documents: tuple[DocumentRecord, ...]
    findings: tuple[tuple[str, str, datetime], ...]


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry of the log: when, what, and in which role it was done."""

    moment: datetime
    act: str
    by: str


def applications_shown(copy: OwnCopy) -> tuple[ApplicationShown, ...]:
    """All applications, oldest first."""
    return tuple(_application(one) for one in copy.applications)


def _application(one: ApplicationCopy) -> ApplicationShown:
    record = one.record
    return ApplicationShown(
        number=record.reference_number,
        state=gettext(STATES[record.application.state][0]),
        submitted_at=record.submitted_at,
        decided_at=record.decided_at,
        documents=one.documents,
        findings=tuple(_finding(kept) for kept in one.verifications),
    )


def _finding(kept: KeptVerification) -> tuple[str, str, datetime]:
    check = kept.verification
    method = {**METHODS, **CREDIT_METHODS}[check.method]
    outcome = {**OUTCOMES, **CREDIT_OUTCOMES}[check.outcome]
    place = check.credential.partition(".")[0]
    about = _CHECKED.get(place)
    subject = gettext(about) if about else gettext(label_of(place))
    return subject, f"{_named(method)} · {_named(outcome)}", kept.at


_CHECKED = {
    "integrity": N_("Credit check"),
    "retirement": N_("Own statutory retirement age"),
}


def _named(one: NamedCode) -> str:
    return one.name_en if current_translator().language == "en" else one.name_zh


def entries_shown(copy: OwnCopy) -> tuple[EntryShown, ...]:
    """The log's entries, newest first; of others only the role is told."""
    return tuple(_entry(one, copy) for one in copy.entries)


def _entry(logged: LoggedEntry, copy: OwnCopy) -> EntryShown:
    entry = logged.entry
    act = current_translator().sentence(f"act.{entry.act}", {})
    if entry.actor == str(copy.account.id):
        return EntryShown(entry.moment, act, gettext(N_("Yourself")))
    role = ROLE_NAMES.get(entry.role)
    return EntryShown(entry.moment, act, gettext(role) if role else gettext(N_("The service")))
