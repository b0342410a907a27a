"""The filter of the log's page: what was typed, what it stands for, and what it finds.

It must not render anything; the page and its addresses are for `web.auditors.log`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from litestar.datastructures import FormMultiDict
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act, ActGroup, acts_of
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LogPage
from expert_pool.storage.people_names import (
    PersonName,
    find_application,
    find_people,
    ids_of_person,
)
from selection.storage.overview import find_by_number, ids_of_request
from web.auditors.naming import bare_id
from web.forms import Day, Form, FormModel, check_form
from web.services import PageRequest
from web.translation import LOCAL_TIME, N_

PAGE_SIZE: Final = 50
MOST_PEOPLE: Final = 20
NOT_FILTERS: Final = frozenset({"lang"})


class LogFilterForm(FormModel):
    """What the entries are narrowed to; the address of the page holds it."""

    person: str = Field(default="", title=N_("Person concerned"), max_length=200)
    subject: str = Field(default="", title=N_("What it is about"), max_length=200)
    request: str = Field(default="", title=N_("Panel request"), max_length=200)
    group: ActGroup | None = Field(default=None, title=N_("Kind of act"))
    act: Act | None = Field(default=None, title=N_("Act"))
    role: str = Field(default="", title=N_("Role"), max_length=40)
    since: Day | None = Field(default=None, title=N_("From (day)"))
    until: Day | None = Field(default=None, title=N_("Until (day)"))
    before: int | None = Field(default=None, title=N_("Entries before number"), ge=0, le=2**53)


@dataclass(frozen=True, slots=True)
class Found:
    """The entries that fit, the people that a name fits, and the form with what was wrong."""

    form: Form[LogFilterForm]
    page: LogPage
    people: tuple[PersonName, ...] = ()


Resolve = Callable[[AsyncSession, str], Awaitable[frozenset[UUID]]]


def read_filter(request: PageRequest) -> Form[LogFilterForm]:
    """The filter as it stands in the address."""
    pairs = request.query_params.multi_items()
    kept = [(name, value) for name, value in pairs if name not in NOT_FILTERS]
    return check_form(FormMultiDict(kept), LogFilterForm)


async def search_log(session: AsyncSession, form: Form[LogFilterForm]) -> Found:
    """The entries that the filter asks for; a name that nothing bears is an error beside it."""
    nothing = LogPage((), None)
    if form.value is None:
        return Found(form, nothing)
    typed, groups = form.value, list[frozenset[str]]()
    people = await _people(session, typed.person)
    for name, resolve in _RESOLVERS:
        words = getattr(typed, name)
        ids = await resolve(session, words) if words else frozenset()
        if words and not ids:
            form = form.refused(name, f"log_filter.no_{name}")
        groups.extend([frozenset(map(str, ids))] if ids else [])
    if form.errors:
        return Found(form, nothing)
    wanted = _as_filter(typed, tuple(groups))
    page = await AuditStore(session).page(wanted, typed.before, PAGE_SIZE)
    return Found(form, page, people if len(people) > 1 else ())


async def _people(session: AsyncSession, words: str) -> tuple[PersonName, ...]:
    """Whom a name or an address fits; an id fits itself."""
    return () if not words or bare_id(words) else await find_people(session, words, MOST_PEOPLE)


async def _resolve_person(session: AsyncSession, words: str) -> frozenset[UUID]:
    own = bare_id(words)
    persons = [own] if own else [one.id for one in await _people(session, words)]
    groups = [await ids_of_person(session, one) for one in persons]
    return frozenset[UUID]().union(*groups)


async def _resolve_subject(session: AsyncSession, words: str) -> frozenset[UUID]:
    own = bare_id(words)
    if own:
        return frozenset({own})
    application = await find_application(session, words)
    return frozenset({application}) if application else await find_by_number(session, words)


async def _resolve_request(session: AsyncSession, words: str) -> frozenset[UUID]:
    own = bare_id(words)
    return await (ids_of_request(session, own) if own else find_by_number(session, words))


_RESOLVERS: Final[tuple[tuple[str, Resolve], ...]] = (
    ("person", _resolve_person),
    ("subject", _resolve_subject),
    ("request", _resolve_request),
)


def _as_filter(typed: LogFilterForm, groups: tuple[frozenset[str], ...]) -> AuditFilter:
    acts = acts_of(typed.group) if typed.group else frozenset[Act]()
    if typed.act:
        acts = frozenset({typed.act})
    return AuditFilter(
        role=typed.role,
        acts=acts,
        since=morning(typed.since) if typed.since else None,
        until=morning(typed.until + timedelta(days=1)) if typed.until else None,
        concerns=groups,
    )


def morning(day: Day) -> datetime:
    """The beginning of a day in China."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL_TIME)
