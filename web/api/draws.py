"""Draws for programs: commitment, counts and receipts. No name of an expert is ever answered."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.roles import Role
from selection.counts import shown
from selection.documents.entry_file import EntryFile
from selection.documents.forms import FullReceipt, PublicReceipt
from selection.drawing import list_published, load_ceremony, load_published, read_receipt
from selection.drawing.odds_numbers import read_weights
from selection.drawing.own_entries import read_own_entry
from selection.errors import SelectionError
from selection.states.requests import RequestState
from selection.storage.draw_store import DrawRecord, DrawState, load_draw
from selection.storage.request_store import RequestFilter, list_requests
from web.api.answering import answer, answer_text
from web.api.desks import acting
from web.api.operations import ID_EXAMPLE, MOMENT_EXAMPLE, Operation, PathPart, Say
from web.api.reading import read_query
from web.api.values import Answer, NoQuery, Page, PageQuery
from web.services import PageRequest, services_of

TAG: Final = "Draws"
_WITH_DRAW: Final = (RequestState.COMMITTED, RequestState.DRAWN)


class DrawAnswer(Answer):
    """A draw: what was committed and what came of it, without the panel."""

    commit_hash: str = Field(description="The draw's id: the SHA-256 of its commit document.")
    request: UUID
    attempt: int
    state: DrawState
    committed_at: datetime
    reveal_from: datetime
    drawn_at: datetime | None
    receipt_digest: str = Field(description="SHA-256 of the public receipt; empty before.")
    result_digest: str


class DrawInFull(DrawAnswer):
    """One draw with its numbers."""

    pool: int
    candidates: int | None = Field(
        description="Null for an officer before the draw where there are fewer than ten."
    )
    patterns: int
    cells: int
    lowest_chance: str = Field(
        description="A fraction, such as 1/12; empty where `candidates` is null."
    )
    highest_chance: str
    weight_limit: int | None = Field(
        description="With weighted chances (DRW-19) the highest weight; the lowest is 1. Else null."
    )
    weight_months: int | None = Field(
        description="How many months back a panel lowers the weight; null without weights."
    )


@get("/api/v1/draws", name="api.draws")
async def draws(request: PageRequest) -> Response[Any]:
    """A page of the draws that the visitor may watch."""
    asked = read_query(request, PageQuery)
    async with services_of(request).database.read() as session:
        found, total = await _page(session, request, asked)
    items = tuple(map(shown_draw, found))
    return answer(Page[DrawAnswer](items=items, total=total, next=asked.next(total)))


@get("/api/v1/draws/{commit_hash:str}", name="api.draw")
async def draw(request: PageRequest, commit_hash: FromPath[str]) -> Response[Any]:
    """One draw."""
    read_query(request, NoQuery)
    async with services_of(request).database.read() as session:
        found = (await load_published(session, commit_hash)).draw
        await load_ceremony(session, found.request_id, acting(request))
    return answer(draw_in_full(found, exact=acting(request).role == Role.AUDITOR))


@get("/api/v1/draws/{commit_hash:str}/receipt", name="api.draw.receipt")
async def receipt(request: PageRequest, commit_hash: FromPath[str]) -> Response[Any]:
    """The receipt: in full for the auditor, with a log entry; in its public form for the officer.

    The bytes are those that were signed.
    """
    read_query(request, NoQuery)
    services, actor = services_of(request), acting(request)
    async with services.database.transaction() as session:
        found = (await load_published(session, commit_hash)).draw
        ceremony = await load_ceremony(session, found.request_id, actor)
        if actor.role == Role.AUDITOR:
            return answer_text(await read_receipt(session, services.draw_desk, ceremony, actor))
    if found.public_receipt is None:
        raise SelectionError("draw.not_drawn_yet")
    return answer_text(found.public_receipt)


@get("/api/v1/draws/{commit_hash:str}/entry", name="api.draw.entry")
async def entry(request: PageRequest, commit_hash: FromPath[str]) -> Response[Any]:
    """The expert's own entry, once the panel is released; the bytes are those to be checked."""
    read_query(request, NoQuery)
    services, account_id = services_of(request), UUID(acting(request).account_id)
    async with services.database.read() as session:
        return answer_text(
            await read_own_entry(session, services.draw_desk, account_id, commit_hash)
        )


async def _page(
    session: AsyncSession, request: PageRequest, asked: PageQuery
) -> tuple[tuple[DrawRecord, ...], int]:
    """Auditors get all draws, an officer those of the own requests; the newest first."""
    actor = acting(request)
    if actor.role == Role.AUDITOR:
        found, total = await list_published(session, limit=asked.limit, offset=asked.offset)
        return tuple(one.draw for one in found), total
    own = RequestFilter(states=_WITH_DRAW, created_by=UUID(actor.account_id))
    requests, total = await list_requests(session, own, limit=asked.limit, offset=asked.offset)
    found_draws = [await load_draw(session, one.id) for one in requests]
    return tuple(one for one in found_draws if one is not None), total


