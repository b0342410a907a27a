"""The demo's projects read like real ones, and every one says that it is an example."""

import random
from datetime import date
from uuid import UUID

import pytest

from expert_pool.vocabulary import load_code_lists
from web.demo.employers import make_employers
from web.demo.people import People
from web.demo.pool import PoolMaker
from web.demo.projects import ProjectMaker, repeats_a_word

TODAY = date(2026, 11, 20)
LISTS = load_code_lists()


@pytest.mark.parametrize("seed", range(5))
def test_no_title_repeats_a_word(seed: int) -> None:
    rng = random.Random(seed)
    employers = make_employers(rng)
    pool = PoolMaker(rng, LISTS, TODAY).experts(employers, 600)
    maker = ProjectMaker(rng, LISTS, employers)
    projects = list(maker.projects(People(rng), pool, UUID(int=1), TODAY))
    assert len(projects) == 40
    assert [one.name for one in projects if repeats_a_word(one.name)] == []
    assert all(one.name.startswith("（示例）") for one in projects)


@pytest.mark.parametrize("field", LISTS.fields)
def test_every_field_gives_a_title(field: str) -> None:
    maker = ProjectMaker(random.Random(1), LISTS, make_employers(random.Random(1)))
    assert not repeats_a_word(maker._title(field))


@pytest.mark.parametrize(
    ("title", "repeated"),
    [
        ("高性能高性能绿色电池关键技术研究", True),
        ("信息技术服务共性技术攻关", True),
        ("高性能绿色电池产业化示范与推广", False),
        ("", False),
    ],
)
def test_a_repeated_word_is_seen(title: str, repeated: bool) -> None:
    assert repeats_a_word(title) is repeated
