"""What applicants are told by mail: handed in, returned, declined, admitted.

Each function queues one mail in the caller's transaction, in the applicant's language. A
mail holds the reference number and coded reasons, never what the person filled in.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications import DECLINE_REASONS, ReturnedField
from expert_pool.applications.verification import NamedCode
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.application_store import ApplicationRecord
from expert_pool.storage.mail_store import queue_mail

DEFAULT_LANGUAGE = "zh_Hans"


async def tell_submitted(session: AsyncSession, record: ApplicationRecord, until: date) -> None:
    """The application arrived; `until` is the day by which the bureau means to decide."""
    await _tell(session, record, "application_submitted", {"until": until.isoformat()})


async def tell_returned(
    session: AsyncSession, record: ApplicationRecord, returned: tuple[ReturnedField, ...]
) -> None:
    """Some fields must be corrected; which ones, and why, stands on the application's page."""
    await _tell(session, record, "application_returned", {"count": len(returned)})


async def tell_declined(
    session: AsyncSession, record: ApplicationRecord, reasons: tuple[str, ...]
) -> None:
    """The application was declined, for coded reasons of `DECLINE_REASONS`."""
    _, language = await _recipient(session, record)
    named = [_name(DECLINE_REASONS[code], language) for code in reasons]
    await _tell(session, record, "application_declined", {"reasons": named})


async def tell_admitted(session: AsyncSession, record: ApplicationRecord) -> None:
    """The applicant is in the pool, or a member's change is in force."""
    template = "change_admitted" if record.source == "change" else "application_admitted"
    await _tell(session, record, template, {})


def _name(reason: NamedCode, language: str) -> str:
    return reason.name_en if language == "en" else reason.name_zh


async def _recipient(session: AsyncSession, record: ApplicationRecord) -> tuple[str, str]:
    """The applicant's account speaks its language; on paper there is only the address."""
    applicant = record.application.applicant
    account = await AccountStore(session).by_id(UUID(applicant)) if applicant else None
    if account is None:
        return record.email, DEFAULT_LANGUAGE
    return account.email, account.language


async def _tell(
    session: AsyncSession,
    record: ApplicationRecord,
    template: str,
    context: Mapping[str, object],
) -> None:
    address, language = await _recipient(session, record)
    if address:
        told = {"reference": record.reference_number, **context}
        await queue_mail(session, address, template, language, told)
