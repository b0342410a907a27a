"""Fetches the beacon's round for the draws that wait for it, beside the requests.

Its one job is to ask the relays that the operator allows, and nobody else: no redirect is
followed, no proxy of the environment is used, and what comes is small and proves itself. It
decides nothing: `selection.drawing` checks the signature and deals. A process that dies in between
is no loss, since every other one does the same.
"""

import asyncio
import json
import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

import httpx

from selection.drawing.beacon import abandon_overdue, bring_round
from selection.drawing.desk import SERVICE
from selection.drawing.sources import LOTTERY, read_beacon
from selection.sources.beacon import Chain, is_signature_of
from selection.storage.draw_store import load_draw
from selection.storage.source_store import WaitingDraw, list_waiting
from web.services import Services
from web.workers import do_each, keep_doing

_EVERY_SECONDS: Final = 3.0
_OFTEN: Final = timedelta(minutes=2)
"""So long after its time a round is asked for again and again; later once a minute."""
_TIMEOUT: Final = httpx.Timeout(5.0)
_MOST_BYTES: Final = 10_000
_SIGNATURE: Final = re.compile(r"[0-9a-f]{96}")


async def run_beacons(services: Services) -> None:
    """Attend to the draws that wait for a public source, for as long as the service runs."""
    await keep_doing("beacons", partial(attend, services), _EVERY_SECONDS)


async def attend(services: Services) -> None:
    """Void what is overdue, and deal what has its round, in the order of rounds and commitments."""
    async with services.database.read() as session:
        waiting = await list_waiting(session)
    await do_each("beacons", waiting, partial(_attend_one, services))


async def _attend_one(services: Services, one: WaitingDraw) -> None:
    overdue = services.now() - one.speaks_at
    async with services.database.transaction() as session:
        if await abandon_overdue(session, services.draw_desk, one.request_id):
            return
    if overdue < timedelta(0) or one.kind == LOTTERY:
        return  # a lottery's numbers are typed by people
    if overdue > _OFTEN and overdue.total_seconds() % 60 > _EVERY_SECONDS:
        return
    signature = await _find_signature(services, one.request_id)
    if signature:
        async with services.database.transaction() as session:
            await bring_round(session, services.draw_desk, one.request_id, SERVICE, signature)


async def _find_signature(services: Services, request_id: UUID) -> str:
    async with services.database.read() as session:
        draw = await load_draw(session, request_id)
    chain = services.draw_desk.chain
    if draw is None or read_beacon(draw).chain != chain.hash:
        return ""
    return await fetch_signature(services.settings.relays, chain, read_beacon(draw).round)


async def fetch_signature(relays: Sequence[str], chain: Chain, number: int) -> str:
    """The round's signature from the first relay that has the real one; empty where none has."""
    async with httpx.AsyncClient(
        timeout=_TIMEOUT, follow_redirects=False, trust_env=False
    ) as client:
        for relay in relays:
            told = await _ask(client, f"{relay}/{chain.hash}/public/{number}")
            real: bool = await asyncio.to_thread(is_signature_of, chain, number, told or "00")
            if real:
                return told
    return ""


async def _ask(client: httpx.AsyncClient, address: str) -> str:
    """What one relay says; empty for whatever is not the answer of a relay."""
    try:
        async with client.stream("GET", address) as answer:
            body = await _read(answer)
        told = json.loads(body)
    except (httpx.HTTPError, ValueError, RecursionError):
        return ""
    signature = told.get("signature") if isinstance(told, dict) else None
    return signature if isinstance(signature, str) and _SIGNATURE.fullmatch(signature) else ""


async def _read(answer: httpx.Response) -> bytes:
    """The body of a good answer, unless it is too large to be one; else nothing."""
    body = b""
    async for part in answer.aiter_bytes():
        body += part
        if len(body) > _MOST_BYTES:
            return b""
    return body if answer.status_code == httpx.codes.OK else b""
