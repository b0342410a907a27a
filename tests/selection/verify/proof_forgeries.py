"""Lies about a log, by somebody who may write any file but has not the keys of log and witnesses.

Each takes lawful proofs apart and gives false ones; what must be said, the verifiers say.
"""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.log import log_head
from expert_pool.audit.notes import KeyKind, Signature, parse_note, sign_text
from selection.documents.proofs_file import proofs_bytes
from tests.selection.proof_samples import (
    DEADLINES,
    FORGED_KEY,
    SECOND,
    SEEN,
    WITNESS,
    Log,
    key_of,
    make_log,
    prove_seen,
    proven_draws,
    write,
    write_detail,
)
from tests.selection.receipt_samples import loads

Json = Any
BOTH = ((WITNESS, SEEN), (SECOND, SEEN + 5))
PLAIN, AGAIN, CHAIN = "plain", "after a void attempt", "after two attempts"
WATCHED = "watched in the room"
_OTHER_ROOMS: tuple[dict[str, Json], ...] = (
    {},
    {"witnesses": None},
    {"witnesses": []},
    {"witnesses": ["01a4", "01b7"]},
    {"witnesses": ["01b7", "01a4", "01c2"]},
    {"witnesses": ["01a4", "01b7", "01c3"]},
)


def make_forgeries() -> dict[str, tuple[str, Json]]:
    """Every lie by name, with the draw that it is told of."""
    drawn, _ = proven_draws()[PLAIN]
    told = {name: loads(proofs_bytes(one)) for name, (_, one) in proven_draws().items()}
    changed = {
        name: (base, _change(told[base], change)) for name, (base, change) in _CHANGES.items()
    }
    log = make_log(drawn)
    built: dict[str, Json] = {
        "a log written anew, by another key": _sign_all(told[PLAIN], log, FORGED_KEY),
        "a witness who was late": loads(proofs_bytes(log.prove(drawn, older=6, witnesses=_LATE))),
        "one of two witnesses was late": loads(
            proofs_bytes(log.prove(drawn, older=6, witnesses=_ONE_LATE))
        ),
        "a witness at the last moment": loads(
            proofs_bytes(log.prove(drawn, older=6, witnesses=((WITNESS, SEEN + 70),)))
        ),
        "a witness whose clock is far behind": loads(
            proofs_bytes(log.prove(drawn, older=6, witnesses=((WITNESS, 1),)))
        ),
        "another entry in place of one in between": _rewritten(drawn, log),
        "the result stands before the commitment": _turned(drawn, log),
        "the commitment came after what locked it": _grown_over(drawn, log),
    }
    lies = {
        f"the log itself lies: {act} {said}": (PLAIN, _lie(drawn, {act: said}))
        for act, said in _LIES
    }
    watched, _ = proven_draws()[WATCHED]
    for said in _OTHER_ROOMS:
        told_of = make_log(watched, lies={"draw.commit": said})
        lies[f"the log tells of another room: {said}"] = (
            WATCHED,
            loads(proofs_bytes(told_of.prove(watched, older=6))),
        )
    lies |= {f"the log binds {text}": (PLAIN, _bind(drawn, log, text)) for text in _BOUND}
    second, _ = proven_draws()[AGAIN]
    other = make_log(second, former=("draw.void",), lies={"former": {"commit_hash": _OTHER}})
    again = loads(proofs_bytes(other.prove(second, older=10)))
    lies["the log tells of another attempt before"] = (AGAIN, again)
    spaced = log.entries[log.attempts[-1][0]].detail.replace(":", ": ", 1)
    lies["the log binds what is not canonical"] = (PLAIN, _bind(drawn, log, spaced))
    for deep in (199, 200):
        text = spaced.replace(": ", ":", 1)[:-1] + f',"z":{"[" * deep}1{"]" * deep}}}'
        lies[f"the log binds lists {deep} deep"] = (PLAIN, _bind(drawn, log, text))
    for source, deadline in DEADLINES.items():
        _, late = prove_seen(source, deadline + 1)
        lies[f"witnesses a second after they had to see it, {source}"] = (
            source,
            loads(proofs_bytes(late)),
        )
    for time in (0, 2**63 - 1, 2**63):
        lies[f"a cosignature at {time}"] = (PLAIN, _change(told[PLAIN], _swap(0, _at(time))))
    return changed | lies | {name: (PLAIN, value) for name, value in built.items()}


