"""What is known from outside a receipt: the service's keys, and published digests.

Its one job is to read that file; it must not judge a receipt.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from expert_pool.audit.canonical import parse_json
from expert_pool.errors import ExpertPoolError
from selection.documents.files import find_fault
from selection.documents.forms import Document, Hash, Name, Version
from selection.errors import SelectionError


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
    """What is known from outside the receipt: keys, published digests, other chains."""

    v: Version
    type: Literal["draw.trust"]
    keys: tuple[TrustedKey, ...] = ()
    draws: tuple[PublishedDraw, ...] = ()
    chains: tuple[TrustedChain, ...] = ()

    @model_validator(mode="after")
    def _check_something(self) -> Self:
        if not self.keys and not self.draws and not self.chains:
            raise ValueError("keys, draws or chains must be given")
        return self


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
