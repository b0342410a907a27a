"""Receipts that were wrong from their commitment on, with every later hash and signature right."""

import copy
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

from expert_pool.audit.merkle import inclusion_path, leaf_hash, tree_root
from selection.problem import PanelProblem, PanelRules, QuotaRule, line_up
from tests.selection.draw_samples import make_candidates, make_problem, make_table
from tests.selection.receipt_samples import SERVICE, digest, draw, encode, loads, rehash, resign
from tests.selection.verify.bounds import HASH
from tests.selection.verify.published_case import VerdictCase
from tests.selection.verify.trust_cases import KNOWN

Json = Any
SALT = "0" * 32
BASE = "small, full"
STRANGERS = ("z4", "z2", "z5", "z1", "z6", "z3")


def make_forged_cases(receipts: dict[str, bytes]) -> Iterator[VerdictCase]:
    """Each is signed by the service, as if it had committed to what does not hold."""
    for times in (10_000, 10_001):
        place = ("commit", "patterns")
        yield VerdictCase(f"{times} patterns", BASE, repeat=(place, times))
    yield VerdictCase("an employer a fifteenth over", data=_crowd_employer(), trust=KNOWN)
    for idle in (False, True):
        said = "an employer two fifths over" + ", a cell without employers" * idle
        yield VerdictCase(said, data=_crowd_cells(idle=idle), trust=KNOWN)
    backwards = loads(receipts["several quotas each, full"])
    for entry in backwards["pool"]:
        entry["meets"].reverse()
    yield VerdictCase("ids of an entry in another order", data=rehash(backwards, SERVICE))
    yield VerdictCase("enemies on one row", data=_seat_enemies(), trust=KNOWN)
    yield VerdictCase("behind the last place", data=_open_behind(receipts), trust=KNOWN)
    yield VerdictCase("two of an employer", data=_take_colleague(receipts), trust=KNOWN)
    yield VerdictCase("one person at two places", data=_pool_twice(receipts), trust=KNOWN)
    for name, leaving in (("small", ["t"]), ("several quotas each", ["a", "b", "c"])):
        data = _take_another_cell(receipts, name, leaving)
        yield VerdictCase(f"{name}, a member of another cell", data=data, trust=KNOWN)
    for name, path, value in _UNTRUE:
        told = loads(receipts[BASE])
        _at(told["commit"], path[:-1])[path[-1]] = value
        yield VerdictCase(f"committed: {name}", data=_recommit(told), trust=KNOWN)
    for name, change in _REBUILT.items():
        told = loads(receipts[BASE])
        change(told)
        yield VerdictCase(f"committed: {name}", data=rehash(told, SERVICE), trust=KNOWN)
    twice = loads(receipts["small, public"])
    for places in (twice["openings"], twice["result"]["panel"]):
        places[1] = copy.deepcopy(places[0])
    yield VerdictCase("a member opened twice", data=rehash(twice, SERVICE), trust=KNOWN)


def _crowd_employer() -> bytes:
    """One employer expects 2/3 of one seat and 2/5 of the other, which is just more than one."""
    kinds = [("f", "u0"), ("f", "u0"), ("f", "u1"), ("t", "u0"), ("t", "u0")]
    kinds += [("t", f"u{number}") for number in (2, 3, 4)]
    rules = PanelRules(2, (QuotaRule("f", 1, 1), QuotaRule("t", 1, 1)), 1)
    problem = PanelProblem(rules, make_candidates(kinds), frozenset())
    return rehash(loads(draw(problem, make_table(problem, [((1, 1), 1)])).both[0]), SERVICE)


def _crowd_cells(*, idle: bool) -> bytes:
    """One employer expects 3/5 of a seat among 15 people, and 4/5 among 10."""
    kinds = [("f", "u0" if n < 3 else f"f{n}") for n in range(15)]
    kinds += [("t", "u0" if n < 2 else f"t{n}") for n in range(10)]
    quotas, seats = [QuotaRule("f", 3, 3), QuotaRule("t", 4, 4)], [3, 4]
    if idle:
        kinds += [("z", "")] * 5
        quotas, seats = [*quotas, QuotaRule("z", 3, 3)], [*seats, 3]
    rules = PanelRules(sum(seats), tuple(quotas), 1)
    problem = PanelProblem(rules, make_candidates(kinds), frozenset())
    table = make_table(problem, [(tuple(seats), 1)])
    return rehash(loads(draw(problem, table).both[0]), SERVICE)


def _seat_enemies() -> bytes:
    """A row, though not the drawn one, seats two split people in conflict; the pool runs back."""
    problem = make_problem(14, 14, conflicts=[(1, 2)])
    problem = replace(problem, candidates=line_up(problem.candidates[::-1]))
    rows = [((1, 2, 1, 1), 1), ((1, 4, 0, 0), 2**31)]
    table = make_table(problem, rows, people=("e001", "e002"))
    told = loads(draw(problem, table).both[0])
    cells = told["commit"]["cells"]
    assert [cell["person"] for cell in cells] == [None, None, "e002", "e001"]
    return rehash(told, SERVICE)


def _open_behind(receipts: dict[str, bytes]) -> bytes:
    """The only candidate, opened at a place that the pool does not have."""
    told = loads(receipts["everybody of 1 seated, public"])
    told["openings"][0]["index"] = 1
    return resign(told, SERVICE)