_OTHER = "5e" * 32
_LIES: tuple[tuple[str, Json], ...] = (
    ("draw.commit", {"commit_hash": _OTHER}),
    ("draw.commit", {"commit_hash": None}),
    ("draw.commit", {"attempt": 2}),
    ("draw.commit", {"attempt": "1"}),
    ("draw.commit", {"attempt": True}),
    ("draw.commit", {"prev": _OTHER}),
    ("draw.result", {"commit_hash": _OTHER}),
    ("draw.result", {"result_digest": _OTHER}),
    ("draw.result", {"result_digest": None}),
)
"""What the log's own keeper could let the entries of a draw say."""
_BOUND = (
    *("", "[]", "null", "7", '"after"', '{"before":null}'),
    *(
        '{"after":[]}',
        '{"after":null}',
        '{"after":"x"}',
        '{"after":1.0}',
        '{"after":{},"after":{}}',
    ),
)
"""What the commitment's entry could bind in place of what it left behind."""
_LATE = ((WITNESS, SEEN + 3600), (SECOND, SEEN + 71))
_ONE_LATE = ((WITNESS, SEEN + 3600), (SECOND, SEEN + 5))


def _lie(drawn: Any, lies: Json) -> Json:
    return loads(proofs_bytes(make_log(drawn, lies=lies).prove(drawn, older=6)))


def _bind(drawn: Any, log: Log, text: str) -> Json:
    place = log.attempts[-1][0]
    bound = write_detail(place, "draw.commit", "draw-1", text.encode())
    entries = (*log.entries[:place], bound, *log.entries[place + 1 :])
    return loads(proofs_bytes(replace(log, entries=entries).prove(drawn, older=6)))


def _change(told: Json, change: Callable[[Json], None]) -> Json:
    changed = copy.deepcopy(told)
    change(changed)
    return changed


def _sign_all(told: Json, log: Log, key: Any) -> Json:
    changed = copy.deepcopy(told)
    changed["checkpoint"] = log.sign(len(log.entries), BOTH, key)
    changed["locked"]["checkpoint"] = log.sign(6, BOTH, key)
    return changed


def _rewritten(drawn: Any, log: Log) -> Json:
    """Behind what witnesses saw, an earlier entry is another one; the log's key signs that, too."""
    honest = loads(proofs_bytes(log.prove(drawn, older=6)))
    entries = (write(99, "session.login", "account:99"), *log.entries[1:])
    other = loads(proofs_bytes(replace(log, entries=entries).prove(drawn, older=6)))
    return other | {"locked": honest["locked"] | {"consistency": other["locked"]["consistency"]}}


def _turned(drawn: Any, log: Log) -> Json:
    """Commitment and result exchange their places, in a log that is signed like that."""
    entries = list(log.entries)
    commit, result = log.attempts[-1]
    entries[commit], entries[result] = entries[result], entries[commit]
    turned = Log(tuple(entries), ((result, commit),))
    return loads(proofs_bytes(turned.prove(drawn, older=result + 1)))


def _grown_over(drawn: Any, log: Log) -> Json:
    """The checkpoint that is said to lock the draw is from before its commitment."""
    told = loads(proofs_bytes(log.prove(drawn, older=6)))
    earlier = loads(proofs_bytes(Log(log.entries, ((4,), *log.attempts)).prove(drawn, older=7)))
    told["locked"]["checkpoint"] = log.sign(5, BOTH)
    told["locked"]["consistency"] = earlier["locked"]["consistency"]
    return told


def _note(told: Json) -> Any:
    return parse_note(told["checkpoint"].encode())


def _swap(place: int, lines: Callable[[Json], tuple[Any, ...]]) -> Callable[[Json], None]:
    """Other lines under the newest checkpoint (0) or under what locked the draw (1)."""

    def change(told: Json) -> None:
        holder = (told, told["locked"])[place]
        note = parse_note(holder["checkpoint"].encode())
        holder["checkpoint"] = replace(note, signatures=lines(told)).written()

    return change


def _of_another_note(told: Json) -> tuple[Any, ...]:
    """The log's own line, and the cosignatures of the other checkpoint."""
    return (*_note(told).signatures[:1], *_locking(told).signatures[1:])


