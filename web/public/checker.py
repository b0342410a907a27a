"""The JavaScript verifier as one script, joined from its modules when the service starts.

Its one job is the joining: a page that loads one classic script also works as a saved copy,
where a browser loads no modules, and never mixes the modules of two versions. It must not
change what a module does.
"""

import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from importlib import resources
from typing import Final

VENDORED: Final = "vendored/"
ENTRY: Final = "page.mjs"
STYLES: Final = ("service.css", "verify/verify.css")
_IMPORT: Final = re.compile(
    r'^import (\{[^}]*\}|\* as \w+) from "(?:\./|\.\./(?=vendored/))([\w./-]+)";\n', re.MULTILINE
)
_LISTED: Final = re.compile(r"^export \{([^}]*)\};\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:class|const|function) (\w+))", re.MULTILINE)


Read = Callable[[str], str]


@lru_cache(maxsize=1)
def join_modules() -> str:
    """The script of the page."""
    return join_from(ENTRY, read_module)


def join_from(entry: str, read: Read) -> str:
    """Every module that this one needs, each in a scope of its own, in the order of need."""
    bodies = "".join(_wrap(name, read(name)) for name in _order(entry, (), read))
    return f'"use strict";\n(() => {{\nconst modules = {{}};\n{bodies}}})();\n'


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


def _order(name: str, before: tuple[str, ...], read: Read) -> tuple[str, ...]:
    for _, needed in _IMPORT.findall(read(name)):
        if needed not in before:
            before = _order(needed, before, read)
    return (*before, name)


def _wrap(name: str, source: str) -> str:
    listed = [word.strip() for names in _LISTED.findall(source) for word in names.split(",")]
    exported = ", ".join([*_EXPORT.findall(source), *filter(None, listed)])
    body = _IMPORT.sub(_take, _LISTED.sub("", _EXPORT.sub("", source)))
    return f'modules["{name}"] = (() => {{\n{body}return {{ {exported} }};\n}})();\n'


def _take(found: re.Match[str]) -> str:
    names = found[1].removeprefix("* as ").replace(" as ", ": ")
    return f'const {names} = modules["{found[2]}"];\n'


def _read(name: str) -> str:
    return resources.files("web").joinpath("static", *name.split("/")).read_text("utf-8")