def _take_another_cell(receipts: dict[str, bytes], name: str, leaving: list[str]) -> bytes:
    """In public: quotas and proofs hold, but the members are not of the cells of the row."""
    told = loads(receipts[f"{name}, public"])
    left = next(o["entry"] for o in told["openings"] if o["entry"]["meets"] == leaving)
    others = {o["entry"]["employer"] for o in told["openings"]} - {left["employer"]}
    return _replace(
        told,
        loads(receipts[f"{name}, full"])["pool"],
        left,
        lambda entry: entry["meets"] != leaving and entry["employer"] not in others,
    )


def _take_colleague(receipts: dict[str, bytes]) -> bytes:
    """In public: everything holds but that an employer has two members."""
    told = loads(receipts["small, public"])
    for opening in told["openings"]:
        left = opening["entry"]
        others = {o["entry"]["employer"] for o in told["openings"]} - {left["employer"]}
        for entry in (pool := loads(receipts[BASE])["pool"]):
            alike = entry["meets"] == left["meets"] and entry["employer"] in others
            if alike and entry["e"] not in told["result"]["panel"]:
                return _replace(told, pool, left, entry.__eq__)
    raise AssertionError("the pool has no colleague of a member")


def _pool_twice(receipts: dict[str, bytes]) -> bytes:
    """In public: two places of the pool bear one id, so that two rules are broken at once."""
    told, pool = loads(receipts["small, public"]), loads(receipts[BASE])["pool"]
    places = [opening["index"] for opening in told["openings"]]
    first, second = next(
        (n, m) for n in places for m in places if n < m and pool[n]["meets"] == pool[m]["meets"]
    )
    pool[second] |= {"e": pool[first]["e"], "employer": pool[first]["employer"]}
    leaves = [leaf_hash(encode(entry)) for entry in pool]
    told["commit"]["pool"]["root"] = tree_root(leaves).hex()
    told["openings"] = [
        {
            "index": place,
            "entry": pool[place],
            "path": [node.hex() for node in inclusion_path(leaves, place)],
        }
        for place in places
    ]
    told["result"]["panel"] = [pool[place]["e"] for place in places]
    return rehash(told, SERVICE)


def _replace(told: Json, pool: Json, left: Json, suits: Callable[[Json], bool]) -> bytes:
    """Another candidate, with a true proof, in the place of a member."""
    leaves = [leaf_hash(encode(entry)) for entry in pool]
    seated = told["result"]["panel"]
    index, entry = next(
        (n, entry) for n, entry in enumerate(pool) if entry["e"] not in seated and suits(entry)
    )
    path = [node.hex() for node in inclusion_path(leaves, index)]
    told["openings"] = [o for o in told["openings"] if o["entry"] != left]
    told["openings"].append({"index": index, "entry": entry, "path": path})
    told["openings"].sort(key=lambda opening: opening["index"])
    told["result"]["panel"] = [opening["entry"]["e"] for opening in told["openings"]]
    return rehash(told, SERVICE)


def _at(value: Json, path: tuple[str | int, ...]) -> Json:
    for key in path:
        value = value[key]
    return value


def _recommit(told: Json) -> bytes:
    """Hash, seed, result and signature follow from the commitment; roots stay as stated."""
    commit, result = told["commit"], told["result"]
    commit_hash = told["commit_hash"] = result["commit_hash"] = digest(commit)
    parties = [{"role": one["role"], "secret": one["secret"]} for one in result["reveals"]]
    result["entropy"] = digest(
        {"v": 1, "type": "draw.transcript", "commit_hash": commit_hash, "parties": parties}
    )
    seed = b"panel-draw/v1/seed\0" + bytes.fromhex(commit_hash + result["entropy"])
    result["seed"] = hashlib.sha256(seed).hexdigest()
    told["result_digest"] = digest(result)
    return resign(told, SERVICE)


_UNTRUE: tuple[tuple[str, tuple[str | int, ...], Json], ...] = (
    ("another root of the pool", ("pool", "root"), HASH),
    ("another root of the conflicts", ("conflicts", "root"), HASH),
    ("another root of the exclusions", ("excluded", "root"), HASH),
    ("another number of conflicts", ("conflicts", "size"), 4),
    ("another number of exclusions", ("excluded", "size"), 3),
    ("no reasons", ("excluded", "reasons"), {}),
    ("one reason counted otherwise", ("excluded", "reasons"), {"COI-01.same_unit": 1}),
    ("a reason more", ("excluded", "reasons", "POL-07"), 0),
    ("another hash of a secret", ("parties", 0, "h"), HASH),
    ("no odds", ("odds",), []),
)


def _seat_nobody(told: Json) -> None:
    everybody = [entry["e"] for entry in told["pool"]]
    told["conflicts"] = [
        {"first": one, "second": other, "salt": SALT} for one, other in combinations(everybody, 2)
    ]


def _seat_nobody_in_another_order(told: Json) -> None:
    _seat_nobody(told)
    _reverse_conflicts(told)


def _name_strangers(told: Json) -> None:
    told["conflicts"] = [
        {"first": f"e00{place}", "second": stranger, "salt": SALT}
        for place, stranger in enumerate(STRANGERS)
    ]


def _reverse_conflicts(told: Json) -> None:
    told["conflicts"].reverse()


def _name_someone_twice(told: Json) -> None:
    told["excluded"][1]["e"] = told["excluded"][0]["e"]


def _swap_candidates(told: Json) -> None:
    told["pool"][0], told["pool"][3] = told["pool"][3], told["pool"][0]


_REBUILT: dict[str, Callable[[Json], None]] = {
    "everybody in conflict with everybody": _seat_nobody,
    "many conflicts in another order": _seat_nobody_in_another_order,
    "conflicts with people of no pool": _name_strangers,
    "conflicts in another order": _reverse_conflicts,
    "somebody excluded twice": _name_someone_twice,
    "two candidates exchanged": _swap_candidates,
}
