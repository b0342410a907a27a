"""What a forger could do to a receipt: every field, and attacks with a purpose."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.selection.receipt_samples import FORGER, digest, draw, loads, rehash, resign

Json = Any
Path = tuple[str | int, ...]
FOREIGN = draw(secrets=(("officer", b"another secret 1"), ("auditor", b"another secret 2")))
"""A draw of another pool with other secrets."""


def chooser_of(number: int) -> random.Random:
    return random.Random(number)


def walk(value: Json, path: Path = ()) -> Iterator[Path]:
    """The path of every value inside, containers too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in inner:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from walk(item, (*path, key))


def parent_of(receipt: Json, path: Path) -> Json:
    for key in path[:-1]:
        receipt = receipt[key]
    return receipt


def change(value: Json) -> Json:
    """Another value of the same kind, so that its form stays right where that is possible."""
    other: Json
    if isinstance(value, list):
        other = value[::-1] if value[::-1] != value else value * 2
    elif isinstance(value, int):
        other = value + 1
    elif isinstance(value, str):
        later = value.replace("2026", "2025")
        other = later if value.endswith("Z") else value[:-1] + ("1" if value[-1:] == "0" else "0")
    else:
        other = "0" * 64 if value is None else None
    return other


def change_fields(receipt: Json) -> Iterator[Json]:
    """Every value changed, every key or item removed, every item doubled, a key added."""
    for path in walk(receipt):
        changed, removed = copy.deepcopy(receipt), copy.deepcopy(receipt)
        place = parent_of(changed, path)
        place[path[-1]] = change(place[path[-1]])
        yield changed
        place = parent_of(removed, path)
        item = place.pop(path[-1])
        yield removed
        if isinstance(place, list):
            doubled = copy.deepcopy(removed)
            parent_of(doubled, path)[path[-1] : path[-1]] = [item, item]
            yield doubled
        else:
            added = copy.deepcopy(receipt)
            parent_of(added, path)[f"{path[-1]}2"] = item
            yield added


def read_as_the_same(receipt: Json) -> Iterator[Json]:
    """Values that some reader takes for the written ones: true for 1, "5" for 5, [] for {}."""
    for path in walk(receipt):
        changed = copy.deepcopy(receipt)
        place = parent_of(changed, path)
        value = place[path[-1]]
        if isinstance(value, int):
            place[path[-1]] = bool(value) if value in {0, 1} else str(value)
            yield changed
        elif isinstance(value, dict | list) and not value:
            place[path[-1]] = {} if isinstance(value, list) else []
            yield changed


def try_rehash(receipt: Json) -> bytes | None:
    """The forged bytes, or None where so much is missing that there is nothing to hash."""
    try:
        return rehash(receipt, FORGER)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def swap_member(receipt: Json, chooser: random.Random) -> None:
    panel = receipt["result"]["panel"]
    others = [f"e{n:03}" for n in range(12) if f"e{n:03}" not in panel]
    panel[chooser.randrange(len(panel))] = chooser.choice(others)
    panel.sort()


def change_weight(receipt: Json, chooser: random.Random) -> None:
    chooser.choice(receipt["commit"]["patterns"])["weight"] += chooser.randint(1, 1000)


def swap_candidates(receipt: Json, chooser: random.Random) -> None:
    pool = receipt.get("pool") or receipt["openings"]
    one, other = chooser.sample(range(len(pool)), 2)
    pool[one], pool[other] = pool[other], pool[one]


def change_secret(receipt: Json, chooser: random.Random) -> None:
    chooser.choice(receipt["result"]["reveals"])["secret"] = chooser.randbytes(16).hex()


def change_nonce(receipt: Json, chooser: random.Random) -> None:
    receipt["commit"]["nonce"] = chooser.randbytes(32).hex()


def drop_entry(receipt: Json, chooser: random.Random) -> None:
    name = chooser.choice([n for n in ("pool", "conflicts", "excluded") if n in receipt] or [""])
    entries = receipt[name] if name else receipt["openings"]
    entries.pop(chooser.randrange(len(entries)))


def change_rule(receipt: Json, chooser: random.Random) -> None:
    rules = receipt["commit"]["rules"]
    rules["employer_cap"] += 1
    chooser.choice(rules["quotas"])["maximum"] += 1


def seat_friends(receipt: Json, chooser: random.Random) -> None:
    """Two who must not meet, in the place of two drawn members."""
    panel, friends = receipt["result"]["panel"], ["e001", "e002"]
    others = [member for member in panel if member not in friends]
    panel[:] = sorted([*friends, *chooser.sample(others, len(panel) - 2)])


def take_foreign_seed(receipt: Json, _chooser: random.Random) -> None:
    """The seed and the secrets of another draw."""
    foreign = loads(FOREIGN.both[0])["result"]
    receipt["result"] |= {"seed": foreign["seed"], "entropy": foreign["entropy"]}
    for reveal, other in zip(receipt["result"]["reveals"], foreign["reveals"], strict=True):
        reveal["secret"] = other["secret"]


def replay_result(receipt: Json, _chooser: random.Random) -> None:
    """The whole result of another draw under this commitment."""
    replayed = loads(FOREIGN.both[receipt["form"] == "public"])
    receipt["result"] = replayed["result"] | {"commit_hash": receipt["commit_hash"]}
    receipt["result_digest"] = digest(receipt["result"])


def keep_seed(receipt: Json, seed: str) -> bytes:
    """Every digest recomputed but the seed, which stays the forger's."""
    forged = loads(rehash(receipt))
    forged["result"]["seed"] = seed
    forged["result_digest"] = digest(forged["result"])
    return resign(forged, FORGER)


ATTACKS = [
    seat_friends,
    take_foreign_seed,
    replay_result,
    swap_member,
    change_weight,
    swap_candidates,
    change_secret,
    change_nonce,
    drop_entry,
    change_rule,
]
