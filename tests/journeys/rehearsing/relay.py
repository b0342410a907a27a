"""A relay of a test chain as a process of its own: `python -m ... FILE PORT`.

It speaks drand's HTTP interface and signs for real, a round when its time has come and not before.
FILE says of single rounds what it does instead: a JSON object from rounds to one of `LIES`.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.selection.sources.signing import TEST_CHAIN, sign_round
from tests.web.relays import Relay

SILENT, OTHER_ROUND, OTHER_CHAIN = "silent", "other round", "other chain"
LIES = (SILENT, OTHER_ROUND, OTHER_CHAIN)
STRANGERS_KEY = 7


def wrong_signature(number: int, lie: str) -> str:
    """A real signature, but of the round before, or of another chain's key."""
    return sign_round(number - 1) if lie == OTHER_ROUND else sign_round(number, STRANGERS_KEY)


@dataclass
class TimedRelay(Relay):
    """Knows no round before its time."""

    told: Path = Path()

    def _round(self, number: int) -> tuple[int, bytes]:
        lie = json.loads(self.told.read_text(encoding="ascii")).get(str(number), "")
        if lie == SILENT or time.time() < TEST_CHAIN.time_of(number):
            return 404, b"{}"
        if lie:
            return 200, json.dumps({"signature": wrong_signature(number, lie)}).encode()
        return super()._round(number)


async def serve(port: int, told: Path) -> None:
    """Answer until somebody ends the process."""
    relay = TimedRelay(told=told)
    async with await asyncio.start_server(relay.answer, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(serve(int(sys.argv[2]), Path(sys.argv[1])))
    except KeyboardInterrupt:
        sys.exit(0)
