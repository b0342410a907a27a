"""Alarms over many draws: what was compared, the numbers, where to look, and who has looked.

An alarm is a reason to look and proves nothing. Nobody can delete one: a look is an entry
of the log, with a reason.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from pydantic import Field

from expert_pool.findings import Finding
from expert_pool.roles import Role
from selection.overseeing.looks import LookReason, SeenAlarm, list_alarms, mark_alarm
from web.auditors.naming import Named, Names, name_all
from web.auditors.reasons import reason_words
from web.forms import Form, FormModel, blank, read_form
from web.pages import redirect, render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator
from web.visits import visit_of

PATH: Final = "/audit/alarms"
_UNPROCESSABLE: Final = 422


class LookForm(FormModel):
    """What came of a look at an alarm."""

    reason: LookReason = Field(title=N_("What came of it"))


@dataclass(frozen=True, slots=True)
class Look:
    """Who looked, when, and with which result."""

    who: Named
    reason: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """One alarm as the page shows it."""

    key: str
    title: str
    said: str
    test: str
    advice: str
    about: tuple[Named, ...]
    evidence: tuple[Named, ...]
    looks: tuple[Look, ...]
    raised: bool


@get(PATH, name="auditors.alarms")
async def show_alarms(request: PageRequest) -> Response[str]:
    """Alarms without a look first, then those looked at, and those of former times."""
    return await _page(request, blank(LookForm), "")


@post("/audit/alarms/{key:str}", name="auditors.alarms.mark")
async def do_mark(request: PageRequest, key: FromPath[str]) -> Response[str] | Redirect:
    """Note that this auditor looked at the alarm."""
    form = await read_form(request, LookForm)
    if form.value is None:
        return await _page(request, form, key)
    services = services_of(request)
    actor = visit_of(request).acting_as(Role.AUDITOR)
    async with services.database.transaction() as session:
        await mark_alarm(session, services.draw_desk, actor, key, form.value.reason)
    return redirect(request, PATH, N_("Your look stands in the log."))


async def _page(request: PageRequest, form: Form[LookForm], refused: str) -> Response[str]:
    services = services_of(request)
    async with services.database.read() as session:
        seen = await list_alarms(session, services.draw_desk)
        names = await name_all(session, _names_in(seen))
    cards = tuple(_card(one, names) for one in seen)
    return render(
        request,
        "auditors/alarms.html",
        status_code=_UNPROCESSABLE if form.errors else 200,
        form=form,
        refused=refused,
        fresh=[card for card in cards if card.raised and not card.looks],
        looked=[card for card in cards if card.raised and card.looks],
        former=[card for card in cards if not card.raised],
        reasons=[(reason.value, reason_words(reason.value)) for reason in LookReason],
    )


def _names_in(seen: Sequence[SeenAlarm]) -> Iterator[str]:
    for one in seen:
        yield from one.alarm.about
        yield from one.alarm.evidence
        yield from (str(look.looked_by) for look in one.looks)


def _card(one: SeenAlarm, names: Names) -> Card:
    translator, alarm = current_translator(), one.alarm
    code = alarm.finding.code
    return Card(
        key=alarm.key,
        title=translator.sentence(f"alarm_title.{code}", {}),
        said=translator.sentence(code, _written(alarm.finding)),
        test=translator.sentence(f"alarm_test.{code}", {}),
        advice=translator.sentence(f"alarm_look.{code}", {}),
        about=tuple(names[name] for name in alarm.about),
        evidence=tuple(names[name] for name in alarm.evidence),
        looks=tuple(
            Look(names[str(look.looked_by)], reason_words(look.reason), look.looked_at)
            for look in one.looks
        ),
        raised=one.raised,
    )


def _written(finding: Finding) -> dict[str, str]:
    """The numbers with their thousands set apart: chances are as rare as once in millions."""
    number = current_translator().number
    return {
        name: number(value) if isinstance(value, int) else value for name, value in finding.params
    }


ROUTES = (show_alarms, do_mark)
