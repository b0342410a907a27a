"""From the opaque ids of the log to names that a reader knows, experts' names masked.

It reads names only; which entries are shown is for `web.auditors.searching`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.identity import mask_name
from expert_pool.storage.people_names import (
    PersonName,
    account_names,
    application_numbers,
    expert_names,
)
from selection.storage.overview import draw_ids_in, project_numbers, request_numbers
from web.translation import current_translator

KNOWN: Final = ("service", "operator", "anonymous", "public", "none", "demo", "log")


@dataclass(frozen=True, slots=True)
class Named:
    """How something is called, and the page that follows it through the log, if any."""

    words: str
    path: str = ""


Names = Mapping[str, Named]


def bare_id(name: str) -> UUID | None:
    """The id in a name such as `expert:…`, or None where there is none."""
    try:
        return UUID(name.rpartition(":")[2])
    except ValueError:
        return None


async def name_all(session: AsyncSession, names: Iterable[str]) -> Names:
    """What each id stands for; an id that nothing bears (any more) shows as it is."""
    wanted = {name: bare_id(name) for name in names if name}
    ids = frozenset(one for one in wanted.values() if one is not None)
    found = await _find(session, ids)
    return {name: found[one] if one in found else _unknown(name) for name, one in wanted.items()}


async def _find(session: AsyncSession, ids: frozenset[UUID]) -> dict[UUID | None, Named]:
    found: dict[UUID | None, Named] = {}
    people = await account_names(session, ids) | await expert_names(session, ids)
    for one, person in people.items():
        found[one] = Named(name_person(person), f"/audit/timeline/person/{one}")
    for one, number in (await application_numbers(session, ids)).items():
        found[one] = Named(_say("application", number=number), f"/audit/timeline/application/{one}")
    for one, number in (await project_numbers(session, ids)).items():
        found[one] = Named(_say("project", number=number), f"/audit/timeline/project/{one}")
    draws = await draw_ids_in(session, ids)
    for one, number in (await request_numbers(session, ids)).items():
        words = _say("draw" if one in draws else "request", number=number)
        found[one] = Named(words, f"/audit/timeline/request/{draws.get(one, one)}")
    return found


def name_person(person: PersonName) -> str:
    """A member of staff by name; an expert by number and masked name."""
    if person.is_staff:
        return person.name
    masked = mask_name(person.name)
    return _say("expert", number=person.number, name=masked) if person.number else masked


def _unknown(name: str) -> Named:
    return Named(_say(name)) if name in KNOWN else Named(name)


def _say(kind: str, **params: object) -> str:
    return current_translator().sentence(f"named.{kind}", params)
