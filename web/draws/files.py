"""Files that a page hands out: always to be saved, never shown inside the service."""

from litestar import Response


def as_file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    """An answer that the browser saves under this name (ASCII)."""
    return Response(
        content,
        media_type=media_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
