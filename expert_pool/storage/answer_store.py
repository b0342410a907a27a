"""Forms that were answered, and the dropping of all answers kept too long. It decides nothing."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.tables.answers import FormAnswerRow
from expert_pool.storage.tables.api import ApiAnswerRow
from expert_pool.storage.tables.columns import table_of

_FORM = table_of(FormAnswerRow)
_API = table_of(ApiAnswerRow)
_PAUSE_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True)
class SentForm:
    """A form as it came: which page's form, and what it held, both as hashes; and when."""

    key_hash: bytes
    request_hash: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """Where the answer of a form led; no location where nobody knows (the process died)."""

    location: str
    notice: str


async def claim_form(session: AsyncSession, sent: SentForm, patience: float) -> FormAnswer | None:
    """Take a form for this transaction, or give the answer that the same form got before.

    Waits for the transaction that holds the form just now, and `patience` seconds more for
    its answer. A form sent again with other contents is another act: it is taken anew.
    """
    for _ in range(max(1, round(patience / _PAUSE_SECONDS))):
        if await _insert(session, sent) or await _take_over(session, sent):
            return None
        answer = await find_form_answer(session, sent)
        if answer is not None:
            return answer
        await asyncio.sleep(_PAUSE_SECONDS)
    return FormAnswer("", "")


async def find_form_answer(session: AsyncSession, sent: SentForm) -> FormAnswer | None:
    """Where the same form led before, as far as its answer is known."""
    row = (await session.execute(select(_FORM).where(*_same(sent)))).one_or_none()
    return FormAnswer(row.location, row.notice) if row is not None and row.location else None


async def keep_form_answer(session: AsyncSession, sent: SentForm, answer: FormAnswer) -> None:
    """Keep where the answer of a taken form leads."""
    values = {"location": answer.location, "notice": answer.notice}
    await session.execute(update(_FORM).where(*_same(sent)).values(**values))


async def release_form(session: AsyncSession, sent: SentForm) -> None:
    """Let a form be sent again: its act was refused, or its answer is not to be repeated."""
    await session.execute(delete(_FORM).where(*_same(sent)))


async def sweep_answers(session: AsyncSession, before: datetime) -> None:
    """Drop every answer of pages and of the API that is older than this."""
    for table in (_FORM, _API):
        await session.execute(delete(table).where(table.c.created_at < before))


async def _insert(session: AsyncSession, sent: SentForm) -> bool:
    statement = (
        insert_or(_FORM)
        .values(
            key_hash=sent.key_hash,
            request_hash=sent.request_hash,
            location="",
            notice="",
            created_at=sent.at,
        )
        .on_conflict_do_nothing()
        .returning(_FORM.c.key_hash)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def _take_over(session: AsyncSession, sent: SentForm) -> bool:
    statement = (
        update(_FORM)
        .where(_FORM.c.key_hash == sent.key_hash, _FORM.c.request_hash != sent.request_hash)
        .values(request_hash=sent.request_hash, location="", notice="", created_at=sent.at)
        .returning(_FORM.c.key_hash)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


def _same(sent: SentForm) -> tuple[ColumnElement[bool], ...]:
    return (_FORM.c.key_hash == sent.key_hash, _FORM.c.request_hash == sent.request_hash)
