"""The API described: the OpenAPI document, and a page that shows it without the internet."""

import json
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Final

from litestar import Response, get

from web.access import ACCESS, PUBLIC
from web.api import (
    choices,
    draws,
    exceptions,
    experts,
    log,
    projects,
    receipts,
    registration,
    requests,
    rules,
)
from web.api.answering import answer_text
from web.api.openapi import openapi_document
from web.api.operations import Operation
from web.pages import render
from web.services import PageRequest

MODULES: Final = (
    *(registration, experts, projects, requests, exceptions),
    *(draws, choices, receipts, log, rules),
)
OPERATIONS: Final[tuple[Operation, ...]] = tuple(
    operation for module in MODULES for operation in module.OPERATIONS
)
"""Everything the API can do, in the order of the document."""


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document of this version."""
    return openapi_document(OPERATIONS, version("expert-pool"))


@get("/api/v1/openapi.json", name="api.openapi", sync_to_thread=False)
def openapi() -> Response[Any]:
    """The OpenAPI document."""
    return answer_text(json.dumps(document(), ensure_ascii=False))


@get("/api/docs", name="api.docs", sync_to_thread=False)
def docs(request: PageRequest) -> Response[str]:
    """The documentation of the API: a list without a script, and a viewer with one."""
    return render(request, "api/docs.html", operations=OPERATIONS, access=ACCESS, public=PUBLIC)


ROUTES = (
    openapi,
    docs,
    *(route for module in MODULES for route in module.ROUTES),
)
