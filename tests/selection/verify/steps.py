"""One receipt derived step by step by a third, slow and literal program, with everything it saw.

Its one job is the numbers between the steps, for whoever writes a verifier and looks for the step
that went wrong. It follows `tests/vectors/README.md` and shares nothing with the verifiers.
"""

import hashlib
import json
from typing import Any

Json = Any
Seats = list[str]


def canonical(value: Json) -> bytes:
    """Enough for ASCII: sorted keys, no space."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


class Words:
    """The stream of a seed, with every number that was drawn from it."""

    def __init__(self, seed: bytes) -> None:
        self.seed, self.place, self.drawn = seed, 0, list[tuple[int, int]]()

    def word(self, place: int) -> int:
        block, offset = divmod(place, 8)
        digest = sha256(b"panel-draw/v1/stream\x00", self.seed, block.to_bytes(8, "big"))
        return int.from_bytes(digest[4 * offset : 4 * offset + 4], "big")

    def below(self, count: int) -> int:
        value = 0
        if count > 1:
            bits = len(f"{count - 1:b}")
            value = count
            while value >= count:
                value = self.word(self.place) >> (32 - bits)
                self.place += 1
        self.drawn.append((count, value))
        return value

    def draw(self, items: list[str], i: int) -> str:
        """The next of the items, of which the first i were drawn."""
        j = i + self.below(len(items) - i)
        items[i], items[j] = items[j], items[i]
        return items[i]


def trace(receipt: Json) -> Json:
    """Every step of the full receipt of a draw of two parties."""
    commit, result = receipt["commit"], receipt["result"]
    commit_hash = sha256(canonical(commit))
    parties = [_party(commit["request"], reveal) for reveal in result["reveals"]]
    transcript = canonical(
        {
            "v": 1,
            "type": "draw.transcript",
            "commit_hash": commit_hash.hex(),
            "parties": [{"role": r["role"], "secret": r["secret"]} for r in result["reveals"]],
        }
    )
    entropy = sha256(transcript)
    seed = sha256(b"panel-draw/v1/seed\x00", commit_hash, entropy)
    unsigned = canonical(receipt | {"signature": None})
    return {
        "commit_bytes": len(canonical(commit)),
        "commit_hash": commit_hash.hex(),
        "parties": parties,
        "transcript": transcript.decode(),
        "entropy": entropy.hex(),
        "seed": seed.hex(),
        "pool": _tree([canonical(entry) for entry in receipt["pool"]]),
        **_deal(receipt, Words(seed)),
        "result_digest": sha256(canonical(result)).hex(),
        "signed_message": (b"panel-draw/v1/receipt\x00" + sha256(unsigned)).hex(),
    }


def _party(request: str, reveal: Json) -> Json:
    parts = (b"panel-draw/v1/party", request.encode(), reveal["role"].encode())
    message = b"\x00".join((*parts, bytes.fromhex(reveal["secret"])))
    return {"role": reveal["role"], "message": message.hex(), "h": sha256(message).hex()}


def _tree(entries: list[bytes]) -> Json:
    level = [sha256(b"\x00", entry) for entry in entries]
    levels = [level]
    while len(level) > 1:
        pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
        level = [sha256(b"\x01", *pair) if len(pair) == 2 else pair[0] for pair in pairs]
        levels.append(level)
    return {
        "first_entry": entries[0].decode(),
        "levels": [[node.hex() for node in nodes] for nodes in levels],
    }


def _deal(receipt: Json, words: Words) -> Json:
    commit, pool = receipt["commit"], receipt["pool"]
    first_words = [words.word(place) for place in range(16)]
    total = sum(row["weight"] for row in commit["patterns"])
    rest = number = words.below(total)
    pattern = 0
    while rest >= commit["patterns"][pattern]["weight"]:
        rest -= commit["patterns"][pattern]["weight"]
        pattern += 1
    seats = commit["patterns"][pattern]["seats"]
    rosters = [
        [entry["e"] for entry in pool if entry["meets"] == cell["meets"]]
        for cell in commit["cells"]
    ]
    panels: list[Seats] = [[] for _ in range(commit["dealt_panels"])]
    held_back: list[Json] = []
    for roster, count in zip(rosters, seats, strict=True):
        line = _Line(roster, words)
        for number, panel in enumerate(panels):
            held = line.seat(panel, count)
            held_back += [{"panel": number, "person": person} for person in held]
    dealt = [list(panel) for panel in panels]
    table = _Table(receipt, rosters, seats)
    exchanges = table.repair(panels, words)
    legal = [n for n, panel in enumerate(panels) if not table.clashes(panel)]
    picked = legal[words.below(len(legal))]
    others = [entry["e"] for entry in pool if entry["e"] not in panels[picked]]
    return {
        "first_words": first_words,
        "pattern": {"below": total, "drawn": number, "row": pattern},
        "cells": rosters,
        "dealt": dealt,
        "held_back": held_back,
        "clashing": [n for n, panel in enumerate(dealt) if table.clashes(panel)],
        "exchanges": exchanges,
        "legal": legal,
        "picked": picked,
        "panel": sorted(panels[picked], key=[entry["e"] for entry in pool].index),
        **_order(receipt, words.seed, others),
        "numbers_drawn": len(words.drawn),
        "words_read": words.place,
    }


def _order(receipt: Json, seed: bytes, others: list[str]) -> Json:
    names = "".join(entry["e"] + "\n" for entry in receipt["pool"]).encode()
    words = Words(sha256(b"panel-draw/v1/reserves\x00", seed, sha256(names)))
    order = [words.draw(others, place) for place in range(len(others))]
    text = canonical(
        {"commit_hash": receipt["commit_hash"], "order": order, "type": "draw.order", "v": 1}
    )
    return {
        "reserves_seed": words.seed.hex(),
        "reserves_first_words": [words.word(place) for place in range(16)],
        "reserve_order": order,
        "order_hash": sha256(text).hex(),
    }


class _Line:
    """The people of a cell, drawn one by one, and those held back for the next panel."""

    def __init__(self, roster: list[str], words: Words) -> None:
        self.roster, self.words = roster, words
        self.line, self.drawn, self.held = list(roster), 0, list[str]()

    def seat(self, panel: Seats, count: int) -> list[str]:
        """Fill so many seats of the panel; gives whom it held back."""
        end = len(panel) + count
        panel += self.held
        self.held = []
        while len(panel) < end:
            if self.drawn == len(self.line):
                self.line, self.drawn = list(self.roster), 0
            person = self.words.draw(self.line, self.drawn)
            self.drawn += 1
            (self.held if person in panel else panel).append(person)
        return self.held


class _Table:
    """Who may sit with whom, looked up the slow way."""

    def __init__(self, receipt: Json, rosters: list[Seats], seats: list[int]) -> None:
        self.employers: dict[str, str] = {
            entry["e"]: entry["employer"] for entry in receipt["pool"]
        }
        self.pairs = {frozenset((c["first"], c["second"])) for c in receipt["conflicts"]}
        self.cap: int = receipt["commit"]["rules"]["employer_cap"]
        self.cell_of = [n for n, count in enumerate(seats) for _ in range(count)]
        self.full = [seats[n] == len(rosters[n]) for n in self.cell_of]

    def fits(self, panel: Seats, seat: int, person: str) -> bool:
        others = [other for place, other in enumerate(panel) if place != seat]
        if person in others or any(frozenset((person, other)) in self.pairs for other in others):
            return False
        employer = self.employers[person]
        colleagues = [other for other in others if self.employers[other] == employer]
        return employer == "" or len(colleagues) < self.cap

    def clashes(self, panel: Seats) -> bool:
        return not all(self.fits(panel, seat, person) for seat, person in enumerate(panel))

    def repair(self, panels: list[Seats], words: Words) -> list[Json]:
        exchanges = []
        clashing = [n for n, panel in enumerate(panels) if self.clashes(panel)]
        for p, i in [(n, seat) for n in clashing for seat in range(len(panels[n]))]:
            if self.full[i] or self.fits(panels[p], i, panels[p][i]):
                continue
            b = words.below(len(panels))
            found = self._find(panels, p, i, b)
            exchanges.append({"panel": p, "seat": i, "b": b, "with": found})
            if found is not None:
                q, k = found
                panels[p][i], panels[q][k] = panels[q][k], panels[p][i]
        return exchanges

    def _find(self, panels: list[Seats], p: int, i: int, b: int) -> list[int] | None:
        for step in range(min(len(panels), 200)):
            q = (b + step) % len(panels)
            for k in range(len(panels[q])):
                if q == p or self.cell_of[k] != self.cell_of[i]:
                    continue
                x, y = panels[q][k], panels[p][i]
                if self.fits(panels[p], i, x) and self.fits(panels[q], k, y):
                    return [q, k]
        return None
