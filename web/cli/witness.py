"""`expert-pool witness`: cosigns the log on the auditor's own machine; needs no database."""

from __future__ import annotations

import secrets
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from expert_pool.audit.notes import KEY_SIZE
from selection.tool.command_list import SpokenGroup
from selection.tool.printing import write_data
from web.cli.language import say

if TYPE_CHECKING:
    from expert_pool.audit.witnessing import Record

FOLDER = click.option(
    "--dir",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="The directory of the witness: its key, and a record for each log.",
)


@click.group(cls=SpokenGroup)
def witness() -> None:
    """Cosign checkpoints of the log, on a machine apart from the service."""


@witness.command()
@FOLDER
@click.option(
    "--name", required=True, help="The name of the witness, such as audit.example.org/w1."
)
def init(folder: Path, name: str) -> None:
    """Make the key of a witness and print its public half, which the service is given."""
    from expert_pool.witness_desk import begin

    click.echo(begin(folder, name, secrets.token_bytes(KEY_SIZE)).verifier.vkey)


@witness.command()
@FOLDER
@click.option("--log", "vkey", required=True, help="The public key of the log (vkey).")
@click.option(
    "--export",
    "exported",
    type=click.Path(path_type=Path),
    help="The log goes on from one that this witness knows: an export of it (a directory) that "
    "shows where.",
)
@click.option(
    "--checkpoint",
    "note_file",
    type=click.Path(path_type=Path),
    help="Begin from this signed checkpoint, which came by another way, such as on paper.",
)
def trust(folder: Path, vkey: str, exported: Path | None, note_file: Path | None) -> None:
    """Witness a log from now on; a second key of the same log is added to the first.

    A witness that has seen nothing of the log believes the first checkpoint it is shown, unless
    it begins from one that came by another way.
    """
    from expert_pool.witness_desk import trust as trust_log
    from web.cli.lines import read_lines
    from web.cli.log import CHECKPOINT, ENTRIES, read_note

    files = None
    if exported is not None:
        files = (partial(read_lines, exported / ENTRIES), read_note(exported / CHECKPOINT))
    note = None if note_file is None else read_note(note_file)
    trusting = trust_log(folder, vkey, files, note)
    record = trusting.record
    said = {"origin": record.origin, "size": record.seen.size}
    click.echo(say("cli.witness_trusts", **said))
    if record.after is not None:
        click.echo(say("cli.witness_follows", **_after(record)))
    if not trusting.held:
        former = record.after.origin if record.after else record.origin
        click.echo(say("cli.witness_unheld", origin=former), err=True)


def _after(record: Record) -> dict[str, object]:
    """Where the log of a record goes on from, and since which entry; nothing where from none."""
    if record.after is None:
        return {}
    head = record.after.head
    said = {"origin": record.after.origin, "size": head.size, "root": head.root.hex()}
    return {**said, "index": record.begins}


@witness.command()
@FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print key and records as JSON.")
def show(folder: Path, as_json: bool) -> None:
    """Print the key of the witness, and what it has seen of each log."""
    from expert_pool.witness_desk import read_key, read_records

    vkey, records = read_key(folder).verifier.vkey, read_records(folder)
    seen = [
        {
            "origin": one.origin,
            "size": one.seen.size,
            "root": one.seen.root.hex(),
            "after": _after(one) or None,
        }
        for one in records
    ]
    if as_json:
        click.echo(write_data({"witness": vkey, "logs": seen}))
        return
    click.echo(vkey)
    for one in records:
        click.echo(f"{one.origin}  {one.seen.size}  {one.seen.root.hex()}")
        if one.after is not None:
            click.echo(f"  {say('cli.witness_follows', **_after(one))}")


@witness.command()
@FOLDER
@click.option("--port", type=click.IntRange(1, 65535), default=8090, help="Port; otherwise 8090.")
@click.option("--host", default="127.0.0.1", help="Address to listen on; otherwise 127.0.0.1.")
def serve(folder: Path, port: int, host: str) -> None:
    """Answer the log until somebody stops it (Ctrl-C); each answer is on the disk before."""
    from web.cli.witness_serving import serve_until_told

    serve_until_told(folder, (host, port))
    click.echo(f"\n{say('cli.stopped')}")
