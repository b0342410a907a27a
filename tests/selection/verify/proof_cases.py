"""The published cases for proofs from the log that stand beside a receipt.

What must be said is computed by the verifier in Python; the one in JavaScript has to agree.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from expert_pool.audit.notes import KeyKind
from selection.documents.proofs_file import proofs_bytes
from selection.errors import SelectionError
from tests.selection.forgeries import change, parent_of, walk
from tests.selection.proof_samples import (
    FORGED_KEY,
    LOG_KEY,
    SECOND,
    WITNESS,
    key_of,
    proven_draws,
    trust_of,
)
from tests.selection.receipt_samples import encode, loads
from tests.selection.verify.attached_cases import summarise_attached
from tests.selection.verify.generated import generate_receipts
from tests.selection.verify.proof_forgeries import CHAIN, PLAIN, make_forgeries
from tests.selection.verify.published_case import VerdictCase, refusal
from tests.selection.verify.second_verifier import Case, tell
from tests.selection.verify.sourced_receipts import ONLY_CHAIN

Json = Any
FROM_FILES = "drawn from files"
OTHER_LOG = key_of("other.example.org/log", KeyKind.SIGNATURE)
ALL_KNOWN = json.dumps(trust_of()).encode()


def _write_key(signs: int) -> str:
    """Another log's key on a line of this length."""
    shortest = len(key_of("x", KeyKind.SIGNATURE).verifier.vkey)
    return key_of("x" * (1 + signs - shortest), KeyKind.SIGNATURE).verifier.vkey


_NAMED_WITH_A_SPACE = replace(LOG_KEY.verifier, name="two words").vkey
TRUSTS: dict[str, bytes | None] = {
    "all known": ALL_KNOWN,
    "nothing known": None,
    "no log known": json.dumps(trust_of(logs=[])).encode(),
    "no witness known": json.dumps(trust_of(witnesses=[])).encode(),
    "one witness known": json.dumps(trust_of(witnesses=[SECOND.verifier.vkey])).encode(),
    "a witness known twice": json.dumps(trust_of(witnesses=[WITNESS.verifier.vkey] * 2)).encode(),
    "a witness known as the log": json.dumps(
        trust_of(keys=[], logs=[LOG_KEY.verifier.vkey], witnesses=[SECOND.verifier.vkey])
    ).encode(),
    "another key of the log": json.dumps(trust_of(logs=[FORGED_KEY.verifier.vkey])).encode(),
    "another log": json.dumps(trust_of(logs=[OTHER_LOG.verifier.vkey])).encode(),
    "two keys of the log": json.dumps(
        trust_of(logs=[FORGED_KEY.verifier.vkey, LOG_KEY.verifier.vkey, OTHER_LOG.verifier.vkey])
    ).encode(),
    **{
        f"a key of {signs} signs": json.dumps(
            trust_of(logs=[LOG_KEY.verifier.vkey, _write_key(signs)])
        ).encode()
        for signs in (300, 301)
    },
    "a key of two words": json.dumps(trust_of(logs=[_NAMED_WITH_A_SPACE])).encode(),
}
_BOUNDS: tuple[tuple[tuple[str | int, ...], tuple[Json, ...]], ...] = (
    (("v",), (0, 2, True, "1", None)),
    (("type",), ("draw.proof", "", None)),
    (("commit_hash",), ("", "0" * 63, "0" * 64, "0" * 65, "G" * 64, None)),
    (("result_digest",), ("0" * 64, "A" * 64, 1)),
    (("attempts",), ([], {}, None)),
    (("attempts", 0, "attempt"), (0, 2, 1000, 1001, True, "1", None)),
    (("attempts", 0, "entries"), ([], None)),
    (("attempts", 0, "entries", 0, "index"), (-1, 0, 2**53 - 1, True, "5", None)),
    (("attempts", 0, "entries", 0, "entry"), ("", "x" * 4096, "x" * 4097, "𝄞" * 4096, 1, None)),
    (("attempts", 0, "entries", 0, "opened", "salt"), ("", "0" * 63, "F" * 64, None)),
    (("attempts", 0, "entries", 0, "opened", "detail"), ("", "x" * 16_384, "x" * 16_385, None)),
    (("attempts", 0, "entries", 0, "path"), (["0" * 64] * 64, ["0" * 64] * 65, ["0"], None)),
    (("checkpoint",), ("", "\n\n", "a\n\n", "x" * 16_384, "x" * 16_385, None)),
    (("locked", "checkpoint"), ("", "\n\n— a AAAAAAAA\n", None)),
    (("locked", "path"), (["0" * 64] * 64, ["0" * 64] * 65, None)),
    (("locked", "consistency"), (["0" * 64] * 64, ["0" * 64] * 65, None)),
    (("locked",), (False, [], {})),
)
_NOTES: tuple[tuple[str, str], ...] = (
    ("\n\n", "\n"),
    ("\n\n", "\nmore\n\n"),
    ("\n\n", "\nmo\u0001re\n\n"),
    ("\n12\n", "\n012\n"),
    ("\n12\n", "\n+12\n"),
    ("\n12\n", "\n1000000000000000\n"),
    ("\n12\n", "\n\n12\n"),
    ("draws.example.org/log\n12", "\n12"),
    ("\u2014 witness", "- witness"),
    ("\u2014 witness", "\u2014  witness"),
    ("\u2014 witness.example.org", "\u2014 witness+example"),
    ("\u2014 witness.example.org", "\u2014 witness\u00a0example"),
    ("\u2014 witness.example.org", "\u2014 witness\ufeffexample"),
    ("\u2014 witness.example.org", "\u2014 Witness.example.org"),
    ("=\n\u2014 second", "\n\u2014 second"),
    ("=\n\u2014 second", "=\n\n\u2014 second"),
    ("\u2014 second.example.net ", "\u2014 second.example.net AAAA\n\u2014 x "),
    ("\u2014 second.example.net ", "\u2014 second.example.net !"),
    ("\u2014 second", "\t\u2014 second"),
)
"""What stands in a checkpoint, and what is put in its place."""


