"""Runs sortition-algorithms on one instance, in a process and environment of its own.

Its one job is to be started by `benchmarks.peers` with the Python of that environment; it
imports nothing of this project, and nothing of this project imports it. It writes JSON:
CPU seconds, panels with their probabilities, and what the program reported.

    peers_runner.py CATEGORIES RESPONDENTS SEATS COLUMN|- ALGORITHM BACKEND CPU_LIMIT OUT
"""

import csv
import importlib
import json
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    """Run one algorithm and write down what came of it."""
    quotas, people, seats, column, algorithm, backend, limit, out = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
    features, pool = _read(quotas, people, column)
    generation = importlib.import_module("sortition_algorithms.committee_generation")
    find = getattr(generation, f"find_distribution_{algorithm}")
    start = time.process_time()
    panels, chances, report = find(
        features, pool, int(seats), [] if column == "-" else [column], backend
    )
    seconds = time.process_time() - start
    found = {
        "seconds": seconds,
        "panels": [sorted(panel) for panel in panels],
        "chances": [float(chance) for chance in chances],
        "report": report.as_text()[-2000:],
    }
    Path(out).write_text(json.dumps(found), encoding="utf-8")


def _read(quotas: str, people: str, column: str) -> tuple[object, object]:
    """The two files in the program's own values, by its own readers."""
    features = importlib.import_module("sortition_algorithms.features")
    persons = importlib.import_module("sortition_algorithms.people")
    settings = importlib.import_module("sortition_algorithms.settings")
    held = settings.Settings(
        id_column="id",
        columns_to_keep=[],
        check_same_address=column != "-",
        check_same_address_columns=[] if column == "-" else [column],
    )
    with Path(quotas).open(encoding="utf-8-sig", newline="") as file:
        rows = [
            {"feature": row["category"], "value": row["feature"], "min": row["min"],
             "max": row["max"]}
            for row in csv.DictReader(file)
        ]  # fmt: skip
    read_features = features.read_in_features(["feature", "value", "min", "max"], rows)[0]
    with Path(people).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        head, body = list(reader.fieldnames or []), list(reader)
    return read_features, persons.read_in_people(head, body, read_features, held)[0]


if __name__ == "__main__":
    main()