def _locking(told: Json) -> Any:
    return parse_note(told["locked"]["checkpoint"].encode())


def _forged_witness(told: Json) -> tuple[Any, ...]:
    """A line in the name and key id of a witness that somebody else signed."""
    forger = key_of(WITNESS.name, KeyKind.COSIGNATURE, "a forger")
    made = sign_text(_note(told).text, forger, SEEN)
    return (*_note(told).signatures[:1], replace(made, key_id=WITNESS.verifier.id))


def _at(time: int) -> Callable[[Json], tuple[Any, ...]]:
    """The log's line, and a witness's over any time, also one that cannot be."""

    def lines(told: Json) -> tuple[Any, ...]:
        note = _note(told)
        said = f"cosignature/v1\ntime {time}\n{note.text}".encode()
        value = Ed25519PrivateKey.from_private_bytes(WITNESS.seed).sign(said)
        line = Signature(WITNESS.name, WITNESS.verifier.id, time.to_bytes(8, "big") + value)
        return (*note.signatures[:1], line)

    return lines


def _unknown_witness(told: Json) -> tuple[Any, ...]:
    stranger = key_of("stranger.example.org", KeyKind.COSIGNATURE)
    return (*_note(told).signatures[:1], sign_text(_note(told).text, stranger, SEEN))


def _drop_first(told: Json) -> None:
    del told["attempts"][0]


def _renumber(told: Json) -> None:
    """The first attempt is left out, and those behind it move up."""
    del told["attempts"][0]
    for number, attempt in enumerate(told["attempts"], start=1):
        attempt["attempt"] = number


def _foreign_entry(told: Json) -> None:
    """The commitment of another draw of the log, with its true path, opened."""
    foreign = loads(proofs_bytes(proven_draws()["annulled"][1]))["attempts"][-1]["entries"][0]
    own = told["attempts"][-1]["entries"][0]
    own |= {"entry": foreign["entry"].replace("draw-1", "draw-9"), "opened": foreign["opened"]}


def _another_detail(told: Json) -> None:
    opened = told["attempts"][-1]["entries"][0]["opened"]
    opened["detail"] = opened["detail"].replace('"attempt":1', '"attempt":2')


def _not_canonical(told: Json) -> None:
    logged = told["attempts"][-1]["entries"][0]
    logged["entry"] = logged["entry"].replace('{"act"', '{ "act"')


def _other_request(told: Json) -> None:
    logged = told["attempts"][-1]["entries"][1]
    logged["entry"] = logged["entry"].replace("R-2026-0007", "R-2026-0008")


def _other_draw(told: Json) -> None:
    logged = told["attempts"][-1]["entries"][1]
    logged["entry"] = logged["entry"].replace('"draw-1"', '"draw-2"')


def _more_in_entry(told: Json) -> None:
    logged = told["attempts"][-1]["entries"][1]
    logged["entry"] = logged["entry"].replace('"subj"', '"say":"so","subj"')


def _set(*path: str | int, value: Json) -> Callable[[Json], None]:
    def change(told: Json) -> None:
        for key in path[:-1]:
            told = told[key]
        told[path[-1]] = value

    return change


def _other_log(place: str) -> Callable[[Json], None]:
    """A checkpoint of a log of another name, signed by that log."""
    key = key_of("other.example.org/log", KeyKind.SIGNATURE)
    text = sign_checkpoint(Checkpoint(key.name, log_head([b"x" * 32])), (key,)).written()

    def change(told: Json) -> None:
        (told if place == "newest" else told["locked"])["checkpoint"] = text

    return change


def _swap_checkpoints(told: Json) -> None:
    locked = told["locked"]
    told["checkpoint"], locked["checkpoint"] = locked["checkpoint"], told["checkpoint"]


def _no_end(told: Json) -> None:
    del told["attempts"][0]["entries"][-1]


def _no_annulment(told: Json) -> None:
    del told["attempts"][1]["entries"][-1]


def _mark(text: str) -> Callable[[Json], None]:
    """Another version of the software in the entry of the result."""

    def change(told: Json) -> None:
        logged = told["attempts"][-1]["entries"][1]
        logged["entry"] = logged["entry"].replace('"ver":"0.1.0"', f'"ver":"{text}"')

    return change


