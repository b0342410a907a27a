"""Which two records mean the same person: by identity, by name and unit, or by name alone.

Its one job is to compare people as they were declared. It must not decide what a match
means; in particular a name alone never proves that two people are one.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from expert_pool.experts import Expert, Relation, Unit
from expert_pool.units import same_legal_person


class PersonMatch(StrEnum):
    """On what two people agree; only the first two say that they are one."""

    IDENTITY = "identity"
    NAME_AND_UNIT = "name_and_unit"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person as a form names one: name, units, and where known the identity.

    `identity_index` is the keyed blind index of the identity number, never the number.
    """

    name: str
    units: tuple[Unit, ...] = ()
    identity_index: str = ""


@lru_cache(maxsize=65_536)
def normal_person_name(name: str) -> str:
    """A person's name as it is compared: without spaces, dots, width and case."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


def person_of(expert: Expert) -> Person:
    """The expert as a person, with every unit on record, present and past."""
    units = tuple(dict.fromkeys(tie.unit for tie in expert.employments))
    return Person(expert.name, units, expert.identity_index)


def person_declared(relation: Relation) -> Person:
    """The person whom an expert declared a relation to."""
    units = (Unit(relation.unit_name),) if relation.unit_name else ()
    return Person(relation.person_name, units, relation.identity_index)


def match_persons(one: Person, other: Person) -> PersonMatch | None:
    """On what two people agree, or None where they are not known to be one.

    Two known identities decide alone: with different ones, equal names are namesakes.
    """
    if one.identity_index and other.identity_index:
        return PersonMatch.IDENTITY if one.identity_index == other.identity_index else None
    name = normal_person_name(one.name)
    if not name or name != normal_person_name(other.name):
        return None
    shared = any(same_legal_person(unit, theirs) for unit in one.units for theirs in other.units)
    return PersonMatch.NAME_AND_UNIT if shared else PersonMatch.NAME