def shown_draw(draw: DrawRecord) -> DrawAnswer:
    """A draw as everybody may see it: digests and moments."""
    return DrawAnswer(**_common(draw))


def _common(draw: DrawRecord) -> dict[str, Any]:
    return {
        "commit_hash": draw.commit_hash.hex(),
        "request": draw.request_id,
        "attempt": draw.attempt,
        "state": draw.state,
        "committed_at": draw.committed_at,
        "reveal_from": draw.reveal_from,
        "drawn_at": draw.drawn_at,
        "receipt_digest": (draw.receipt_digest or b"").hex(),
        "result_digest": str(draw.summary.get("result_digest", "")),
    }


def draw_in_full(draw: DrawRecord, *, exact: bool) -> DrawInFull:
    """A draw with its numbers; few candidates, and chances that tell them, after it only."""
    told = dict(draw.summary)
    candidates = told.get("candidates")
    number = candidates if isinstance(candidates, int) else 0
    if not exact and draw.drawn_at is None and shown(number).under_ten:
        told |= {"candidates": None, "lowest": "", "highest": ""}
    names = ("pool", "candidates", "patterns", "cells")
    counts: dict[str, Any] = {name: told.get(name, 0) for name in names}
    weights = read_weights(told)
    return DrawInFull(
        **_common(draw),
        **counts,
        lowest_chance=str(told.get("lowest", "")),
        highest_chance=str(told.get("highest", "")),
        weight_limit=weights.limit if weights else None,
        weight_months=weights.months if weights else None,
    )


_EXAMPLE: Final = {
    "commit_hash": "0f" * 32,
    "request": ID_EXAMPLE,
    "attempt": 1,
    "state": "drawn",
    "committed_at": MOMENT_EXAMPLE,
    "reveal_from": MOMENT_EXAMPLE,
    "drawn_at": MOMENT_EXAMPLE,
    "receipt_digest": "1e" * 32,
    "result_digest": "2d" * 32,
}
_ENTRY_EXAMPLE: Final = {
    "v": 1,
    "type": "draw.entry",
    "commit_hash": "0f" * 32,
    "opening": {
        "index": 16,
        "entry": {"e": "4b" * 16, "employer": "5a" * 16, "meets": ["technical"], "salt": "3c" * 16},
        "path": ["7d" * 32],
    },
    "chance": [1, 240],
}
HASH_PART: Final = PathPart(
    "commit_hash",
    "The draw's id: the SHA-256 of its commit document, in hex.",
    {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    "0f" * 32,
)
_FOR_WHOM: Final = "Officers get the draws of their own requests, auditors all."
OPERATIONS: Final = (
    Operation(
        route="api.draws",
        method="get",
        path="/api/v1/draws",
        tag=TAG,
        says=Say("List draws", "查询抽取列表"),
        description=f"{_FOR_WHOM} The newest first.",
        answer=Page[DrawAnswer],
        example={"items": [_EXAMPLE], "total": 1, "next": None},
        query=PageQuery,
    ),
    Operation(
        route="api.draw",
        method="get",
        path="/api/v1/draws/{commit_hash}",
        tag=TAG,
        says=Say("Show one draw", "查询一次抽取"),
        description=f"Commitment and counts; the panel stands on its page only. {_FOR_WHOM}",
        answer=DrawInFull,
        example={
            **_EXAMPLE,
            "pool": 3000,
            "candidates": 1200,
            "patterns": 40,
            "cells": 9,
            "lowest_chance": "1/240",
            "highest_chance": "1/12",
            "weight_limit": None,
            "weight_months": None,
        },
        parts=(HASH_PART,),
        problems=(404,),
    ),
    Operation(
        route="api.draw.receipt",
        method="get",
        path="/api/v1/draws/{commit_hash}/receipt",
        tag=TAG,
        says=Say("Download the receipt of a draw", "下载抽取凭证"),
        description="The signed bytes, for `python -m selection verify`. The auditor gets the "
        "full form, which is logged; the officer the public one. 409 before the draw.",
        answer=FullReceipt | PublicReceipt,
        example=None,
        parts=(HASH_PART,),
        problems=(404, 409),
    ),
    Operation(
        route="api.draw.entry",
        method="get",
        path="/api/v1/draws/{commit_hash}/entry",
        tag=TAG,
        says=Say("Download the own entry in a draw", "下载本人在一次抽取中的条目"),
        description="For an expert who was a candidate: the opening of the own entry and the own "
        "chance, for `python -m selection verify receipt.json --entry entry.json`. "
        "409 until the panel is released, 404 for who was no candidate.",
        answer=EntryFile,
        example=_ENTRY_EXAMPLE,
        parts=(HASH_PART,),
        problems=(404, 409),
    ),
)
ROUTES = (draws, draw, receipt, entry)
