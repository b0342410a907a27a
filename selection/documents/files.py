"""How every document of a draw that is a file is read and signed: strictly, and alike.

Its one job is the form; it must not know any document, nor judge what one says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from expert_pool.audit.canonical import parse_json
from expert_pool.errors import ExpertPoolError
from selection.documents.fields import Document
from selection.documents.forms import Signature
from selection.errors import SelectionError

Form = TypeVar("Form", bound=Document)
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Refusals:
    """The error codes of one kind of file: other bytes than canonical ones, or another document."""

    not_canonical: str
    not_this_document: str


def read_document(
    data: bytes, read: Callable[[bytes], Read], write: Callable[[Read], bytes], refusals: Refusals
) -> Read:
    """Read a document that stands in its one canonical form (RFC 8785).

    What reads as the same value but stands there as other bytes is a change too.

    Raises:
        SelectionError: one of the refusals, with where it is and what the problem is.
    """
    try:
        parse_json(data)
        document = read(data)
        if write(document) != data:
            raise ExpertPoolError("canonical.other_form")
        return document
    except ExpertPoolError as error:
        problem = error.code.partition(".")[2]
        where = str(error.params.get("path") or error.params.get("key") or "$")
        params = {"where": where, "problem": problem}
        raise SelectionError(refusals.not_canonical, params) from None
    except ValidationError as error:
        raise SelectionError(refusals.not_this_document, find_fault(error)) from None


def find_fault(error: ValidationError) -> dict[str, str]:
    """Where the first thing stands that does not fit, and what is wrong with it."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "$"
    return {"where": where, "problem": first["type"]}


def sign_document(document: Form, key: Ed25519PrivateKey, message: bytes) -> Form:
    """The document with the service's signature (Ed25519) over its message."""
    signature = Signature(
        key=key.public_key().public_bytes_raw().hex(), value=key.sign(message).hex()
    )
    return document.model_copy(update={"signature": signature})
