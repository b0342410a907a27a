"""The published cases for what stands beside a receipt: records of replacements, own entries.

What must be said is computed by the verifier in Python; the one in JavaScript has to agree.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from selection.documents.entry_file import entry_file_bytes, write_entry_file
from selection.documents.replacement_record import record_bytes
from selection.problem import Candidate
from selection.replacement import take_seat
from tests.selection.draw_samples import make_problem, make_table
from tests.selection.forgeries import change_fields
from tests.selection.receipt_samples import (
    FORGER,
    SERVICE,
    Drawn,
    digest,
    draw,
    encode,
    loads,
    make_frame,
)
from tests.selection.replacement_samples import Event, play, records, supplement, write_records
from tests.selection.verify.attached_bounds import (
    ENTRY,
    PLAIN,
    PLAIN_PUBLIC,
    RANGES,
    TEXTS,
    VALUES,
    Path,
)
from tests.selection.verify.attached_forgeries import FALSE_ENTRIES, FORGERIES
from tests.selection.verify.published_case import VerdictCase, parent_of
from tests.selection.verify.second_verifier import Case, tell
from tests.selection.verify.trust_cases import KNOWN

Json = Any
ONLY_DRAWS = (
    b'{"draws":[{"attempt":1,"commit_hash":"%s","request":"R-2026-0007","result_digest":"%s"}],'
    b'"type":"draw.trust","v":1}'
)
SUPPLEMENTED = "fromelsewhere"


@dataclass(frozen=True)
class AttachedCase:
    """One file beside a receipt, with a trust file; the change is told as for a receipt."""

    kind: str
    beside: str
    change: VerdictCase

    def bytes_of(self, receipts: dict[str, bytes], files: dict[str, bytes]) -> Case:
        """What the verifier gets."""
        data = self.change.bytes_of(files)
        record, entry = (data, None) if self.kind == "replacements" else (None, data)
        return receipts[self.beside], self.change.trust, record, entry

    def publish(self, receipts: dict[str, bytes], files: dict[str, bytes]) -> Json:
        """The case as the file of vectors holds it, with the outcome."""
        told = self.change.describe()
        told["file"] = told.pop("receipt")
        about = {"name": told.pop("name"), "kind": self.kind, "receipt": self.beside}
        said = tell(self.bytes_of(receipts, files))
        return about | told | summarise_attached(said, self.kind)


def summarise_attached(said: Json, kind: str) -> Json:
    """What is published of a verifier's answer: all checks, or the one that failed."""
    if kind not in said:
        return {"verdict": said["verdict"], "failed": None, "code": "receipt", "checks": []}
    told = said[kind]
    last = told["checks"][-1]
    first = {"verdict": told["verdict"]} if "verdict" in told else {}
    first |= {"standing": said["standing"]} if kind == "proofs" else {}
    outcome = first | {key: told[key] for key in ("true", "drawn") if key in told}
    outcome |= {"failed": told["failed"], "code": last["code"] if told["failed"] else ""}
    if last["name"].endswith("_form"):
        return outcome | {"checks": [last | {"params": {}}]}
    return outcome | {"checks": [last] if told["failed"] else told["checks"]}


def make_drawn() -> dict[str, Drawn]:
    """The draws whose receipts the files stand beside."""
    pairs = [(m, n) for n in range(14) for m in range(n) if (n * m) % 5 == 1]
    tight = make_problem(14, 7, conflicts=pairs)
    split = make_problem(16, 8)
    table = make_table(split, [((1, 0, 4, 0), 1), ((0, 1, 3, 1), 1)], employers=("u0",))
    people = make_problem(14, 14, conflicts=[(1, 2), (2, 3)])
    rows = [((1, 1, 0, 3), 2), ((2, 0, 1, 2), 1)]
    return {
        "plain": draw(make_problem(12, 12, conflicts=[(1, 2), (0, 7)])),
        "tight": draw(tight, make_table(tight), make_frame(dealt=6)),
        "an employer split off": draw(split, table, make_frame(dealt=4)),
        "people split off": draw(people, make_table(people, rows, people=("e001", "e002"))),
    }


