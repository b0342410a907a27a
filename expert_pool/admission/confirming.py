"""Imported experts confirm their data and consent themselves, by a mailed link.

Until then nobody imported is a candidate. The link proves the address, gives an account
its password, and opens an application that is filled in with what the import knew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.accounts.signing_up import normal_email, refuse_weak
from expert_pool.accounts.tokens import CONFIRM_IMPORT, hash_token, issue_token, use_token
from expert_pool.admission.applying import subject
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.prefilling import prefill_sections
from expert_pool.admission.private_fields import seal_fields
from expert_pool.admission.reference_numbers import new_reference_number
from expert_pool.admission.sealing import open_private_data
from expert_pool.applications import CLOSED, Application, State
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Standing
from expert_pool.passwords import Passwords
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.application_store import (
    ApplicationRecord,
    add_application,
    load_open_application,
    save_application,
)
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_expert
from expert_pool.storage.mail_store import queue_mail

LANGUAGE = "zh_Hans"
STAFF = frozenset(Role) - {Role.EXPERT}


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a mailed link is for, and whether a password has to be set with it."""

    email: str
    name: str
    needs_password: bool


async def invite_imported(
    desk: AdmissionDesk, actor: Actor, expert_id: UUID, now: datetime
) -> None:
    """Mail an imported expert the link to confirm; an earlier link stops working.

    Raises:
        ExpertPoolError: `expert.not_found`, or `import.cannot_be_invited` without an address,
            after admission, or where the address is that of staff.
    """
    async with desk.database.transaction() as session:
        await invite_in(session, actor, expert_id, now)


async def invite_in(session: AsyncSession, actor: Actor, expert_id: UUID, now: datetime) -> None:
    """The same in the caller's transaction, for those who invite many."""
    record = await load_expert(session, expert_id)
    if record is None:
        raise ExpertPoolError("expert.not_found")
    address = normal_email(record.email)
    if record.expert.standing is not Standing.IMPORTED or not address:
        raise ExpertPoolError("import.cannot_be_invited")
    store = AccountStore(session)
    account = await store.by_email(address)
    if account and account.roles & STAFF:
        raise ExpertPoolError("import.cannot_be_invited")
    account_id = (
        account.id if account else await store.add(address, record.expert.name, LANGUAGE, now)
    )
    kept: dict[str, object] = {"expert_id": str(expert_id)}
    token = await issue_token(session, account_id, CONFIRM_IMPORT, now, kept)
    language = account.language if account else LANGUAGE
    await queue_mail(session, address, "confirm_data", language, {"token": token})
    await record_act(session, actor=actor, act=Act.IMPORT_INVITE, subject=f"expert:{expert_id}")


async def find_invitation(desk: AdmissionDesk, token: str, now: datetime) -> Invitation:
    """What the page behind the link shows before anything is changed.

    Raises:
        ExpertPoolError: `account.link_not_valid`.
    """
    async with desk.database.read() as session:
        account = await _account_of(session, token, now)
        return Invitation(account.email, account.display_name, not account.password_hash)


async def accept_invitation(
    desk: AdmissionDesk, passwords: Passwords, token: str, password: str, now: datetime
) -> ApplicationRecord:
    """Use the link: the account works from now on, and its application is filled in.

    `password` counts only where the account has none. An application that the person had
    begun alone is kept as it is and joined with the imported record.

    Raises:
        ExpertPoolError: `account.link_not_valid`, or a finding about the password.
    """
    async with desk.database.read() as session:
        known = await _account_of(session, token, now)
    values: dict[str, object] = {} if known.verified else {"email_verified_at": now}
    if not known.password_hash:
        refuse_weak(passwords, password, known.email)
        values["password_hash"] = await passwords.hash(password)
    async with desk.database.transaction() as session:
        used = await use_token(session, token, CONFIRM_IMPORT, now)
        await _open_account(session, known, values, now)
        expert_id = UUID(str(used.data["expert_id"]))
        return await _join(session, desk, known, expert_id, now)


async def _account_of(session: AsyncSession, token: str, now: datetime) -> Account:
    store = AccountStore(session)
    owner = await store.find_token(hash_token(token), CONFIRM_IMPORT, now)
    account = await store.by_id(owner) if owner else None
    if account is None or not account.active:
        raise ExpertPoolError("account.link_not_valid")
    return account


async def _open_account(
    session: AsyncSession, account: Account, values: Mapping[str, object], now: datetime
) -> None:
    store = AccountStore(session)
    if values:
        await store.change(account.id, **values)
    if Role.EXPERT not in account.roles:
        await store.grant(account.id, Role.EXPERT, None, now)


async def _join(
    session: AsyncSession, desk: AdmissionDesk, account: Account, expert_id: UUID, now: datetime
) -> ApplicationRecord:
    expert = await load_expert(session, expert_id)
    if expert is None or expert.expert.standing is not Standing.IMPORTED:
        raise ExpertPoolError("account.link_not_valid")
    found = await load_open_application(session, account.id)
    if found and found.application.state not in CLOSED:
        record = replace(found, expert_id=expert_id, version=found.version + 1)
        await save_application(session, record)
    else:
        record = _filled_in(desk, account, expert, now)
        await add_application(session, record)
    await record_act(
        session,
        actor=Actor(str(account.id), Role.EXPERT),
        act=Act.APPLICATION_CONFIRM,
        subject=subject(record),
        next_state=record.application.state,
        after={"expert": str(expert_id)},
    )
    return record


def _filled_in(
    desk: AdmissionDesk, account: Account, expert: ExpertRecord, now: datetime
) -> ApplicationRecord:
    application_id, expert_id = uuid4(), UUID(expert.expert.id)
    private = open_private_data(desk.cipher, expert_id, expert.sealed)
    sealed = seal_fields(
        desk.cipher,
        application_id,
        {
            "identity_number": private.identity_number,
            "phone": private.phone,
            "bank_account": private.bank_account,
        },
    )
    return ApplicationRecord(
        id=application_id,
        reference_number=new_reference_number(desk.policy.text("reference_prefix"), now.year),
        application=Application(applicant=str(account.id), state=State.DRAFT),
        source="import",
        email=account.email,
        sections=prefill_sections(expert.expert, lambda: token_hex(4)),
        secret_cipher=sealed,
        identity_index=expert.sealed.identity_index,
        expert_id=expert_id,
    )
