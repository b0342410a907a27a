"""Delivers messages to members of panels, beside the requests: each attempt claimed, made, kept.

Its one job is to bring what is due to its channel. Mails go into the outbox, which has its own
courier. It may die at any instruction: what was started is found, and repeated under its key.
"""

import asyncio
from functools import partial
from typing import Final

from expert_pool.errors import ExpertPoolError
from expert_pool.messages import Channel, Result, Writer
from expert_pool.messaging import (
    Letter,
    Outcome,
    claim_due,
    give_up_lost,
    settle,
    settle_mails,
)
from expert_pool.storage.mail_store import queue_mail
from web.channels import Carriers, Parcel, make_carriers
from web.services import Services
from web.workers import keep_doing

_EVERY_SECONDS: Final = 2.0
_BATCH: Final = 100
_AT_ONCE: Final = 4


async def run_messenger(services: Services) -> None:
    """Deliver messages for as long as the service runs."""
    carriers = make_carriers(services.settings)
    await keep_doing(
        "messenger", partial(deliver_messages, services, carriers), _EVERY_SECONDS, ExpertPoolError
    )


async def deliver_messages(services: Services, carriers: Carriers) -> int:
    """Attend to the attempts that are due, some beside each other; how many there were."""
    await _tidy(services)
    if not await _attend_one(services, carriers):
        return 0
    others = await asyncio.gather(*(_attend(services, carriers) for _ in range(_AT_ONCE)))
    return 1 + sum(others)


async def _tidy(services: Services) -> None:
    """Keep what the outbox delivered, and end what somebody left unfinished."""
    async with services.database.transaction() as session:
        await settle_mails(session, services.now())
    for _ in range(_BATCH):
        async with services.database.transaction() as session:
            if not await give_up_lost(session, services.now()):
                return


async def _attend(services: Services, carriers: Carriers) -> int:
    for done in range(_BATCH):
        if not await _attend_one(services, carriers):
            return done
    return _BATCH


async def _attend_one(services: Services, carriers: Carriers) -> bool:
    """One attempt that is due; False where there was none."""
    async with services.database.transaction() as session:
        claimed = await claim_due(session, services.policy, services.now())
    if isinstance(claimed, Letter):
        await _bring(services, carriers, claimed)
    return claimed is not False


async def _bring(services: Services, carriers: Carriers, letter: Letter) -> None:
    """Bring one letter to its channel; a mail and its attempt's end are one transaction."""
    attempt = letter.attempt
    if attempt.channel is Channel.MAIL:
        async with services.database.transaction() as session:
            outcome = Outcome(Result.HANDED_OVER)
            if await settle(session, attempt.id, outcome, services.now()):
                put = partial(queue_mail, session, letter.address, "seat_message", letter.language)
                await put(_mail_context(services, letter), attempt.id)
        return
    outcome = await _carry(services, carriers, letter)
    async with services.database.transaction() as session:
        await settle(session, attempt.id, outcome, services.now())


async def _carry(services: Services, carriers: Carriers, letter: Letter) -> Outcome:
    channel = letter.attempt.channel
    if channel not in carriers:
        return Outcome(Result.NO_CHANNEL)
    (line,) = writer_for(services, letter.language).write(letter.message, channel).lines
    return await carriers[channel].carry(
        Parcel(letter.key, channel, letter.address, line, letter.language, letter.expires_at)
    )


def writer_for(services: Services, language: str) -> Writer:
    """Who puts messages into words for this service, in one language."""
    settings = services.settings
    return Writer(
        services.policy, services.lists, language, settings.address, settings.sms_signature
    )


def _mail_context(services: Services, letter: Letter) -> dict[str, object]:
    text = writer_for(services, letter.language).write(letter.message, Channel.MAIL)
    return {
        "title": text.subject,
        "paragraphs": list(text.lines),
        "way": letter.message.path,
        "way_words": text.link_words,
        "calendar": letter.message.calendar,
    }
