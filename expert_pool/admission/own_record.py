"""A member's own record in the pool: read, and changed where no registrar has to check it.

Contact, research directions and bank account take effect at once; each change is one log
entry. What registrars verified (employer, title, fields) is not changed here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.sealing import PrivateData, open_private_data, seal_private_data
from expert_pool.applications import Section, SectionData, check_section
from expert_pool.applications.sections import typed_list, typed_text
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Standing
from expert_pool.identity import check_phone, compact, mask_bank, mask_identity, mask_phone
from expert_pool.recording import record_act
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import (
    find_expert_of,
    load_expert,
    load_expert_of,
    replace_expert,
)
from expert_pool.storage.leave_store import hold_expert

IN_POOL: Final = frozenset({Standing.ACTIVE, Standing.SUSPENDED, Standing.DORMANT})
WAS_ADMITTED: Final = IN_POOL | {Standing.EXITED}
ACCOUNT_DIGITS: Final = range(8, 33)
BANK_CONSENT: Final = "2026.2"
"""The version of the words by which somebody consents to the storing of a bank account."""


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """A record as its owner sees it: nothing private in full."""

    record: ExpertRecord
    masked: Mapping[str, str]

    @property
    def id(self) -> UUID:
        """The expert's id."""
        return UUID(self.record.expert.id)

    @property
    def in_pool(self) -> bool:
        """Whether the owner is a member now: active, suspended or dormant."""
        return self.record.expert.standing in IN_POOL


@dataclass(frozen=True, slots=True)
class Change:
    """A changed record, and what the log keeps of it: values before and after, a coded reason."""

    record: ExpertRecord
    before: Mapping[str, object]
    after: Mapping[str, object]
    reason: str = ""


async def read_own_record(desk: AdmissionDesk, actor: Actor) -> OwnRecord:
    """The record of somebody who was admitted, also after leaving the pool.

    Raises:
        ExpertPoolError: `own_record.not_found` for everybody else.
    """
    found = await find_own_record(desk, actor)
    if found is None:
        raise ExpertPoolError("own_record.not_found")
    return found


async def find_own_record(desk: AdmissionDesk, actor: Actor) -> OwnRecord | None:
    """The same, or None."""
    async with desk.database.read() as session:
        record = await load_expert_of(session, UUID(actor.account_id))
    if record is None or record.expert.standing not in WAS_ADMITTED:
        return None
    return OwnRecord(record, mask_private(desk, record))


def mask_private(desk: AdmissionDesk, record: ExpertRecord) -> Mapping[str, str]:
    """The sealed numbers of a record as a page shows them, as far as they are stored."""
    private = open_private_data(desk.cipher, UUID(record.expert.id), record.sealed)
    shown = {
        "identity_number": mask_identity(private.identity_number),
        "phone": mask_phone(private.phone),
        "bank_account": mask_bank(private.bank_account),
        "bank_branch": private.bank_branch,
    }
    return MappingProxyType({name: value for name, value in shown.items() if value})


async def hold_own_record(
    session: AsyncSession,
    actor: Actor,
    version: int,
    standings: Collection[Standing] = IN_POOL,
) -> ExpertRecord:
    """The own record, kept from others until the commit, if it is still what the person saw.

    Raises:
        ExpertPoolError: `own_record.not_found`, or `own_record.changed_meanwhile`.
    """
    expert_id, found = await find_expert_of(session, UUID(actor.account_id)), None
    if expert_id is not None:
        await hold_expert(session, expert_id)
        found = await load_expert(session, expert_id)
    if found is None or found.expert.standing not in standings:
        raise ExpertPoolError("own_record.not_found")
    if found.version != version:
        raise ExpertPoolError("own_record.changed_meanwhile")
    return found


async def keep_change(
    session: AsyncSession, actor: Actor, change: Change, act: Act = Act.EXPERT_CHANGE
) -> None:
    """Store a changed record and say so in the log: one entry a change."""
    await replace_expert(session, change.record)
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=f"expert:{change.record.expert.id}",
        reason=change.reason,
        before=change.before,
        after=change.after,
    )


def refuse_wrong(
    desk: AdmissionDesk, section: Section, typed: SectionData, names: Collection[str], as_of: date
) -> None:
    """Refuse what the checks of an application would refuse too, for these fields only.

    Raises:
        ExpertPoolError: the first error of these fields.
    """
    for error in check_section(section, typed, desk.policy, desk.lists, as_of):
        if error.field.partition(".")[0] in names:
            raise ExpertPoolError(error.code, dict(error.params))


