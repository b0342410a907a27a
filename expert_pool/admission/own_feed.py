"""A member's calendar address: switched on, renewed, switched off, each an act in the log.

The secret is told once and kept as its hash. Reading the calendar is no act: programs fetch it
many times a day, and it shows its owner the own days only.
"""

from datetime import datetime
from uuid import UUID

from expert_pool.accounts.tokens import hash_token, mint_token
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_leave import own_expert_id
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.storage.feed_store import Feed, feed_of, find_feed, remove_feed, save_feed
from expert_pool.storage.leave_store import hold_expert


async def renew_feed(desk: AdmissionDesk, actor: Actor, language: str, now: datetime) -> str:
    """Give the own calendar a new secret address; the former one ends at once.

    Raises:
        ExpertPoolError: `own_record.not_found`.
    """
    expert_id = await own_expert_id(desk, actor)
    secret = mint_token()
    async with desk.database.transaction() as session:
        await hold_expert(session, expert_id)
        former = await feed_of(session, expert_id)
        await save_feed(session, Feed(expert_id, language, now), hash_token(secret))
        await record_act(
            session,
            actor=actor,
            act=Act.EXPERT_FEED,
            subject=f"expert:{expert_id}",
            before={"on": former is not None},
            after={"on": True},
        )
    return secret


async def end_feed(desk: AdmissionDesk, actor: Actor) -> None:
    """Switch the own calendar address off; where there is none, nothing happens.

    Raises:
        ExpertPoolError: `own_record.not_found`.
    """
    expert_id = await own_expert_id(desk, actor)
    async with desk.database.transaction() as session:
        await hold_expert(session, expert_id)
        if not await remove_feed(session, expert_id):
            return
        await record_act(
            session,
            actor=actor,
            act=Act.EXPERT_FEED,
            subject=f"expert:{expert_id}",
            before={"on": True},
            after={"on": False},
        )


async def load_own_feed(desk: AdmissionDesk, expert_id: UUID) -> Feed | None:
    """Whether and since when the own calendar has an address."""
    async with desk.database.read() as session:
        return await feed_of(session, expert_id)


async def open_feed(desk: AdmissionDesk, secret: str) -> Feed | None:
    """The calendar that somebody's address opens, or None."""
    async with desk.database.read() as session:
        return await find_feed(session, hash_token(secret))
