"""A gateway for short messages or calls: one JSON document by POST, described in docs/messages.md.

Its one job is that request. It follows no redirect and uses no proxy of the environment, so
that a number and a text reach the address that the operator named and no other.
"""

from typing import Final

import httpx
from pydantic import SecretStr

from expert_pool.messages import Result
from expert_pool.messaging import Outcome
from web.channels.parcels import Parcel

_TIMEOUT: Final = httpx.Timeout(10.0)
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
        headers = {"Idempotency-Key": parcel.key}
        if self._secret is not None:
            headers["Authorization"] = f"Bearer {self._secret.get_secret_value()}"
        client = httpx.AsyncClient(
            timeout=_TIMEOUT, follow_redirects=False, trust_env=False, transport=self._transport
        )
        try:
            async with client:
                answer = await client.post(
                    self._address, json=parcel.as_document(), headers=headers
                )
        except httpx.TimeoutException:
            return Outcome(Result.UNREACHABLE, "timeout")
        except httpx.HTTPError:
            return Outcome(Result.UNREACHABLE, "network")
        return _read(answer)


def _read(answer: httpx.Response) -> Outcome:
    status = answer.status_code
    if answer.is_success:
        return Outcome(Result.SENT, str(status), _reference(answer))
    again = answer.is_server_error or status in _TRY_AGAIN
    return Outcome(Result.UNREACHABLE if again else Result.REFUSED, str(status))


def _reference(answer: httpx.Response) -> str:
    """What the gateway calls the message, where it says so; anything else is no matter."""
    try:
        told = answer.json() if len(answer.content) <= _MOST_BYTES else None
    except (ValueError, RecursionError):
        return ""
    found = told.get("reference") if isinstance(told, dict) else None
    return found[:_LONGEST_REFERENCE] if isinstance(found, str) and found.isprintable() else ""
