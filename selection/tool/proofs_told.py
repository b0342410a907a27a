"""What `verify --proofs` says: what the log bears out, beside the verdict on the receipt.

Its one job is to run the checks where that makes sense, and the last words; it must not judge.
"""

from selection.tool.sentences import Sentences
from selection.verify import TrustFile, Verdict, Verification
from selection.verify.proofs import ProofsVerification, verify_proofs


def check_proofs(
    verification: Verification, data: bytes | None, known: TrustFile | None
) -> ProofsVerification | None:
    """The checks of proofs; nothing follows from an invalid receipt."""
    receipt = verification.receipt
    if data is None or receipt is None or verification.verdict is Verdict.INVALID:
        return None
    return verify_proofs(data, receipt, known)


def conclude_proofs(checked: ProofsVerification | None, sentences: Sentences) -> str:
    """The last line on proofs."""
    if checked is None:
        return sentences.say("verify.proofs.not_checked")
    if checked.failed is not None:
        name = sentences.say(f"verify.name.{checked.failed.name}")
        return sentences.say("verify.proofs.invalid", number=checked.failed.number, name=name)
    if checked.verdict is Verdict.CONSISTENT and checked.is_signed:
        return sentences.say("verify.proofs.not_witnessed")
    return sentences.say(f"verify.proofs.{checked.verdict}")
