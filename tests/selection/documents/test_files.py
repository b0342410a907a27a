"""Files of a draw are read from their one form, and signed alike."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from selection.documents.fields import Document, Name, Seats
from selection.documents.files import Refusals, read_document, sign_document
from selection.documents.forms import Signature
from selection.documents.writing import document_bytes
from selection.errors import SelectionError

REFUSALS = Refusals("sheet.not_canonical", "sheet.not_a_sheet")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class Sheet(Document):
    name: Name
    seats: Seats
    signature: Signature | None = None


def read(data: bytes) -> Sheet:
    return read_document(data, Sheet.model_validate_json, document_bytes, REFUSALS)


def test_what_was_written_is_read_again() -> None:
    sheet = Sheet(name="a", seats=5)
    assert read(document_bytes(sheet)) == sheet


@pytest.mark.parametrize(
    ("data", "code", "where", "problem"),
    [
        (b'{"name":"a","seats":5}', "sheet.not_canonical", "$", "other_form"),
        (b'{"name": "a","seats":5,"signature":null}', "sheet.not_canonical", "$", "other_form"),
        (b'{"name":"a","name":"b"}', "sheet.not_canonical", "name", "repeated_key"),
        (b'{"name":"a","seats":-1}', "sheet.not_a_sheet", "seats", "greater_than_equal"),
        (b'{"more":1,"name":"a","seats":1}', "sheet.not_a_sheet", "more", "extra_forbidden"),
        (b"[]", "sheet.not_a_sheet", "$", "model_type"),
    ],
)
def test_other_bytes_are_refused_with_the_place(
    data: bytes, code: str, where: str, problem: str
) -> None:
    with pytest.raises(SelectionError) as refused:
        read(data)
    assert refused.value.code == code
    assert refused.value.params == {"where": where, "problem": problem}


def test_a_signature_holds_for_its_message_alone() -> None:
    sheet = Sheet(name="a", seats=5)
    signed = sign_document(sheet, KEY, b"message")
    assert signed.signature is not None
    assert signed.signature.key == KEY.public_key().public_bytes_raw().hex()
    KEY.public_key().verify(bytes.fromhex(signed.signature.value), b"message")
    assert signed.model_copy(update={"signature": None}) == sheet