def make_beside(drawn: dict[str, Drawn]) -> dict[str, bytes]:
    """Their receipts, by name."""
    return {
        f"{name}, {form}": data
        for name, one in drawn.items()
        for form, data in zip(("full", "public"), one.both, strict=True)
    }


def make_files(drawn: dict[str, Drawn]) -> dict[str, bytes]:
    """The lawful files, by name: `DRAW: WHAT, FORM`."""
    told: dict[str, bytes] = {}
    for name, one in drawn.items():
        events: dict[str, list[Event]] = {
            "nobody left": [],
            "two left": [(1, (1, 2)), (4, ())],
            "one seat again and again": [(2, (1,)), (2, ()), (2, (2, 3))],
            "nobody could come": [(3, range(1, 99)), (5, ())],
        }
        for what, happened in events.items():
            told |= _name(f"{name}: {what}", records(one, happened))
        told |= _name(f"{name}: a supplementary draw", _supplemented(one))
        panel = one.conclusion.result.panel
        for entry in (one.commitment.pool[0].e, panel[0], one.commitment.pool[-1].e):
            told[f"{name}: entry of {entry}"] = entry_file_bytes(
                write_entry_file(one.commitment, entry)
            )
    return told


def _name(what: str, both: Json) -> dict[str, bytes]:
    return {
        f"{what}, {form}": record_bytes(record)
        for form, record in zip(("full", "public"), both, strict=True)
    }


def _supplemented(drawn: Drawn) -> Json:
    standing, steps = play(drawn, [(2, range(1, 99)), (4, ())])
    meets = tuple(sorted(standing.seat(2).holder.meets))
    newcomer = Candidate(SUPPLEMENTED, frozenset(meets), "")
    standing = take_seat(standing, 2, newcomer)
    steps = (*steps, supplement(len(steps) + 1, 2, SUPPLEMENTED, meets))
    return write_records(drawn, standing, steps)


def sign_again(told: Json, signer: Ed25519PrivateKey | None) -> bytes:
    """The bytes of a changed record, signed anew where a key is given."""
    if signer is not None:
        unsigned = digest(told | {"signature": None})
        message = b"panel-draw/v1/replacements\0" + bytes.fromhex(unsigned)
        key = signer.public_key().public_bytes_raw().hex()
        told["signature"] = {"key": key, "value": signer.sign(message).hex()}
    return encode(told)


def make_attached_cases(files: dict[str, bytes]) -> list[AttachedCase]:
    """Every case, in the order of the file; the lawful ones first."""
    return [
        *_lawful(files),
        *_of_pairs(files),
        *_of_trust(files),
        *_of_ranges(),
        *_of_texts(),
        *_of_values(),
        *_of_bytes(files),
        *_of_fields(files),
        *_of_forgeries(files),
    ]


def _kind(name: str) -> str:
    return "entry" if ": entry of " in name else "replacements"


def _case(base: str, form: str = "", **change: Json) -> AttachedCase:
    """A case of this file beside the receipt of its own form, or of another."""
    draw_name, _, what = base.partition(": ")
    form = form or (what.rpartition(", ")[2] if _kind(base) == "replacements" else "public")
    told: dict[str, Json] = {"name": base, "receipt": "" if "data" in change else base} | change
    return AttachedCase(_kind(base), f"{draw_name}, {form}", VerdictCase(**told))


def _lawful(files: dict[str, bytes]) -> Iterator[AttachedCase]:
    for name in files:
        yield _case(name)
        yield _case(name, name=f"{name}, with keys", trust=KNOWN)


