"""A gateway for short messages or calls: one JSON document by POST, described in docs/messages.md.

Its one job is that request. It follows no redirect and uses no proxy of the environment, so
that a number and a text reach the address that the operator named and no other. However slowly
it answers, and however much, one parcel takes no longer than `LONGEST`.
"""

import asyncio
import json
from typing import Final

import httpx
from pydantic import SecretStr

from expert_pool.messages import Result
from expert_pool.messaging import Outcome
from web.channels.parcels import Parcel

_TIMEOUT: Final = httpx.Timeout(10.0)
LONGEST: Final = 20.0
"""Seconds for the whole parcel: a gateway that answers byte by byte keeps within the other."""
_LONGEST_BODY: Final = 5.0
_TRY_AGAIN: Final = frozenset({408, 409, 425, 429})
_MOST_BYTES: Final = 10_000
_LONGEST_REFERENCE: Final = 100


class HttpGateway:
    """Posts a parcel to an address; `transport` is for tests."""

    def __init__(
        self,
        address: str,
        secret: SecretStr | None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._address = address
        self._secret = secret
        self._transport = transport

    async def carry(self, parcel: Parcel) -> Outcome:
        """Post the parcel; what the gateway answers is the outcome."""
        headers = {"Idempotency-Key": parcel.key, "Accept-Encoding": "identity"}
        if self._secret is not None:
            headers["Authorization"] = f"Bearer {self._secret.get_secret_value()}"
        try:
            async with asyncio.timeout(LONGEST):
                return await self._post(parcel, headers)
        except (TimeoutError, httpx.TimeoutException):
            return Outcome(Result.UNREACHABLE, "timeout")
        except httpx.HTTPError:
            return Outcome(Result.UNREACHABLE, "network")

    async def _post(self, parcel: Parcel, headers: dict[str, str]) -> Outcome:
        client = httpx.AsyncClient(
            timeout=_TIMEOUT, follow_redirects=False, trust_env=False, transport=self._transport
        )
        document = parcel.as_document()
        async with (
            client,
            client.stream("POST", self._address, json=document, headers=headers) as answer,
        ):
            status = answer.status_code
            if answer.is_success:
                return Outcome(Result.SENT, str(status), _reference(await _first_bytes(answer)))
        again = answer.is_server_error or status in _TRY_AGAIN
        return Outcome(Result.UNREACHABLE if again else Result.REFUSED, str(status))


async def _first_bytes(answer: httpx.Response) -> bytes:
    """The answer as far as it is read: the message was taken, whatever is told beside that."""
    try:
        async with asyncio.timeout(_LONGEST_BODY):
            return await _read_part(answer)
    except (TimeoutError, httpx.HTTPError):
        return b""


async def _read_part(answer: httpx.Response) -> bytes:
    if "content-encoding" in answer.headers:
        # Nobody asked for it, and a little of it can hold very much.
        return b""
    read = b""
    async for part in answer.aiter_bytes():
        read += part
        if len(read) > _MOST_BYTES:
            return b""
    return read


def _reference(content: bytes) -> str:
    """What the gateway calls the message, where it says so; anything else is no matter."""
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    found = told.get("reference") if isinstance(told, dict) else None
    return found[:_LONGEST_REFERENCE] if isinstance(found, str) and found.isprintable() else ""
