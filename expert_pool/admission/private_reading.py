"""Reading a masked number in full: an act of its own, with a purpose, in the log.

Without the entry there is no number: both happen in one transaction.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from uuid import UUID

from expert_pool.admission.case_file import load_case
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.private_fields import open_fields
from expert_pool.admission.sealing import open_private_data
from expert_pool.applications.verification import NamedCode
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.expert_store import load_expert

FIELDS: Final = ("identity_number", "phone")
PURPOSES: Final[Mapping[str, NamedCode]] = MappingProxyType(
    {
        code: NamedCode(code, zh, en)
        for code, zh, en in (
            ("compare_document", "与证件或者证书核对", "Compare with a document or certificate"),
            ("official_query", "在官方网站查询", "Query on an official site"),
            ("contact_person", "联系本人", "Contact the person"),
            ("resolve_duplicate", "排查重复记录", "Resolve a possible duplicate"),
            ("legal_request", "依法配合监督检查", "Supervision or inspection as the law asks"),
        )
    }
)


async def read_of_application(
    desk: AdmissionDesk, actor: Actor, application_id: UUID, field: str, purpose: str
) -> str:
    """One number of an applicant in full.

    Raises:
        ExpertPoolError: `pii.purpose_unknown`, `pii.field_not_found`, `application.not_found`.
    """
    _check(field, purpose)
    async with desk.database.transaction() as session:
        record = await load_case(session, application_id)
        value = open_fields(desk.cipher, record).get(field, "")
        await record_act(
            session,
            actor=actor,
            act=Act.PII_READ,
            subject=f"application:{application_id}",
            reason=purpose,
            after={"field": field},
        )
        return value


async def read_of_expert(
    desk: AdmissionDesk, actor: Actor, expert_id: UUID, field: str, purpose: str
) -> str:
    """One number of a member of the pool in full.

    Raises:
        ExpertPoolError: `pii.purpose_unknown`, `pii.field_not_found`, `expert.not_found`.
    """
    _check(field, purpose)
    async with desk.database.transaction() as session:
        record = await load_expert(session, expert_id)
        if record is None:
            raise ExpertPoolError("expert.not_found")
        value = str(getattr(open_private_data(desk.cipher, expert_id, record.sealed), field))
        await record_act(
            session,
            actor=actor,
            act=Act.PII_READ,
            subject=f"expert:{expert_id}",
            reason=purpose,
            after={"field": field},
        )
        return value


def _check(field: str, purpose: str) -> None:
    if field not in FIELDS:
        raise ExpertPoolError("pii.field_not_found")
    if purpose not in PURPOSES:
        raise ExpertPoolError("pii.purpose_unknown", {"purpose": purpose})
