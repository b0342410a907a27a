"""Committed and concluded draws for the tests, and a forger who recomputes every digest."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from expert_pool.audit.merkle import leaf_hash, tree_root
from selection.documents.commitment import (
    Commitment,
    DrawFrame,
    Exclusion,
    commit_draw,
    hash_party_secret,
)
from selection.documents.forms import (
    FullReceipt,
    PartyCommitment,
    PolicyReference,
    PublicReceipt,
    Reveal,
    Snapshot,
    Source,
)
from selection.documents.receipts import (
    Conclusion,
    conclude_draw,
    receipt_bytes,
    sign_receipt,
    write_full_receipt,
    write_public_receipt,
)
from selection.problem import PanelProblem, PatternTable
from selection.verify import PublishedDraw, TrustedKey, TrustFile
from tests.selection.draw_samples import make_problem, make_table

SERVICE = Ed25519PrivateKey.from_private_bytes(b"service key, known to the tests.")
FORGER = Ed25519PrivateKey.from_private_bytes(b"forger's key, of the tests only.")
SECRETS = (("officer", b"officer's secret"), ("auditor", b"auditor's secret"))
TRUST = TrustFile(
    v=1,
    type="draw.trust",
    keys=(TrustedKey(name="service", key=SERVICE.public_key().public_bytes_raw().hex()),),
)
DIGEST = hashlib.sha256(b"anything").hexdigest()


@dataclass(frozen=True)
class Drawn:
    """One draw from beginning to end."""

    problem: PanelProblem
    table: PatternTable
    commitment: Commitment
    conclusion: Conclusion

    @property
    def full(self) -> FullReceipt:
        return sign_receipt(write_full_receipt(self.commitment, self.conclusion), SERVICE)

    @property
    def public(self) -> PublicReceipt:
        return sign_receipt(write_public_receipt(self.commitment, self.conclusion), SERVICE)

    @property
    def both(self) -> tuple[bytes, bytes]:
        return receipt_bytes(self.full), receipt_bytes(self.public)


def make_frame(
    secrets: tuple[tuple[str, bytes], ...] = SECRETS, *, dealt: int = 20, attempt: int = 1
) -> DrawFrame:
    return DrawFrame(
        time="2026-05-06T08:00:00Z",
        request="R-2026-0007",
        attempt=attempt,
        previous=None if attempt == 1 else DIGEST,
        snapshot=Snapshot(log_size=812, log_root=DIGEST),
        policy=PolicyReference(id="demo", version="1", digest=DIGEST),
        request_digest=DIGEST,
        dealt_panels=dealt,
        nonce=hashlib.sha256(b"nonce").digest(),
        source=Source(kind="two-parties", reveal_from="2026-05-06T08:01:00Z"),
        parties=tuple(
            PartyCommitment(role=role, h=hash_party_secret("R-2026-0007", role, secret))
            for role, secret in secrets
        ),
        software_version="0.1.0",
    )


def draw(
    problem: PanelProblem | None = None,
    table: PatternTable | None = None,
    frame: DrawFrame | None = None,
    secrets: tuple[tuple[str, bytes], ...] = SECRETS,
) -> Drawn:
    """Commit, reveal, deal; unless told else 24 candidates, some in conflict, one excluded."""
    problem = problem or make_problem(conflicts=[(1, 2), (0, 7)])
    table = table or make_table(problem)
    exclusions = [
        Exclusion("x000", ("COI-01.same_unit",)),
        Exclusion("x001", ("COI-01.same_unit", "POL-06.on_leave")),
    ]
    frame = frame or make_frame(secrets)
    commitment = commit_draw(frame, problem, table, exclusions, b"s" * 32)
    reveals = [
        Reveal(role=role, secret=secret.hex(), t="2026-05-06T08:01:30Z") for role, secret in secrets
    ]
    return Drawn(problem, table, commitment, conclude_draw(commitment, problem, table, reveals))


def loads(data: bytes) -> dict[str, Any]:
    return json.loads(data)  # type: ignore[no-any-return]


def encode(value: object) -> bytes:
    """Canonical JSON of keys in ASCII, written without the code under test."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: object) -> str:
    return hashlib.sha256(encode(value)).hexdigest()


def rehash(receipt: dict[str, Any], signer: Ed25519PrivateKey | None = None) -> bytes:
    """Every digest of a changed receipt recomputed: roots, hashes, seed, result; then signed."""
    commit, result = receipt["commit"], receipt["result"]
    for name in ("pool", "conflicts", "excluded"):
        if name in receipt:
            leaves = [leaf_hash(encode(entry)) for entry in receipt[name]]
            commit[name] |= {"size": len(leaves), "root": tree_root(leaves).hex()}
    if "excluded" in receipt:
        codes = [code for entry in receipt["excluded"] for code in entry["codes"]]
        commit["excluded"]["reasons"] = {code: codes.count(code) for code in codes}
    secrets = [reveal for reveal in result["reveals"] if "secret" in reveal]
    for party, reveal in zip(
        commit["parties"], secrets, strict=bool(secrets and commit["parties"])
    ):
        secret = bytes.fromhex(reveal["secret"])
        party["h"] = hash_party_secret(commit["request"], reveal["role"], secret)
    commit_hash = receipt["commit_hash"] = result["commit_hash"] = digest(commit)
    result["entropy"] = entropy_of(commit_hash, result["reveals"])
    seed = b"panel-draw/v1/seed\0" + bytes.fromhex(commit_hash + result["entropy"])
    result["seed"] = hashlib.sha256(seed).hexdigest()
    receipt["result_digest"] = digest(result)
    return resign(receipt, signer)


def entropy_of(commit_hash: str, reveals: list[dict[str, Any]]) -> str:
    """The entropy that these reveals give, written without the code under test."""
    own = []
    for reveal in reveals:
        said = {"v": 1, "type": f"draw.{reveal['role']}", "commit_hash": commit_hash}
        if reveal["role"] == "beacon":
            own.append(hashlib.sha256(bytes.fromhex(reveal["signature"])).hexdigest())
        elif reveal["role"] == "dice":
            own.append(digest(said | {"throws": reveal["typed"][0]["throws"]}))
        elif reveal["role"] == "lottery":
            own.append(digest(said | {"numbers": reveal["typed"][0]["numbers"]}))
    parties = [{"role": r["role"], "secret": r["secret"]} for r in reveals if "secret" in r]
    if parties or not own:
        said = {"v": 1, "type": "draw.transcript", "commit_hash": commit_hash}
        own.append(digest(said | {"parties": parties}))
    mixed = b"panel-draw/v1/mix\0" + bytes.fromhex("".join(own))
    return own[0] if len(own) == 1 else hashlib.sha256(mixed).hexdigest()


def resign(receipt: dict[str, Any], signer: Ed25519PrivateKey | None) -> bytes:
    """The bytes of a changed receipt, signed anew where a key is given."""
    if signer is not None:
        unsigned = digest(receipt | {"signature": None})
        message = b"panel-draw/v1/receipt\0" + bytes.fromhex(unsigned)
        key = signer.public_key().public_bytes_raw().hex()
        receipt["signature"] = {"key": key, "value": signer.sign(message).hex()}
    return encode(receipt)


def publish(receipt: dict[str, Any], **changes: object) -> TrustFile:
    """What the public page says of this draw."""
    told = {
        "request": receipt["commit"]["request"],
        "attempt": 1,
        "commit_hash": receipt["commit_hash"],
        "result_digest": receipt["result_digest"],
    }
    return TrustFile(v=1, type="draw.trust", draws=(PublishedDraw(**(told | changes)),))
