"""Writes answers, and makes a repeated POST with an idempotency key change nothing twice."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from litestar import Response
from pydantic import BaseModel

from expert_pool.errors import ExpertPoolError
from expert_pool.storage.api_store import claim_key, drop_answers_before, keep_answer
from expert_pool.storage.database import Database, JoinedDatabase
from web.api.operations import JSON
from web.services import PageRequest, services_of
from web.visits import visit_of

KEY_HEADER: Final = "idempotency-key"
KEY_PATTERN: Final = "^[!-~]{1,100}$"
CREATED: Final = 201

Act = Callable[[Database], Awaitable[BaseModel]]


def answer(value: BaseModel, status: int = 200) -> Response[Any]:
    """An answer in JSON, with the fields of its model and no others."""
    return answer_text(value.model_dump_json(), status)


def answer_text(text: str | bytes, status: int = 200) -> Response[Any]:
    """JSON that is written already, as it is."""
    written = text.encode() if isinstance(text, str) else text
    return Response(
        written, status_code=status, media_type=JSON, headers={"cache-control": "no-store"}
    )


async def answer_once(request: PageRequest, act: Act, status: int = CREATED) -> Response[Any]:
    """Do an act that changes something, and answer it; the same key again gets the same answer.

    The key, the act and its answer are one transaction: after a broken line the program asks
    again with its key, and nothing is done twice.

    Raises:
        ExpertPoolError: `api_parameter.not_valid` for a key that is none, `api.key_reused`
            where the key came with another request before.
    """
    services, visit = services_of(request), visit_of(request)
    key = request.headers.get(KEY_HEADER)
    if key is None:
        return answer(await act(services.database), status)
    if not re.fullmatch(KEY_PATTERN, key):
        fault = {"name": "Idempotency-Key", "problem": "string_pattern_mismatch"}
        raise ExpertPoolError("api_parameter.not_valid", fault)
    account_id, now, digest = visit.account_id(), services.now(), await _digest(request)
    async with services.database.transaction() as session:
        await drop_answers_before(session, account_id, now - services.settings.answers_kept)
        kept = await claim_key(session, account_id, key, digest, now)
        if kept is not None:
            if kept.request_hash != digest:
                raise ExpertPoolError("api.key_reused")
            return answer_text(kept.body, kept.status)
        body = (await act(JoinedDatabase(session))).model_dump_json()
        await keep_answer(session, account_id, key, status, body)
    return answer_text(body, status)


async def _digest(request: PageRequest) -> bytes:
    said = f"{request.method} {request.url.path}\n".encode()
    return hashlib.sha256(said + await request.body()).digest()
