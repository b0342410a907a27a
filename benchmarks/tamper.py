"""Changes the demo's receipts a thousand times, and again with every digest recomputed.

`python -m benchmarks.tamper [CHANGES]`: fills a database of its own with the demo, takes the
receipts of its draws in both forms, and counts what the verifier says of each change. Any
change that is not rejected ends with exit code 1.
"""

import asyncio
import copy
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from expert_pool.storage.migrating import upgrade
from selection.drawing import open_receipt
from selection.storage.draw_store import list_draws, load_draw
from selection.verify import TrustedKey, TrustFile, Verdict, verify_receipt
from tests.selection.receipt_samples import FORGER, encode, loads, rehash
from web.demo.load import fill_database
from web.launcher import EmbeddedPostgres
from web.services import Services, make_services
from web.settings import Settings

SEED = 20261120
Json = Any
Change = Callable[[Json, random.Random], None]


def main(changes: int = 1000) -> int:
    """Print a table of what was rejected by which check."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with EmbeddedPostgres(home / "postgres", durable=False) as url:
            upgrade(url)
            settings = Settings(database_url=url, data_dir=home, demo=True, policy="demo")
            receipts, trust = asyncio.run(_demo_receipts(make_services(settings)))
    for name, data in receipts.items():
        verdict = verify_receipt(data, trust).verdict
        print(f"{name}: {len(data):,} bytes, untouched: {verdict.value}")
    accepted = 0
    for recomputed in (False, True):
        accepted += _attack(receipts, trust, changes, recomputed=recomputed)
    return 1 if accepted else 0


async def _demo_receipts(services: Services) -> tuple[dict[str, bytes], TrustFile]:
    await fill_database(services)
    found: dict[str, bytes] = {}
    async with services.database.read() as session:
        drawn, _ = await list_draws(session, limit=9, offset=0)
        for number, listed in enumerate(drawn, start=1):
            draw = await load_draw(session, listed.request_id)
            if draw is not None and draw.public_receipt is not None:
                found[f"draw {number}, public"] = draw.public_receipt
                found[f"draw {number}, full"] = open_receipt(services.draw_desk, draw)
    await services.database.close()
    key = services.signing_key.public_key().public_bytes_raw().hex()
    return found, TrustFile(v=1, type="draw.trust", keys=(TrustedKey(name="demo", key=key),))


def _attack(receipts: dict[str, bytes], trust: TrustFile, changes: int, *, recomputed: bool) -> int:
    chooser = random.Random(SEED)  # noqa: S311  # the same changes in every run
    kinds = (change_field, swap_member) if recomputed else (flip_bit, change_field, swap_member)
    names, seen, accepted = sorted(receipts), Counter[tuple[str, str]](), 0
    started = time.process_time()
    made = 0
    while made < changes:
        name, kind = names[made % len(names)], kinds[made // len(names) % len(kinds)]
        forged = _forge(receipts[name], kind, chooser, recomputed=recomputed)
        if forged is None or forged == receipts[name]:
            continue
        made += 1
        verification = verify_receipt(forged, trust)
        rejected = verification.verdict is Verdict.INVALID and verification.failed is not None
        accepted += not rejected
        by = verification.failed.name if verification.failed else "NOT REJECTED"
        seen[kind.__name__, by] += 1
    label = "with every digest recomputed and signed anew" if recomputed else "as they are"
    print(f"\n{made:,} changes {label}: {made - accepted:,} rejected, {accepted} accepted")
    for (kind_name, by), count in sorted(seen.items()):
        print(f"  {kind_name:<14} rejected by {by:<12} {count:>6}")
    print(f"  CPU {time.process_time() - started:.1f} s")
    return accepted


def _forge(data: bytes, kind: Change, chooser: random.Random, *, recomputed: bool) -> bytes | None:
    if kind is flip_bit:
        place = chooser.randrange(len(data))
        return data[:place] + bytes([data[place] ^ 1 << chooser.randrange(8)]) + data[place + 1 :]
    receipt = loads(data)
    kind(receipt, chooser)
    if not recomputed:
        return encode(receipt)
    try:
        return rehash(receipt, FORGER)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return None


def flip_bit(_receipt: Json, _chooser: random.Random) -> None:
    """One bit of the file (made on the bytes)."""


def change_field(receipt: Json, chooser: random.Random) -> None:
    """One value anywhere, changed or taken out."""
    place: Json = receipt
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = chooser.choice(keys)
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner:
            break
        place = inner
    if chooser.random() < 0.2:  # noqa: PLR2004
        place.pop(key)
    elif isinstance(inner, bool) or inner is None:
        place[key] = "0" * 64
    elif isinstance(inner, int):
        place[key] = inner + chooser.choice((-1, 1))
    elif isinstance(inner, str):
        place[key] = inner[:-1] + ("1" if inner[-1:] == "0" else "0")
    else:
        place[key] = copy.deepcopy(receipt["result"]["deal"])


def swap_member(receipt: Json, chooser: random.Random) -> None:
    """A friend in the place of a drawn member."""
    panel = receipt["result"]["panel"]
    pool = receipt.get("pool") or [{"e": chooser.randbytes(16).hex()}]
    friends = [entry["e"] for entry in pool if entry["e"] not in panel]
    panel[chooser.randrange(len(panel))] = chooser.choice(friends)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
