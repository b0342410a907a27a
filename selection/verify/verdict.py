"""Runs the numbered checks in their order and says the verdict.

Its one job is order and verdict; what a check compares stands in the check.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from selection.documents.forms import FullReceipt, PublicReceipt
from selection.documents.receipts import parse_receipt, receipt_digest
from selection.errors import SelectionError
from selection.verify.authenticity import check_signature, check_trust
from selection.verify.case import Case, Param, Seen
from selection.verify.committed import (
    check_cells,
    check_commitment,
    check_pool,
    check_seed,
)
from selection.verify.replay import (
    check_deal,
    check_drawn_panel,
    check_drawn_pattern,
    check_odds,
    check_order,
    check_patterns,
    check_result,
)
from selection.verify.sourced import check_parties, check_source, check_times
from selection.verify.trust import TrustFile

Subject = TypeVar("Subject")


IN_FORCE: Final = "in_force"
OUT_OF_FORCE: Final = "out_of_force"
UNDRAWN: Final = "undrawn"
"""Whether a draw counts: by the last that its log holds of it."""


class Status(StrEnum):
    """What became of one check; `absent` where this receipt has nothing to compare."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


class Verdict(StrEnum):
    """The answer: valid; true in itself but from nobody known; or not what was committed."""

    VALID = "valid"
    CONSISTENT = "consistent"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Check:
    """One numbered check: its name, what became of it, and the code and values of the sentence."""

    number: int
    name: str
    status: Status
    code: str
    params: tuple[tuple[str, Param], ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, up to the first check that failed."""

    checks: tuple[Check, ...]

    @property
    def failed(self) -> Check | None:
        """The check that failed, if one did."""
        return next((check for check in self.checks if check.status is Status.FAILED), None)


@dataclass(frozen=True, slots=True)
class Verification(Checked):
    """The verdict beside the checks, and the receipt if it has its form."""

    verdict: Verdict
    receipt: FullReceipt | PublicReceipt | None


def verify_receipt(data: bytes, trust: TrustFile | None = None) -> Verification:
    """The verdict on a receipt's bytes, held against what is known from outside, if anything.

    Without `trust` the best verdict is `consistent`: whoever writes a whole receipt anew,
    commitment included, can make it consistent.
    """
    try:
        receipt = parse_receipt(data)
    except SelectionError as error:
        return Verification((report_check(1, "form", error),), Verdict.INVALID, None)
    size = {"bytes": len(data), "form": receipt.form, "digest": receipt_digest(data)}
    first = report_check(1, "form", size)
    checks = (first, *run_checks(Case(receipt, trust, data), _CHECKS))
    if checks[-1].status is Status.FAILED:
        return Verification(checks, Verdict.INVALID, receipt)
    known = checks[-1].status is Status.PASSED
    return Verification(checks, Verdict.VALID if known else Verdict.CONSISTENT, receipt)


def run_checks(
    case: Subject, checks: Iterable[tuple[str, Callable[[Subject], Seen | None]]]
) -> Iterator[Check]:
    """The checks behind the first one, up to the one that fails."""
    for number, (name, check) in enumerate(checks, start=2):
        try:
            outcome: Seen | SelectionError | None = check(case)
        except SelectionError as error:
            outcome = error
        yield report_check(number, name, outcome)
        if isinstance(outcome, SelectionError):
            return


def report_check(number: int, name: str, outcome: Seen | SelectionError | None) -> Check:
    """What became of one check: what was seen, why it failed, or that there was nothing to see."""
    if isinstance(outcome, SelectionError):
        params = tuple((key, str(value)) for key, value in sorted(outcome.params.items()))
        return Check(number, name, Status.FAILED, outcome.code, params)
    status = Status.ABSENT if outcome is None else Status.PASSED
    seen = tuple(sorted((outcome or {}).items()))
    kinds = {"weight_limit": "weighted", "wanted": "watched"}
    told = next((kind for key, kind in kinds.items() if key in (outcome or {})), status)
    return Check(number, name, status, f"verify.{name}.{told}", seen)


def find_standing(checks: Iterable[Check], name: str) -> str | None:
    """What the check of this name saw of the standing of its draw, where it saw it."""
    seen = next((dict(check.params) for check in checks if check.name == name), {})
    return str(seen["standing"]) if "standing" in seen else None


_CHECKS: Final[tuple[tuple[str, Callable[[Case], Seen | None]], ...]] = (
    ("commitment", check_commitment),
    ("parties", check_parties),
    ("times", check_times),
    ("source", check_source),
    ("seed", check_seed),
    ("pool", check_pool),
    ("cells", check_cells),
    ("patterns", check_patterns),
    ("odds", check_odds),
    ("pattern", check_drawn_pattern),
    ("deal", check_deal),
    ("panel", check_drawn_panel),
    ("order", check_order),
    ("result", check_result),
    ("signature", check_signature),
    ("trust", check_trust),
)
CHECK_NAMES: Final = ("form", *(name for name, _ in _CHECKS))
"""The checks by name, in the order of their numbers."""
