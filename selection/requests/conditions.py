"""Whether an expert meets a condition or a quota: the words of a request, applied.

Its one job is to expand the codes of a request once, then to look at many experts. It
must not exclude anybody.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from expert_pool.experts import Expert, ExpertId
from expert_pool.vocabulary import CodeLists, DivisionKind
from selection.requests.values import Attribute, Condition, Quota

Traits = Callable[[Expert], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one attribute of experts, and widens the codes that a condition lists."""

    traits: Mapping[Attribute, Traits]
    lists: CodeLists

    def widen(self, condition: Condition) -> frozenset[str]:
        """The codes that a condition means: the listed ones and all below them."""
        below = {
            Attribute.FIELD: self.lists.field_and_below,
            Attribute.DISCIPLINE: self.lists.discipline_and_below,
            Attribute.DIVISION: self.lists.division_and_below,
        }.get(condition.attribute)
        if below is None:
            return condition.values
        return frozenset(code for value in condition.values for code in below(value))


def attribute_reader(lists: CodeLists, division: str, served: Collection[ExpertId] = ()) -> Reader:
    """How the attributes of an expert are read, seen from an applicant's division.

    Only verified titles, qualifications and honours count. `served` are those who sat on
    the previous panel of this kind (rule DRW-26).
    """
    local = local_divisions(lists, division)
    traits: dict[Attribute, Traits] = {
        Attribute.TYPE: lambda expert: (expert.type.value,),
        Attribute.FIELD: lambda expert: (field.code for field in expert.fields),
        Attribute.DISCIPLINE: lambda expert: expert.disciplines,
        Attribute.DIVISION: lambda expert: (expert.division,),
        Attribute.LOCAL: lambda expert: ("yes" if expert.division in local else "no",),
        Attribute.TITLE_LEVEL: lambda expert: (
            lists.titles[held.code].level.value
            for held in expert.titles
            if held.verified and held.code in lists.titles
        ),
        Attribute.QUALIFICATION: lambda expert: (
            held.code for held in expert.qualifications if held.verified
        ),
        Attribute.HONOUR: lambda expert: (held.code for held in expert.honours if held.verified),
        Attribute.SECTOR: lambda expert: (expert.sector.value,),
        Attribute.SEX: lambda expert: (expert.sex.value,),
        Attribute.SERVED: lambda expert: ("yes" if expert.id in served else "no",),
    }
    return Reader(traits, lists)


def local_divisions(lists: CodeLists, division: str) -> frozenset[str]:
    """The divisions whose experts are local to an applicant (rule DRW-20).

    The same division, zones inside it, and the county around a zone: 金义新区 and 金东区
    are one place. The whole city is not: of its experts only those filed there are local.
    """
    entry = lists.divisions.get(division)
    if entry is None or entry.kind in {DivisionKind.PREFECTURE, DivisionKind.OUTSIDE}:
        return frozenset({division})
    around = lists.divisions[entry.parent]
    zone_of = frozenset() if around.kind is DivisionKind.PREFECTURE else frozenset({around.code})
    return lists.division_and_below(division) | zone_of


def compile_conditions(conditions: Iterable[Condition], reader: Reader) -> Callable[[Expert], bool]:
    """One test for all the conditions together; without any, everybody passes."""
    compiled = tuple((reader.traits[it.attribute], reader.widen(it)) for it in conditions)
    return lambda expert: all(
        any(trait in wanted for trait in read(expert)) for read, wanted in compiled
    )


def compile_quotas(quotas: Iterable[Quota], reader: Reader) -> Callable[[Expert], frozenset[str]]:
    """For an expert, the ids of all quotas that the person counts for.

    One person fills one seat but counts for each quota that is met, also by one field each.
    """
    tests = tuple((quota.id, compile_conditions(quota.conditions, reader)) for quota in quotas)
    return lambda expert: frozenset(quota for quota, holds in tests if holds(expert))
