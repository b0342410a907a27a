"""Checks 9 to 15: that table, seed and recipe lead to this panel and no other.

Their one job is to do the arithmetic again. They must not read a key or a signature.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from expert_pool.audit.canonical import Json, canonical_bytes
from selection.dealing.deal import pick_pattern
from selection.documents.commitment import describe_odds, hash_document
from selection.documents.forms import Document, FullReceipt, Level, PublicReceipt
from selection.documents.receipts import count_deal, hash_order, restore_problem
from selection.errors import SelectionError
from selection.panel_check import check_panel, check_table
from selection.problem import Cell, PanelProblem
from selection.verify.case import Case, Seen, compare


def check_patterns(case: Case) -> Seen:
    """Every pattern obeys the rules."""
    for row, findings in enumerate(check_table(case.problem, case.table)):
        if findings:
            raise SelectionError("verify.patterns.failed", {"row": row, "rule": findings[0].code})
    return {"rows": len(case.table.patterns), "total": case.table.total}


def check_odds(case: Case) -> Seen:
    """Everybody's chance, recomputed from the table as fractions."""
    rules = case.problem.rules
    levels = describe_odds(case.table, weighted=rules.weighted)
    compare("odds.failed", _dump(case.document.odds), _dump(levels))
    lowest, highest = levels[0].chance, levels[-1].chance
    return {
        "lowest": f"{lowest[0]}/{lowest[1]}",
        "highest": f"{highest[0]}/{highest[1]}",
        "levels": len(levels),
        **(_tell_weights(levels, rules.weight_limit) if rules.weighted else {}),
    }


def _tell_weights(levels: Sequence[Level], limit: int) -> Seen:
    """How far weights reach, and the lowest chance / weight."""
    least = min(Fraction(*level.chance) / level.weight for level in levels)
    return {"weight_limit": limit, "least": f"{least.numerator}/{least.denominator}"}


def check_drawn_pattern(case: Case) -> Seen:
    """The seed leads to this row of the table."""
    computed = pick_pattern(case.table, bytes.fromhex(case.receipt.result.seed))
    compare("pattern.failed", case.receipt.result.pattern, computed)
    return {"pattern": computed}


def check_deal(case: Case) -> Seen | None:
    """Dealing again gives the same numbers."""
    stated = case.receipt.result.deal
    if isinstance(case.receipt, PublicReceipt):
        compare("deal.failed", stated.dealt, case.document.dealt_panels)
        return None
    compare("deal.failed", stated.model_dump(), count_deal(case.deal).model_dump())
    return stated.model_dump()


def check_drawn_panel(case: Case) -> Seen:
    """The same panel, or the pattern's seats in every cell; legal in both forms."""
    members = case.receipt.result.panel
    if isinstance(case.receipt, FullReceipt):
        compare("panel.failed", list(members), list(case.deal.panel))
        problem = case.problem
    else:
        opened = [opening.entry for opening in case.receipt.openings]
        problem = restore_problem(case.document, opened, ())
        compare("panel.seats", _count_seats(case), _count_members(problem, case.group(problem)))
    findings = check_panel(problem, members)
    if findings:
        raise SelectionError("verify.panel.rules", {"rule": findings[0].code})
    return {"members": len(members)}


def _count_seats(case: Case) -> Json:
    row = case.table.patterns[case.receipt.result.pattern]
    return _sort_rows(case.problem, zip(case.table.cells, row.seats, strict=True))


def _count_members(problem: PanelProblem, cells: Sequence[Cell]) -> Json:
    return _sort_rows(problem, ((cell, len(cell.members)) for cell in cells))


def _sort_rows(problem: PanelProblem, seated: Iterable[tuple[Cell, int]]) -> Json:
    weighted = problem.rules.weighted
    rows = [
        [
            sorted(cell.meets),
            cell.employer,
            cell.person,
            seats,
            *([cell.weight] if weighted else []),
        ]
        for cell, seats in seated
        if seats
    ]
    return sorted(rows, key=canonical_bytes)


def _dump(levels: Sequence[Document]) -> Json:
    return [level.model_dump(mode="json") for level in levels]


def check_order(case: Case) -> Seen | None:
    """The same reserve order, by its hash."""
    if isinstance(case.receipt, PublicReceipt):
        return None
    computed = hash_order(case.receipt.commit_hash, case.deal.reserve_order)
    compare("order.failed", case.receipt.result.order_hash, computed)
    return {"reserves": len(case.deal.reserve_order)}


def check_result(case: Case) -> Seen:
    """The result hashes to its digest."""
    computed = hash_document(case.receipt.result)
    compare("result.failed", case.receipt.result_digest, computed)
    return {"digest": computed}
