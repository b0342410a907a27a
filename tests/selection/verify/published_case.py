"""One published case: a receipt as the change of another or as bytes, and what must be said.

What must be said is computed by the verifier in Python; the one in JavaScript has to agree.
"""

import json
from dataclasses import dataclass
from typing import Any

from selection.errors import SelectionError
from tests.selection.verify.second_verifier import tell

Json = Any


@dataclass(frozen=True)
class VerdictCase:
    """One receipt, given as the change of another or as bytes, with its trust file."""

    name: str
    receipt: str = ""
    change: tuple[tuple[tuple[str | int, ...], Json], ...] = ()
    remove: tuple[str | int, ...] = ()
    repeat: tuple[tuple[str | int, ...], int] | None = None
    """A list whose first item stands there so often, and nothing else."""
    data: bytes | None = None
    trust: bytes | None = None

    def bytes_of(self, receipts: dict[str, bytes]) -> bytes:
        """The file that the verifier gets."""
        if self.data is not None:
            return self.data
        if not self.change and not self.remove and self.repeat is None:
            return receipts[self.receipt]
        changed = json.loads(receipts[self.receipt])
        for path, value in self.change:
            parent_of(changed, path)[path[-1]] = value
        if self.remove:
            del parent_of(changed, self.remove)[self.remove[-1]]
        if self.repeat is not None:
            path, times = self.repeat
            listed = parent_of(changed, path)
            listed[path[-1]] = listed[path[-1]][:1] * times
        return write(changed)

    def publish(self, receipts: dict[str, bytes]) -> Json:
        """The case as the file of vectors holds it, with the outcome."""
        return self.describe() | self.say(receipts)

    def describe(self) -> dict[str, Json]:
        """The file and the trust file as the vectors hold them."""
        told: dict[str, Json] = {"name": self.name, "receipt": self.receipt}
        if self.change:
            told["set"] = [[list(path), value] for path, value in self.change]
        if self.remove:
            told["remove"] = list(self.remove)
        if self.repeat is not None:
            told["repeat"] = [list(self.repeat[0]), self.repeat[1]]
        if self.data is not None:
            told["hex" if not self.data.isascii() else "text"] = (
                self.data.decode() if self.data.isascii() else self.data.hex()
            )
        return told | self._publish_trust()

    def _publish_trust(self) -> dict[str, Json]:
        if self.trust is None:
            return {"trust": None}
        try:
            return {"trust": self.trust.decode()}
        except UnicodeDecodeError:
            return {"trust_hex": self.trust.hex()}

    def say(self, receipts: dict[str, bytes]) -> Json:
        """The outcome, and the checks: all of a lawful receipt, or the one that failed.

        Of a wrong form each verifier may say in its own words what is wrong.
        """
        try:
            said = tell((self.bytes_of(receipts), self.trust))
        except SelectionError as error:
            return refusal(error.code)
        return summarise(said)


def refusal(code: str) -> Json:
    """What is published where no verdict can be given, because the trust file is broken."""
    return {"verdict": "error", "failed": None, "code": code}


def summarise(said: Json) -> Json:
    """What is published of a verifier's answer."""
    last = said["checks"][-1]
    code = last["code"] if said["failed"] else ""
    outcome = {"verdict": said["verdict"], "failed": said["failed"], "code": code}
    if said["failed"] == "form":
        return outcome | {"checks": [last | {"params": {}}]}
    return outcome | {"checks": [last] if said["failed"] else said["checks"]}


def write(value: Json) -> bytes:
    """Canonical JSON of plain values whose keys are ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def parent_of(value: Json, path: tuple[str | int, ...]) -> Json:
    for key in path[:-1]:
        value = value[key]
    return value
