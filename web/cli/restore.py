"""`expert-pool restore`: a backup back into an empty place. `web.backups` does and checks it."""

from __future__ import annotations

from pathlib import Path

import click

from selection.tool.command_list import SpokenArgument, SpokenCommand
from selection.tool.printing import write_data
from web.cli.backup import tell
from web.cli.language import say
from web.cli.opening import opened
from web.settings import Settings


@click.command(cls=SpokenCommand)
@click.argument(
    "file", cls=SpokenArgument, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head of the log that was kept elsewhere: a signed note, or an export. Repeatable.",
)
@click.option("--log-key", help="The log's public key: the notes must be signed by it.")
@click.option(
    "--accept-loss",
    type=click.IntRange(0),
    default=0,
    help="Go on although exactly so many entries of the log are missing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def restore(
    file: Path,
    checkpoints: tuple[Path, ...],
    log_key: str | None,
    accept_loss: int,
    as_json: bool,
) -> None:
    """Bring a backup back into an empty database, held against kept heads of the log.

    Put the keys back first. Nothing is changed before the whole file is proven.
    """
    from web.backups.restoring import proof_of, restore_backup

    proof = proof_of(checkpoints, log_key, accept_loss)
    if not proof.heads:
        tell("backup.held_against_nothing")
    with opened(Settings(), migrate=False) as settings:
        restored = restore_backup(settings, file, proof, tell)
    for code in restored.warnings:
        tell(code)
    if restored.lost:
        tell("backup.lost", count=restored.lost)
        tell("backup.name_closed")
    if as_json:
        click.echo(write_data(restored.as_json()))
        return
    click.echo(say("backup.restored", **{**restored.as_json(), **restored.log}))
    click.echo(say("backup.check_next"))
