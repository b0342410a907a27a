"""Trials of a choice among candidates in plain words, for the timeline of a request.

Its one job is the wording: the log keeps places, seats and grounds, and nobody in them.
"""

from collections.abc import Mapping

from expert_pool.audit.canonical import Json
from expert_pool.audit.entries import Detail
from web.translation import current_translator


def describe_trial(detail: Detail) -> tuple[str, ...]:
    """Who was passed over in a trial, by place and seat, and what it showed; a line for each."""
    after = detail.after or {}
    candidates = after.get("candidates")
    rows = candidates if isinstance(candidates, list) else []
    outcome = current_translator().sentence(f"trial.{after.get('outcome')}", dict(after))
    return (*(_candidate(row) for row in rows if isinstance(row, dict)), outcome)


def _candidate(row: Mapping[str, Json]) -> str:
    translator = current_translator()
    told = {**row, "ground": translator.sentence(f"pass.{row.get('ground')}", {})}
    return translator.sentence("trial.seated" if row.get("seat") else "trial.unseated", told)
