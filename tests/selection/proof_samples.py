"""A log with the draws of one request in it, its signed checkpoints, and proofs from it."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from expert_pool.audit.canonical import Json, canonical_bytes
from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.entries import Detail, Entry, uuid7
from expert_pool.audit.log import log_head
from expert_pool.audit.merkle import consistency_path, inclusion_path, leaf_hash
from expert_pool.audit.notes import KeyKind, Note, SigningKey, make_key, sign_text
from selection.documents.proofs_file import (
    Attempt,
    Locked,
    Logged,
    Opened,
    ProofsFile,
)
from selection.documents.room import Room, RoomWitness
from tests.selection.receipt_samples import DIGEST, SERVICE, Drawn, draw, make_frame
from tests.selection.verify.sourced_receipts import CHAIN, draw_sourced

ORIGIN = "draws.example.org/log"


def key_of(name: str, kind: KeyKind, of: str = "the tests") -> SigningKey:
    """A key that follows from its name and from whose it is."""
    return make_key(name, kind, hashlib.sha256(f"{name}, {of}".encode()).digest())


LOG_KEY = key_of(ORIGIN, KeyKind.SIGNATURE)
FORGED_KEY = key_of(ORIGIN, KeyKind.SIGNATURE, "a forger")
WITNESS = key_of("witness.example.org", KeyKind.COSIGNATURE)
SECOND = key_of("second.example.net", KeyKind.COSIGNATURE)
START = datetime(2026, 5, 6, 8, 0, tzinfo=UTC)
REQUEST = "R-2026-0007"
ROOM = Room(
    wanted=2,
    witnesses=(
        RoomWitness(id="01a4", known="named"),
        RoomWitness(id="01b7", known="account"),
        RoomWitness(id="01c2", known="named"),
    ),
)
SEEN = int(START.timestamp()) + 20
DEADLINES = {
    name: int(datetime.fromisoformat(deadline).timestamp())
    for name, deadline in (
        ("beacon", "2026-05-06T08:14:02Z"),
        ("lottery", "2026-05-07T13:14:00Z"),
        ("dice", "2026-05-07T09:00:40Z"),
    )
}
"""Until when a witness has to see: a minute before a source speaks, or the last throws typed."""
FORMER = hashlib.sha256(b"the commitment of a former attempt").hexdigest()


@dataclass(frozen=True)
class Written:
    """One entry of the log, with what it binds."""

    body: bytes
    salt: bytes
    detail: str

    def logged(self, index: int, path: Sequence[bytes], *, opened: bool) -> Logged:
        told = Opened(salt=self.salt.hex(), detail=self.detail)
        return Logged(
            index=index,
            entry=self.body.decode(),
            opened=told if opened else None,
            path=tuple(node.hex() for node in path),
        )


def write(number: int, act: str, subject: str, **after: Json) -> Written:
    """An entry as the service writes it."""
    return write_detail(number, act, subject, canonical_bytes(Detail(after=after).as_json()))


def write_detail(number: int, act: str, subject: str, detail: bytes) -> Written:
    """An entry that binds these very bytes."""
    salt = hashlib.sha256(b"salt %d" % number).digest()
    moment = START + timedelta(seconds=number)
    noise = hashlib.sha256(b"id %d" % number).digest()
    entry = Entry(
        id=uuid7(moment, noise),
        moment=moment,
        actor="service",
        role="service",
        session_hash="",
        act=act,
        subject=subject,
        request=REQUEST if act.startswith("draw.") else "",
        detail_digest=hmac.digest(salt, detail, "sha256").hex(),
        reason="",
        previous_state="",
        next_state="",
        software="0.1.0",
    )
    return Written(entry.body(), salt, detail.decode())


@dataclass(frozen=True)
class Log:
    """All entries, and of each attempt the places of its own."""

    entries: tuple[Written, ...]
    attempts: tuple[tuple[int, ...], ...]

    @property
    def leaves(self) -> list[bytes]:
        return [leaf_hash(one.body) for one in self.entries]

    def sign(
        self, size: int, witnesses: Sequence[tuple[SigningKey, int]], key: SigningKey = LOG_KEY
    ) -> str:
        """The note of a size, with the lines of witnesses and their times."""
        checkpoint = Checkpoint(key.name, log_head(self.leaves[:size]))
        note = sign_checkpoint(checkpoint, (key,))
        lines = tuple(sign_text(checkpoint.text, one, time) for one, time in witnesses)
        return Note(note.text, (*note.signatures, *lines)).written()

    def prove(self, drawn: Drawn, **shape: Any) -> ProofsFile:
        """The proofs of a draw; `size` and `older` of the checkpoints, `witnesses` of both."""
        size, older = shape.get("size", len(self.entries)), shape.get("older", 0)
        witnesses = shape.get("witnesses", ((WITNESS, SEEN), (SECOND, SEEN + 5)))
        attempts = tuple(
            Attempt(
                attempt=number,
                entries=tuple(
                    self.entries[place].logged(
                        place,
                        inclusion_path(self.leaves[:size], place),
                        opened=step == 0 or (step == 1 and number == len(self.attempts)),
                    )
                    for step, place in enumerate(places)
                ),
            )
            for number, places in enumerate(self.attempts, start=1)
        )
        return ProofsFile(
            v=1,
            type="draw.proofs",
            commit_hash=drawn.commitment.hash,
            result_digest=drawn.conclusion.result_digest,
            attempts=attempts,
            checkpoint=self.sign(size, witnesses),
            locked=self._lock(older, size, witnesses) if older else None,
        )

    def _lock(self, older: int, size: int, witnesses: Sequence[tuple[SigningKey, int]]) -> Locked:
        leaves = self.leaves
        path = inclusion_path(leaves[:older], self.attempts[-1][0])
        grown = consistency_path(leaves[:size], older)
        return Locked(
            checkpoint=self.sign(older, witnesses),
            path=tuple(node.hex() for node in path),
            consistency=tuple(node.hex() for node in grown),
        )


def make_log(
    drawn: Drawn,
    *,
    former: Sequence[str] = (),
    annulled: bool = False,
    lies: Mapping[str, dict[str, Json]] | None = None,
) -> Log:
    """A log with this draw in it; `former` are the acts that ended the attempts before it.

    `lies` are other values of what the acts of this draw left behind.
    """
    lies = lies or {}
    entries = [write(number, "session.login", f"account:{number}") for number in range(5)]
    attempts, previous = list[tuple[int, ...]](), None
    for number, ended in enumerate(former, start=1):
        told: dict[str, Any] = {"commit_hash": DIGEST if number == len(former) else FORMER}
        told |= lies.get("former", {})
        acts = ["draw.commit", *ended.split()]
        attempts.append(_add(entries, f"draw-{number}", acts, told | _link(number, previous)))
        previous = told["commit_hash"]
    own: dict[str, Json] = {"commit_hash": drawn.commitment.hash}
    number = len(former) + 1
    told = own | _link(number, previous) | lies.get("draw.commit", {})
    (commit,) = _add(entries, f"draw-{number}", ["draw.commit"], told)
    own |= {"result_digest": drawn.conclusion.result_digest} | lies.get("draw.result", {})
    acts = ["draw.result", *(["draw.annul"] if annulled else [])]
    attempts.append((commit, *_add(entries, f"draw-{number}", acts, own)))
    entries += [write(len(entries) + n, "session.login", f"account:{n}") for n in range(3)]
    return Log(tuple(entries), tuple(attempts))


def _link(number: int, previous: str | None) -> dict[str, Json]:
    return {"attempt": number, "prev": previous}


def _add(
    entries: list[Written], subject: str, acts: Sequence[str], told: dict[str, Any]
) -> tuple[int, ...]:
    """These acts, each with one of another kind behind it; their places."""
    places = []
    for act in acts:
        places.append(len(entries))
        entries.append(write(len(entries), act, subject, **told))
        entries.append(write(len(entries), "pii.read", "expert:7"))
    return tuple(places)


def trust_of(**changes: Any) -> dict[str, Any]:
    """A trust file that knows the service, its log, both witnesses and the test chain."""
    told = {
        "v": 1,
        "type": "draw.trust",
        "keys": [{"name": "service", "key": SERVICE.public_key().public_bytes_raw().hex()}],
        "logs": [LOG_KEY.verifier.vkey],
        "witnesses": [WITNESS.verifier.vkey, SECOND.verifier.vkey],
        "chains": [CHAIN.model_dump()],
    }
    return told | changes


@lru_cache(maxsize=1)
def proven_draws() -> dict[str, tuple[Drawn, ProofsFile]]:
    """Draws and their lawful proofs, by a name that says what the log holds."""
    first, second = draw(), draw(frame=make_frame(attempt=2))
    third = draw(frame=make_frame(attempt=3))
    plain, after_void = make_log(first), make_log(second, former=("draw.void",))
    long = make_log(third, former=("draw.annul", "draw.result draw.annul"))
    over = make_log(first, annulled=True)
    watched = draw(frame=replace(make_frame(), room=ROOM))
    room = make_log(watched, lies={"draw.commit": {"witnesses": list(ROOM.ids)}})
    return {
        "plain": (first, plain.prove(first, older=6)),
        "newest is what locked": (first, plain.prove(first, older=len(plain.entries))),
        "an older newest": (first, plain.prove(first, older=7, size=9)),
        "not locked": (first, plain.prove(first)),
        "no witness": (first, plain.prove(first, older=7, witnesses=())),
        "after a void attempt": (second, after_void.prove(second, older=10)),
        "after two attempts": (third, long.prove(third, older=16)),
        "annulled": (first, over.prove(first, older=8)),
        "watched in the room": (watched, room.prove(watched, older=6)),
        **{name: prove_seen(name, moment) for name, moment in DEADLINES.items()},
    }


def prove_seen(source: str, moment: int) -> tuple[Drawn, ProofsFile]:
    """A draw from this source, and proofs that two witnesses saw at this moment."""
    drawn = draw_sourced(source)
    witnesses = ((WITNESS, moment), (SECOND, moment))
    return drawn, make_log(drawn).prove(drawn, older=6, witnesses=witnesses)
