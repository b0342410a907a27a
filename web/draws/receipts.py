"""The public list of draws with their receipts, and the file of keys to check them with.

No account is needed, and nothing here tells a name: receipts hold pseudonyms of one draw.
"""

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from selection.documents.draw_list import list_bytes
from selection.documents.proofs_file import proofs_bytes
from selection.documents.replacement_record import record_bytes
from selection.drawing import list_published, load_published
from selection.drawing.replacements import write_records
from selection.drawing.watching import load_links
from selection.errors import SelectionError
from selection.overseeing.listing import gather_list
from selection.overseeing.proving import gather_proofs
from selection.overseeing.trusting import write_trust
from selection.storage.choice_store import draws_to_choose
from selection.storage.vacancy_store import count_replacements
from web.draws.choice_words import outcome_words
from web.draws.files import as_file
from web.exports.sheet import in_fours
from web.pages import render
from web.services import PageRequest, Services, services_of

PAGE_SIZE = 25
MOST_PUBLISHED = 100_000


@get("/receipts", name="draws.receipts")
async def show_receipts(request: PageRequest, page: FromQuery[int] = 1) -> Response[str]:
    """Every draw with its digests, and how to check a receipt without us."""
    services, number = services_of(request), min(max(page, 1), 10_000)
    async with services.database.read() as session:
        found, total = await list_published(
            session, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
        )
        shown = tuple(one.draw.id for one in found)
        replaced = await count_replacements(session, shown)
        choosing = await draws_to_choose(session, shown)
    return render(
        request,
        "draws/receipts.html",
        published=found,
        replaced=replaced,
        choosing=choosing,
        key=public_key(services),
        number=number,
        last=max(1, -(-total // PAGE_SIZE)),
        in_fours=in_fours,
    )


@get("/receipts/{commit_hash:str}", name="draws.published")
async def show_published(
    request: PageRequest, commit_hash: FromPath[str], sha256: FromQuery[str] = ""
) -> Response[str]:
    """One draw; `sha256` is the digest on a printed sheet, compared with the one on record."""
    async with services_of(request).database.read() as session:
        found = await load_published(session, commit_hash)
        links = await load_links(session, found.draw)
    digest = (found.draw.receipt_digest or b"").hex()
    return render(
        request,
        "draws/published.html",
        found=found,
        links=links,
        digest=digest,
        result_digest=str(found.draw.summary.get("result_digest", "")),
        chosen=outcome_words(links.choice),
        printed=sha256,
        agrees=sha256.lower() == digest,
        in_fours=in_fours,
    )


@get("/receipts/{commit_hash:str}/receipt.json", name="draws.published.file")
async def download_published(request: PageRequest, commit_hash: FromPath[str]) -> Response[bytes]:
    """The public receipt as the file that the signature was made for."""
    async with services_of(request).database.read() as session:
        found = await load_published(session, commit_hash)
    if found.draw.public_receipt is None:
        raise SelectionError("draw.not_drawn_yet")
    name = f"{found.number}-{found.draw.attempt}-receipt.json"
    return as_file(found.draw.public_receipt, "application/json", name)


@get("/receipts/{commit_hash:str}/replacements.json", name="draws.published.replacements")
async def download_replacements(
    request: PageRequest, commit_hash: FromPath[str]
) -> Response[bytes]:
    """The public record of replacements; the order of the reserves stays sealed."""
    services = services_of(request)
    async with services.database.read() as session:
        found = await load_published(session, commit_hash)
        _, record = await write_records(session, services.draw_desk, found.draw)
    name = f"{found.number}-{found.draw.attempt}-replacements.json"
    return as_file(record_bytes(record), "application/json", name)


@get("/receipts/{commit_hash:str}/proofs.json", name="draws.published.proofs")
async def download_proofs(request: PageRequest, commit_hash: FromPath[str]) -> Response[bytes]:
    """The entries of the log about a draw, with their proofs up to a signed checkpoint."""
    services = services_of(request)
    origin = services.sequencer.keys.origin
    async with services.database.read() as session:
        found = await load_published(session, commit_hash)
        proofs = await gather_proofs(session, services.draw_desk, found.draw, origin)
    name = f"{found.number}-{found.draw.attempt}-proofs.json"
    return as_file(proofs_bytes(proofs), "application/json", name)


@get("/receipts/draws.json", name="draws.list.file")
async def download_list(request: PageRequest) -> Response[bytes]:
    """Every draw that the log holds, complete up to the newest checkpoint that witnesses saw."""
    services = services_of(request)
    keys = services.sequencer.keys.signing(services.now())
    witnesses = tuple(one.key for one in services.witnesses)
    async with services.database.read() as session:
        told = await gather_list(session, keys, witnesses)
    return as_file(list_bytes(told), "application/json", "draws.json")


@get("/receipts/trust.json", name="draws.trust")
async def download_trust(request: PageRequest) -> Response[bytes]:
    """The service's public key and the digests of every published draw."""
    services = services_of(request)
    async with services.database.read() as session:
        found, _ = await list_published(session, limit=MOST_PUBLISHED, offset=0)
    draws = (one.draw for one in found)
    trust = write_trust(services.draw_desk, services.sequencer.keys.known, draws)
    return as_file(trust.model_dump_json(indent=1).encode(), "application/json", "trust.json")


def public_key(services: Services) -> str:
    """The public half of the key that signs receipts, in hex."""
    return services.signing_key.public_key().public_bytes_raw().hex()


ROUTES = (
    show_receipts,
    show_published,
    download_published,
    download_replacements,
    download_proofs,
    download_list,
    download_trust,
)
