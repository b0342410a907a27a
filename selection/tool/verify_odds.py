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
from selection.tool.command_list import SpokenArgument, SpokenCommand
from selection.tool.freezing import FrozenFiles, digest_problem, freeze_request
from selection.tool.odds import say_chance
from selection.tool.options import (
    FILE,
    Exit,
    GivenFiles,
    Voice,
    packs,
    read_request,
    speaks,
    takes_files,
)
from selection.tool.printing import write_data
from selection.tool.sentences import Sentences
from selection.tool.tables import read_bytes

_MILLIONTH: Final = Fraction(1, 10**6)
_SOURCE: Final = "Nature 596, 548 (2021): leximin"


@click.command(cls=SpokenCommand)
@click.argument("file", cls=SpokenArgument, type=FILE)
@speaks
@packs(GivenFiles)
@takes_files
def verify_odds(voice: Voice, files: GivenFiles, file: Path) -> int:
    """Check a certificate of the odds against the files, without a solver: proven (0) or not (1).

    Give the same files as to `odds`. Every number is held against them in whole fractions.
    """
    found = check_certificate(read_bytes(file), freeze_request(read_request(voice, files)))
    tell = _as_data if voice.as_json else _as_text
    click.echo("\n".join(tell(found, voice.sentences)))
    return Exit.DONE if isinstance(found, Proven) and found.is_close else Exit.INVALID


@dataclass(frozen=True, slots=True)
class Proven:
    """What a certificate shows of the files, and the gap that it states."""

    shown: Shown
    gap: Fraction

    @property
    def is_close(self) -> bool:
        """Whether no lottery is fairer, up to a millionth; else only a bound is proven."""
        return self.shown.apart <= _MILLIONTH


def check_certificate(data: bytes, frozen: FrozenFiles) -> Proven | tuple[Finding, ...]:
    """What the certificate shows of these files, or why it shows nothing."""
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
    return Proven(found, lottery.gap) if isinstance(found, Shown) else found


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


def _as_data(found: Proven | tuple[Finding, ...], _: Sentences) -> Iterable[str]:
    if not isinstance(found, Proven):
        yield write_data({"proven": False, "findings": [finding.code for finding in found]})
        return
    levels = find_levels(found.shown.table)
    yield write_data(
        {
            "proven": found.is_close,
            "gap": str(found.gap),
            "unreachable": len(found.shown.unseated),
            "chances": [{"chance": str(it), "candidates": count} for it, count in levels],
        }
    )
