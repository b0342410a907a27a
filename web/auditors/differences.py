"""Before and after of an act as the rows of one table, nested values by their path.

Its one job is to compare; it must not translate or hide anything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from expert_pool.audit.canonical import Json
from expert_pool.audit.entries import Detail


class Change(StrEnum):
    """What became of one value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value by its path, before and after, as text; empty where there was none."""

    path: str
    before: str
    after: str
    change: Change


def compare_detail(detail: Detail) -> tuple[Difference, ...]:
    """Every value of a detail, those that changed first."""
    before, after = dict(_flat(detail.before)), dict(_flat(detail.after))
    rows = [
        Difference(path, before.get(path, ""), after.get(path, ""), _change(path, before, after))
        for path in {**before, **after}
    ]
    return tuple(sorted(rows, key=lambda row: row.change is Change.SAME))


def _change(path: str, before: Mapping[str, str], after: Mapping[str, str]) -> Change:
    if path not in before:
        return Change.ADDED
    if path not in after:
        return Change.REMOVED
    return Change.SAME if before[path] == after[path] else Change.CHANGED


def _flat(value: Json, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for name, member in value.items():
            yield from _flat(member, f"{path}.{name}" if path else name)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        for number, member in enumerate(value, start=1):
            yield from _flat(member, f"{path}[{number}]")
    elif path:
        yield path, _text(value)


def _text(value: Json) -> str:
    if value is None or value in ({}, []):
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return str(value)
