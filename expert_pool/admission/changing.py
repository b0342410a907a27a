"""A change of what registrars verified: an application that belongs to an expert of the pool.

It is filled in with what is in force, goes the way of every application (two registrars,
the same rules), and replaces the verified part of the record when it is admitted. Until
then the old state stays in force.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.case_file import CHANGE as CHANGE
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.drafting import Typed, draft_from
from expert_pool.admission.own_application import EDITABLE
from expert_pool.admission.own_record import IN_POOL, hold_own_record
from expert_pool.applications import CLOSED, Application, Section, State
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.application_store import (
    ApplicationRecord,
    add_application,
    load_applications_of,
    load_open_application,
)
from expert_pool.storage.expert_rows import ExpertRecord, SealedData
from expert_pool.storage.expert_store import load_expert
from expert_pool.storage.leave_store import hold_expert


async def start_change(
    desk: AdmissionDesk, actor: Actor, version: int, now: datetime
) -> ApplicationRecord:
    """A draft filled in with the state in force, or the application that is under way.

    Raises:
        ExpertPoolError: `own_record.not_found`, `own_record.changed_meanwhile`, or
            `own_record.change_on_paper` where registrars are entering one from paper.
    """
    async with desk.database.transaction() as session:
        former = await hold_own_record(session, actor, version)
        found = await load_open_application(session, UUID(actor.account_id))
        if found and found.application.state not in CLOSED:
            return found
        if await _find_under_way(session, former):
            raise ExpertPoolError("own_record.change_on_paper")
        life = Application(applicant=actor.account_id)
        return await _open_change(session, desk, actor, (former, life), now)


async def begin_paper_change(
    desk: AdmissionDesk, actor: Actor, expert_id: UUID, now: datetime
) -> ApplicationRecord:
    """A draft of a change that an expert reported on paper; the actor enters it.

    Gives the one that the actor is entering already, if there is one.

    Raises:
        ExpertPoolError: `expert.not_found`, `expert.not_in_this_standing`, or
            `expert.change_under_way` where another change waits to be decided.
    """
    async with desk.database.transaction() as session:
        await hold_expert(session, expert_id)
        former = await load_expert(session, expert_id)
        if former is None:
            raise ExpertPoolError("expert.not_found")
        if former.expert.standing not in IN_POOL:
            raise ExpertPoolError("expert.not_in_this_standing")
        if found := await _find_under_way(session, former):
            life = found.application
            if life.entered_by != actor.account_id or life.state not in EDITABLE:
                raise ExpertPoolError("expert.change_under_way")
            return found
        life = Application(applicant="", entered_by=actor.account_id)
        return await _open_change(session, desk, actor, (former, life), now)


async def _find_under_way(session: AsyncSession, former: ExpertRecord) -> ApplicationRecord | None:
    """The expert's application that is not decided yet, whoever enters it."""
    kept = await load_applications_of(session, former.account_id, UUID(former.expert.id))
    return next((one for one in kept if one.application.state not in CLOSED), None)


async def _open_change(
    session: AsyncSession,
    desk: AdmissionDesk,
    actor: Actor,
    of: tuple[ExpertRecord, Application],
    now: datetime,
) -> ApplicationRecord:
    former, life = of
    record = await draft_from(session, desk, life, former, now)
    record = replace(record, source=CHANGE, sections=_with_declarations(record.sections))
    await add_application(session, record)
    await record_act(
        session,
        actor=actor,
        act=Act.APPLICATION_ENTER_FOR if life.entered_by else Act.APPLICATION_START,
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


def merged(new: ExpertRecord, former: ExpertRecord, application: ApplicationRecord) -> ExpertRecord:
    """The record after an admission: what the application did not ask for stays as it was.

    A change leaves standing, contact, directions and declarations alone, which the member
    changes without registrars, and the day of admission (SEC-06). A change on paper brings
    contact, directions and more declarations along; it takes no declaration back.
    """
    kept = replace(
        new.expert,
        leaves=former.expert.leaves,
        weekdays_away=former.expert.weekdays_away,
        integrity_flags=former.expert.integrity_flags,
    )
    consent = former.expert.declarations.bank_consent
    kept = replace(kept, declarations=replace(kept.declarations, bank_consent=consent))
    bank = ("bank_cipher", "bank_index", "bank_branch_cipher")
    sealed = replace(new.sealed, **{name: getattr(former.sealed, name) for name in bank})
    if application.source != CHANGE:
        return replace(new, expert=kept, sealed=sealed)
    before = former.expert
    kept = replace(kept, standing=before.standing, admitted_on=before.admitted_on)
    changed = replace(new, expert=kept, sealed=sealed, account_id=former.account_id)
    if application.application.entered_by:
        return _with_more_declared(changed, former)
    kept = replace(
        kept,
        directions=before.directions,
        relations=before.relations,
        avoided_units=before.avoided_units,
    )
    sealed = _with_former_phone(sealed, former)
    return replace(changed, expert=kept, sealed=sealed, email=former.email)


def _with_more_declared(changed: ExpertRecord, former: ExpertRecord) -> ExpertRecord:
    """What was declared stays declared: a line that is missing on paper takes nothing back."""
    new, before = changed.expert, former.expert
    expert = replace(
        new,
        relations=tuple(dict.fromkeys((*before.relations, *new.relations))),
        avoided_units=tuple(dict.fromkeys((*before.avoided_units, *new.avoided_units))),
    )
    return replace(changed, expert=expert)


def _with_former_phone(sealed: SealedData, former: ExpertRecord) -> SealedData:
    if former.sealed.phone_cipher is None:
        return sealed
    phone_cipher, phone_index = former.sealed.phone_cipher, former.sealed.phone_index
    return replace(sealed, phone_cipher=phone_cipher, phone_index=phone_index)
