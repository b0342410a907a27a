"""What is known from outside a receipt: the service's keys, and published digests.

Its one job is to read that file; it must not judge a receipt.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from expert_pool.audit.canonical import parse_json
from expert_pool.audit.notes import KeyKind, VerifierKey, parse_vkey
from expert_pool.errors import ExpertPoolError
from selection.documents.files import find_fault
from selection.documents.forms import Document, Hash, Name, Version
from selection.errors import SelectionError

LONGEST_KEY: Final = 300


def _check_log_key(text: str) -> str:
    return _check_kind(text, KeyKind.SIGNATURE)


def _check_witness_key(text: str) -> str:
    return _check_kind(text, KeyKind.COSIGNATURE)


def _check_kind(text: str, kind: KeyKind) -> str:
    try:
        key = parse_vkey(text)
    except ExpertPoolError as error:
        raise ValueError(error.code) from error
    if key.kind is not kind:
        raise ValueError("a key of another kind")
    return text


_Line = StringConstraints(max_length=LONGEST_KEY)
LogKey = Annotated[str, _Line, AfterValidator(_check_log_key)]
WitnessKey = Annotated[str, _Line, AfterValidator(_check_witness_key)]


class TrustedKey(Document):
    """A public key of the service (Ed25519, hex), with a note on where it comes from."""

    name: Annotated[str, StringConstraints(max_length=200)]
    key: Hash


class PublishedDraw(Document):
    """What the public page or the log says about one draw."""

    request: Name
    attempt: Annotated[int, Field(ge=1, le=1000)]
    commit_hash: Hash
    result_digest: Hash


class TrustedChain(Document):
    """A beacon's chain beside the one that every verifier knows: for tests and rehearsals."""

    name: Annotated[str, StringConstraints(max_length=200)]
    chain: Hash
    key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{192}$")]
    genesis: Annotated[int, Field(ge=0, le=2**40)]
    period: Annotated[int, Field(ge=1, le=86_400)]


class TrustFile(Document):
    """What is known from outside the receipt: keys, published digests, other chains.

    `logs` and `witnesses` are keys on one line each (C2SP `vkey`): of those who sign the log's
    checkpoints, and of those who cosign them.
    """

    v: Version
    type: Literal["draw.trust"]
    keys: tuple[TrustedKey, ...] = ()
    draws: tuple[PublishedDraw, ...] = ()
    chains: tuple[TrustedChain, ...] = ()
    logs: tuple[LogKey, ...] = ()
    witnesses: tuple[WitnessKey, ...] = ()

    @model_validator(mode="after")
    def _check_something(self) -> Self:
        if not any((self.keys, self.draws, self.chains, self.logs, self.witnesses)):
            raise ValueError("keys, draws, chains, logs or witnesses must be given")
        return self

    def log_keys(self, origin: str) -> tuple[VerifierKey, ...]:
        """The keys of the log of this name, each once."""
        known = dict.fromkeys(map(parse_vkey, self.logs))
        return tuple(key for key in known if key.name == origin)

    def witness_keys(self) -> tuple[VerifierKey, ...]:
        """The keys of the witnesses, each once."""
        return tuple(dict.fromkeys(map(parse_vkey, self.witnesses)))


def read_trust(data: bytes) -> TrustFile:
    """Read the keys and published digests that are known from outside.

    Raises:
        SelectionError: `trust.broken`, with where it is.
    """
    try:
        parse_json(data)
        return TrustFile.model_validate_json(data, strict=True)
    except ExpertPoolError as error:
        raise SelectionError("trust.broken", {"where": "$", "problem": error.code}) from None
    except ValidationError as error:
        raise SelectionError("trust.broken", find_fault(error)) from None
