"""For an expert: the own entry of one draw, checked on the page and handed out as a file.

Its one job is one person's own entry once the panel is released; nobody else's is opened.
"""

from dataclasses import dataclass
from fractions import Fraction

from litestar import Response, get
from litestar.params import FromPath

from selection.documents.entry_file import EntryFile, parse_entry_file
from selection.documents.receipts import parse_receipt
from selection.drawing import Published, load_published
from selection.drawing.own_entries import read_own_entry
from selection.verify import Check, Status
from selection.verify.own_entry import EntryVerification, verify_entry
from web.draws.files import as_file
from web.draws.views import write_chance
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import current_translator
from web.visits import visit_of


@dataclass(frozen=True, slots=True)
class Step:
    """One check in words: what it looks at, whether that is true, and what it compared."""

    name: str
    passed: bool
    compared: str


@dataclass(frozen=True, slots=True)
class Handed:
    """An entry as it is handed out, with the draw it belongs to and its public receipt."""

    published: Published
    receipt: bytes
    data: bytes

    @property
    def entry(self) -> EntryFile:
        """The entry, read from the file."""
        return parse_entry_file(self.data)

    def check(self) -> EntryVerification:
        """The checks that anybody can repeat with the file and the public receipt."""
        return verify_entry(self.data, parse_receipt(self.receipt))


@get("/my/draws/{commit_hash:str}", name="draws.own.entry")
async def show_entry(request: PageRequest, commit_hash: FromPath[str]) -> Response[str]:
    """The own entry in words, the checks it passes, and how to repeat them elsewhere."""
    handed = await _load(request, commit_hash)
    checked = handed.check()
    return render(
        request,
        "draws/own_entry.html",
        found=handed.published,
        name=_name(handed.published),
        entry=handed.entry,
        chance=write_chance(Fraction(*handed.entry.chance)),
        drawn=checked.drawn,
        steps=tuple(_word(step) for step in checked.checks),
    )


@get("/my/draws/{commit_hash:str}/entry.json", name="draws.own.entry.file")
async def download_entry(request: PageRequest, commit_hash: FromPath[str]) -> Response[bytes]:
    """The own entry as a file, to be checked beside the receipt."""
    handed = await _load(request, commit_hash)
    return as_file(handed.data, "application/json", f"{_name(handed.published)}-entry.json")


async def _load(request: PageRequest, commit_hash: str) -> Handed:
    services, account_id = services_of(request), visit_of(request).account_id()
    async with services.database.read() as session:
        data = await read_own_entry(session, services.draw_desk, account_id, commit_hash)
        found = await load_published(session, commit_hash)
    return Handed(found, found.draw.public_receipt or b"", data)


def _word(check: Check) -> Step:
    words = current_translator()
    return Step(
        name=words.sentence(f"verify.name.{check.name}", {}),
        passed=check.status is Status.PASSED,
        compared=words.sentence(check.code, dict(check.params)),
    )


def _name(found: Published) -> str:
    return f"{found.number}-{found.draw.attempt}"


ROUTES = (show_entry, download_entry)
