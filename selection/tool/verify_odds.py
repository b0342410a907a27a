"""`python -m selection verify-odds`: are these odds as equal as the rules allow? Without a solver.

Its one job is to hold a certificate against the files and to say what it shows; it must not
find odds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import click

from expert_pool.findings import Finding, Severity
from selection.cells import find_levels
from selection.documents.fields import LARGEST_WEIGHT
from selection.documents.odds_certificate import parse_certificate, restore_lottery
from selection.errors import SelectionError
from selection.fairness import Shown, check_fairness
from selection.problem import PatternTable
from selection.tool.command_list import SpokenArgument, SpokenCommand
from selection.tool.freezing import digest_problem
from selection.tool.lottery import list_member_chances
from selection.tool.odds import say_chance
from selection.tool.options import (
    FILE,
    Exit,
    GivenFiles,
    Voice,
    packs,
    speaks,
    takes_files,
)
from selection.tool.printing import write_data
from selection.tool.receipt_form import FrozenInput, freeze_input, takes_receipt
from selection.tool.sentences import Sentences
from selection.tool.tables import read_bytes

_MILLIONTH: Final = Fraction(1, 10**6)
_SOURCE: Final = "Nature 596, 548 (2021): leximin"


@click.command(cls=SpokenCommand)
@click.argument("file", cls=SpokenArgument, type=FILE)
@speaks
@packs(GivenFiles)
@takes_files
@takes_receipt
def verify_odds(voice: Voice, files: GivenFiles, file: Path, receipt: Path | None) -> int:
    """Check a certificate of the odds against the files, without a solver: proven (0) or not (1).

    Give the same files as to `odds`, or the same receipt: then the chances that it commits to
    must be the proven ones. Every number is held against them in whole fractions.
    """
    found = check_certificate(read_bytes(file), freeze_input(voice, files, receipt))
    tell = _as_data if voice.as_json else _as_text
    click.echo("\n".join(tell(found, voice.sentences)))
    return Exit.DONE if isinstance(found, Proven) and found.holds else Exit.INVALID


@dataclass(frozen=True, slots=True)
class Proven:
    """What a certificate shows of the files, and the gap that it states.

    `off` is how far the committed chance of anybody is from the proven one; none without receipt.
    """

    shown: Shown
    gap: Fraction
    off: Fraction | None

    @property
    def is_close(self) -> bool:
        """Whether no lottery is fairer, up to a millionth; else only a bound is proven."""
        return self.shown.apart <= _MILLIONTH

    @property
    def holds(self) -> bool:
        """Whether this also is so of the chances that the receipt commits to, if there is one."""
        return self.is_close and (self.off or 0) <= _MILLIONTH


def check_certificate(data: bytes, given: FrozenInput) -> Proven | tuple[Finding, ...]:
    """What the certificate shows of this input, or why it shows nothing."""
    frozen = given.frozen
    try:
        certificate = parse_certificate(data)
    except SelectionError as error:
        return (_refuse(error.code, error.params),)
    computed = digest_problem(frozen).hex()
    if certificate.input != computed:
        digests = {"stated": certificate.input, "computed": computed}
        return (_refuse("certificate.other_input", digests),)
    lottery = restore_lottery(certificate)
    found = check_fairness(frozen.problem, lottery)
    if not isinstance(found, Shown):
        return found
    off = _find_off(given.committed, found.table) if given.committed else None
    return Proven(found, lottery.gap, off)


def _find_off(committed: PatternTable, proven: PatternTable) -> Fraction:
    """The greatest difference that anybody has; who can sit on no legal panel has no chance."""
    stated, shown = list_member_chances(committed), list_member_chances(proven)
    return max(abs(chance - shown.get(member, 0)) for member, chance in stated.items())


def _refuse(code: str, params: Mapping[str, object]) -> Finding:
    told = tuple((name, str(value)) for name, value in sorted(params.items()))
    return Finding(code, Severity.HARD, _SOURCE, told)


def _as_text(found: Proven | tuple[Finding, ...], sentences: Sentences) -> Iterable[str]:
    if not isinstance(found, Proven):
        yield from (sentences.say(one.code, **dict(one.params)) for one in found)
        yield sentences.say("tool.certificate.refused")
        return
    for chance, count in find_levels(found.shown.table):
        yield sentences.say("tool.odds.level", chance=say_chance(chance, sentences), count=count)
    if found.shown.unseated:
        yield sentences.say("tool.odds.unreachable", count=len(found.shown.unseated))
    kind = "exact" if found.gap == 0 else "close" if found.is_close else "apart"
    # A bound may be far above all chances.
    apart = min(found.shown.apart, Fraction(LARGEST_WEIGHT))
    yield sentences.say(f"tool.certificate.{kind}", gap=f"{float(apart):.3g}")
    if found.off is not None:
        code = "committed" if found.off <= _MILLIONTH else "not_committed"
        yield sentences.say(f"tool.certificate.{code}", off=f"{float(found.off):.3g}")


def _as_data(found: Proven | tuple[Finding, ...], _: Sentences) -> Iterable[str]:
    if not isinstance(found, Proven):
        yield write_data({"proven": False, "findings": [finding.code for finding in found]})
        return
    levels = find_levels(found.shown.table)
    yield write_data(
        {
            "proven": found.holds,
            "gap": str(found.gap),
            **({} if found.off is None else {"off": str(found.off)}),
            "unreachable": len(found.shown.unseated),
            "chances": [{"chance": str(it), "candidates": count} for it, count in levels],
        }
    )
