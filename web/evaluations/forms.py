"""What is typed on the pages of evaluations; a row names its item, since the policy sets them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Final, Literal, TypeVar
from uuid import UUID

from pydantic import Field

from expert_pool.findings import Finding
from expert_pool.policy import Policy
from selection.evaluations import (
    HIGHEST,
    LOWEST,
    Mark,
    Marks,
    ProcessItem,
    ProcessView,
    find_mark_faults,
)
from selection.storage.process_store import Spoke
from web.forms import Day, Form, FormModel, M, Ticked
from web.translation import N_

MOST_WORDS: Final = 2000
MOST_ROWS: Final = 99
_MOST_ITEMS: Final = 20
V = TypeVar("V")
Point = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]


class MarkForm(FormModel):
    """Points and reason for one item."""

    item: str = Field(max_length=40)
    points: int | None = Field(default=None, title=N_("Points"), ge=0, le=99)
    reason: str = Field(default="", title=N_("Reason"), max_length=500)

    @property
    def mark(self) -> Mark:
        """The same for the rules."""
        return Mark(self.item, self.points, self.reason)


class MemberForm(FormModel):
    """The points of one member; a member without any is left for later."""

    member: UUID
    marks: tuple[MarkForm, ...] = Field(max_length=_MOST_ITEMS)

    @property
    def untouched(self) -> bool:
        """Whether nothing was entered."""
        return all(it.points is None and not it.reason for it in self.marks)


class SheetForm(FormModel):
    """All members of a panel at once; `asked` says that far scores were looked at again."""

    members: tuple[MemberForm, ...] = Field(default=(), max_length=MOST_ROWS)
    asked: Ticked | None = Field(
        default=None, title=N_("I have checked these points, and they are as I mean them")
    )

    @property
    def given(self) -> dict[UUID, Marks]:
        """The marks of the members who are evaluated now."""
        entered = (it for it in self.members if not it.untouched)
        return {it.member: marks_of(it.marks) for it in entered}


class CorrectionForm(FormModel):
    """New points for one member, and why."""

    marks: tuple[MarkForm, ...] = Field(max_length=_MOST_ITEMS)
    reason: str = Field(default="", title=N_("Reason of the correction"), max_length=500)


class AnswerForm(FormModel):
    """What a member answers to one version of the own evaluation."""

    evaluation: UUID
    words: str = Field(default="", title=N_("Your answer"), max_length=MOST_WORDS)


class ProcessForm(FormModel):
    """How a member judges the process; both texts go to auditors."""

    material_in_time: Point = Field(title=N_("Was the material there in time?"))
    time_enough: Point = Field(title=N_("Was there enough time for the review?"))
    pressure: Literal["yes", "no"] = Field(
        title=N_("Did anybody try to influence you, or put pressure on you?")
    )
    pressure_words: str = Field(
        default="", title=N_("Who tried what, and when?"), max_length=MOST_WORDS
    )
    words: str = Field(
        default="", title=N_("Anything else about how the review was run"), max_length=MOST_WORDS
    )

    @property
    def view(self) -> ProcessView:
        """The same for the rules; what was written without pressure said is not dropped."""
        pressure = self.pressure == "yes"
        points = {
            ProcessItem.MATERIAL_IN_TIME: self.material_in_time,
            ProcessItem.TIME_ENOUGH: self.time_enough,
        }
        return ProcessView(points, pressure, self.pressure_words if pressure else "", self.words)


class ApplicantForm(FormModel):
    """What applicants said when they were asked."""

    spoke: Spoke = Field(title=N_("Who spoke for the applicants"))
    received_on: Day = Field(title=N_("Received on"))
    words: str = Field(title=N_("What they said"), max_length=MOST_WORDS)


def marks_of(rows: Iterable[MarkForm]) -> Marks:
    """The rows of a form as the rules take them."""
    return tuple(it.mark for it in rows)


def in_rows(form: Form[SheetForm], rows: Form[SheetForm]) -> Form[SheetForm]:
    """What was typed, in the rows of a sheet: each stays with the member that it is about.

    Members may be evaluated in another window meanwhile, so that the rows behind them move up.
    """
    sent = {form.text(f"members-{n}-member"): f"members-{n}-" for n in range(MOST_ROWS)}
    moves = {
        sent[member]: f"members-{n}-"
        for n in range(MOST_ROWS)
        if (member := rows.text(f"members-{n}-member")) in sent and member
    }
    kept = {name: it for name, it in form.typed.items() if not name.startswith("members-")}
    kept = {**kept, **rows.typed, **_moved(form.typed, moves)}
    errors = {name: it for name, it in form.errors.items() if not name.startswith("members-")}
    shown = replace(form, typed=kept, errors=errors | _moved(form.errors, moves))
    gone = form.errors and not shown.errors
    return shown.refused("", "evaluation.handed_in_already") if gone else shown


def _moved(named: Mapping[str, V], moves: Mapping[str, str]) -> dict[str, V]:
    return {
        after + name.removeprefix(before): it
        for name, it in named.items()
        for before, after in moves.items()
        if name.startswith(before)
    }


def with_faults(form: Form[M], prefix: str, rows: Sequence[MarkForm], policy: Policy) -> Form[M]:
    """The form with what is wrong with the marks, each fault beside its item."""
    places = {it.item: number for number, it in enumerate(rows)}
    for fault in find_mark_faults(marks_of(rows), policy):
        form = form.refused(_place(prefix, places, fault), fault.code, **dict(fault.params))
    return form


def _place(prefix: str, places: dict[str, int], fault: Finding) -> str:
    item = str(dict(fault.params)["item"])
    field = "reason" if fault.code.endswith("reason_missing") else "points"
    return f"{prefix}marks-{places[item]}-{field}" if item in places else ""
