"""Turns the text of each code list into entries and refuses a list that is broken.

One function a list. References between two lists are checked by
`expert_pool.vocabulary.code_lists`, which sees them all.
"""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from expert_pool.vocabulary.entries import (
    Activity,
    ActivityKind,
    Composition,
    Discipline,
    Division,
    DivisionKind,
    Entry,
    FeeRule,
    FoundBy,
    GroundAction,
    Honour,
    NamePolicy,
    Qualification,
    QualificationKind,
    RecusalGround,
    RecusalProfile,
    SelectionMethod,
    SeniorStanding,
    TechnicalField,
    Title,
    TitleLevel,
    Window,
)
from expert_pool.vocabulary.lines import Line, read_lines

FIELD_LEVELS = 3
DISCIPLINE_LEVELS = 2

_NAMES = ("code", "name_zh", "name_en")
_COMPOSITION = ("technical", "financial", "management", "investment")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "fields.csv": (*_NAMES, "level", "parent_code", "confidence", "search_words"),
    "disciplines.csv": (
        *_NAMES, "level", "parent_code", "category_code", "category_zh", "confidence"
    ),
    "titles.csv": (
        *_NAMES, "series_code", "series_zh", "series_en", "level", "counts_as_senior",
        "financial_expert_title", "old_national_code", "confidence", "note",
    ),
    "qualifications.csv": (
        *_NAMES, "former_names_zh", "kind", "financial_expert_eligible",
        "technical_senior_eligible", "note", "confidence",
    ),
    "honours.csv": (*_NAMES, "age_exception", "note", "confidence"),
    "divisions.csv": (*_NAMES, "kind", "national_code", "parent_code", "confidence"),
    "activities.csv": (
        *_NAMES, "kind", "selection", "seats_default", "seats_min", *_COMPOSITION, "name_policy",
        "recusal_profile", "fee", "evidence", "note", "confidence",
    ),
    "recusal_grounds.csv": (
        *_NAMES, "rule_id", "found_by", "data_needed", "window", "default_action"
    ),
    "recusal_profiles.csv": (*_NAMES, "rule_ids"),
}  # fmt: skip

E = TypeVar("E", bound=Entry)


class InTree(Entry, Protocol):
    """An entry that hangs under a parent entry of the same list."""

    @property
    def parent(self) -> str:
        """The code of the entry above, or empty at the top."""


class InLevels(InTree, Protocol):
    """An entry of a list whose levels are numbered."""

    @property
    def level(self) -> int:
        """1 at the top."""


T = TypeVar("T", bound=InTree)
N = TypeVar("N", bound=InLevels)


def parse_fields(text: str) -> dict[str, TechnicalField]:
    """The high-tech fields in three levels, by code."""

    def field(line: Line) -> TechnicalField:
        return TechnicalField(
            *_named(line),
            level=line.integer("level"),
            parent=line.optional("parent_code"),
            search_words=line.parts("search_words"),
        )

    return _check_levels("fields.csv", text, _entries("fields.csv", text, field), FIELD_LEVELS)


def parse_disciplines(text: str) -> dict[str, Discipline]:
    """The disciplines of GB/T 13745 in two levels, by code; English names may be missing."""

    def discipline(line: Line) -> Discipline:
        return Discipline(
            code=line.text("code"),
            name_zh=line.text("name_zh"),
            name_en=line.optional("name_en"),
            level=line.integer("level"),
            parent=line.optional("parent_code"),
            category=line.text("category_code"),
            category_zh=line.text("category_zh"),
        )

    found = _entries("disciplines.csv", text, discipline)
    return _check_levels("disciplines.csv", text, found, DISCIPLINE_LEVELS)


def parse_titles(text: str) -> dict[str, Title]:
    """The professional titles of all series with their levels, by code."""

    def title(line: Line) -> Title:
        level = line.choice("level", TitleLevel)
        counts_as_senior = line.yes("counts_as_senior")
        if counts_as_senior and not level.reaches(TitleLevel.ASSOCIATE_SENIOR):
            raise line.broken("wrong_level", "level")
        return Title(
            *_named(line),
            level=level,
            series=line.text("series_code"),
            series_zh=line.text("series_zh"),
            series_en=line.text("series_en"),
            counts_as_senior=counts_as_senior,
            financial_expert_title=line.yes("financial_expert_title"),
            old_national_code=line.optional("old_national_code"),
            note=line.optional("note"),
        )

    return _entries("titles.csv", text, title)


