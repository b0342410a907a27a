"""What `verify --proofs` says: what the log bears out, beside the verdict on the receipt.

Its one job is to run the checks where that makes sense, and the first and the last words; it must
not judge.
"""

from collections.abc import Iterator

from selection.tool.sentences import Sentences
from selection.verify import TrustFile, Verdict, Verification
from selection.verify.proofs import ProofsVerification, verify_proofs
from selection.verify.verdict import OUT_OF_FORCE


def check_proofs(
    verification: Verification, data: bytes | None, known: TrustFile | None
) -> ProofsVerification | None:
    """The checks of proofs; nothing follows from an invalid receipt."""
    receipt = verification.receipt
    if data is None or receipt is None or verification.verdict is Verdict.INVALID:
        return None
    return verify_proofs(data, receipt, known)


def lead_standing(standing: str | None, sentences: Sentences) -> Iterator[str]:
    """What has to be read before all else: that a draw, true as it is, does not count any more."""
    if standing == OUT_OF_FORCE:
        yield sentences.say("verify.standing.out_of_force")


def conclude_proofs(checked: ProofsVerification | None, sentences: Sentences) -> str:
    """The last lines on proofs."""
    if checked is None:
        return sentences.say("verify.proofs.not_checked")
    if checked.failed is not None:
        name = sentences.say(f"verify.name.{checked.failed.name}")
        return sentences.say("verify.proofs.invalid", number=checked.failed.number, name=name)
    unseen = checked.verdict is Verdict.CONSISTENT and checked.is_signed
    verdict = "not_witnessed" if unseen else checked.verdict
    last = sentences.say(f"verify.proofs.{verdict}")
    return "\n".join([last, *lead_standing(checked.standing, sentences)])
