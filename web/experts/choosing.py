"""Finding a technical field or a discipline: by words, or from the top down, in two steps.

Plain GET forms, so that it works without a script and the address keeps what was asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from litestar import get, post

from expert_pool.admission.applying import save_section
from expert_pool.applications import Section
from expert_pool.applications.sections import typed_list
from expert_pool.vocabulary.code_lists import normal_name
from expert_pool.vocabulary.entries import Discipline, TechnicalField
from web.experts.desk import (
    Answer,
    Page,
    actor_of,
    desk_of,
    edit_of,
    own_editable,
    query_of,
    sent_text,
)
from web.experts.rows_shown import field_path, name_of
from web.pages import redirect, render
from web.services import PageRequest, Services, services_of
from web.translation import N_

DEEPEST: Final = 3
MOST_SHOWN: Final = 60
SHORT_WORD: Final = 3
BACK: Final = "/application/fields"
_LATIN: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Found:
    """What a search or a step down gave: codes with their names, and whether there is more."""

    options: tuple[tuple[str, str], ...]
    more: bool


@get("/application/choose/field", name="experts.choose_field")
async def choose_field(request: PageRequest) -> Page:
    """Find a technical field of the third level; the choice leads to the row's page."""
    await own_editable(request)
    services, asked = services_of(request), request.query_params
    lists, words, above = services.lists, asked.get("words", ""), asked.get("above", "")
    found = find_fields(services, words, above)
    return render(
        request,
        "experts/choose_field.html",
        words=words,
        above=above,
        key=asked.get("key", "new"),
        areas=tuple(
            (name_of(lists.fields, top.code, lists), _children(services, top.code))
            for top in lists.fields.values()
            if top.level == 1
        ),
        found=found,
        query=query_of(request),
    )


def find_fields(services: Services, words: str, above: str) -> Found:
    """Third-level fields whose path or search words hold the words, or those below a field."""
    lists = services.lists
    if above in lists.fields:
        codes: Iterable[str] = sorted(lists.field_and_below(above))
    else:
        codes = lists.fields if words.strip() else ()
    deepest = (lists.fields[code] for code in codes if lists.fields[code].level == DEEPEST)
    matching = [one for one in deepest if above in lists.fields or _matches(services, one, words)]
    options = tuple((one.code, field_path(one.code, lists)) for one in matching[:MOST_SHOWN])
    return Found(options, len(matching) > MOST_SHOWN)


def _matches(services: Services, field: TechnicalField, words: str) -> bool:
    path = (services.lists.fields[code] for code in services.lists.field_path(field.code))
    named = tuple(part for one in path for part in (one.name_zh, one.name_en, *one.search_words))
    return all(_says(named, normal_name(word)) for word in words.split())


def _says(names: tuple[str, ...], word: str) -> bool:
    """Whether the names hold the word; a few Latin letters (AI) only as a word of their own."""
    if word.isascii() and len(word) <= SHORT_WORD:
        return any(word in _LATIN.findall(name.casefold()) for name in names)
    return any(word in normal_name(name) for name in names)


def _children(services: Services, code: str) -> tuple[tuple[str, str], ...]:
    lists = services.lists
    return tuple(
        (one.code, name_of(lists.fields, one.code, lists))
        for one in lists.fields.values()
        if one.parent == code
    )


@get("/application/choose/discipline", name="experts.choose_discipline")
async def choose_discipline(request: PageRequest) -> Page:
    """Find a discipline by words or below one of the first level."""
    dossier = await own_editable(request)
    services, asked = services_of(request), request.query_params
    lists, words, above = services.lists, asked.get("words", ""), asked.get("above", "")
    return render(
        request,
        "experts/choose_discipline.html",
        dossier=dossier,
        words=words,
        above=above,
        areas=tuple(
            (one.code, name_of(lists.disciplines, one.code, lists))
            for one in lists.disciplines.values()
            if one.level == 1
        ),
        found=find_disciplines(services, words, above),
        query=query_of(request),
    )


def find_disciplines(services: Services, words: str, above: str) -> Found:
    """Disciplines whose name or number holds the words, or one with all below it."""
    lists = services.lists
    if above in lists.disciplines:
        matching = [lists.disciplines[code] for code in sorted(lists.discipline_and_below(above))]
    else:
        wanted = [normal_name(word) for word in words.split()]
        matching = [one for one in lists.disciplines.values() if wanted and _named(one, wanted)]
    options = tuple(
        (one.code, f"{one.code} {name_of(lists.disciplines, one.code, lists)}")
        for one in matching[:MOST_SHOWN]
    )
    return Found(options, len(matching) > MOST_SHOWN)


def _named(discipline: Discipline, wanted: list[str]) -> bool:
    text = normal_name(f"{discipline.code}{discipline.name_zh}{discipline.name_en}")
    return all(word in text for word in wanted)


@post("/application/disciplines/add", name="experts.discipline.add")
async def add_discipline(request: PageRequest) -> Answer:
    """Put a discipline on the list."""
    return await _change_disciplines(request, adding=True)


@post("/application/disciplines/remove", name="experts.discipline.remove")
async def remove_discipline(request: PageRequest) -> Answer:
    """Take a discipline off the list."""
    return await _change_disciplines(request, adding=False)


async def _change_disciplines(request: PageRequest, *, adding: bool) -> Answer:
    dossier, code = await own_editable(request), await sent_text(request, "code")
    kept = [c for c in typed_list(dossier.sections[Section.FIELDS], "disciplines") if c != code]
    if adding and code:
        kept.append(code)
    edit = await edit_of(request, dossier)
    changed = {"disciplines": kept}
    await save_section(desk_of(request), actor_of(request), edit, Section.FIELDS, changed)
    path = f"{BACK}{query_of(request)}#disciplines"
    return redirect(request, path, notice=N_("Saved."))


ROUTES = (choose_field, choose_discipline, add_discipline, remove_discipline)
