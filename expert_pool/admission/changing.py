"""A change of what registrars verified: an application that belongs to an expert of the pool.

It is filled in with what is in force, goes the way of every application (two registrars,
the same rules), and replaces the verified part of the record when it is admitted. Until
then the old state stays in force.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from expert_pool.admission.case_file import CHANGE as CHANGE
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.drafting import Typed, draft_from
from expert_pool.admission.own_record import hold_own_record
from expert_pool.applications import CLOSED, Section, State
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.storage.application_store import (
    ApplicationRecord,
    add_application,
    load_open_application,
)
from expert_pool.storage.expert_rows import ExpertRecord, SealedData


async def start_change(
    desk: AdmissionDesk, actor: Actor, version: int, now: datetime
) -> ApplicationRecord:
    """A draft filled in with the state in force, or the application that is under way.

    Raises:
        ExpertPoolError: `own_record.not_found`, or `own_record.changed_meanwhile`.
    """
    async with desk.database.transaction() as session:
        former = await hold_own_record(session, actor, version)
        found = await load_open_application(session, UUID(actor.account_id))
        if found and found.application.state not in CLOSED:
            return found
        record = await draft_from(session, desk, actor, former, now)
        record = replace(record, source=CHANGE, sections=_with_declarations(record.sections))
        await add_application(session, record)
        await record_act(
            session,
            actor=actor,
            act=Act.APPLICATION_START,
            subject=f"application:{record.id}",
            next_state=State.DRAFT,
            after={"expert": former.expert.id, "source": CHANGE},
        )
        return record


def _with_declarations(sections: Typed) -> Typed:
    """The declarations are kept up to date in the record: a change need not ask for them again."""
    declared = sections.get(Section.RELATIONS, {})
    nothing = "" if any(declared.values()) else "yes"
    return {**sections, Section.RELATIONS.value: {**declared, "nothing_to_declare": nothing}}


def merged(new: ExpertRecord, former: ExpertRecord, source: str) -> ExpertRecord:
    """The record after an admission: what the application did not ask for stays as it was.

    A change leaves standing, contact, directions and declarations alone, which the member
    changes without registrars, and the day of admission (SEC-06).
    """
    kept = replace(new.expert, leaves=former.expert.leaves)
    kept = replace(kept, integrity_flags=former.expert.integrity_flags)
    consent = former.expert.declarations.bank_consent
    kept = replace(kept, declarations=replace(kept.declarations, bank_consent=consent))
    sealed = replace(
        new.sealed, bank_cipher=former.sealed.bank_cipher, bank_index=former.sealed.bank_index
    )
    if source != CHANGE:
        return replace(new, expert=kept, sealed=sealed)
    kept = replace(
        kept,
        standing=former.expert.standing,
        admitted_on=former.expert.admitted_on,
        directions=former.expert.directions,
        relations=former.expert.relations,
        avoided_units=former.expert.avoided_units,
    )
    return replace(new, expert=kept, sealed=_with_former_phone(sealed, former), email=former.email)


def _with_former_phone(sealed: SealedData, former: ExpertRecord) -> SealedData:
    if former.sealed.phone_cipher is None:
        return sealed
    phone_cipher, phone_index = former.sealed.phone_cipher, former.sealed.phone_index
    return replace(sealed, phone_cipher=phone_cipher, phone_index=phone_index)
