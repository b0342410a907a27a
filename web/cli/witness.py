"""`expert-pool witness`: cosigns the log on the auditor's own machine; needs no database."""

import secrets
from pathlib import Path

import click

from expert_pool.audit.notes import KEY_SIZE
from selection.tool.command_list import SpokenGroup
from selection.tool.printing import write_data
from web.cli.language import say

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
def trust(folder: Path, vkey: str) -> None:
    """Witness a log from now on; a second key of the same log is added to the first."""
    from expert_pool.witness_desk import trust as trust_log

    record = trust_log(folder, vkey)
    said = {"origin": record.origin, "size": record.seen.size}
    click.echo(say("cli.witness_trusts", **said))


@witness.command()
@FOLDER
@click.option("--json", "as_json", is_flag=True, help="Print key and records as JSON.")
def show(folder: Path, as_json: bool) -> None:
    """Print the key of the witness, and what it has seen of each log."""
    from expert_pool.witness_desk import read_key, read_records

    vkey, records = read_key(folder).verifier.vkey, read_records(folder)
    seen = [
        {"origin": one.origin, "size": one.seen.size, "root": one.seen.root.hex()}
        for one in records
    ]
    if as_json:
        click.echo(write_data({"witness": vkey, "logs": seen}))
        return
    click.echo(vkey)
    for one in seen:
        click.echo(f"{one['origin']}  {one['size']}  {one['root']}")


@witness.command()
@FOLDER
@click.option("--port", type=click.IntRange(1, 65535), default=8090, help="Port; otherwise 8090.")
@click.option("--host", default="127.0.0.1", help="Address to listen on; otherwise 127.0.0.1.")
def serve(folder: Path, port: int, host: str) -> None:
    """Answer the log until somebody stops it (Ctrl-C); each answer is on the disk before."""
    from web.cli.witness_serving import serve_until_told

    serve_until_told(folder, (host, port))
    click.echo(f"\n{say('cli.stopped')}")
