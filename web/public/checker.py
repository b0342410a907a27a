"""The JavaScript verifier as one script, joined from its modules when the service starts.

Its one job is to say which modules these are (`web.joining` joins them): a page that loads one
classic script also works as a saved copy, where a browser loads no modules.
"""

import hashlib
from functools import lru_cache
from importlib import resources
from typing import Final

from web.joining import join_from

VENDORED: Final = "vendored/"
ENTRY: Final = "page.mjs"
STYLES: Final = ("service.css", "verify/verify.css")


@lru_cache(maxsize=1)
def join_modules() -> str:
    """The script of the page."""
    return join_from(ENTRY, read_module)


def read_module(name: str) -> str:
    """The source of one module."""
    return _read(name if name.startswith(VENDORED) else f"verify/{name}")


@lru_cache(maxsize=1)
def script_digest() -> str:
    """The start of the script's SHA-256, so that browsers may keep it for good."""
    return hashlib.sha256(join_modules().encode()).hexdigest()[:12]


def read_styles() -> str:
    """The style sheets of the page, as one."""
    return "\n".join(_read(name) for name in STYLES)


def _read(name: str) -> str:
    return resources.files("web").joinpath("static", *name.split("/")).read_text("utf-8")
