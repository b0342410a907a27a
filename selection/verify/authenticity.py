"""Checks 16 and 17: whose receipt it is.

Their one job is the signature and what is known from outside. A receipt that is written
anew from its first byte passes all checks but these.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from selection.documents.receipts import signed_bytes
from selection.errors import SelectionError
from selection.verify.case import Case, Seen


def check_signature(case: Case) -> Seen | None:
    """The signature, where there is one, is over exactly this receipt."""
    signature = case.receipt.signature
    if signature is None:
        return None
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.key))
    try:
        key.verify(bytes.fromhex(signature.value), signed_bytes(case.data, signature))
    except InvalidSignature:
        raise SelectionError("verify.signature.failed", {"key": signature.key}) from None
    return {"key": signature.key}


def check_trust(case: Case) -> Seen | None:
    """The key, or the published digests, are those known from outside."""
    if case.trust is None or not (case.trust.keys or case.trust.draws):
        return None
    receipt, signature = case.receipt, case.receipt.signature
    keys = [known.key for known in case.trust.keys]
    if keys and (signature is None or signature.key not in keys):
        stated = "-" if signature is None else signature.key
        raise SelectionError("verify.trust.key", {"key": stated})
    digests = (receipt.commit_hash, receipt.result_digest)
    published = [
        (draw.commit_hash, draw.result_digest)
        for draw in case.trust.draws
        if (draw.request, draw.attempt) == (case.document.request, case.document.attempt)
    ]
    if case.trust.draws and published != [digests]:
        raise SelectionError("verify.trust.draw", {"request": case.document.request})
    return {"keys": len(keys), "draws": len(published)}
