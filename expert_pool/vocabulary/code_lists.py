"""All code lists together: checked against each other, named, searched, walked.

Pure: takes texts, reads no file. Which list means what stands in the entries.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from expert_pool.errors import ExpertPoolError
from expert_pool.vocabulary import parsing
from expert_pool.vocabulary.entries import (
    Activity,
    Discipline,
    Division,
    Entry,
    Honour,
    Qualification,
    RecusalGround,
    RecusalProfile,
    TechnicalField,
    Title,
)
from expert_pool.vocabulary.lines import read_lines

LIST_FILES = tuple(parsing.COLUMNS)


@dataclass(frozen=True, slots=True)
class CodeLists:
    """The controlled vocabulary of the pool; every mapping goes from code to entry."""

    fields: Mapping[str, TechnicalField]
    disciplines: Mapping[str, Discipline]
    titles: Mapping[str, Title]
    qualifications: Mapping[str, Qualification]
    honours: Mapping[str, Honour]
    divisions: Mapping[str, Division]
    activities: Mapping[str, Activity]
    recusal_grounds: Mapping[str, RecusalGround]
    recusal_profiles: Mapping[str, RecusalProfile]
    below: Mapping[str, Mapping[str, frozenset[str]]]

    @property
    def credentials(self) -> Mapping[str, Title | Qualification]:
        """Titles and qualifications together, for rules that accept either."""
        return {**self.titles, **self.qualifications}

    def name(self, entry: Entry, language: str) -> str:
        """The entry's name in a language; a Chinese name that stands in for English says so."""
        if not language.startswith("en"):
            return entry.name_zh
        return entry.name_en or f"{entry.name_zh} (Chinese name)"

    def field_and_below(self, code: str) -> frozenset[str]:
        """The codes of a field and of everything under it: who has one meets a quota for it."""
        return self._below("fields", code)

    def discipline_and_below(self, code: str) -> frozenset[str]:
        """The codes of a discipline and of everything under it."""
        return self._below("disciplines", code)

    def division_and_below(self, code: str) -> frozenset[str]:
        """The codes of an area and of the areas in it."""
        return self._below("divisions", code)

    def field_path(self, code: str) -> tuple[str, ...]:
        """The codes from the first level down to a field, the field included."""
        if code not in self.fields:
            raise ExpertPoolError("code_list.unknown_code", {"list": "fields", "value": code})
        parent = self.fields[code].parent
        return (*self.field_path(parent), code) if parent else (code,)

    def recusal_rules(self, activity: str) -> frozenset[str]:
        """The rules of recusal that apply to an activity, from all its profiles."""
        if activity not in self.activities:
            place = {"list": "activities", "value": activity}
            raise ExpertPoolError("code_list.unknown_code", place)
        profiles = self.activities[activity].recusal_profiles
        return frozenset(
            rule for profile in profiles for rule in self.recusal_profiles[profile].rule_ids
        )

    def _below(self, which: str, code: str) -> frozenset[str]:
        if code not in self.below[which]:
            raise ExpertPoolError("code_list.unknown_code", {"list": which, "value": code})
        return self.below[which][code]


def normal_name(name: str) -> str:
    """A name as it is compared: full-width forms folded, spaces and case ignored (NFKC)."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def build_code_lists(texts: Mapping[str, str]) -> CodeLists:
    """The lists from the texts of their files, each checked by itself and against the others.

    Raises:
        ExpertPoolError: `code_list.…` with file, line, column and value.
    """
    fields = parsing.parse_fields(texts["fields.csv"])
    disciplines = parsing.parse_disciplines(texts["disciplines.csv"])
    divisions = parsing.parse_divisions(texts["divisions.csv"])
    titles = parsing.parse_titles(texts["titles.csv"])
    qualifications = parsing.parse_qualifications(texts["qualifications.csv"])
    _check_references(texts)
    return CodeLists(
        fields=fields,
        disciplines=disciplines,
        titles=titles,
        qualifications=qualifications,
        honours=parsing.parse_honours(texts["honours.csv"]),
        divisions=divisions,
        activities=parsing.parse_activities(texts["activities.csv"]),
        recusal_grounds=parsing.parse_recusal_grounds(texts["recusal_grounds.csv"]),
        recusal_profiles=parsing.parse_recusal_profiles(texts["recusal_profiles.csv"]),
        below={
            "fields": _codes_below(fields.values()),
            "disciplines": _codes_below(disciplines.values()),
            "divisions": _codes_below(divisions.values()),
        },
    )


def _check_references(texts: Mapping[str, str]) -> None:
    """Profiles name rules that grounds name, and activities name profiles."""
    grounds = parsing.parse_recusal_grounds(texts["recusal_grounds.csv"])
    profiles = parsing.parse_recusal_profiles(texts["recusal_profiles.csv"])
    rules = frozenset(ground.rule_id for ground in grounds.values())
    _check_parts(texts, "recusal_profiles.csv", "rule_ids", rules)
    _check_parts(texts, "activities.csv", "recusal_profile", frozenset(profiles))


def _check_parts(texts: Mapping[str, str], file: str, column: str, known: frozenset[str]) -> None:
    for line in read_lines(file, texts[file], parsing.COLUMNS[file]):
        for part in line.parts(column):
            if part not in known:
                raise line.broken("unknown_reference", column)


def _codes_below(entries: Iterable[parsing.InTree]) -> dict[str, frozenset[str]]:
    by_code = {entry.code: entry for entry in entries}
    below: dict[str, set[str]] = {code: {code} for code in by_code}
    for code, entry in by_code.items():
        above = entry.parent
        while above:
            below[above].add(code)
            above = by_code[above].parent
    return {code: frozenset(codes) for code, codes in below.items()}