async def change_contact(
    desk: AdmissionDesk, actor: Actor, version: int, typed: SectionData, as_of: date
) -> None:
    """Change telephone number and address for invitations; an empty number keeps the stored one.

    An empty address stands for the one that the person signs in with.

    Raises:
        ExpertPoolError: what is wrong with a field, or as `hold_own_record` says.
    """
    given = [name for name in ("phone", "email") if typed_text(typed, name)]
    refuse_wrong(desk, Section.IDENTITY, typed, given, as_of)
    async with desk.database.transaction() as session:
        record = await hold_own_record(session, actor, version)
        account = await AccountStore(session).by_id(UUID(actor.account_id))
        own_address = account.email if account else record.email
        changed = replace(record, email=typed_text(typed, "email") or own_address)
        if phone := typed_text(typed, "phone"):
            changed = _with_phone(desk, changed, check_phone(phone).number)
        before, after = (_contact(desk, one) for one in (record, changed))
        await keep_change(session, actor, Change(changed, before, after))


def _with_phone(desk: AdmissionDesk, record: ExpertRecord, number: str) -> ExpertRecord:
    new = seal_private_data(desk.cipher, UUID(record.expert.id), PrivateData(phone=number))
    sealed = replace(record.sealed, phone_cipher=new.phone_cipher, phone_index=new.phone_index)
    return replace(record, sealed=sealed)


def _contact(desk: AdmissionDesk, record: ExpertRecord) -> Mapping[str, object]:
    return {"email": record.email, "phone": mask_private(desk, record).get("phone", "")}


async def change_directions(
    desk: AdmissionDesk, actor: Actor, version: int, typed: SectionData, as_of: date
) -> None:
    """Change the research directions, by which officers search.

    Raises:
        ExpertPoolError: as for the contact.
    """
    refuse_wrong(desk, Section.FIELDS, typed, ("directions",), as_of)
    directions = typed_list(typed, "directions")
    async with desk.database.transaction() as session:
        record = await hold_own_record(session, actor, version)
        changed = replace(record, expert=replace(record.expert, directions=directions))
        before = {"directions": list(record.expert.directions)}
        await keep_change(session, actor, Change(changed, before, {"directions": list(directions)}))


async def store_bank_account(
    desk: AdmissionDesk, actor: Actor, version: int, typed: PrivateData, *, consents: bool
) -> None:
    """Keep a bank account for fees and its bank, sealed, by an own consent (PIPL, article 29).

    Raises:
        ExpertPoolError: `bank_account.consent_missing`, `bank_account.wrong_number`, or as
            `hold_own_record` says.
    """
    number = compact(typed.bank_account)
    if not consents:
        raise ExpertPoolError("bank_account.consent_missing")
    if not (number.isascii() and number.isdigit() and len(number) in ACCOUNT_DIGITS):
        raise ExpertPoolError("bank_account.wrong_number")
    async with desk.database.transaction() as session:
        record = await hold_own_record(session, actor, version)
        account = PrivateData(bank_account=number, bank_branch=typed.bank_branch.strip())
        await _keep_bank(session, desk, actor, record, account)


async def remove_bank_account(desk: AdmissionDesk, actor: Actor, version: int) -> None:
    """Delete the stored bank account, and with it the consent; also after leaving the pool.

    Raises:
        ExpertPoolError: as `hold_own_record` says.
    """
    async with desk.database.transaction() as session:
        record = await hold_own_record(session, actor, version, WAS_ADMITTED)
        await _keep_bank(session, desk, actor, record, PrivateData())


async def _keep_bank(
    session: AsyncSession,
    desk: AdmissionDesk,
    actor: Actor,
    record: ExpertRecord,
    account: PrivateData,
) -> None:
    new = seal_private_data(desk.cipher, UUID(record.expert.id), account)
    consent = BANK_CONSENT if account.bank_account else ""
    declared = replace(record.expert.declarations, bank_consent=consent)
    changed = replace(
        record,
        expert=replace(record.expert, declarations=declared),
        sealed=replace(
            record.sealed,
            bank_cipher=new.bank_cipher,
            bank_index=new.bank_index,
            bank_branch_cipher=new.bank_branch_cipher,
        ),
    )
    before, after = (_bank(desk, one) for one in (record, changed))
    await keep_change(session, actor, Change(changed, before, after))


def _bank(desk: AdmissionDesk, record: ExpertRecord) -> Mapping[str, object]:
    return {
        "bank_account": mask_private(desk, record).get("bank_account", ""),
        "bank_consent": record.expert.declarations.bank_consent,
    }
