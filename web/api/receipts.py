"""Published draws and the keys to check receipts with, for everybody."""

from typing import Any, Final

from litestar import Response, get

from selection.drawing import list_published
from selection.overseeing.trusting import KEY_NAME, write_trust
from selection.verify.trust import TrustFile
from web.api.answering import answer
from web.api.draws import DrawAnswer, shown_draw
from web.api.operations import ID_EXAMPLE, MOMENT_EXAMPLE, Operation, Say
from web.api.reading import read_query
from web.api.values import NoQuery, Page, PageQuery
from web.services import PageRequest, services_of

TAG: Final = "Receipts"
MOST_PUBLISHED: Final = 100


@get("/api/v1/receipts", name="api.receipts")
async def receipts(request: PageRequest) -> Response[Any]:
    """A page of all draws with their digests."""
    asked = read_query(request, PageQuery)
    async with services_of(request).database.read() as session:
        found, total = await list_published(session, limit=asked.limit, offset=asked.offset)
    items = tuple(shown_draw(one.draw) for one in found)
    return answer(Page[DrawAnswer](items=items, total=total, next=asked.next(total)))


@get("/api/v1/receipts/trust", name="api.receipts.trust")
async def trust(request: PageRequest) -> Response[Any]:
    """The public keys of receipts, log and witnesses, and the digests of the newest draws."""
    read_query(request, NoQuery)
    services = services_of(request)
    async with services.database.read() as session:
        found, _ = await list_published(session, limit=MOST_PUBLISHED, offset=0)
    draws = (one.draw for one in found)
    return answer(write_trust(services.draw_desk, services.sequencer.keys.known, draws))


_EXAMPLE: Final = {
    "commit_hash": "0f" * 32,
    "request": ID_EXAMPLE,
    "attempt": 1,
    "state": "committed",
    "committed_at": MOMENT_EXAMPLE,
    "reveal_from": MOMENT_EXAMPLE,
    "drawn_at": None,
    "receipt_digest": "",
    "result_digest": "",
}
OPERATIONS: Final = (
    Operation(
        route="api.receipts",
        method="get",
        path="/api/v1/receipts",
        tag=TAG,
        says=Say("List all draws with their digests", "查询抽取承诺与凭证摘要"),
        description="For everybody, the newest first: a commitment stands here before its draw.",
        answer=Page[DrawAnswer],
        example={"items": [_EXAMPLE], "total": 1, "next": None},
        query=PageQuery,
    ),
    Operation(
        route="api.receipts.trust",
        method="get",
        path="/api/v1/receipts/trust",
        tag=TAG,
        says=Say("What receipts are checked against", "核验抽取凭证所需的公钥与摘要"),
        description="The file for `python -m selection verify receipt.json --trust trust.json`: "
        "the public keys of receipts, log, list of draws and witnesses, and the digests of the "
        f"newest {MOST_PUBLISHED} draws.",
        answer=TrustFile,
        example={
            "v": 1,
            "type": "draw.trust",
            "keys": [{"name": KEY_NAME, "key": "3c" * 32}],
            "draws": [
                {
                    "request": ID_EXAMPLE,
                    "attempt": 1,
                    "commit_hash": "0f" * 32,
                    "result_digest": "2d" * 32,
                }
            ],
        },
    ),
)
ROUTES = (receipts, trust)