def _no_result(told: Json) -> None:
    del told["attempts"][-1]["entries"][-1]


def _twice(told: Json) -> None:
    told["attempts"][-1]["entries"] *= 2
    del told["attempts"][-1]["entries"][-1]


def _closed(place: int) -> Callable[[Json], None]:
    return _set("attempts", -1, "entries", place, "opened", value=None)


_OWN = ("attempts", -1, "entries")
_CHANGES: dict[str, tuple[str, Callable[[Json], None]]] = {
    "a foreign entry": (PLAIN, _foreign_entry),
    "a wrong index": (PLAIN, _set(*_OWN, 0, "index", value=4)),
    "two entries at one place": (PLAIN, _set(*_OWN, 1, "index", value=5)),
    "an index beyond the log": (PLAIN, _set(*_OWN, 1, "index", value=10**6)),
    "the checkpoints change places": (PLAIN, _swap_checkpoints),
    "a checkpoint of another log": (PLAIN, _other_log("newest")),
    "locked by another log": (PLAIN, _other_log("locked")),
    "not locked, one says": (PLAIN, _set("locked", value=None)),
    "the first attempt is dropped": (CHAIN, _drop_first),
    "the first attempt is dropped and the others move up": (CHAIN, _renumber),
    "an attempt that did not end": (CHAIN, _no_end),
    "the attempt before did not end": (CHAIN, _no_annulment),
    "an entry with a space in it": (PLAIN, _mark("a b")),
    "an entry with a long mark": (PLAIN, _mark("a" * 201)),
    "an entry with a mark that is not too long": (PLAIN, _mark("a" * 200)),
    "no result": (PLAIN, _no_result),
    "an entry twice": (PLAIN, _twice),
    "the commitment is not opened": (PLAIN, _closed(0)),
    "the result is not opened": (PLAIN, _closed(1)),
    "another detail": (PLAIN, _another_detail),
    "another salt": (PLAIN, _set(*_OWN, 0, "opened", "salt", value="0" * 64)),
    "a detail that is no object": (PLAIN, _set(*_OWN, 0, "opened", "detail", value="[]")),
    "an entry in another form": (PLAIN, _not_canonical),
    "an entry of another request": (PLAIN, _other_request),
    "an entry of another draw": (PLAIN, _other_draw),
    "an entry that says more": (PLAIN, _more_in_entry),
    "an entry that is none": (PLAIN, _set(*_OWN, 0, "entry", value="{}")),
    "cosignatures of another note": (PLAIN, _swap(0, _of_another_note)),
    "cosignatures of another note under what locked": (
        PLAIN,
        _swap(1, lambda told: (*_locking(told).signatures[:1], *_note(told).signatures[1:])),
    ),
    "a forged cosignature": (PLAIN, _swap(0, _forged_witness)),
    "a witness that nobody knows": (PLAIN, _swap(0, _unknown_witness)),
    "a witness twice": (
        PLAIN,
        _swap(0, lambda told: (*_note(told).signatures, _note(told).signatures[1])),
    ),
    "no line of the log": (PLAIN, _swap(0, lambda told: _note(told).signatures[1:])),
    "no line of the log under what locked": (
        PLAIN,
        _swap(1, lambda told: _locking(told).signatures[1:]),
    ),
    "the log's line of another note": (
        PLAIN,
        _swap(0, lambda told: (*_locking(told).signatures[:1], *_note(told).signatures[1:])),
    ),
    "only one witness saw the result": (PLAIN, _swap(0, lambda told: _note(told).signatures[:2])),
    "no witness saw the result": (PLAIN, _swap(0, lambda told: _note(told).signatures[:1])),
    "no witness saw the commitment": (PLAIN, _swap(1, lambda told: _locking(told).signatures[:1])),
    "no node of the way": (PLAIN, _set(*_OWN, 0, "path", value=[])),
    "the way of another entry": (
        PLAIN,
        lambda told: told["attempts"][0]["entries"][0].update(
            path=told["attempts"][0]["entries"][1]["path"]
        ),
    ),
    "no consistency": (PLAIN, _set("locked", "consistency", value=[])),
    "the way to what locked is another": (PLAIN, _set("locked", "path", value=["0" * 64])),
}
"""Changes of lawful proofs, by name."""
