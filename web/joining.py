"""JavaScript modules joined into one classic script, each in a scope of its own.

Its one job is the joining: a page that loads one script also works as a saved file, where a
browser loads no modules, and never mixes the modules of two versions. It must not change what
a module does.
"""

import re
from collections.abc import Callable
from typing import Final

_IMPORT: Final = re.compile(
    r'^import (\{[^}]*\}|\* as \w+) from "(?:\./|\.\./(?=vendored/))([\w./-]+)";\n', re.MULTILINE
)
_LISTED: Final = re.compile(r"^export \{([^}]*)\};\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:class|const|(?:async )?function) (\w+))", re.MULTILINE)

Read = Callable[[str], str]


def join_from(entry: str, read: Read) -> str:
    """Every module that this one needs, each in a scope of its own, in the order of need."""
    bodies = "".join(_wrap(name, read(name)) for name in _order(entry, (), read))
    return f'"use strict";\n(() => {{\nconst modules = {{}};\n{bodies}}})();\n'


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
