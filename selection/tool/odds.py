"""`python -m selection odds`: everybody's chance, as equal as the rules allow.

Its one job is to show the table's chances; it must not draw anybody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import click

from selection.cells import find_levels, find_weight_groups
from selection.documents.odds_certificate import certificate_bytes, write_certificate
from selection.tool.command_list import SpokenCommand
from selection.tool.explain import show_shortfall
from selection.tool.freezing import digest_problem
from selection.tool.lottery import Lottery, build_lottery, list_member_chances
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
from selection.tool.progress import show_progress
from selection.tool.receipt_form import freeze_input, takes_receipt
from selection.tool.sentences import Sentences
from selection.tool.tables import keep_inputs, write_file, write_table

DEALT_PANELS = 1000


@dataclass(frozen=True, slots=True)
class Outputs:
    """The options that say what to write, and where."""

    out: Path | None
    certificate: Path | None


@click.command(cls=SpokenCommand)
@click.option("--out", type=FILE, help="Write id and chance of every candidate (.csv).")
@click.option("--certificate", type=FILE, help="Write the proof for verify-odds (.json).")
@speaks
@packs(Outputs)
@packs(GivenFiles)
@takes_files
@takes_receipt
def odds(voice: Voice, outputs: Outputs, files: GivenFiles, receipt: Path | None) -> int:
    """Work out the chance of every candidate, as equal as the rules allow (leximin).

    With --receipt it does so again from what was drawn from; verify-odds holds the proof against
    the chances that the receipt commits to.
    """
    out, certificate = outputs.out, outputs.certificate
    keep_inputs((out, certificate), (*files.read, receipt))
    frozen = freeze_input(voice, files, receipt).frozen
    with show_progress(voice.sentences, "odds"):
        lottery = build_lottery(frozen, DEALT_PANELS)
    if lottery is None:
        return show_shortfall(voice, frozen)
    if out is not None:
        write_chances(out, lottery)
    if certificate is not None:
        proven = write_certificate(lottery.list_proofs(), digest_problem(frozen).hex())
        write_file(certificate, certificate_bytes(proven))
    click.echo(_as_data(lottery) if voice.as_json else _as_text(lottery, voice.sentences))
    return Exit.DONE


def write_chances(file: Path, lottery: Lottery) -> None:
    """Write every candidate's chance in the order of the file; 0 for who fits on no panel."""
    chances = list_member_chances(lottery.built.table)
    names = lottery.frozen.ids
    unseated = frozenset(lottery.unseated)
    rows = (
        (shown, repr(float(chances.get(name, Fraction(0)))))
        for name, shown in names.items()
        if name in chances or name in unseated
    )
    write_table(file, ("id", "chance"), rows)


def say_chance(chance: Fraction, sentences: Sentences) -> str:
    """A chance as a fraction that can be recomputed and a percentage that can be read."""
    fraction = f"{chance.numerator}/{chance.denominator}"
    return sentences.say("tool.chance", fraction=fraction, percent=f"{float(chance):.4%}")


def _as_data(lottery: Lottery) -> str:
    built = lottery.built
    levels = find_levels(built.table)
    told: dict[str, object] = {
        "size": lottery.frozen.problem.rules.seats,
        "candidates": sum(count for _, count in levels) + len(lottery.unseated),
        "lowest": float(built.lowest),
        "highest": float(built.highest),
        "gini": float(built.gini),
        "levels": len(levels),
        "patterns": len(built.table.patterns),
        "certified": lottery.certified,
        "gap": float(built.gap),
        "unreachable": len(lottery.unseated),
        "unrepaired": built.unrepaired,
        "chances": [
            {"chance": str(chance), "candidates": count, "decimal": float(chance)}
            for chance, count in levels
        ],
    }
    if lottery.frozen.problem.rules.weighted:
        told["weights"] = [
            {
                "weight": group.weight,
                "candidates": group.candidates,
                "lowest": float(group.lowest),
                "highest": float(group.highest),
            }
            for group in find_weight_groups(built.table)
        ]
    return write_data(told)


def _as_text(lottery: Lottery, sentences: Sentences) -> str:
    built = lottery.built
    levels = find_levels(built.table)
    lines = [
        sentences.say(
            "tool.odds.pool",
            seats=lottery.frozen.problem.rules.seats,
            candidates=sum(count for _, count in levels) + len(lottery.unseated),
        ),
        sentences.say(
            "tool.odds.chances",
            lowest=say_chance(built.lowest, sentences),
            highest=say_chance(built.highest, sentences),
            gini=f"{float(built.gini):.4f}",
        ),
        *(
            sentences.say("tool.odds.level", chance=say_chance(chance, sentences), count=count)
            for chance, count in levels
        ),
        *_tell_weights(lottery, sentences),
        sentences.say("tool.odds.patterns", patterns=len(built.table.patterns)),
        sentences.say("tool.odds.certified" if lottery.certified else "tool.odds.gap",
                      gap=f"{float(built.gap):.3g}"),
    ]  # fmt: skip
    if lottery.unseated:
        lines.append(sentences.say("tool.odds.unreachable", count=len(lottery.unseated)))
    return "\n".join(lines)


def _tell_weights(lottery: Lottery, sentences: Sentences) -> Iterator[str]:
    """By what chances are weighted, and what each weight leads to; nothing without weights."""
    limit = lottery.frozen.problem.rules.weight_limit
    if limit == 1:
        return
    yield sentences.say("tool.odds.weights", limit=limit)
    for group in find_weight_groups(lottery.built.table):
        yield sentences.say(
            "tool.odds.weight_alike" if group.lowest == group.highest else "tool.odds.weight",
            weight=group.weight,
            count=group.candidates,
            lowest=say_chance(group.lowest, sentences),
            highest=say_chance(group.highest, sentences),
        )
