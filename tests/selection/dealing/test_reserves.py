import hashlib
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from selection.dealing.reserves import ReserveOrder, order_reserves
from selection.dealing.rosters import prepare_deal
from selection.dealing.stream import FEW, Stream
from tests.selection.draw_samples import make_problem, make_table

SEEDS = st.binary(min_size=32, max_size=32)
READY = prepare_deal(make_problem(), make_table(make_problem()))


@given(SEEDS, st.sets(st.integers(0, 23), min_size=1, max_size=24))
def test_the_reserves_are_an_order_of_all_the_others(seed: bytes, people: set[int]) -> None:
    seated = sorted(people)
    found = order_reserves(READY, seated, seed)
    others = [name for place, name in enumerate(READY.pool.names) if place not in people]
    assert list(found) == list(Stream(found.seed).order(others))
    assert len(found) == len(others)


def test_an_order_is_read_anew_each_time() -> None:
    found = order_reserves(READY, (1, 2, 3, 4, 5), bytes(32))
    assert list(islice(found, 4)) == list(found)[:4]


def test_the_seed_of_the_order_holds_every_name_of_the_pool() -> None:
    found = order_reserves(READY, (0,), b"s" * 32)
    names = "".join(f"e{number:03}\n" for number in range(24)).encode()
    expected = b"panel-draw/v1/reserves\0" + b"s" * 32 + hashlib.sha256(names).digest()
    assert found.seed == hashlib.sha256(expected).digest()


def test_the_first_reserves_of_a_large_pool_need_few_words() -> None:
    order = ReserveOrder(range(10**9), (3, 5), bytes(32))  # type: ignore[arg-type]
    assert len(set(islice(order, 100))) == 100


def test_the_reserves_of_a_large_pool_are_ordered_as_those_of_a_small_one() -> None:
    names, seated = [f"e{number}" for number in range(FEW + 4)], (0, 7, FEW + 3)
    others = [name for place, name in enumerate(names) if place not in seated]
    assert list(ReserveOrder(names, seated, bytes(32))) == list(Stream(bytes(32)).order(others))