@dataclass(frozen=True)
class ProofCase:
    """Proofs beside a receipt, with a trust file; the change is told as for a receipt."""

    beside: str
    change: VerdictCase

    def bytes_of(self, receipts: dict[str, bytes], files: dict[str, bytes]) -> Case:
        """What the verifier gets."""
        data = self.change.bytes_of(files)
        return receipts[self.beside], self.change.trust, None, None, data

    def publish(self, receipts: dict[str, bytes], files: dict[str, bytes]) -> Json:
        """The case as the file of vectors holds it, with the outcome."""
        told = self.change.describe()
        told["file"] = told.pop("receipt")
        about = {"name": told.pop("name"), "kind": "proofs", "receipt": self.beside}
        try:
            said = tell(self.bytes_of(receipts, files))
        except SelectionError as error:
            return about | told | refusal(error.code)
        return about | told | summarise_attached(said, "proofs")


def make_proven() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The receipts, and the lawful proofs beside them, by name."""
    receipts, files = dict[str, bytes](), dict[str, bytes]()
    for name, (drawn, proofs) in proven_draws().items():
        receipts[name], files[name] = drawn.both[1], proofs_bytes(proofs)
    receipts["plain, full"] = proven_draws()[PLAIN][0].both[0]
    receipts[FROM_FILES] = next(
        data for name, data in generate_receipts().items() if name.startswith("files at once")
    )
    return receipts, files


def make_proof_cases(receipts: dict[str, bytes], files: dict[str, bytes]) -> list[ProofCase]:
    """Every case, in the order of the file; the lawful ones first."""
    return [
        *_lawful(files),
        *_of_pairs(receipts, files),
        *_of_bounds(),
        *_of_notes(files),
        *_of_keys(),
        *_of_bytes(files),
        *_of_fields(files),
        *_of_forgeries(),
    ]


def _case(base: str, name: str, trust: bytes | None = ALL_KNOWN, **change: Json) -> ProofCase:
    told: dict[str, Json] = {"receipt": "" if "data" in change else base} | change
    return ProofCase(base, VerdictCase(name=name, trust=trust, **told))


def _lawful(files: dict[str, bytes]) -> Iterator[ProofCase]:
    for base in files:
        yield _case(base, base)
        # Without its chain a receipt is false by itself, and its proofs are not looked at.
        known = ONLY_CHAIN if base == "beacon" else None
        yield _case(base, f"{base}, nothing known", known)
    for name, trust in TRUSTS.items():
        yield _case(CHAIN, f"{CHAIN}, {name}", trust)
        yield _case("no witness", f"no witness, {name}", trust)
    yield ProofCase("plain, full", VerdictCase("beside the full receipt", PLAIN, trust=ALL_KNOWN))


def _of_pairs(receipts: dict[str, bytes], files: dict[str, bytes]) -> Iterator[ProofCase]:
    for base in files:
        other = CHAIN if base != CHAIN else PLAIN
        said = f"{base}, beside the receipt of another draw"
        yield ProofCase(other, VerdictCase(said, base, trust=ALL_KNOWN))
    told = loads(receipts[FROM_FILES])
    hashes = ((("commit_hash",), told["commit_hash"]), (("result_digest",), told["result_digest"]))
    yield ProofCase(FROM_FILES, VerdictCase("of a draw from files", PLAIN, hashes))


def _of_bounds() -> Iterator[ProofCase]:
    for path, values in _BOUNDS:
        for value in values:
            text = ascii(value)
            shown = text if len(text) < 30 else f"{text[:9]}… ({len(value)})"
            name = f"{'.'.join(map(str, path))} = {shown}"
            yield _case(PLAIN, name, change=((path, value),))
    for many in (1000, 1001):
        yield _case(PLAIN, f"{many} attempts", repeat=(("attempts",), many))
    yield _case(PLAIN, "4 entries", repeat=(("attempts", 0, "entries"), 4))


def _of_notes(files: dict[str, bytes]) -> Iterator[ProofCase]:
    note = loads(files[PLAIN])["checkpoint"]
    for number, (written, other) in enumerate(_NOTES):
        assert written in note
        change = ((("checkpoint",), note.replace(written, other, 1)),)
        yield _case(PLAIN, f"checkpoint {number}: {other!a}", change=change)
    locked = loads(files[PLAIN])["locked"]["checkpoint"]
    bell = tuple(
        (path, told.replace("draws", "dr\aws", 1))
        for path, told in ((("checkpoint",), note), (("locked", "checkpoint"), locked))
    )
    yield _case(PLAIN, "a bell in the name of the log", change=bell)
    yield _case(PLAIN, "a bell in the name of an unknown log", None, change=bell)
    text = note.split("\n\n")[0]
    yield _case(PLAIN, "no line below", change=((("checkpoint",), f"{text}\n\n"),))
    for size in (16_384, 16_385):
        room = size - len(note.encode()) - len("\u2014  AAAAAAAA\n".encode())
        padded = f"{note}\u2014 {'x' * room} AAAAAAAA\n"
        yield _case(PLAIN, f"a note of {size} bytes", change=((("checkpoint",), padded),))
    origin, count, _, *rest = note.split("\n")
    for root in ("", "x", "AAAA", "A" * 42 + "==", "A" * 44):
        changed = "\n".join([origin, count, root, *rest])
        yield _case(PLAIN, f"a root {root!r}", change=((("checkpoint",), changed),))
    yield _case(
        PLAIN, "a line of an id alone", change=((("checkpoint",), f"{note}\u2014 x AAAAAA==\n"),)
    )
    for many in (64, 65):
        lines = "".join(f"\u2014 x{number} AAAAAAAA\n" for number in range(many - 3))
        yield _case(PLAIN, f"{many} lines", change=((("checkpoint",), note + lines),))


def _of_keys() -> Iterator[ProofCase]:
    own, witness = LOG_KEY.verifier.vkey, WITNESS.verifier.vkey
    name, _, rest = own.partition("+")
    id_, _, value = rest.partition("+")
    broken = (
        *("", name, f"{name}+{id_}", f"{name}{id_}+{value}", f"{name}++{value}", f"+{id_}+{value}"),
        *(f"{name}+{id_}+{value[:-1]}", f"{own}=", f"{own}AAAA", f" {own}", f"{own}\n"),
        *(f"{name.upper()}+{id_}+{value}", f"{name}+{id_.upper()}+{value}", f"{name}+00{rest[2:]}"),
        *(f"{name}+{id_}+{value[:9]}-{value[10:]}", f"{name}+{id_}+B{value[1:]}"),
    )
    for key in broken:
        trust = json.dumps(trust_of(logs=[key])).encode()
        yield _case(PLAIN, f"key {key!a}", trust)
    changes: dict[str, dict[str, Json]] = {
        "a witness for a log": {"logs": [witness]},
        "a log for a witness": {"witnesses": [own]},
        "only logs": {"keys": [], "witnesses": []},
        "only witnesses": {"keys": [], "logs": []},
        "a number": {"logs": [1]},
        "null": {"logs": None},
        "a long one": {"logs": ["x" * 301]},
    }
    for said, lists in changes.items():
        yield _case(PLAIN, f"keys: {said}", json.dumps(trust_of(**lists)).encode())


def _of_bytes(files: dict[str, bytes]) -> Iterator[ProofCase]:
    data = files[PLAIN]
    changes = {
        "a space in front": b" " + data,
        "a line end behind": data + b"\n",
        "half of it": data[: len(data) // 2],
        "nothing": b"",
        "a key twice": b'{"v":1,' + data[1:],
        "a float": data.replace(b'"v":1}', b'"v":1.0}'),
        "a list": b"[]",
    }
    for name, changed in changes.items():
        yield _case(PLAIN, f"bytes: {name}", data=changed)


def _of_fields(files: dict[str, bytes]) -> Iterator[ProofCase]:
    """Every value changed or removed."""
    told = loads(files[PLAIN])
    for path in walk(told):
        name = ".".join(map(str, path))
        other = change(parent_of(told, path)[path[-1]])
        yield _case(PLAIN, f"changed: {name}", change=((path, other),))
        yield _case(PLAIN, f"removed: {name}", remove=path)


def _of_forgeries() -> Iterator[ProofCase]:
    for name, (base, told) in make_forgeries().items():
        yield _case(base, f"forged: {name}", data=encode(told))
    for name, (base, told) in make_forgeries().items():
        if "witness" in name:
            data, trust = encode(told), TRUSTS["no witness known"]
            yield _case(base, f"forged: {name}, no witness known", trust, data=data)
