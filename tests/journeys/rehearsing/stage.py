"""The processes of a rehearsal: service, witness and relay, started, ended and killed."""

import asyncio
import json
import subprocess
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.audit_store import AuditFilter, AuditStore
from expert_pool.storage.database import Database
from expert_pool.storage.migrating import upgrade
from selection.storage.draw_store import DrawRecord, load_attempts
from selection.storage.request_store import RequestRecord, load_request
from tests.journeys.rehearsing.filling import ORIGIN, fill, make_witness, write_rules
from tests.journeys.service import Service, free_port, start, start_service, stop
from web.launcher import EmbeddedPostgres

BEACON, DICE = "drand-quicknet", "dice"
ALTERED = "tests.journeys.rehearsing.altered"
PLAIN = ("web.cli",)
NAMES = ("service", "witness", "relay")
Value = TypeVar("Value")


@dataclass(repr=False)
class Rehearsal:
    """One directory with everything, and the processes that run."""

    folder: Path
    url: str
    vkey: str
    requests: dict[str, list[UUID]]
    service: Service
    witness: Service
    relay: Service
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def take(self, kind: str) -> UUID:
        """A request that nobody has drawn for yet."""
        return self.requests[kind].pop()

    def serve(self, kind: str, program: Sequence[str] = PLAIN) -> None:
        """Start the service under the rules with this source; with dice it knows no relay."""
        self.end("service")
        told = {
            "EXPERT_POOL_DATA_DIR": str(self.folder),
            "EXPERT_POOL_POLICY": str(self.folder / f"{kind}.toml"),
            "EXPERT_POOL_LOG_ORIGIN": ORIGIN,
            "EXPERT_POOL_WITNESSES": f"{self.vkey} {self.witness.address}",
            "EXPERT_POOL_BEACON_CHAIN_FILE": str(self.folder / "chain.json"),
            "EXPERT_POOL_BEACON_RELAYS": self.relay.address if kind == BEACON else "",
        }
        self.running["service"] = start_service(self.service, told, program)

    def serve_altered(self, *, seconds: int = 0, lock: str = "locked") -> None:
        """Start the service at another time, or without its lock."""
        self.serve(BEACON, (ALTERED, str(seconds), lock))

    def begin_to_witness(self) -> None:
        """Start the witness on its own records."""
        keys = str(self.folder / "witness")
        self._start("witness", "web.cli", "witness", "serve", "--dir", keys, "--port")

    def begin_to_relay(self) -> None:
        """Start the relay; it tells the truth of every round."""
        lies = self.folder / "lies.json"
        lies.write_text("{}", encoding="ascii")
        self._start("relay", "tests.journeys.rehearsing.relay", str(lies))

    def _start(self, name: str, *program: str) -> None:
        """Each of these programs takes its port last."""
        place: Service = getattr(self, name)
        port = place.address.rpartition(":")[2]
        self.running[name] = start(("-m", *program, port), {}, place.log)

    def lie(self, number: int, lie: str) -> None:
        """Have the relay tell something else of one round; an empty lie is the truth again."""
        file = self.folder / "lies.json"
        lies = json.loads(file.read_text(encoding="ascii")) | {str(number): lie}
        whole = file.with_suffix(".new")
        whole.write_text(json.dumps(lies), encoding="ascii")
        whole.replace(file)

    def end(self, name: str) -> None:
        """End one process in order, if it runs."""
        if name in self.running:
            stop(self.running.pop(name))

    def kill(self, name: str) -> None:
        """`kill -9`, with nothing said before."""
        process = self.running.pop(name)
        process.kill()
        process.wait()

    def attempts(self, request_id: UUID) -> tuple[DrawRecord, ...]:
        """Every draw of a request, the oldest first."""

        async def load(session: AsyncSession) -> tuple[DrawRecord, ...]:
            found = await load_attempts(session, request_id)
            return tuple(sorted(found, key=lambda one: one.attempt))

        return read_aside(self.url, load)

    def request(self, request_id: UUID) -> RequestRecord:
        """The request as it stands."""

        async def load(session: AsyncSession) -> RequestRecord | None:
            return await load_request(session, request_id)

        found = read_aside(self.url, load)
        assert found is not None
        return found

    def acts(self, request_id: UUID) -> list[str]:
        """What the log holds of a request's draws, in its order."""

        async def load(session: AsyncSession) -> list[str]:
            page = await AuditStore(session).page(AuditFilter(request=str(request_id)))
            return [logged.entry.act for logged in page.entries][::-1]

        return [act for act in read_aside(self.url, load) if act.startswith("draw.")]


def read_aside(url: str, load: Callable[[AsyncSession], Awaitable[Value]]) -> Value:
    """Read from the database of a service while the browser's own loop runs in this thread."""

    async def read() -> Value:
        database = Database(url)
        try:
            async with database.read() as session:
                return await load(session)
        finally:
            await database.close()

    return aside(read())


def aside(work: Coroutine[Any, Any, Value]) -> Value:
    """Wait for something while the browser's own loop runs in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@contextmanager
def opened_rehearsal(folder: Path, amounts: Mapping[str, int]) -> Iterator[Rehearsal]:
    """Fill a directory, start relay and witness, and end whatever runs in the end."""
    write_rules(folder, amounts)
    with EmbeddedPostgres(folder / "postgres") as url:
        upgrade(url)
        requests = aside(fill(folder, url, amounts))
        service, witness, relay = (
            Service(f"http://127.0.0.1:{free_port()}", folder / f"{name}.log") for name in NAMES
        )
        vkey = make_witness(folder)
        rehearsal = Rehearsal(folder, url, vkey, requests, service, witness, relay)
        try:
            rehearsal.begin_to_relay()
            rehearsal.begin_to_witness()
            yield rehearsal
        finally:
            for name in NAMES:
                rehearsal.end(name)