def _of_pairs(files: dict[str, bytes]) -> Iterator[AttachedCase]:
    """Beside the other form, and beside the receipt of another draw."""
    for name in files:
        other = "full" if name.endswith("public") or _kind(name) == "entry" else "public"
        yield _case(name, other, name=f"{name}, beside the {other} receipt", trust=KNOWN)
    for name in (PLAIN, PLAIN_PUBLIC, ENTRY):
        stranger = replace(_case(name, name=f"{name}, of another draw"), beside="tight, full")
        yield stranger


def _of_trust(files: dict[str, bytes]) -> Iterator[AttachedCase]:
    told = loads(files[PLAIN])
    draws = ONLY_DRAWS % (told["commit_hash"].encode(), told["result_digest"].encode())
    yield _case(PLAIN, name="only digests are known", trust=draws)
    for name, key in (("no signature", None), ("the forger's signature", FORGER)):
        for base in (PLAIN, PLAIN_PUBLIC):
            data = sign_again(loads(files[base]) | {"signature": None}, key)
            for trust in (None, KNOWN):
                said = f"{name}, {base}{', with keys' if trust else ''}"
                yield _case(base, name=said, data=data, trust=trust)


def _of_ranges() -> Iterator[AttachedCase]:
    for base, path, least, most in RANGES:
        for value in (least - 1, least, most, most + 1, True, str(least), None):
            yield _changed(base, path, value)


def _of_texts() -> Iterator[AttachedCase]:
    for base, path, values in TEXTS:
        for value in values:
            yield _changed(base, path, value)


def _of_values() -> Iterator[AttachedCase]:
    for base, path, value in VALUES:
        yield _changed(base, path, value)


def _changed(base: str, path: Path, value: Json) -> AttachedCase:
    shown = ascii(value) if len(str(value)) < 30 else f"{str(value)[:9]}… ({len(str(value))} signs)"
    said = f"{'.'.join(map(str, path))} = {shown}, {base}"
    return _case(base, name=said, change=((path, value),))


def _of_bytes(files: dict[str, bytes]) -> Iterator[AttachedCase]:
    for base in (PLAIN, ENTRY):
        data = files[base]
        changes = {
            "a space in front": b" " + data,
            "a line end behind": data + b"\n",
            "half of it": data[: len(data) // 2],
            "nothing": b"",
            "no UTF-8": data.replace(b'"commit_hash"', b'"\xffommit_hash"'),
            "a key twice": b'{"v":1,' + data[1:],
            "a float": data.replace(b'"v":1', b'"v":1.0'),
            "an escaped letter": data.replace(b'"draw.', b'"\\u0064raw.'),
            "a list": b"[]",
        }
        for name, changed in changes.items():
            yield _case(base, name=f"bytes: {name}, {base}", data=changed)


def _of_fields(files: dict[str, bytes]) -> Iterator[AttachedCase]:
    """Every value changed, removed, doubled or one beside it, signed by the service's own key."""
    for base in (PLAIN, PLAIN_PUBLIC):
        for number, told in enumerate(change_fields(loads(files[base]))):
            data = sign_again(told, SERVICE if isinstance(told, dict) else None)
            yield _case(base, name=f"field {number} signed anew, {base}", data=data, trust=KNOWN)
    for number, told in enumerate(change_fields(loads(files[ENTRY]))):
        yield _case(ENTRY, name=f"field {number}, {ENTRY}", data=encode(told))


def _of_forgeries(files: dict[str, bytes]) -> Iterator[AttachedCase]:
    """Attacks with a purpose by somebody who holds the service's key."""
    for name, (base, forge) in FORGERIES.items():
        told = copy.deepcopy(loads(files[base]))
        forge(told, files)
        yield _case(base, name=name, data=sign_again(told, SERVICE), trust=KNOWN)
    for name, path, value in FALSE_ENTRIES:
        told = loads(files[ENTRY])
        parent_of(told, path)[path[-1]] = value
        yield _case(ENTRY, name=name, data=encode(told))
