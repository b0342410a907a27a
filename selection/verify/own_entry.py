"""Was this entry among those drawn from, and had it this chance? Checks beside the receipt's.

Its one job is one candidate's own entry, held against a receipt that was found true. The
checks, in order; the first that fails ends it:

 1. form     canonical bytes, known keys only
 2. draw     the entry belongs to this draw, by its commitment
 3. pool     the entry's path leads to the committed root of the pool
 4. chance   the committed table gives the entry the chance that the file states
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from expert_pool.audit.merkle import proves_inclusion
from selection.documents.commitment import leaf_of
from selection.documents.entry_file import EntryFile, find_stated_chance, parse_entry_file
from selection.documents.forms import FullReceipt, PublicReceipt
from selection.errors import SelectionError
from selection.verify.case import Seen, compare
from selection.verify.verdict import Check, Checked, report_check

Receipt = FullReceipt | PublicReceipt


@dataclass(frozen=True, slots=True)
class EntryVerification(Checked):
    """Whether the entry was drawn onto the panel, beside the checks."""

    drawn: bool


def verify_entry(data: bytes, receipt: Receipt) -> EntryVerification:
    """Check an entry's bytes, beside a receipt that `verify_receipt` found true."""
    try:
        file = parse_entry_file(data)
    except SelectionError as error:
        return EntryVerification((report_check(1, "entry_form", error),), drawn=False)
    first = report_check(1, "entry_form", {"bytes": len(data)})
    drawn = file.opening.entry.e in receipt.result.panel
    return EntryVerification((first, *_run(file, receipt)), drawn)


def _run(file: EntryFile, receipt: Receipt) -> Iterator[Check]:
    for number, (name, check) in enumerate(_CHECKS, start=2):
        try:
            outcome: Seen | SelectionError = check(file, receipt)
        except SelectionError as error:
            outcome = error
        yield report_check(number, name, outcome)
        if isinstance(outcome, SelectionError):
            return


def _check_draw(file: EntryFile, receipt: Receipt) -> Seen:
    compare("entry_draw.failed", file.commit_hash, receipt.commit_hash)
    return {"commit_hash": receipt.commit_hash}


def _check_pool(file: EntryFile, receipt: Receipt) -> Seen:
    opening, pool = file.opening, receipt.commit.pool
    path = [bytes.fromhex(node) for node in opening.path]
    leaf, root = leaf_of(opening.entry), bytes.fromhex(pool.root)
    if not proves_inclusion(leaf, opening.index, pool.size, path, root):
        raise SelectionError("verify.entry_pool.failed", {"root": pool.root})
    return {"number": opening.index + 1, "size": pool.size}


def _check_chance(file: EntryFile, receipt: Receipt) -> Seen:
    found = find_stated_chance(receipt.commit, file.opening.entry)
    computed = (found.numerator, found.denominator)
    compare("entry_chance.failed", _write(*file.chance), _write(*computed))
    return {"chance": _write(*computed), "percent": _write_percent(found)}


def _write_percent(chance: Fraction) -> str:
    """With four decimals, halves upwards, in whole numbers: the same in every language."""
    millionths = (2_000_000 * chance.numerator + chance.denominator) // (2 * chance.denominator)
    return f"{millionths // 10_000}.{millionths % 10_000:04}"


def _write(numerator: int, denominator: int) -> str:
    return f"{numerator}/{denominator}"


_CHECKS: Final[tuple[tuple[str, Callable[[EntryFile, Receipt], Seen]], ...]] = (
    ("entry_draw", _check_draw),
    ("entry_pool", _check_pool),
    ("entry_chance", _check_chance),
)
ENTRY_CHECK_NAMES: Final = ("entry_form", *(name for name, _ in _CHECKS))
"""The checks of an own entry by name, in the order of their numbers."""