def parse_qualifications(text: str) -> dict[str, Qualification]:
    """The professional qualifications with their former names, by code."""

    def qualification(line: Line) -> Qualification:
        return Qualification(
            *_named(line),
            former_names=line.parts("former_names_zh"),
            kind=line.choice("kind", QualificationKind),
            financial_expert_eligible=line.yes("financial_expert_eligible"),
            technical_senior_eligible=line.choice("technical_senior_eligible", SeniorStanding),
            note=line.optional("note"),
        )

    return _entries("qualifications.csv", text, qualification)


def parse_honours(text: str) -> dict[str, Honour]:
    """The honours, with the groups that have an age exception, by code."""

    def honour(line: Line) -> Honour:
        return Honour(
            *_named(line), age_exception=line.yes("age_exception"), note=line.optional("note")
        )

    return _entries("honours.csv", text, honour)


def parse_divisions(text: str) -> dict[str, Division]:
    """The city's areas and what lies outside, by code."""

    def division(line: Line) -> Division:
        return Division(
            *_named(line),
            kind=line.choice("kind", DivisionKind),
            national=line.yes("national_code"),
            parent=line.optional("parent_code"),
        )

    return _check_parents("divisions.csv", text, _entries("divisions.csv", text, division))


def parse_activities(text: str) -> dict[str, Activity]:
    """The activities with seats, composition, secrecy and recusal, by code."""
    return _entries("activities.csv", text, _activity)


def parse_recusal_grounds(text: str) -> dict[str, RecusalGround]:
    """The grounds for recusal with the rule that each falls under, by code."""

    def ground(line: Line) -> RecusalGround:
        return RecusalGround(
            *_named(line),
            rule_id=line.text("rule_id"),
            found_by=line.choice("found_by", FoundBy),
            data_needed=line.text("data_needed"),
            window=line.choice("window", Window),
            default_action=line.choice("default_action", GroundAction),
        )

    return _entries("recusal_grounds.csv", text, ground)


def parse_recusal_profiles(text: str) -> dict[str, RecusalProfile]:
    """The named sets of recusal rules that activities use, by code."""

    def profile(line: Line) -> RecusalProfile:
        return RecusalProfile(*_named(line), rule_ids=line.parts("rule_ids"))

    return _entries("recusal_profiles.csv", text, profile)


def _activity(line: Line) -> Activity:
    kind = line.choice("kind", ActivityKind)
    seats = line.integer("seats_default")
    composition = Composition(*(line.integer(column) for column in _COMPOSITION))
    if composition.total != seats or (seats == 0) != (kind is ActivityKind.NONE):
        raise line.broken("wrong_seats", "seats_default")
    if line.integer("seats_min") > seats:
        raise line.broken("wrong_seats", "seats_min")
    return Activity(
        *_named(line),
        kind=kind,
        selection=line.choice("selection", SelectionMethod),
        seats_default=seats,
        seats_min=line.integer("seats_min"),
        composition=composition,
        name_policy=line.choice("name_policy", NamePolicy),
        recusal_profiles=line.parts("recusal_profile"),
        fee=line.choice("fee", FeeRule),
        evidence=line.text("evidence"),
        note=line.optional("note"),
    )


def _named(line: Line) -> tuple[str, str, str]:
    return line.text("code"), line.text("name_zh"), line.text("name_en")


def _entries(file: str, text: str, make: Callable[[Line], E]) -> dict[str, E]:
    entries: dict[str, E] = {}
    for line in read_lines(file, text, COLUMNS[file]):
        entry = make(line)
        if entry.code in entries:
            raise line.broken("duplicate_code", "code")
        entries[entry.code] = entry
    return entries


def _check_parents(file: str, text: str, entries: dict[str, T]) -> dict[str, T]:
    for line in read_lines(file, text, COLUMNS[file]):
        above, seen = entries[line.text("code")].parent, {line.text("code")}
        while above:
            if above not in entries:
                raise line.broken("unknown_reference", "parent_code")
            if above in seen:
                raise line.broken("cycle", "parent_code")
            seen.add(above)
            above = entries[above].parent
    return entries


def _check_levels(file: str, text: str, entries: dict[str, N], deepest: int) -> dict[str, N]:
    _check_parents(file, text, entries)
    for line in read_lines(file, text, COLUMNS[file]):
        entry = entries[line.text("code")]
        above = entries[entry.parent].level if entry.parent else 0
        if entry.level != above + 1 or entry.level > deepest:
            raise line.broken("wrong_level", "level")
    return entries
