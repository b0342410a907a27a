"""Is this record of replacements true? Its own numbered checks, beside those of the receipt.

Its one job is to derive every step again from the receipt: the seed gives the order, the
order and the vacancies give who comes. It cannot know the facts of a day (a leave, a new
conflict): those the record states, and the answer says how many steps rest on them. The
checks, in order; the first that fails ends it:

 1. form        canonical bytes, known keys only, steps numbered and in the order of time
 2. draw        the record belongs to this draw; a full record stands beside a full receipt
 3. openings    in public: the entries of those who came lead to the root of the pool
 4. steps       in full: each walk again, by rank; in public: who left, who came, and that the
                panel keeps quotas and employers
 5. panel       who sits on each seat after all steps
 6. signature   the signature, where there is one, is over exactly this record
 7. trust       the signature's key is one of those known from outside
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from expert_pool.audit.canonical import Json
from expert_pool.audit.merkle import proves_inclusion
from expert_pool.findings import Finding, Severity
from selection.documents.commitment import leaf_of
from selection.documents.forms import Document, FullReceipt, PublicReceipt
from selection.documents.receipts import restore_problem
from selection.documents.replacement_record import (
    FullRecord,
    PublicRecord,
    Record,
    SupplementStep,
    VacancyStep,
    describe_passed,
    describe_seats,
    parse_record,
    signing_input,
)
from selection.errors import SelectionError
from selection.problem import Candidate, PanelProblem
from selection.replacement import (
    Facts,
    ReserveList,
    Standing,
    Successor,
    Unscreened,
    check_beside,
    find_candidate,
    find_successor,
    name_candidates,
    others_beside,
    seat_panel,
    take_seat,
    vacate_seat,
)
from selection.verify.case import Case, Seen, compare
from selection.verify.trust import TrustFile
from selection.verify.verdict import Checked, Status, Verdict, report_check, run_checks


@dataclass(frozen=True, slots=True)
class RecordVerification(Checked):
    """The verdict on a record beside the checks, and the record if it has its form."""

    verdict: Verdict
    record: Record | None


@dataclass(frozen=True)
class RecordCase:
    """The record under check beside a receipt that was found true."""

    record: Record
    receipt: FullReceipt | PublicReceipt
    trust: TrustFile | None

    @cached_property
    def reserves(self) -> ReserveList | None:
        """The frozen input and the order that the seed gives; none where the order is sealed."""
        if not isinstance(self.receipt, FullReceipt) or isinstance(self.record, PublicRecord):
            return None
        case = Case(self.receipt, self.trust)
        return ReserveList(case.problem, case.deal.reserve_order)

    @cached_property
    def problem(self) -> PanelProblem:
        """Rules and the candidates that are open to this reader."""
        if isinstance(self.receipt, FullReceipt):
            return restore_problem(self.receipt.commit, self.receipt.pool, self.receipt.conflicts)
        newcomers = self.record.openings if isinstance(self.record, PublicRecord) else ()
        opened = [it.entry for it in (*self.receipt.openings, *newcomers)]
        return restore_problem(self.receipt.commit, opened, ())

    @cached_property
    def known(self) -> dict[str, Candidate]:
        """Those candidates by pseudonym."""
        return name_candidates(self.problem)

    @cached_property
    def steps(self) -> "Replayed":
        """Every step, done again."""
        return replay(self)


@dataclass(frozen=True, slots=True)
class Replayed:
    """The panel after all steps, and how many findings were facts of their day."""

    standing: Standing
    stated: int


def verify_replacements(
    data: bytes, receipt: FullReceipt | PublicReceipt, trust: TrustFile | None = None
) -> RecordVerification:
    """The verdict on a record's bytes, beside a receipt that `verify_receipt` found true."""
    try:
        record = parse_record(data)
    except SelectionError as error:
        return RecordVerification((report_check(1, "record_form", error),), Verdict.INVALID, None)
    first = report_check(1, "record_form", {"bytes": len(data), "form": record.form})
    checks = (first, *run_checks(RecordCase(record, receipt, trust), _CHECKS))
    if checks[-1].status is Status.FAILED:
        return RecordVerification(checks, Verdict.INVALID, record)
    known = checks[-1].status is Status.PASSED
    return RecordVerification(checks, Verdict.VALID if known else Verdict.CONSISTENT, record)


def check_draw(case: RecordCase) -> Seen:
    """The record belongs to this draw."""
    compare("record_draw.failed", case.record.commit_hash, case.receipt.commit_hash)
    compare("record_draw.failed", case.record.result_digest, case.receipt.result_digest)
    if isinstance(case.record, FullRecord) and not isinstance(case.receipt, FullReceipt):
        raise SelectionError("verify.record_draw.form")
    return {"hash": case.record.commit_hash}


