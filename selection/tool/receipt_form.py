"""The frozen input of a draw that took place, out of its full receipt.

Its one job is that whoever holds the receipt can work on what was drawn from: candidates, rules
and conflicts under their pseudonyms, and the chances that the receipt commits to. It must not
vouch for anybody's signature: `verify` does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from selection.documents.commitment import Exclusion
from selection.documents.forms import ExclusionEntry, FullReceipt
from selection.documents.receipts import restore_problem, restore_table
from selection.errors import SelectionError
from selection.problem import PanelProblem, PatternTable
from selection.tool.freezing import FrozenFiles, freeze_request
from selection.tool.options import FILE, Command, GivenFiles, Voice, read_request
from selection.tool.progress import show_progress
from selection.tool.tables import read_bytes
from selection.verify import verify_receipt


@dataclass(frozen=True, slots=True)
class FrozenInput:
    """What a draw is made from; out of a receipt also the committed lottery over it."""

    frozen: FrozenFiles
    committed: PatternTable | None = None


def takes_receipt(command: Command) -> Command:
    """Give a command the option of a receipt in place of the files."""
    help_text = "A full receipt, instead of the files: what was drawn from."
    return click.option("--receipt", type=FILE, help=help_text)(command)


def freeze_input(voice: Voice, files: GivenFiles, receipt: Path | None) -> FrozenInput:
    """The frozen input that the files make, or that a receipt holds.

    Raises:
        SelectionError: `input.…` where options are missing or exclude each other, or a file is
            wrong; as `read_receipt_form`.
    """
    if receipt is None:
        return FrozenInput(freeze_request(read_request(voice, files)))
    if any((*files.read, files.size, files.weight, *files.at_most_one_per)):
        raise SelectionError("input.receipt_alone")
    with show_progress(voice.sentences, "reading"):
        return read_receipt_form(receipt)


def read_receipt_form(file: Path) -> FrozenInput:
    """The frozen input of a full receipt that is consistent in itself.

    Raises:
        SelectionError: `input.receipt_invalid` with the check that fails; `input.receipt_not_full`
            where the candidates are not opened; `verify.file_…` where it cannot be read.
    """
    verification = verify_receipt(read_bytes(file))
    if verification.failed is not None:
        params = {"file": str(file), "check": verification.failed.name}
        raise SelectionError("input.receipt_invalid", params)
    receipt = verification.receipt
    if not isinstance(receipt, FullReceipt):
        raise SelectionError("input.receipt_not_full", {"file": str(file)})
    problem = restore_problem(receipt.commit, receipt.pool, receipt.conflicts)
    frozen = _freeze(problem, receipt.excluded, receipt.commit.request_digest)
    return FrozenInput(frozen, restore_table(receipt.commit, problem))


def _freeze(problem: PanelProblem, excluded: Iterable[ExclusionEntry], digest: str) -> FrozenFiles:
    left_out = tuple(Exclusion(entry.e, entry.codes) for entry in excluded)
    names = [
        *problem.candidates.names,
        *(one.pseudonym for one in left_out),
    ]
    return FrozenFiles(
        problem,
        left_out,
        {name: name for name in names},
        {quota.id: quota.id for quota in problem.rules.quotas},
        {},
        {code: code for one in left_out for code in one.codes},
        len(names),
        digest,
    )
