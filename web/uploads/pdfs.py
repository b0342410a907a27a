"""Checks a PDF object by object and draws its first page.

Refuses whatever acts, fetches or carries other files (ISO 32000: actions, JavaScript, XFA,
embedded files, rich media, links that are no web or mail address) and whatever is encrypted.
The bytes stay as they are, so that a digital signature in an official certificate stays good;
only what follows the last end mark is cut off. Runs in confinement only.
"""

import io
import re
from collections.abc import Iterator

import pikepdf
import pypdfium2

from expert_pool.errors import ExpertPoolError
from web.uploads.images import PREVIEW_SIDE, make_preview

_END = b"%%EOF"
_ZIP_DIRECTORY = b"PK\x05\x06"
_ZIP_SEARCH = 66_000

_ACTIVE_KEYS = frozenset(
    {"/AA", "/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/RichMediaContent"}
)
_ACTIVE_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
        "/GoTo3DView",
    }
)
_ACTIVE_TYPES = frozenset(
    {"/EmbeddedFile", "/RichMedia", "/Movie", "/Sound", "/FileAttachment", "/Screen", "/3D"}
)

_ADDRESSES = ("/URI", "/Base")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)")
_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\xad]")
"""What readers of addresses skip: `java<tab>script:` is `javascript:` to a browser."""


def check_pdf(payload: bytes, most_pages: int) -> tuple[bytes, int, bytes]:
    """The document without a tail, how many pages it has, and page 1 as PNG.

    Raises:
        ExpertPoolError: `upload.damaged`, `.password_protected`, `.active_content`,
            `.too_many_pages`.
    """
    content = _without_tail(payload)
    try:
        # Without recovery: a file that needs repair is read differently by every reader.
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as document:
            pages = _check_document(document, most_pages)
    except pikepdf.PasswordError as error:
        raise ExpertPoolError("upload.password_protected") from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise ExpertPoolError("upload.damaged") from error
    return content, pages, _draw_first_page(content)


def _without_tail(payload: bytes) -> bytes:
    end = payload.rfind(_END)
    if end < 0:
        raise ExpertPoolError("upload.damaged")
    content = payload[: end + len(_END)] + b"\n"
    # A ZIP directory at the end would make the same bytes an archive as well.
    if _ZIP_DIRECTORY in content[-_ZIP_SEARCH:]:
        raise ExpertPoolError("upload.active_content", {"what": "zip"})
    return content


def _check_document(document: pikepdf.Pdf, most_pages: int) -> int:
    if document.is_encrypted:
        raise ExpertPoolError("upload.password_protected")
    pages = len(document.pages)
    if pages == 0:
        raise ExpertPoolError("upload.damaged")
    if pages > most_pages:
        raise ExpertPoolError("upload.too_many_pages", {"most": most_pages})
    for thing in document.objects:
        for found in _dictionaries(thing):
            _refuse_active(found)
    return pages


def _dictionaries(thing: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every dictionary in an object; what it only refers to is an object of its own."""
    waiting = [thing]
    while waiting:
        current = waiting.pop()
        if isinstance(current, pikepdf.Stream):
            current = current.stream_dict
        if isinstance(current, pikepdf.Dictionary):
            yield current
            waiting.extend(_direct(value for _, value in current.items()))
        elif isinstance(current, pikepdf.Array):
            waiting.extend(_direct(iter(current)))


def _direct(values: Iterator[object]) -> Iterator[pikepdf.Object]:
    for value in values:
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            yield value


def _refuse_active(found: pikepdf.Object) -> None:
    keys = frozenset(found.keys())
    active = keys & _ACTIVE_KEYS
    for key, refused in (
        ("/S", _ACTIVE_ACTIONS),
        ("/Type", _ACTIVE_TYPES),
        ("/Subtype", _ACTIVE_TYPES),
    ):
        value = found.get(key)
        if isinstance(value, pikepdf.Name) and str(value) in refused:
            active |= {str(value)}
    active |= {scheme for name in _ADDRESSES if (scheme := _strange_scheme(found.get(name)))}
    if active:
        raise ExpertPoolError("upload.active_content", {"what": min(active).lstrip("/")})


def _strange_scheme(address: object) -> str:
    """How an address begins that leads elsewhere than to a site or a mail; mostly empty."""
    if not isinstance(address, pikepdf.String):
        return ""
    said = {str(address), bytes(address).decode("latin-1")}
    schemes = (_SCHEME.match(_UNSEEN.sub("", text).lower()) for text in sorted(said))
    strange = (scheme[0] for scheme in schemes if scheme and scheme[0] not in _SCHEMES)
    return next((f"{scheme}:" for scheme in strange), "")


def _draw_first_page(content: bytes) -> bytes:
    try:
        document = pypdfium2.PdfDocument(content)
        page = document[0]
        width, height = page.get_size()
        scale = min(PREVIEW_SIDE / max(width, height, 1.0), 4.0)
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        raise ExpertPoolError("upload.damaged") from error
    return make_preview(image)
