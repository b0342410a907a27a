"""What is typed on the pages of offline packs, and the steps that sheets become."""

import re
from datetime import datetime, time
from typing import Annotated
from unicodedata import normalize
from uuid import UUID

from pydantic import AfterValidator, Field

from expert_pool.calendar import CHINA
from selection.convening.hosting import LONGEST_MINUTES
from selection.convening.settling import LONGEST_REASON
from selection.meetings import Stance
from selection.offline_pack import Event, EventKind
from selection.offline_pack.events import LONGEST_WORD
from web.forms import Day, FormModel, Ticked, refuse
from web.offered import ChosenId, one_of
from web.translation import N_

_STEPS = ("retry", "aside")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_STANCES = {it.value for it in Stance}


def _check_clock(text: str) -> str:
    return text if _CLOCK.fullmatch(text) else refuse("pack.no_clock")


class PackForm(FormModel):
    """A pack is made, or `withdraw` is given up."""

    withdraw: ChosenId = ""

    @property
    def pack_id(self) -> UUID | None:
        """The pack to be given up."""
        return UUID(self.withdraw) if self.withdraw else None


class ImportForm(FormModel):
    """The passphrase beside a file that comes back; the file is read apart."""

    pack: str = Field(default="", title=N_("The copy that was saved last (.html)"))
    passphrase: str = Field(title=N_("Passphrase of the pack"), max_length=60)


class StepForm(FormModel):
    """What the host decides on steps that wait."""

    step: Annotated[str, one_of(_STEPS)]
    event: ChosenId = ""
    note: str = Field(default="", title=N_("Why it is set aside"), max_length=LONGEST_REASON)

    @property
    def about(self) -> UUID | None:
        """The step that it is about."""
        return UUID(self.event) if self.event else None


class SheetForm(FormModel):
    """One line of a printed sheet: what happened, on which day, at which hour, to whom."""

    kind: Annotated[str, one_of(EventKind)]
    day: Day = Field(title=N_("Day"))
    at: Annotated[str, AfterValidator(_check_clock)] = Field(title=N_("Time (such as 09:05)"))
    member: int = Field(default=0, ge=0, le=999, title=N_("Seat"))
    chosen: int = Field(default=0, ge=0, le=999, title=N_("For seat"))
    code: str = Field(default="", max_length=LONGEST_WORD, title=N_("Code on the sheet"))
    pledged: Ticked | None = Field(default=None, title=N_("The pledge is signed"))
    seen: Ticked | None = Field(
        default=None, title=N_("The host has signed that the identity was seen")
    )
    ground: str = Field(default="", max_length=10, title=N_("Ground of the recusal"))
    stance: Annotated[str, one_of(("", *_STANCES))] = Field(default="", title=N_("Opinion"))
    version: int = Field(default=1, ge=0, le=999)
    text: str = Field(default="", max_length=LONGEST_MINUTES, title=N_("What is written"))

    def events(self, pledge: str) -> tuple[Event, ...]:
        """The steps that the line tells of; a signature under the pledge is a step of its own."""
        step = self._step()
        if step.kind is EventKind.SIGN_IN and self.pledged:
            return step, Event(2, step.at, EventKind.PLEDGE, member=self.member, word=pledge)
        return (step,)

    def _step(self) -> Event:
        kind = EventKind(self.kind)
        silent = kind is EventKind.OPINION and self.stance == Stance.SILENT
        opinion = kind is EventKind.OPINION and not silent
        return Event(
            place=1,
            at=datetime.combine(self.day, time.fromisoformat(self.at), CHINA),
            kind=EventKind.SILENT if silent else kind,
            member=self.member,
            chosen=self.chosen,
            word=self._word(kind),
            text="" if silent else normalize("NFC", self.text),
            version=self.version if opinion else 0,
            seen=self.seen is not None,
        )

    def _word(self, kind: EventKind) -> str:
        if kind is EventKind.OPINION:
            return "" if self.stance == Stance.SILENT else self.stance
        return self.ground if kind is EventKind.RECUSE else self.code
