"""`python -m selection commit`: fix everything before the entropy exists, and print the hash.

Its one job is the commitment file of an honest ceremony; it must not see any entropy.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from selection.documents.seed_sources import BeaconSource
from selection.errors import SelectionError
from selection.tool.ceremony import Ceremony, Salts, commit_files, write_commitment
from selection.tool.command_list import SpokenCommand
from selection.tool.explain import show_shortfall
from selection.tool.freezing import freeze_request, hide_names
from selection.tool.lottery import build_lottery
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
from selection.tool.sourced import KINDS, WRITTEN, choose_source, when_it_speaks
from selection.tool.tables import write_file

SECRET_BYTES: Final = 32
LONGEST_ANNOUNCEMENT: Final = 200
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2999
_NAME: Final = re.compile(r"[!-~]{1,100}")


@dataclass(frozen=True, slots=True)
class Announcement:
    """The options that a commitment takes beside the files."""

    entropy_from: str | None
    source: str | None
    wait: int
    time: str | None
    name: str
    panels: int
    pseudonyms: bool


@click.command(cls=SpokenCommand)
@click.option("--out", type=FILE, help="The commitment file to write (.json).")
@click.option("--entropy-from", help="What will give the entropy, and when.")
@click.option(
    "--source", type=click.Choice(KINDS), help="A public source, instead of --entropy-from."
)
@click.option(
    "--wait",
    type=click.IntRange(1, 1440),
    default=15,
    show_default=True,
    help="Minutes until the round of the beacon.",
)
@click.option("--time", help="Instead of the clock's, in UTC: 2026-11-25T08:00:00Z.")
@click.option("--name", default="files", show_default=True, help="What the draw is called.")
@click.option(
    "--panels",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    help="Panels to deal; one of them is picked.",
)
@click.option("--pseudonyms", is_flag=True, help="Salted pseudonyms instead of ids.")
@speaks
@packs(Announcement)
@packs(GivenFiles)
@takes_files
def commit(voice: Voice, announcement: Announcement, files: GivenFiles, out: Path | None) -> int:
    """Commit to a draw before its entropy exists: print the hash, keep the file."""
    ceremony = _describe(announcement)
    file = need("--out", out)
    if file.exists():
        raise SelectionError("tool.exists", {"file": str(file)})
    salts = Salts(secrets.token_bytes(SECRET_BYTES), secrets.token_bytes(SECRET_BYTES))
    frozen = freeze_request(read_request(voice, files))
    if announcement.pseudonyms:
        frozen = hide_names(frozen, salts.secret, ceremony.name)
    with show_progress(voice.sentences, "odds"):
        lottery = build_lottery(frozen, ceremony.dealt_panels)
    if lottery is None:
        return show_shortfall(voice, frozen)
    commitment = commit_files(lottery, ceremony, salts)
    write_file(file, write_commitment(commitment, lottery.frozen))
    _show(voice, ceremony, commitment.hash, str(file))
    return Exit.DONE


def check_name(name: str) -> str:
    """What the draw is called, where a receipt can hold it.

    Raises:
        SelectionError: `tool.name`.
    """
    if _NAME.fullmatch(name) is None:
        raise SelectionError("tool.name", {"value": name})
    return name


def _describe(announcement: Announcement) -> Ceremony:
    name, time = check_name(announcement.name), read_time(announcement.time)
    if announcement.source is not None:
        if announcement.entropy_from is not None:
            raise SelectionError("tool.two_sources")
        source = choose_source(announcement.source, time, announcement.wait)
        return Ceremony(name, announcement.panels, time=time, source=source)
    announced = need("--entropy-from", announcement.entropy_from).strip()
    if not 1 <= len(announced) <= LONGEST_ANNOUNCEMENT:
        raise SelectionError("tool.announced")
    return Ceremony(name, announcement.panels, announced, time)


def read_time(text: str | None) -> str:
    """A time as documents write it; without one, that of the clock.

    Raises:
        SelectionError: `tool.time`.
    """
    if text is None:
        return datetime.now(UTC).strftime(WRITTEN)
    try:
        # Written again, so that only the one form passes.
        moment = datetime.strptime(text, WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        raise SelectionError("tool.time", {"value": text}) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise SelectionError("tool.time", {"value": text})
    return moment.strftime(WRITTEN)


def _show(voice: Voice, ceremony: Ceremony, commit_hash: str, file: str) -> None:
    source = ceremony.source
    params: dict[str, object] = {"commit_hash": commit_hash, "file": file}
    params["announced"] = ceremony.announced
    if voice.as_json:
        shown = None if source is None else source.model_dump(mode="json")
        click.echo(write_data(params | {"time": ceremony.time, "source": shown}))
        return
    last = "next"
    if isinstance(source, BeaconSource):
        params |= {"round": source.round, "moment": when_it_speaks(source)}
        last = "next_round"
    elif source is not None:
        last = "next_dice"
    for code in ("done", "publish", last):
        click.echo(voice.sentences.say(f"tool.commit.{code}", **params))
