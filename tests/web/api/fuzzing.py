"""Sends generated requests of every kind to the API in process, and checks what comes back.

The application lives on an event loop of its own, because a database pool belongs to one loop
and Hypothesis is not asynchronous.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import schemathesis
from httpx import ASGITransport, AsyncClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from litestar import Litestar
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from expert_pool.roles import Role
from tests.web.api.seeding import EXPERT, OTHER_EXPERT, REFERENCE, Seeded, seed
from tests.web.conftest import SteppingClock
from web.access import ACCESS, PUBLIC
from web.api.description import OPERATIONS
from web.app import create_app
from web.settings import Settings

ROLES: Final = ("", *(role.value for role in Role))
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    positive_data_acceptance,
]
ACCEPTED: Final = ("2xx", "401", "403", "404", "409", "422")
BASE: Final = "http://service.test"
WAIT: Final = 60
_MORE: Final = 4
_ROUTES: Final = {one.route.replace(".", "_"): one.route for one in OPERATIONS}


class LoopThread:
    """An event loop in a thread, for code that is not asynchronous."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=WAIT)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass
class Target:
    """A seeded application and the client that speaks to it."""

    app: Litestar
    loop: LoopThread
    client: AsyncClient
    seeded: Seeded

    def send(self, role: str, method: str, url: str, **options: Any) -> Any:
        own = self.seeded.header(role)
        sent = dict(options.pop("headers", None) or {})
        headers = {name: it for name, it in sent.items() if name.lower() not in own} | own
        return self.loop.run(self.client.request(method, url, headers=headers, **options))

    def visit(self, role: str, path: str) -> Any:
        """Open a page as somebody of a role who is signed in."""
        headers = {"cookie": f"session={self.seeded.sessions[role]}"} if role else {}
        return self.loop.run(self.client.get(f"{BASE}{path}", headers=headers))


@dataclass
class Report:
    """How many requests were sent, and what they were answered."""

    cases: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{status}: {count}" for status, count in sorted(self.statuses.items()))
        broken = sum(count for status, count in self.statuses.items() if status >= 500)
        return f"{self.cases} cases; {told}; 5xx: {broken}; failed checks: {len(self.failures)}"


@contextmanager
def target_on(database_url: str, directory: Path) -> Iterator[Target]:
    """An application on this database, filled, with a client."""
    loop, clock = LoopThread(), SteppingClock()
    wanted = Settings(
        database_url=database_url,
        data_dir=directory,
        demo=True,
        policy="demo",
        api_rate=1_000_000,
        api_rate_anonymous=1_000_000,
    )
    app = loop.run(_made(wanted, clock))
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    client = AsyncClient(transport=transport, base_url=BASE)
    try:
        yield Target(app, loop, client, loop.run(seed(app.state["services"], clock)))
    finally:
        loop.run(client.aclose())
        loop.run(app.state["services"].database.close())
        loop.close()


async def _made(wanted: Settings, clock: SteppingClock) -> Litestar:
    return create_app(wanted, clock)


def known_parts(seeded: Seeded) -> Mapping[str, tuple[str, ...]]:
    """Ids that exist, so that not every generated address ends at 404."""
    return {
        "expert_id": (str(EXPERT), str(OTHER_EXPERT)),
        "project_id": (str(seeded.project_id),),
        "request_id": (str(seeded.draft_id), str(seeded.drawn_request_id)),
        "commit_hash": (seeded.commit_hash,),
        "reference_number": (REFERENCE,),
    }


def fuzz(target: Target, document: dict[str, Any], examples: int) -> Report:
    """Send about `examples` right and as many wrong requests for each operation and role."""
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=BASE)
    # A body of the right form may still mean nothing: an unknown code, a wrong check digit.
    schema.config.checks.positive_data_acceptance.expected_statuses = list(ACCEPTED)
    report = Report()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        for role in ROLES:
            wanted = examples * (_MORE if _is_open(operation, role) else 1)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _fuzz_one(target, operation, role, mode, wanted, report)
    return report


def _is_open(operation: Any, role: str) -> bool:
    """Whether a role gets further than the door, where there is more that may break."""
    roles = ACCESS[_ROUTES[operation.definition.raw["operationId"]]].roles
    return PUBLIC in roles or role in roles


def _fuzz_one(
    target: Target,
    operation: Any,
    role: str,
    mode: GenerationMode,
    examples: int,
    report: Report,
) -> None:
    known = known_parts(target.seeded)

    @given(case=operation.as_strategy(generation_mode=mode), pick=st.integers(0, 2))
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any, pick: int) -> None:
        if pick and mode is GenerationMode.POSITIVE:
            for name in set(case.path_parameters or {}) & known.keys():
                case.path_parameters[name] = known[name][pick % len(known[name])]
        _send(target, case, role, report)

    with suppress(Unsatisfiable):  # not every operation can be asked wrongly
        send()


def _send(target: Target, case: Any, role: str, report: Report) -> None:
    told = case.as_transport_kwargs(base_url=BASE)
    answer = target.send(role, **_for_httpx(told))
    report.cases += 1
    report.statuses[answer.status_code] += 1
    try:
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as found:
        shown = f"{role or 'anonymous'} {case.method} {case.formatted_path} {told.get('params')}"
        report.failures.append(f"{shown}\n{found.exceptions}")


def _for_httpx(told: dict[str, Any]) -> dict[str, Any]:
    headers = dict(told["headers"] or {})
    if told.get("cookies"):
        headers["cookie"] = "; ".join(f"{name}={it}" for name, it in told["cookies"].items())
    kept = {"method": told["method"], "url": told["url"], "headers": _sendable(headers)}
    kept |= {"params": told["params"]} if told.get("params") else {}
    kept |= {"json": told["json"]} if told.get("json") is not None else {}  # also an empty object
    if told.get("data") is not None:
        kept["content" if isinstance(told["data"], bytes | str) else "data"] = told["data"]
    return kept


def _sendable(headers: Mapping[str, str]) -> dict[str, bytes]:
    """Header values as bytes: whatever Latin-1 can't say is sent as UTF-8, as programs do."""
    return {name: str(value).encode("utf-8", "surrogatepass") for name, value in headers.items()}
