"""A relay that speaks drand's HTTP interface for a test chain, on this machine, for real."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from selection.sources.beacon import entropy_of_signature
from tests.selection.sources.signing import TEST_CHAIN, sign_round


@dataclass
class Relay:
    """What the relay serves, and what it was asked."""

    address: str = ""
    newest: int = 2**50
    lies: dict[int, Any] = field(default_factory=dict)
    """Instead of the truth: a whole body, or a number for a status."""
    asked: list[str] = field(default_factory=list)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        self.asked.append(path)
        status, body = self._say(path)
        lines = [f"HTTP/1.1 {status} OK", f"content-length: {len(body)}", "connection: close"]
        if status == 302:
            lines.append(f"location: {self.address}/elsewhere")
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        writer.close()

    def _say(self, path: str) -> tuple[int, bytes]:
        if path == f"/{TEST_CHAIN.hash}/info":
            return 200, json.dumps(
                {
                    "public_key": TEST_CHAIN.public_key,
                    "period": TEST_CHAIN.period,
                    "genesis_time": TEST_CHAIN.genesis,
                    "hash": TEST_CHAIN.hash,
                    "schemeID": "bls-unchained-g1-rfc9380",
                }
            ).encode()
        before, _, number = path.rpartition("/")
        if before != f"/{TEST_CHAIN.hash}/public" or not number.isdigit():
            return 404, b"{}"
        return self._round(int(number))

    def _round(self, number: int) -> tuple[int, bytes]:
        if number in self.lies:
            lie = self.lies[number]
            return (lie, b"{}") if isinstance(lie, int) else (200, lie)
        if number > self.newest:
            return 425, b'{"message":"too early"}'
        signature = sign_round(number)
        randomness = entropy_of_signature(signature)
        told = {"round": number, "randomness": randomness, "signature": signature}
        return 200, json.dumps(told).encode()


@asynccontextmanager
async def running_relay() -> AsyncIterator[Relay]:
    """A relay on a free port of this machine."""
    relay = Relay()
    server = await asyncio.start_server(relay.answer, "127.0.0.1", 0)
    relay.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield relay
