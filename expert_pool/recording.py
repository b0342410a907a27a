"""Writes acts into the log, in the transaction that makes the change: both hold, or neither.

Its one job is to give an entry what the core must not make: id, salt and time. It must
not decide whether an act was allowed, and never opens or commits a transaction.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import (
    SALT_SIZE,
    Actor,
    Entry,
    detail_digest,
    hash_session,
    plain_detail,
    uuid7,
)
from expert_pool.encryption import FieldCipher
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.audit_append import KeptDetail, append_entries
from expert_pool.storage.audit_sequence import LogOrder
from expert_pool.storage.database import SETTLER, Database

SESSION_KEY = "expert_pool.recorder"
NOISE_SIZE = 10


@dataclass(frozen=True, slots=True)
class Recorder:
    """What recording needs beside a transaction: time, keys, and the version that acts."""

    clock: Callable[[], datetime]
    cipher: FieldCipher
    software: str = ""


class Particulars(TypedDict, total=False):
    """What an act may have beside actor, act and subject.

    `request` is the id of the panel request, `reason` a code, never a text; `before` and
    `after` are the values that changed, kept encrypted and erasable, the states are not.
    """

    request: str
    reason: str
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    previous_state: str
    next_state: str


def equip(database: Database, recorder: Recorder) -> None:
    """Let every transaction of a database record acts, and every reader see them in the log."""
    database.carry({SESSION_KEY: recorder, SETTLER: LogOrder(database)})


async def record_act(
    session: AsyncSession,
    *,
    actor: Actor,
    act: Act,
    subject: str,
    **particulars: Unpack[Particulars],
) -> UUID:
    """Write one entry in the caller's transaction and give its id.

    Raises:
        ExpertPoolError: `recording.not_equipped`, `audit.bad_field` or `audit.not_plain`;
            the caller's change then fails with it.
    """
    (entry_id,) = await record_each(session, actor, act, {subject: particulars})
    return entry_id


async def record_each(
    session: AsyncSession, actor: Actor, act: Act, subjects: Mapping[str, Particulars]
) -> tuple[UUID, ...]:
    """Write an entry for each of many subjects of one act at once, such as imported people."""
    recorder = _recorder_of(session)
    made = [
        _make(recorder, actor, act, subject, particulars)
        for subject, particulars in subjects.items()
    ]
    entries, details = [entry for entry, _ in made], [kept for _, kept in made if kept]
    await append_entries(session, recorder.cipher, entries, details)
    return tuple(entry.id for entry, _ in made)


def _make(
    recorder: Recorder, actor: Actor, act: Act, subject: str, particulars: Particulars
) -> tuple[Entry, KeptDetail | None]:
    """The entry of an act, and the detail to keep beside it where there is one."""
    moment, salt = recorder.clock(), secrets.token_bytes(SALT_SIZE)
    detail = plain_detail(particulars.get("before"), particulars.get("after"))
    entry = Entry(
        id=uuid7(moment, secrets.token_bytes(NOISE_SIZE)),
        moment=moment,
        actor=actor.account_id,
        role=str(actor.role),
        session_hash=hash_session(actor.session),
        act=act.value,
        subject=subject,
        request=particulars.get("request", ""),
        detail_digest=detail_digest(salt, detail),
        reason=particulars.get("reason", ""),
        previous_state=str(particulars.get("previous_state", "")),
        next_state=str(particulars.get("next_state", "")),
        software=recorder.software,
    )
    return entry, None if detail.is_empty else KeptDetail(entry.id, salt, detail)


def cipher_of(session: AsyncSession) -> FieldCipher:
    """The keys that a transaction carries, for stores that keep a column sealed.

    Raises:
        ExpertPoolError: `recording.not_equipped`.
    """
    return _recorder_of(session).cipher


def moment_of(session: AsyncSession) -> datetime:
    """This moment by the clock that entries are written by."""
    return _recorder_of(session).clock()


def _recorder_of(session: AsyncSession) -> Recorder:
    recorder = session.info.get(SESSION_KEY)
    if not isinstance(recorder, Recorder):
        raise ExpertPoolError("recording.not_equipped")
    return recorder
