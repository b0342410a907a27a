"""The published cases for the list of all draws, and what a list is held against.

What must be said is computed by the verifier in Python; the one in JavaScript has to agree.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.log import LogLine, export_header, export_line, log_head
from expert_pool.audit.notes import KeyKind, SigningKey, parse_note
from selection.documents.draw_list import (
    DrawList,
    Listed,
    list_bytes,
    list_head,
    list_key,
    list_signing_key,
)
from selection.documents.proofs_file import ProofsFile, proofs_bytes
from selection.errors import SelectionError
from selection.verify.draw_list import LISTED_ACTS
from tests.selection.forgeries import change, parent_of, walk
from tests.selection.proof_samples import (
    FORGED_KEY,
    LOG_KEY,
    SECOND,
    SEEN,
    WITNESS,
    Log,
    key_of,
    make_log,
    trust_of,
    write,
)
from tests.selection.receipt_samples import Drawn, draw, loads, make_frame
from tests.selection.verify.published_case import VerdictCase, refusal
from tests.selection.verify.second_verifier import ListCase, tell_list

Json = Any
WHOLE, EARLIER, EMPTY = "all draws", "nine entries earlier", "before any draw"
SEEN_BY_TWO = "all draws, seen by witnesses"
BESIDE = ("older", "proofs", "log")
OWN, OF_LIST = LOG_KEY.verifier.vkey, list_key(LOG_KEY.verifier).vkey
KNOWN = json.dumps(trust_of(logs=[OWN, OF_LIST])).encode()
OTHER_LOG = key_of("other.example.org/log", KeyKind.SIGNATURE)
TRUSTS: dict[str, bytes | None] = {
    "nothing known": None,
    "no log known": json.dumps(trust_of(logs=[])).encode(),
    "the list's key alone": json.dumps(trust_of(logs=[OF_LIST])).encode(),
    "the log's key alone": json.dumps(trust_of(logs=[OWN])).encode(),
    "another log": json.dumps(trust_of(logs=[OTHER_LOG.verifier.vkey])).encode(),
    "another key of the log": json.dumps(
        trust_of(logs=[FORGED_KEY.verifier.vkey, list_key(FORGED_KEY.verifier).vkey])
    ).encode(),
    "a broken trust file": b"{}",
}
_BOUNDS: tuple[tuple[tuple[str | int, ...], tuple[Json, ...]], ...] = (
    (("v",), (0, 2, True, "1", None)),
    (("type",), ("draw.lists", "", None)),
    (("checkpoint",), ("", "\n\n", "x" * 16_384, "x" * 16_385, None)),
    (("log",), ("", "a\n\n", "x" * 16_385, 1)),
    (("entries",), (None, {}, [])),
    (("entries", 0, "index"), (-1, 0, 2**53 - 1, True, "5", None)),
    (("entries", 0, "entry"), ("", "x" * 4096, "x" * 4097, "𝄞" * 4096, 1, None)),
)


@dataclass(frozen=True)
class PublishedList:
    """A list by its change, and by name what it is held against."""

    told: VerdictCase
    older: str | None = None
    proofs: str | None = None
    log: str | None = None

    def bytes_of(self, files: dict[str, bytes]) -> ListCase:
        """What the verifier gets."""
        beside = {kind: getattr(self, kind) for kind in BESIDE}
        held = {kind: None if name is None else files[name] for kind, name in beside.items()}
        return {"list": self.told.bytes_of(files), "trust": self.told.trust, **held}

    def publish(self, files: dict[str, bytes]) -> Json:
        """The case as the file of vectors holds it, with the outcome."""
        told = self.told.describe()
        told["list"] = told.pop("receipt")
        told |= {kind: getattr(self, kind) for kind in BESIDE}
        try:
            return told | summarise_list(tell_list(self.bytes_of(files)))
        except SelectionError as error:
            return told | refusal(error.code)


def summarise_list(said: Json) -> Json:
    """What is published of an answer: all checks, or the one that failed."""
    last = said["checks"][-1]
    outcome = {key: said[key] for key in ("verdict", "standing", "failed")}
    outcome["code"] = last["code"] if said["failed"] else ""
    if said["failed"] == "list_form":
        return outcome | {"checks": [last | {"params": {}}]}
    return outcome | {"checks": [last] if said["failed"] else said["checks"]}


def make_list(
    log: Log,
    size: int | None = None,
    key: SigningKey = LOG_KEY,
    witnesses: Sequence[tuple[SigningKey, int]] = (),
) -> DrawList:
    """The list of a log, as its keeper makes it; its checkpoint cosigned by these, each in time."""
    size = len(log.entries) if size is None else size
    entries = [
        Listed(index=place, entry=one.body.decode())
        for place, one in enumerate(log.entries[:size])
        if json.loads(one.body)["act"] in LISTED_ACTS
    ]
    return sign_list(entries, log.sign(size, witnesses, key), key)


def sign_list(entries: list[Listed], log: str, key: SigningKey = LOG_KEY) -> DrawList:
    """A list of these entries, signed, whatever the log holds."""
    own = list_signing_key(key)
    note = sign_checkpoint(Checkpoint(own.name, list_head(entries)), (own,)).written()
    return DrawList(v=1, type="draw.list", checkpoint=note, log=log, entries=tuple(entries))


def export(log: Log) -> bytes:
    """The log as an auditor takes it out."""
    lines = [export_line(place, LogLine(one.body)) for place, one in enumerate(log.entries)]
    return "".join(f"{line}\n" for line in [export_header(log_head(log.leaves)), *lines]).encode()


def make_drawn() -> tuple[Drawn, Log]:
    """The third draw of a request, and the log with both before it."""
    drawn = draw(frame=make_frame(attempt=3))
    return drawn, make_log(drawn, former=("draw.annul", "draw.result draw.annul"))


def make_list_files() -> dict[str, bytes]:
    """Lawful and false lists, and what they are held against, by name."""
    drawn, log = make_drawn()
    first = draw()
    over, still = make_log(first, annulled=True), make_log(first)
    whole, proofs = make_list(log), log.prove(drawn)
    committed = still.attempts[-1][0] + 1
    files = {
        WHOLE: list_bytes(whole),
        SEEN_BY_TWO: list_bytes(make_list(log, witnesses=((WITNESS, SEEN + 5), (SECOND, SEEN)))),
        EARLIER: list_bytes(make_list(log, 9)),
        EMPTY: list_bytes(make_list(log, 3)),
        "one draw": list_bytes(make_list(still)),
        "one draw, annulled": list_bytes(make_list(over)),
        "one draw, not drawn yet": list_bytes(make_list(still, committed)),
        "proofs": proofs_bytes(proofs),
        "proofs of one draw": proofs_bytes(still.prove(first)),
        "proofs of one commitment": proofs_bytes(_without_result(still.prove(first))),
        "proofs of one draw, annulled": proofs_bytes(over.prove(first)),
        "silent proofs": proofs_bytes(proofs.model_copy(update={"attempts": proofs.attempts[1:]})),
        "log": export(log),
        "half a log": b"\n".join(export(log).split(b"\n")[:9]) + b"\n",
        "log with other line ends": export(log).replace(b"\n", b"\r\n"),
        "log without its head": export(log).partition(b"\n")[2],
        "log of another entry": export(log).replace(b"account:1", b"account:8"),
    }
    return files | {name: list_bytes(told) for name, told in make_false_lists(log).items()}


def make_false_lists(log: Log) -> dict[str, DrawList]:
    """Lists that the keeper of the key could sign, and some that nobody signed."""
    whole = make_list(log)
    entries = list(whole.entries)
    own = list_signing_key(LOG_KEY)
    elsewhere = write(21, "draw.commit", "d9").body.decode()
    other = elsewhere.replace("R-2026-0007", "R-2026-0008")
    head = Checkpoint(LOG_KEY.name, list_head(entries))
    root = Checkpoint(own.name, log_head([b"x" * 32] * len(entries)))
    unread = [Listed(index=entries[0].index, entry="{}"), *entries[1:]]
    return {
        "forged: the last entry is gone": whole.model_copy(update={"entries": (*entries[:-1],)}),
        "forged: the last entry is gone, signed": sign_list(entries[:-1], whole.log),
        "forged: the first attempt is gone, signed": sign_list(entries[2:], whole.log),
        "forged: the first entry is gone": sign_list(entries[1:], whole.log),
        "forged: swapped": sign_list([entries[1], entries[0], *entries[2:]], whole.log),
        "forged: no entry": sign_list(unread, whole.log),
        "forged: begun in its middle, and no entry": sign_list(
            [*entries[1:], Listed(index=21, entry="{}")], whole.log
        ),
        "forged: drawn anew while open": sign_list(
            [*entries, Listed(index=21, entry=elsewhere)], whole.log
        ),
        "forged: a draw that the log has not": sign_list(
            [*entries, Listed(index=21, entry=other)], whole.log
        ),
        "forged: of two requests": sign_list(
            [*entries[:-1], _of_another_request(entries[-1])], whole.log
        ),
        "forged: beyond the log": sign_list(entries, log.sign(9, ())),
        "forged: by another key": make_list(log, key=FORGED_KEY),
        "forged: the checkpoint of the log": whole.model_copy(update={"checkpoint": whole.log}),
        "forged: under the name of the log": whole.model_copy(
            update={"checkpoint": sign_checkpoint(head, (LOG_KEY,)).written()}
        ),
        "forged: another root": whole.model_copy(
            update={"checkpoint": sign_checkpoint(root, (own,)).written()}
        ),
        "forged: twice signed": whole.model_copy(update={"log": _twice(whole.log)}),
        "forged: another signature": whole.model_copy(update={"log": _spoilt(whole.log)}),
        "forged: a cosignature": whole.model_copy(
            update={"log": _spoilt(make_list(log, witnesses=((WITNESS, SEEN),)).log, 1)}
        ),
    }


def _twice(note: str) -> str:
    return note + note[note.rindex("\u2014") :]


def _of_another_request(listed: Listed) -> Listed:
    return Listed(index=listed.index, entry=listed.entry.replace("R-2026-0007", "R-2026-0008"))


def _spoilt(note: str, place: int = 0) -> str:
    """The line at this place has the name and the id of a key that did not sign it."""
    read = parse_note(note.encode())
    lines = list(read.signatures)
    lines[place] = replace(lines[place], value=b"\1" * len(lines[place].value))
    return replace(read, signatures=tuple(lines)).written()


def _without_result(proofs: ProofsFile) -> ProofsFile:
    (attempt,) = proofs.attempts
    cut = attempt.model_copy(update={"entries": attempt.entries[:1]})
    return proofs.model_copy(update={"attempts": (cut,)})


def make_list_cases(files: dict[str, bytes]) -> list[PublishedList]:
    """Every case, in the order of the file; the lawful ones first."""
    return [*_lawful(), *_of_trusts(), *_held(), *_false(files), *_of_bounds(), *_of_fields(files)]


def _case(name: str, base: str, trust: bytes | None = KNOWN, **held: Json) -> PublishedList:
    beside = {kind: held.pop(kind) for kind in BESIDE if kind in held}
    told = VerdictCase(name=name, receipt="" if "data" in held else base, trust=trust, **held)
    return PublishedList(told, **beside)


def _lawful() -> Iterator[PublishedList]:
    for base in (WHOLE, EARLIER, EMPTY, "one draw", "one draw, annulled"):
        yield _case(base, base)
    yield _case("held against all", WHOLE, older=EARLIER, proofs="proofs", log="log")
    yield _case("held against itself", WHOLE, older=WHOLE)
    yield _case("held against an empty one", WHOLE, older=EMPTY)
    yield _case("a log with other line ends", WHOLE, log="log with other line ends")
    yield _case("a draw that stands", "one draw", proofs="proofs of one draw")
    yield _case("not drawn", "one draw, not drawn yet", proofs="proofs of one commitment")
    yield _case("annulled", "one draw, annulled", proofs="proofs of one draw, annulled")
    yield _case("seen by witnesses", SEEN_BY_TWO, log="log")
    yield _case("annulled since its proofs", "one draw, annulled", proofs="proofs of one draw")


def _of_trusts() -> Iterator[PublishedList]:
    for name, trust in TRUSTS.items():
        yield _case(name, WHOLE, trust, older=EARLIER, proofs="proofs")
    for name, witnesses in (("no witness known", []), ("one witness known", [WITNESS])):
        known = [key.verifier.vkey for key in witnesses]
        told = trust_of(logs=[OWN, OF_LIST], witnesses=known)
        yield _case(name, SEEN_BY_TWO, json.dumps(told).encode())


def _held() -> Iterator[PublishedList]:
    """Files that a list does not agree with, or that are not what they were given as."""
    yield _case("an older list with more", EARLIER, older=WHOLE)
    yield _case("an older list of another log", "one draw", older=WHOLE)
    yield _case("proofs of a draw that is not there", EARLIER, proofs="proofs")
    yield _case("proofs of another draw", WHOLE, proofs="proofs of one draw")
    yield _case("drawn, but not listed", "one draw, not drawn yet", proofs="proofs of one draw")
    yield _case("proofs that keep an attempt silent", WHOLE, proofs="silent proofs")
    yield _case("a log that is too short", WHOLE, log="half a log")
    yield _case("a log with another entry", WHOLE, log="log of another entry")
    yield _case("a list of a shorter log", EARLIER, log="log")
    yield _case("no older list", WHOLE, older="proofs")
    yield _case("no proofs", WHOLE, proofs=WHOLE)
    yield _case("no log", WHOLE, log=WHOLE)
    yield _case("a log without its head", WHOLE, log="log without its head")
    yield _case("a log that is no log", WHOLE, log="proofs")


def _false(files: dict[str, bytes]) -> Iterator[PublishedList]:
    for name in files:
        if name.startswith("forged: "):
            yield _case(name, name)
            yield _case(f"{name}, older", name, older=WHOLE)
            yield _case(f"{name}, proofs", name, proofs="proofs")
            yield _case(f"{name}, log", name, log="log")
    data = files[WHOLE]
    for name, other in (
        ("a space in front", b" " + data),
        ("a line end behind", data + b"\n"),
        ("nothing", b""),
        ("a list", b"[]"),
        ("a float", data.replace(b'"v":1}', b'"v":1.0}')),
    ):
        yield _case(f"bytes: {name}", WHOLE, data=other)


def _of_bounds() -> Iterator[PublishedList]:
    for path, values in _BOUNDS:
        for value in values:
            text = ascii(value)
            shown = text if len(text) < 30 else f"{text[:9]}… ({len(value)})"
            name = f"{'.'.join(map(str, path))} = {shown}"
            yield _case(name, WHOLE, change=((path, value),))


def _of_fields(files: dict[str, bytes]) -> Iterator[PublishedList]:
    """Every value changed or removed, held against nothing: count, root and form find it."""
    told = loads(files["one draw"])
    for path in walk(told):
        name = ".".join(map(str, path))
        other = change(parent_of(told, path)[path[-1]])
        yield _case(f"changed: {name}", "one draw", change=((path, other),))
        yield _case(f"removed: {name}", "one draw", remove=path)
