"""What is typed on the pages of evaluations; a row names its item, since the policy sets them."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from pydantic import Field

from expert_pool.findings import Finding
from expert_pool.policy import Policy
from selection.evaluations import Mark, Marks, find_mark_faults
from web.forms import Form, FormModel, M, Ticked
from web.translation import N_

MOST_WORDS: Final = 2000
MOST_ROWS: Final = 99
_MOST_ITEMS: Final = 20


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


def marks_of(rows: Iterable[MarkForm]) -> Marks:
    """The rows of a form as the rules take them."""
    return tuple(it.mark for it in rows)


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
