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
    """The content of one policy file, with the name to give in errors and the areas it brings."""

    file: str
    content: Mapping[str, object]
    divisions: str | None = None


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
        content = tomllib.loads(_text_of(place))
    except tomllib.TOMLDecodeError as error:
        raise _failed("unreadable", place, error) from error
    return Document(place.name, content, _divisions(content.get("divisions"), place))


def _divisions(named: object, place: Traversable) -> str | None:
    """The text of the list of areas that a city's file names, seen from the file's folder."""
    if named is None:
        return None
    if not isinstance(named, str) or not isinstance(place, Path):
        place_of = {"file": place.name, "parameter": "divisions"}
        raise ExpertPoolError("policy.wrong_type", {**place_of, "expected": '"divisions.csv"'})
    return _text_of(place.parent / named)


def _text_of(place: Traversable) -> str:
    try:
        return unicodedata.normalize("NFC", place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        problem = "not_found" if isinstance(error, OSError) else "unreadable"
        raise _failed(problem, place, error) from error


def _failed(problem: str, place: Traversable, error: Exception) -> ExpertPoolError:
    return ExpertPoolError(f"policy.{problem}", {"file": place.name, "detail": str(error)})
