"""The receipt under check, and what the checks share; the checks themselves stand beside it.

Its one job is to rebuild rules, cells and deal from the receipt's own words. It must not
decide whether they are true.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from expert_pool.audit.canonical import Json, canonical_bytes
from selection.cells import find_splits, group_candidates
from selection.dealing.deal import Deal, deal_panel
from selection.documents.forms import CommitDocument, FullReceipt, PublicReceipt
from selection.documents.receipts import restore_problem, restore_table
from selection.documents.writing import plain_bytes
from selection.errors import SelectionError
from selection.problem import Candidate, Cell, Members, PanelProblem, Pattern, PatternTable
from selection.sources.beacon import QUICKNET, Chain
from selection.verify.trust import TrustFile

Param: TypeAlias = str | int
Seen: TypeAlias = dict[str, Param]
SHOWN = 200


@dataclass(frozen=True)
class Case:
    """The receipt under check, and what later checks share once the earlier ones passed."""

    receipt: FullReceipt | PublicReceipt
    trust: TrustFile | None
    data: bytes = b""
    """The receipt's file, for roots and signature; nothing else needs it."""

    @property
    def document(self) -> CommitDocument:
        """The commit document."""
        return self.receipt.commit

    @property
    def chains(self) -> tuple[Chain, ...]:
        """The beacons' chains that are known: the public one, and those named from outside."""
        named = self.trust.chains if self.trust else ()
        return (QUICKNET, *(Chain(one.chain, one.key, one.genesis, one.period) for one in named))

    @cached_property
    def problem(self) -> PanelProblem:
        """Rules and candidates; in the public form a nameless one for all of a cell."""
        if isinstance(self.receipt, FullReceipt):
            return restore_problem(self.document, self.receipt.pool, self.receipt.conflicts)
        hidden = (
            Candidate(cell.members[0], cell.meets, cell.employer or "", cell.weight)
            for cell in self.table.cells
        )
        return PanelProblem(restore_problem(self.document, (), ()).rules, hidden)

    @cached_property
    def table(self) -> PatternTable:
        """The weighted patterns over the cells."""
        if isinstance(self.receipt, FullReceipt):
            return restore_table(self.document, self.problem)
        patterns = tuple(Pattern(row.seats, row.weight) for row in self.document.patterns)
        return PatternTable(tuple(_hide_members(self.document)), patterns)

    @cached_property
    def deal(self) -> Deal:
        """The deal, done again."""
        seed = bytes.fromhex(self.receipt.result.seed)
        return deal_panel(self.problem, self.table, seed, self.document.dealt_panels)

    def group(self, problem: PanelProblem) -> tuple[Cell, ...]:
        """The cells of these candidates, split as the document says."""
        return group_candidates(problem, *find_splits(tuple(_hide_members(self.document))))


def _hide_members(document: CommitDocument) -> Iterator[Cell]:
    """The document's cells with one name for all members, where nobody opened them."""
    names = tuple(map(str, range(len(document.cells))))
    for place, cell in enumerate(document.cells):
        members = Members(names, (place,) * cell.size)
        yield Cell(frozenset(cell.meets), members, cell.employer, cell.person, cell.weight or 1)


def compare(code: str, stated: Json, computed: Json) -> None:
    """Pass only what is the same in its canonical form, else fail with both (the start of each).

    Python alone takes `True` for 1.
    """
    if stated != computed or plain_bytes(stated) != plain_bytes(computed):
        params = {"stated": _show(stated), "computed": _show(computed)}
        raise SelectionError("verify." + code, params)


def _show(value: Json) -> str:
    """Text as it is and all else as canonical JSON, so that every program shows the same."""
    return (value if isinstance(value, str) else canonical_bytes(value).decode())[:SHOWN]