def check_openings(case: RecordCase) -> Seen | None:
    """The entries of those who came lead to the root of the pool."""
    if not isinstance(case.record, PublicRecord):
        return None
    pool = case.receipt.commit.pool
    came = {it.successor for it in case.record.steps if isinstance(it, VacancyStep)} - {None}
    compare(
        "record_openings.members",
        sorted(it.entry.e for it in case.record.openings),
        sorted(str(one) for one in came),
    )
    root = bytes.fromhex(pool.root)
    for opening in case.record.openings:
        path = [bytes.fromhex(node) for node in opening.path]
        if not proves_inclusion(leaf_of(opening.entry), opening.index, pool.size, path, root):
            raise SelectionError("verify.record_openings.proof", {"member": opening.entry.e})
    return {"opened": len(came)}


def check_steps(case: RecordCase) -> Seen:
    """Each step again."""
    replayed = case.steps
    derived = "full" if case.reserves is not None else "public"
    return {"steps": len(case.record.steps), "stated": replayed.stated, "form": derived}


def check_panel_now(case: RecordCase) -> Seen:
    """Who sits on each seat after all steps."""
    seats = case.steps.standing.seats
    compare("record_panel.failed", _plain(case.record.panel), _plain(describe_seats(seats)))
    return {"seats": len(seats), "vacant": sum(seat.vacant for seat in seats)}


def check_signature(case: RecordCase) -> Seen | None:
    """The signature, where there is one, is over exactly this record."""
    signature = case.record.signature
    if signature is None:
        return None
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature.key))
    try:
        key.verify(bytes.fromhex(signature.value), signing_input(case.record))
    except InvalidSignature:
        raise SelectionError("verify.signature.failed", {"key": signature.key}) from None
    return {"key": signature.key}


def check_trust(case: RecordCase) -> Seen | None:
    """The key is one of those known from outside."""
    keys = [] if case.trust is None else [known.key for known in case.trust.keys]
    if not keys:
        return None
    signature = case.record.signature
    if signature is None or signature.key not in keys:
        stated = "-" if signature is None else signature.key
        raise SelectionError("verify.trust.key", {"key": stated})
    return {"keys": len(keys), "draws": 0}


def replay(case: RecordCase) -> Replayed:
    """The panel after all steps.

    Raises:
        SelectionError: at the first step that does not follow from what was before.
    """
    standing = seat_panel(case.problem, case.receipt.result.panel)
    stated = 0
    for step in case.record.steps:
        try:
            if isinstance(step, SupplementStep):
                standing = _supplement(standing, step)
            else:
                standing = _replace(case, standing, step)
                stated += sum(one.stated for one in step.passed)
        except SelectionError as error:
            if error.code.startswith("verify."):
                raise
            params = {"step": step.number, "problem": error.code}
            raise SelectionError("verify.record_steps.impossible", params) from None
    return Replayed(standing, stated)


def _supplement(standing: Standing, step: SupplementStep) -> Standing:
    return take_seat(standing, step.seat, Candidate(step.successor, frozenset(step.meets), ""))


def _replace(case: RecordCase, standing: Standing, step: VacancyStep) -> Standing:
    vacant = vacate_seat(standing, step.seat, step.leaver)
    if case.reserves is not None:
        _walk_again(case.reserves, vacant, step)
    elif step.successor is not None:
        _check_legal(case, vacant, step)
    if step.successor is None:
        return vacant
    return take_seat(vacant, step.seat, find_candidate(case.known, step.successor))


def _walk_again(reserves: ReserveList, vacant: Standing, step: VacancyStep) -> None:
    """The walk with the facts that the record states gives exactly what the record says."""
    found = find_successor(reserves, vacant, step.seat, _facts_of(step))
    if isinstance(found, Unscreened):
        params = {"step": step.number, "member": found.reserves[0]}
        raise SelectionError("verify.record_steps.passed_over", params)
    came: list[Json] = [None, 0]
    if isinstance(found, Successor):
        came = [found.reserve, found.rank]
    compare("record_steps.successor", [step.successor, step.rank], came)
    compare("record_steps.skipped", _plain(step.passed), _plain(describe_passed(found.passed)))


def _plain(documents: Sequence[Document]) -> list[Json]:
    return [one.model_dump(mode="json") for one in documents]


def _facts_of(step: VacancyStep) -> Facts:
    """What the record says of the day: against those passed over for it, and for who came."""
    barred = {
        one.e: tuple(Finding(code, Severity.HARD, "") for code in one.codes)
        for one in step.passed
        if one.stated
    }
    return barred if step.successor is None else barred | {step.successor: ()}


def _check_legal(case: RecordCase, vacant: Standing, step: VacancyStep) -> None:
    newcomer = find_candidate(case.known, str(step.successor))
    found = check_beside(case.problem, others_beside(vacant, step.seat), newcomer)
    if found:
        params = {"step": step.number, "rule": found[0].code}
        raise SelectionError("verify.record_steps.illegal", params)


_CHECKS: Final[tuple[tuple[str, Callable[[RecordCase], Seen | None]], ...]] = (
    ("record_draw", check_draw),
    ("record_openings", check_openings),
    ("record_steps", check_steps),
    ("record_panel", check_panel_now),
    ("signature", check_signature),
    ("trust", check_trust),
)
RECORD_CHECK_NAMES: Final = ("record_form", *(name for name, _ in _CHECKS))
"""The checks of a record of replacements by name, in the order of their numbers."""
