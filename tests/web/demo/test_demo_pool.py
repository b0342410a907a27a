import random
from collections import Counter
from datetime import date

import pytest

from expert_pool.eligibility import check_eligibility
from expert_pool.experts import ExpertType, Standing
from expert_pool.findings import blocks
from expert_pool.identity import check_credit_code, check_identity_number
from expert_pool.policy import load_policy
from expert_pool.vocabulary import load_code_lists
from web.demo.employers import make_employers
from web.demo.people import NOWHERE
from web.demo.pool import PoolMaker

TODAY = date(2026, 11, 20)
LISTS = load_code_lists()
DEMO = load_policy("demo")


def make_pool():
    rng = random.Random(1)
    employers = make_employers(rng)
    return employers, PoolMaker(rng, LISTS, TODAY).experts(employers, 3000)


@pytest.fixture(scope="module")
def world():
    return make_pool()


def test_the_same_seed_makes_the_same_pool(world):
    assert make_pool() == world


def test_every_employer_has_people_and_a_valid_code_of_its_own(world):
    employers, pool = world
    codes = [employer.unit.uscc for employer in employers]
    assert len(set(codes)) == 120
    assert all(not check_credit_code(code).findings for code in codes)
    assert {one.employer for one in pool} == set(range(120))


def test_some_employers_have_former_names_and_parents(world):
    employers, _ = world
    assert sum(bool(employer.unit.aliases) for employer in employers) > 10
    assert sum(employer.parent is not None for employer in employers) > 5


def test_identity_numbers_are_well_formed_unique_and_nobodys(world):
    _, pool = world
    numbers = [one.person.identity_number for one in pool]
    assert len(set(numbers)) == 3000
    assert all(number.startswith(NOWHERE) for number in numbers)
    for one in pool:
        checked = check_identity_number(one.person.identity_number, TODAY)
        assert not checked.findings
        assert (checked.birth_date, checked.sex) == (one.expert.birth_date, one.expert.sex)


def test_most_active_experts_are_eligible_and_a_few_are_not(world):
    _, pool = world
    active = [one.expert for one in pool if one.expert.standing is Standing.ACTIVE]
    out = sum(blocks(check_eligibility(expert, DEMO, LISTS, TODAY)) for expert in active)
    assert 0 < out < len(active) * 0.1


def test_both_types_of_expert_are_there_in_numbers_a_draw_needs(world):
    _, pool = world
    types = Counter(one.expert.type for one in pool)
    assert types[ExpertType.TECHNICAL] > 2000
    assert types[ExpertType.FINANCIAL] > 200


def test_relations_leaves_and_units_to_avoid_occur(world):
    _, pool = world
    experts = [one.expert for one in pool]
    assert sum(bool(expert.relations) for expert in experts) > 100
    assert sum(bool(expert.leaves) for expert in experts) > 100
    assert sum(bool(expert.avoided_units) for expert in experts) > 50
