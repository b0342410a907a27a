"""Finds and reads policy files: a packaged one by its id, another city's by its path.

Follows `extends` to the file at the bottom. What the files mean is not looked at here.
"""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from expert_pool.errors import ExpertPoolError


@dataclass(frozen=True, slots=True)
class Document:
    """The content of one policy file, with the name to give in errors."""

    file: str
    content: Mapping[str, object]


def read_documents(source: str | Path) -> tuple[Document, ...]:
    """The named file and those that it extends, the one that stands on its own first.

    Raises:
        ExpertPoolError: `policy.not_found`, `policy.unreadable` or `policy.extends_cycle`.
    """
    place = _place(source)
    seen: list[str] = []
    chain: list[Document] = []
    while True:
        document = _read(place)
        if str(place) in seen:
            raise ExpertPoolError("policy.extends_cycle", {"file": document.file})
        seen.append(str(place))
        chain.insert(0, document)
        below = document.content.get("extends")
        if not isinstance(below, str):
            return tuple(chain)
        place = _place(below, beside=place)


def packaged_policies() -> tuple[str, ...]:
    """The ids of the policies that come with the service."""
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in _folder().iterdir()))


def _folder() -> Traversable:
    return files("expert_pool") / "data" / "policies"


def _place(source: str | Path, beside: Traversable | None = None) -> Traversable:
    """A bare id is a packaged policy; a path in `extends` is seen from the file's folder."""
    if isinstance(source, str) and source in packaged_policies():
        return _folder() / f"{source}.toml"
    folder = beside.parent if isinstance(beside, Path) else Path()
    return (folder / source).resolve()


def _read(place: Traversable) -> Document:
    try:
        text = unicodedata.normalize("NFC", place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problem = "not_found" if isinstance(error, OSError) else "unreadable"
        raise _failed(problem, place, error) from error
    try:
        return Document(file=place.name, content=tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _failed("unreadable", place, error) from error


def _failed(problem: str, place: Traversable, error: Exception) -> ExpertPoolError:
    return ExpertPoolError(f"policy.{problem}", {"file": place.name, "detail": str(error)})
