"""The fictional projects of the demo, their parties, and the panels of the past.

It draws from the generator that it is given and knows nothing of the database.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from expert_pool.conflicts.parties import Party, PartyRole
from expert_pool.experts import Sector, Standing
from expert_pool.persons import Person
from expert_pool.vocabulary import CodeLists
from selection.storage.draw_store import AssignmentRecord
from selection.storage.project_store import Project
from web.demo.employers import Employer
from web.demo.people import People
from web.demo.pool import DemoExpert

_PROGRAMMES = ("市重点研发计划", "市公益性技术应用研究", "县（市、区）科技计划", "揭榜挂帅项目")
_SUBJECTS = (
    "高性能{field}关键技术研究与应用",
    "面向产业集群的{field}共性技术攻关",
    "{field}成套装备研制与示范",
    "基于数据驱动的{field}质量提升技术",
    "{field}产业化示范与推广",
    "{field}可靠性提升及验证",
)
PROJECTS = 40
_PAST_PANELS = 90
_PAST_ACTIVITIES = ("A01", "A01", "A01", "A02", "A12", "A13")


def repeats_a_word(title: str) -> bool:
    """Whether two characters that follow each other come again: 高性能高性能, 技术服务技术."""
    pairs = [title[place : place + 2] for place in range(len(title) - 1)]
    return len(set(pairs)) < len(pairs)


@dataclass(frozen=True, slots=True)
class PastPanel:
    """A panel that met before the demo begins; seats are places in the pool's list."""

    activity: str
    programme: str
    field: str
    lead: int
    met_on: date
    seats: tuple[int, ...]


class ProjectMaker:
    """Makes projects of the pool's employers and the panels that judged earlier ones."""

    def __init__(
        self, rng: random.Random, lists: CodeLists, employers: tuple[Employer, ...]
    ) -> None:
        self._rng = rng
        self._lists = lists
        self._employers = employers
        self._applicants = [
            place
            for place, employer in enumerate(employers)
            if employer.sector is not Sector.AGENCY
        ]

    def projects(
        self,
        people: People,
        pool: tuple[DemoExpert, ...],
        created_by: UUID,
        as_of: date,
        number: int = PROJECTS,
    ) -> Iterator[Project]:
        """So many projects with a lead unit, partners, a leader and members."""
        for serial in range(1, number + 1):
            place = self._rng.choice(self._applicants)
            lead = self._employers[place]
            field = self._rng.choice(lead.fields)
            began = as_of - timedelta(days=self._rng.randrange(500, 1100))
            yield Project(
                id=UUID(int=self._rng.getrandbits(128), version=4),
                number=f"DEMO-{began.year}-{serial:03d}",
                name=f"（示例）{self._title(field)}",
                programme=self._rng.choice(_PROGRAMMES),
                field=field,
                division=lead.division,
                starts=began,
                ends=began + timedelta(days=730),
                created_by=created_by,
                parties=tuple(self._parties(people, pool, place)),
            )

    def _title(self, field: str) -> str:
        """A title in which no word stands twice; a field whose own name repeats one goes wider."""
        names = (
            self._lists.fields[code].name_zh.removesuffix("技术")
            for code in reversed(self._lists.field_path(field))
        )
        titles = ([words.format(field=name) for words in _SUBJECTS] for name in names)
        fitting = ([title for title in some if not repeats_a_word(title)] for some in titles)
        return self._rng.choice(next(some for some in fitting if some))

    def _parties(self, people: People, pool: tuple[DemoExpert, ...], place: int) -> Iterator[Party]:
        lead = self._employers[place].unit
        yield Party(PartyRole.LEAD_UNIT, unit=lead)
        partners = self._rng.sample(self._applicants, self._rng.randint(0, 2))
        for partner in partners:
            if partner != place:
                yield Party(PartyRole.CO_UNIT, unit=self._employers[partner].unit)
        colleagues = [one for one in pool if one.employer == place]
        leader = self._rng.choice(colleagues)
        yield Party(PartyRole.PROJECT_LEADER, person=Person(leader.person.name, (lead,)))
        for _ in range(self._rng.randint(2, 5)):
            sex = self._rng.choice(colleagues).person.sex
            yield Party(PartyRole.MEMBER, person=Person(people.name(sex), (lead,)))

    def past_panels(self, pool: tuple[DemoExpert, ...], as_of: date) -> Iterator[PastPanel]:
        """Panels of the last eighteen months; a few experts sat very often."""
        seated = [place for place, one in enumerate(pool) if one.expert.standing is Standing.ACTIVE]
        often = self._rng.sample(seated, 25)
        for _ in range(_PAST_PANELS):
            lead = self._rng.choice(self._applicants)
            chosen = self._rng.sample(seated, 4)
            chosen.append(
                next(place for place in self._rng.sample(often, 5) if place not in chosen)
            )
            yield PastPanel(
                activity=self._rng.choice(_PAST_ACTIVITIES),
                programme=self._rng.choice(_PROGRAMMES),
                field=self._rng.choice(self._employers[lead].fields),
                lead=lead,
                met_on=as_of - timedelta(days=self._rng.randrange(10, 540)),
                seats=tuple(chosen),
            )


def assignments_of(
    name: str, panel: PastPanel, pool: tuple[DemoExpert, ...], lead_unit: UUID
) -> Iterator[AssignmentRecord]:
    """The seats of a past panel as they are counted for limits."""
    for place in panel.seats:
        yield AssignmentRecord(
            expert_id=UUID(pool[place].expert.id),
            panel=name,
            activity=panel.activity,
            programme=panel.programme,
            fields=(panel.field,),
            review_from=panel.met_on,
            review_to=panel.met_on,
            outcome="attended",
            lead_units=(lead_unit,),
        )
