"""An uploaded file on its way into the store, and the only way its bytes are served again."""

from typing import Final
from urllib.parse import quote

from litestar import Response

from expert_pool.admission.certificates import NewFile
from web.uploads.certificates import CheckedFile
from web.uploads.storing import FileStore

LONGEST_NAME: Final = 120
SAFE_HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}


def keep_file(files: FileStore, checked: CheckedFile, file_name: str) -> NewFile:
    """Store a checked file and its preview. Blocks: call it in a thread."""
    return NewFile(
        file_name=plain_name(file_name),
        content_type=checked.type.value,
        size=len(checked.content),
        pages=checked.pages,
        sha256=checked.sha256,
        storage_name=files.put(checked.content),
        preview_name=files.put(checked.preview),
    )


def plain_name(sent: str) -> str:
    """A file's name as it is shown: no folders, nothing invisible, not too long."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[-LONGEST_NAME:] or "file"


def answer_picture(content: bytes) -> Response[bytes]:
    """A picture that we made ourselves, to be shown in a page."""
    headers = {**SAFE_HEADERS, "content-disposition": 'inline; filename="page.png"'}
    return Response(content, media_type="image/png", headers=headers)


def answer_file(content: bytes, content_type: str, file_name: str) -> Response[bytes]:
    """A stored file, to be saved and never opened in the page."""
    disposition = f"attachment; filename*=UTF-8''{quote(file_name, safe='')}"
    headers = {**SAFE_HEADERS, "content-disposition": disposition}
    return Response(content, media_type=content_type, headers=headers)
