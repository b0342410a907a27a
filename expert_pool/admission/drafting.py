"""New drafts: an empty one, or one that is filled in with what a record holds already.

It stores nothing; who may begin an application is for its callers to say.
"""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.prefilling import prefill_sections
from expert_pool.admission.private_fields import seal_fields
from expert_pool.admission.reference_numbers import new_reference_number
from expert_pool.admission.sealing import open_private_data
from expert_pool.applications import Application, Section, State
from expert_pool.audit.entries import Actor
from expert_pool.experts import Expert, Standing
from expert_pool.storage.application_store import ApplicationRecord, load_applications_of
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_expert_of

PAPER: Final = "paper"
Typed = Mapping[str, Mapping[str, object]]


async def new_draft(
    session: AsyncSession,
    desk: AdmissionDesk,
    actor: Actor,
    origin: tuple[str, str],
    now: datetime,
) -> ApplicationRecord:
    """A draft of somebody who applies; `origin` is the address and where it comes from."""
    email, source = origin
    on_paper = source == PAPER
    former = None if on_paper else await load_expert_of(session, UUID(actor.account_id))
    if former is not None and former.expert.standing is Standing.EXITED:
        # Who left comes back to the own record, and need not type it all again.
        return await draft_from(session, desk, Application(actor.account_id), former, now)
    return ApplicationRecord(
        id=uuid4(),
        reference_number=new_reference_number(desk.policy.text("reference_prefix"), now.year),
        application=Application(
            applicant="" if on_paper else actor.account_id,
            entered_by=actor.account_id if on_paper else "",
        ),
        source=source,
        email=email,
    )


async def draft_from(
    session: AsyncSession,
    desk: AdmissionDesk,
    life: Application,
    former: ExpertRecord,
    now: datetime,
) -> ApplicationRecord:
    """A draft of somebody whose record is known already; pledges have to be given anew.

    `life` says who applies, or who enters it from paper.
    """
    application_id, expert_id = uuid4(), UUID(former.expert.id)
    kept = await load_applications_of(session, former.account_id, expert_id)
    admitted = [one for one in kept if one.application.state is State.ADMITTED]
    private = open_private_data(desk.cipher, expert_id, former.sealed)
    numbers = {"identity_number": private.identity_number, "phone": private.phone}
    return ApplicationRecord(
        id=application_id,
        reference_number=new_reference_number(desk.policy.text("reference_prefix"), now.year),
        application=life,
        email=former.email,
        sections=_sections(former.expert, admitted[-1].sections if admitted else {}),
        secret_cipher=seal_fields(desk.cipher, application_id, numbers),
        identity_index=former.sealed.identity_index,
        expert_id=expert_id,
    )


def _sections(expert: Expert, admitted: Typed) -> Typed:
    """What was admitted last, with its certificates; what changed at once since, as it is now."""
    known = prefill_sections(expert, lambda: token_hex(4))
    if not admitted:
        return known
    fields = {**admitted.get(Section.FIELDS, {}), "directions": list(expert.directions)}
    return {
        **{name: data for name, data in admitted.items() if name != Section.PLEDGES},
        Section.FIELDS.value: fields,
        Section.RELATIONS.value: known[Section.RELATIONS],
    }
