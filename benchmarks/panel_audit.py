"""Checks panels straight from the files of an instance: sharing no code with any engine.

Its one job is to count illegal panels, whoever made them: wrong size, unknown or doubled
members, broken quotas, two of one organisation.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Audit:
    """How many panels were checked, how many of them are illegal, and what is wrong first."""

    panels: int
    illegal: int
    first_fault: str


def audit_panels(
    quotas: Path,
    people: Path,
    seats: int,
    at_most_one_per: Sequence[str],
    panels: Iterable[Sequence[str]],
) -> Audit:
    """Check every panel against the two files."""
    with quotas.open(encoding="utf-8-sig", newline="") as file:
        ranges = {
            (row["category"], row["feature"]): (int(row["min"]), int(row["max"]))
            for row in csv.DictReader(file)
        }
    with people.open(encoding="utf-8-sig", newline="") as file:
        pool = {row["id"]: row for row in csv.DictReader(file)}
    checked, faults = 0, []
    for panel in panels:
        checked += 1
        fault = find_fault(ranges, pool, seats, at_most_one_per, panel)
        if fault:
            faults.append(fault)
    return Audit(checked, len(faults), faults[0] if faults else "")


def find_fault(
    ranges: dict[tuple[str, str], tuple[int, int]],
    pool: dict[str, dict[str, str]],
    seats: int,
    at_most_one_per: Sequence[str],
    panel: Sequence[str],
) -> str:
    """What is wrong with a panel; empty for a legal one."""
    members = [pool[member] for member in panel if member in pool]
    if len(members) != len(panel) or len(set(panel)) != len(panel):
        return "unknown or doubled member"
    if len(panel) != seats:
        return f"{len(panel)} members instead of {seats}"
    for (category, feature), (least, most) in ranges.items():
        count = sum(member[category] == feature for member in members)
        if not least <= count <= most:
            return f"{count} of {category}={feature}, {least} to {most} allowed"
    for column in at_most_one_per:
        counts = Counter(member[column] for member in members if member[column])
        if counts and max(counts.values()) > 1:
            return f"two of one {column}"
    return ""
