"""Generated requests for every endpoint and role: no 5xx, and the document stays true.

`make fuzz-api` sends more of them and prints the numbers; `FUZZ_EXAMPLES` says how many for
each endpoint, role and kind of request.
"""

import os
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from uuid import UUID

import pytest
from litestar import Litestar

from tests.web.api.fuzzing import Report, Target, fuzz, target_on
from web.access import ACCESS, PUBLIC, SIGNED_IN
from web.api import receipts
from web.api.description import document
from web.api.values import Query
from web.entrance import handlers_of
from web.services import PageRequest

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "1"))
ONE_IN = 1 if EXAMPLES > 1 else 5


@pytest.fixture
def target(database_url: str, tmp_path: Path) -> Iterator[Target]:
    with target_on(database_url, tmp_path) as made:
        yield made


def broken(report: Report) -> int:
    return sum(count for status, count in report.statuses.items() if status >= 500)


def test_no_request_breaks_the_service_or_contradicts_the_document(
    target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    report = fuzz(target, document(), EXAMPLES)
    with capsys.disabled():
        print(f"\n{report}")
    assert report.failures == []
    assert broken(report) == 0
    assert report.cases >= EXAMPLES * 7 * 19


def test_the_same_harness_reports_an_endpoint_that_breaks(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted bug: `limit` is read by `int()` alone, as a careless handler would."""

    def careless(request: PageRequest, model: type[Query]) -> Query:
        given = dict(request.query_params)
        limit = int(given.get("limit", "20"))
        return model.model_construct(limit=limit, cursor=str(limit))

    monkeypatch.setattr(receipts, "read_query", careless)
    described = document()
    path = "/api/v1/receipts"
    alone = {**described, "paths": {path: described["paths"][path]}}
    with target_on(database_url, tmp_path) as target:
        report = fuzz(target, alone, 5)
    assert broken(report) > 0
    assert any("Server error" in failure for failure in report.failures)


ODD_TEXTS = (
    "",
    "%00",
    "a%00b",
    "%FF%FE",
    "%ED%A0%80",
    "%F0%9F%92%A9",
    "%E6%B5%8B%E8%AF%95",
    "0",
    "-1",
    "1e9",
    "99999999999999999999999",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "'%20OR%201=1--",
    "%25s%25n%7B%7B7*7%7D%7D",
    "%0d%0aSet-Cookie:x=1",
    "00000000-0000-0000-0000-000000000000",
    "x" * 300,
    "%E9%95%BF" * 1000,
)
PARAMETERS = ("page", "sort", "words", "q", "lang", "role", "act", "since", "from", "cursor", "id")
PLACE = re.compile(r"\{[^}]+\}")


def pages_of(app: Litestar) -> Iterator[tuple[str, str]]:
    """Each page with a role that may open it; a page of several roles is tried by each."""
    for route in app.routes:
        for handler in handlers_of(route):
            if "GET" not in handler.http_methods or route.path.startswith(("/api/", "/static")):
                continue
            roles = ACCESS[handler.name or ""].roles
            for role in roles - {PUBLIC, SIGNED_IN} or {"expert" if SIGNED_IN in roles else ""}:
                yield route.path, role


def odd_addresses(path: str) -> Iterator[str]:
    """A page's address with each odd text in each of its places and parameters."""
    for text in ODD_TEXTS:
        if PLACE.search(path) and text:
            yield PLACE.sub(text, path)
        parameter = PARAMETERS[len(text) % len(PARAMETERS)]
        yield f"{PLACE.sub(str(UUID(int=1)), path)}?{parameter}={text}&{text}={parameter}"
    every = "&".join(f"{name}=%F0%9F%92%A9" for name in PARAMETERS)
    yield f"{PLACE.sub(str(UUID(int=1)), path)}?{every}"


def test_odd_addresses_of_pages_break_nothing(
    target: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report()
    turn = cycle(range(ONE_IN))
    for path, role in sorted(set(pages_of(target.app))):
        for address in odd_addresses(path):
            if next(turn):
                continue
            status = target.visit(role, address).status_code
            report.cases += 1
            report.statuses[status] += 1
            if status >= 500:
                report.failures.append(f"{role} {address[:200]} {status}")
    with capsys.disabled():
        print(f"\npages: {report}")
    assert report.failures == []
    assert report.cases > 100
