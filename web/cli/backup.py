"""`expert-pool backup`: one sealed file with everything but the keys. `web.backups` makes it."""

from __future__ import annotations

from pathlib import Path

import click

from selection.tool.command_list import SpokenCommand
from selection.tool.printing import write_data
from web.cli.language import say
from web.cli.opening import opened
from web.settings import Settings


def tell(code: str, **params: object) -> None:
    """How far it is, beside the result."""
    click.echo(say(code, **params), err=True)


@click.command(cls=SpokenCommand)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; there must be none of this name.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def backup(out: Path, as_json: bool) -> None:
    """Write a sealed backup of database and uploads; the keys stay out.

    The service goes on meanwhile; the backup holds one moment of it. Keep the files that it
    names apart from it: without them nobody can use the backup.
    """
    from web.backups.making import make_backup
    from web.services import utc_now

    with opened(Settings()) as settings:
        new_key = not settings.backup_file.exists()
        made = make_backup(settings, out, utc_now(), tell)
    if new_key:
        tell("backup.new_key", file=str(settings.backup_file))
    if as_json:
        click.echo(write_data(made.as_json()))
        return
    click.echo(say("backup.made", **{**made.as_json(), **made.log, "bytes": made.size}))
    click.echo(say("backup.digest", sha256=made.sha256))
    for path in made.keep_apart:
        click.echo(say("backup.keep_apart", file=path))
