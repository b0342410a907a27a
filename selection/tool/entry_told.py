"""What `verify --entry` says: one candidate's own entry beside the verdict on the receipt.

Its one job is to run the check where it makes sense, and its words; it must not judge.
"""

from selection.tool.sentences import Sentences
from selection.verify import Verdict, Verification
from selection.verify.own_entry import EntryVerification, verify_entry


def check_own_entry(verification: Verification, data: bytes | None) -> EntryVerification | None:
    """The checks of an entry; nothing follows from an invalid receipt."""
    receipt = verification.receipt
    if data is None or receipt is None or verification.verdict is Verdict.INVALID:
        return None
    return verify_entry(data, receipt)


def conclude_entry(checked: EntryVerification | None, sentences: Sentences) -> str:
    """The last line on an entry."""
    if checked is None:
        return sentences.say("verify.entry.not_checked")
    if checked.failed is None:
        return sentences.say(f"verify.entry.{'drawn' if checked.drawn else 'not_drawn'}")
    name = sentences.say(f"verify.name.{checked.failed.name}")
    return sentences.say("verify.entry.invalid", number=checked.failed.number, name=name)
