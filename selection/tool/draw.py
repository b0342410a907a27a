"""`python -m selection draw`: the panel that files and entropy lead to, with its receipt.

Its one job is to show the draw and to write the receipt; it must make no entropy itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import click

from selection.documents.commitment import Commitment
from selection.documents.forms import FileSource
from selection.errors import SelectionError
from selection.tool.ceremony import (
    Ceremony,
    FileDraw,
    commit_files,
    conclude_files,
    conclude_with,
    derive_salts,
    read_commitment,
)
from selection.tool.command_list import SpokenCommand
from selection.tool.commit import check_name, read_time
from selection.tool.explain import show_shortfall
from selection.tool.freezing import freeze_request, hide_names
from selection.tool.lottery import build_lottery
from selection.tool.odds import say_chance
from selection.tool.options import (
    FILE,
    Exit,
    GivenFiles,
    Voice,
    need,
    packs,
    read_request,
    speaks,
    takes_files,
)
from selection.tool.printing import write_data
from selection.tool.progress import show_progress
from selection.tool.sentences import Sentences
from selection.tool.sourced import read_given
from selection.tool.tables import keep_inputs, read_bytes, write_file

_ENTROPY: Final = re.compile(r"([0-9a-f]{2}){1,512}")
_Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class DrawOptions:
    """The options that a draw takes beside the files."""

    entropy: str | None
    source: tuple[str, ...]
    time: str | None
    out: Path | None
    form: str
    commitment: Path | None
    name: str
    panels: int
    pseudonyms: bool
    reserves: int


@click.command(cls=SpokenCommand)
@click.option("--entropy", metavar="HEX", help="From dice, a lottery, a beacon.")
@click.option(
    "--source",
    multiple=True,
    metavar="TEXT",
    help="What the committed source gave: the round's signature; or officer=THROWS, and again "
    "auditor=THROWS.",
)
@click.option("--time", help="Instead of the clock's, in UTC: 2026-11-25T08:00:00Z.")
@click.option("--out", type=FILE, help="The receipt to write (.json).")
@click.option(
    "--form",
    type=click.Choice(["full", "public"]),
    default="full",
    show_default=True,
    help="Which receipt to write.",
)
@click.option("--commitment", type=FILE, help="The file of commit, instead of all other input.")
@click.option("--name", default="files", show_default=True, help="What the draw is called.")
@click.option(
    "--panels",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    help="Panels to deal; one of them is picked.",
)
@click.option("--pseudonyms", is_flag=True, help="Salted pseudonyms instead of ids.")
@click.option("--reserves", type=click.IntRange(0), default=0, help="Show so many reserves, too.")
@speaks
@packs(DrawOptions)
@packs(GivenFiles)
@takes_files
def draw(voice: Voice, options: DrawOptions, files: GivenFiles) -> int:
    """Draw a panel with the entropy given; the same input and entropy give the same receipt."""
    entropy = None if options.source else _read_entropy(need("--entropy", options.entropy))
    if options.source and options.entropy is not None:
        raise SelectionError("tool.two_sources")
    if options.source:
        need("--commitment", options.commitment)
    keep_inputs((options.out,), (options.commitment, *files.read))
    made = _load(options.commitment, files) if options.commitment else _make(voice, options, files)
    if isinstance(made, int):
        return made
    commitment, names = made
    with show_progress(voice.sentences, "dealing"):
        drawn = _conclude(commitment, entropy, options)
    if options.out is not None:
        write_file(options.out, drawn.write_receipt(options.form))
    if voice.as_json:
        click.echo(_as_data(drawn, names, options))
    else:
        click.echo("\n".join(_as_text(voice.sentences, drawn, names, options)))
    return Exit.DONE


def _conclude(commitment: Commitment, entropy: str | None, options: DrawOptions) -> FileDraw:
    if entropy is None:
        moment = read_time(options.time)
        given = read_given(commitment.document, options.source, moment)
        return conclude_with(commitment, (given,))
    if not isinstance(commitment.document.source, FileSource):
        raise SelectionError("tool.source_committed", {"source": commitment.document.source.kind})
    return conclude_files(commitment, entropy)


def _read_entropy(text: str) -> str:
    entropy = text.strip().lower()
    if _ENTROPY.fullmatch(entropy) is None:
        raise SelectionError("tool.entropy", {"value": text})
    return entropy


def _load(file: Path, files: GivenFiles) -> tuple[Commitment, _Names]:
    given = (files.candidates, files.rules, files.people, files.quotas, files.size, files.conflicts)
    if any(given) or files.at_most_one_per:
        raise SelectionError("tool.no_files_with_commitment")
    return read_commitment(read_bytes(file), str(file))


def _make(voice: Voice, options: DrawOptions, files: GivenFiles) -> tuple[Commitment, _Names] | int:
    ceremony = Ceremony(check_name(options.name), options.panels)
    frozen = freeze_request(read_request(voice, files))
    salts = derive_salts(frozen)
    if options.pseudonyms:
        frozen = hide_names(frozen, salts.secret, ceremony.name)
    with show_progress(voice.sentences, "odds"):
        lottery = build_lottery(frozen, ceremony.dealt_panels)
    if lottery is None:
        return show_shortfall(voice, frozen)
    return commit_files(lottery, ceremony, salts), dict(frozen.ids)


def _as_data(drawn: FileDraw, names: _Names, options: DrawOptions) -> str:
    result, document = drawn.conclusion.result, drawn.commitment.document
    told = {
        "request": document.request,
        "panel": [names[member] for member in result.panel],
        "members": [
            {
                "id": names[member],
                "pseudonym": member,
                "chance": str(drawn.chances[member]),
                "decimal": float(drawn.chances[member]),
            }
            for member in result.panel
        ],
        "reserves": _name_reserves(drawn, names, options),
        "seed": result.seed,
        "pattern": result.pattern,
        "commit_hash": drawn.commitment.hash,
        "result_digest": drawn.conclusion.result_digest,
        "source": document.source.model_dump(mode="json"),
        "receipt": None if options.out is None else str(options.out),
    }
    return write_data(told)


def _name_reserves(drawn: FileDraw, names: _Names, options: DrawOptions) -> list[str]:
    order = drawn.conclusion.deal.reserve_order
    first = islice(order, min(options.reserves, len(order)))
    return [names[name] for name in first]


def _as_text(
    sentences: Sentences, drawn: FileDraw, names: _Names, options: DrawOptions
) -> Iterator[str]:
    say, result = sentences.say, drawn.conclusion.result
    yield say("tool.draw.panel", seats=len(result.panel))
    for member in result.panel:
        chance = say_chance(drawn.chances[member], sentences)
        yield say("tool.draw.member", id=names[member], chance=chance)
    if options.reserves:
        order = _name_reserves(drawn, names, options)
        yield say("tool.draw.reserves", count=len(order), reserves=", ".join(order))
    if options.out is not None:
        params = {"file": options.out, "commit_hash": drawn.commitment.hash, "seed": result.seed}
        yield say("tool.draw.receipt", **params)
    source = drawn.commitment.document.source
    if not isinstance(source, FileSource):
        yield say("tool.draw.sourced", source=source.kind)
        return
    code = "tool.draw.announced" if source.announced else "tool.draw.at_once"
    yield say(code, announced=source.announced)
