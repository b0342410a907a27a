"""Who acted how often: a picture and its table, by role and person, over a chosen time.

It counts entries of the log; what an act was about stands on the log's own page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from litestar import Response, get
from litestar.datastructures import FormMultiDict
from pydantic import Field

from expert_pool.audit.acts import ActGroup, acts_of
from expert_pool.storage.activity import (
    ActivityFilter,
    ActorCount,
    RoleCount,
    count_by_actor,
    count_by_role,
)
from web.auditors.log import LOG, ROLES
from web.auditors.naming import Named, Names, name_all
from web.auditors.rows import role_words
from web.auditors.searching import NOT_FILTERS, morning
from web.forms import Day, Form, FormModel, check_form
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import N_, current_translator

PATH: Final = "/audit/activity"
MOST_SHOWN: Final = 100
MOST_BARS: Final = 20
WIDTH: Final = 600
ROW: Final = 52
_UNPROCESSABLE: Final = 422


class ActivityForm(FormModel):
    """What the picture is of; the address of the page holds it."""

    since: Day | None = Field(default=None, title=N_("From (day)"))
    until: Day | None = Field(default=None, title=N_("Until (day)"))
    group: ActGroup | None = Field(default=None, title=N_("Kind of act"))
    role: str = Field(default="", title=N_("Role"), max_length=40)


@dataclass(frozen=True, slots=True)
class Bar:
    """One person in one role: how often, when last, and the bar's place in the picture."""

    who: Named
    role: str
    acts: int
    last: datetime
    path: str
    top: int
    width: float


@get(PATH, name="auditors.activity")
async def show_activity(request: PageRequest) -> Response[str]:
    """The busiest accounts and the roles, for the chosen days and kind of act."""
    form = read_activity(request)
    people: Sequence[ActorCount] = ()
    roles: Sequence[RoleCount] = ()
    names: Names = {}
    if form.value is not None:
        wanted = _as_filter(form.value)
        async with services_of(request).database.read() as session:
            people = await count_by_actor(session, wanted, MOST_SHOWN)
            roles = await count_by_role(session, wanted)
            names = await name_all(session, [one.actor for one in people])
    bars = make_bars(people, names, form)
    say = current_translator().sentence
    return render(
        request,
        "auditors/activity.html",
        status_code=_UNPROCESSABLE if form.errors else 200,
        form=form,
        bars=bars,
        drawn=bars[:MOST_BARS],
        roles=[(role_words(one.role), one) for one in roles],
        accounts=sum(one.actors for one in roles),
        width=WIDTH,
        height=ROW * min(len(bars), MOST_BARS),
        choices={
            "group": [(group.value, say(f"group.{group.value}", {})) for group in ActGroup],
            "role": [(role, role_words(role)) for role in ROLES],
        },
    )


def read_activity(request: PageRequest) -> Form[ActivityForm]:
    """The filter as it stands in the address."""
    pairs = request.query_params.multi_items()
    kept = [(name, value) for name, value in pairs if name not in NOT_FILTERS]
    return check_form(FormMultiDict(kept), ActivityForm)


def make_bars(
    people: Sequence[ActorCount], names: Names, form: Form[ActivityForm]
) -> tuple[Bar, ...]:
    """The people as bars below each other, the longest as wide as the picture."""
    most = max((one.acts for one in people), default=1)
    return tuple(
        Bar(
            who=names.get(one.actor, Named(one.actor)),
            role=role_words(one.role),
            acts=one.acts,
            last=one.last,
            path=_path(one, form),
            top=place * ROW,
            width=round(max(2.0, WIDTH * one.acts / most), 1),
        )
        for place, one in enumerate(people)
    )


def _path(one: ActorCount, form: Form[ActivityForm]) -> str:
    """The entries behind a bar; the service and whoever is not signed in are no person."""
    kept = {name: form.text(name) for name in ("since", "until", "group") if form.text(name)}
    person = {} if one.actor == one.role else {"person": one.actor}
    return f"{LOG}?{urlencode({**person, 'role': one.role, **kept})}"


def _as_filter(typed: ActivityForm) -> ActivityFilter:
    return ActivityFilter(
        since=morning(typed.since) if typed.since else None,
        until=morning(typed.until + timedelta(days=1)) if typed.until else None,
        acts=acts_of(typed.group) if typed.group else frozenset(),
        role=typed.role,
    )


ROUTES = (show_activity,)
