"""What the own copy of an expert holds of evaluations: every version, reason and answer.

Who of the bureau evaluated is not the expert's own data and stays out.
"""

from collections.abc import Iterable

from selection.evaluating.own import OwnReview
from selection.evaluations import Marks


def describe_evaluations(reviews: Iterable[OwnReview]) -> list[dict[str, object]]:
    """The own evaluations, and what the expert said of the process, as plain data for a file."""
    return [
        {
            "request": one.request.number,
            "evaluations": [
                {
                    "evaluated_at": it.judged.record.evaluated_at.isoformat(),
                    "marks": _marks(it.judged.marks),
                    "correction": it.judged.correction,
                    "answer": it.judged.answer,
                }
                for it in one.versions
            ],
            "process": _process(one),
        }
        for one in reviews
    ]


def _marks(marks: Marks) -> list[dict[str, object]]:
    return [{"item": it.item, "points": it.points, "reason": it.reason} for it in marks]


def _process(one: OwnReview) -> dict[str, object] | None:
    view = one.process
    if view is None:
        return None
    points = {item.value: given for item, given in view.points.items()}
    said = {"pressure": view.pressure, "pressure_words": view.pressure_words, "words": view.words}
    return points | said
