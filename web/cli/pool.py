"""`expert-pool pool`: a pool checked and stored from a workbook, or written to a file.

Reads the file, asks `expert_pool.bulk_import`, and shows what it found; it has no rule of
its own. What needs the database is in `web.cli.pool_files`.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Standing
from selection.tool.command_list import SpokenArgument, SpokenGroup
from selection.tool.printing import write_data
from web.cli.language import say, translator
from web.settings import Settings
from web.translation import LOCAL_TIME, Translator

if TYPE_CHECKING:
    from expert_pool.bulk_import import ImportCheck, RowError

MOST_SHOWN = 50
LARGEST = 200 << 20
PURPOSES = ("inspection", "migration", "paper_archive")
_REFUSED, _BAD_FILE = 1, 2

Found = dict[str, object]


@click.group(cls=SpokenGroup)
def pool() -> None:
    """Bring an existing pool along, or take the pool out."""


@pool.command("import")
@click.argument(
    "file", cls=SpokenArgument, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Check only; store nothing.")
@click.option("--accepted-only", is_flag=True, help="Store the good rows although others fail.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--policy", help="Policy id, or a file; by default the one of the service.")
def import_pool(
    file: Path,
    dry_run: bool,
    accepted_only: bool,
    as_json: bool,
    policy: str | None,
) -> None:
    """Check a workbook (.xlsx) or CSV file row by row, and store it unless told not to.

    Nothing is stored where a row is refused, except with --accepted-only. Everybody stored
    gets a link by e-mail to confirm the data.

    Exit codes: 0 every row is fine; 1 some rows are not; 2 the file cannot be read.
    """
    words = translator()
    if not dry_run:
        chosen = Settings() if policy is None else Settings(policy=policy)
        _store(chosen, file, words, accepted_only=accepted_only, as_json=as_json)
        return
    try:
        check = check_file(file, policy or Settings().policy, quiet=as_json)
    except ExpertPoolError as error:
        _show_bad_file(error, words, as_json)
        sys.exit(_BAD_FILE)
    if as_json:
        click.echo(write_data(as_found(check, words)))
    else:
        _show(check, words)
    sys.exit(_REFUSED if check.rejected else 0)


def _store(
    settings: Settings, file: Path, words: Translator, *, accepted_only: bool, as_json: bool
) -> None:
    """Check against the database as well, then store; say what came of it."""
    from web.cli.pool_files import store_file

    try:
        check = check_file(file, settings.policy, quiet=as_json)
        check, stored = store_file(settings, file, check, accepted_only=accepted_only)
    except ExpertPoolError as error:
        _show_bad_file(error, words, as_json)
        sys.exit(_BAD_FILE)
    if as_json:
        found = as_found(check, words) | {"stored": stored}
        click.echo(write_data(found))
    else:
        _show(check, words)
        click.echo(words.sentence("import.table.stored", {"stored": stored}))
    sys.exit(_REFUSED if check.rejected else 0)


@pool.command("export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "xlsx"]),
    default="xlsx",
    show_default=True,
    help="Format of the file.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write.",
)
@click.option(
    "--standing",
    type=click.Choice([standing.value for standing in Standing]),
    help="Only people of this standing, such as active.",
)
@click.option("--full", is_flag=True, help="Write names and numbers in full; needs --purpose.")
@click.option("--purpose", type=click.Choice(PURPOSES), help="Why it is needed in full.")
def export_command(
    form: str, out: Path, standing: str | None, full: bool, purpose: str | None
) -> None:
    """Write the pool to a file: names and numbers masked, unless a purpose is given.

    Each export is an entry of the log. No text of the file runs as a formula. The file is
    readable by its owner only.
    """
    if full != bool(purpose):
        raise click.UsageError(say("cli.purpose_needed"))
    from web.cli.pool_files import export_file

    people = export_file(Settings(), (out, form), standing or "", purpose or "")
    click.echo(say("cli.exported", count=people, file=str(out)))


def check_file(file: Path, policy: str, *, quiet: bool) -> ImportCheck:
    """What a file holds, with a progress bar on stderr unless quiet."""
    from rich.console import Console
    from rich.progress import Progress

    from expert_pool.bulk_import import Ground, check_pool
    from expert_pool.policy import load_rulebook
    from web.spreadsheets import read_sheet

    content, today = _read(file), datetime.now(LOCAL_TIME).date()
    ground = Ground(*load_rulebook(policy), today)
    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as progress:
        reading = progress.add_task("1/2", total=None)
        sheet = read_sheet(
            content,
            report=lambda done, of: progress.update(reading, completed=done, total=of),
        )
        progress.update(reading, completed=len(sheet.rows), total=len(sheet.rows))
        checking = progress.add_task("2/2", total=None)
        return check_pool(
            sheet,
            ground,
            report=lambda done, of: progress.update(checking, completed=done, total=of),
        )


def _read(file: Path) -> bytes:
    """The bytes of a file, which may as well be a pipe or a device without an end.

    Raises:
        ExpertPoolError: `import.file_too_large`.
    """
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ExpertPoolError("import.file_too_large", {"megabytes": LARGEST >> 20})
    return content


def as_found(check: ImportCheck, words: Translator) -> Found:
    """The result as the API and `--json` give it."""
    return {
        "rows": check.rows,
        "accepted": check.accepted,
        "rejected": check.rejected,
        "errors": [
            {
                "row": error.row,
                "column": error.column,
                "value": error.value,
                "code": error.code,
                "message": _message(error, words),
            }
            for error in check.errors
        ],
    }


def _message(error: RowError, words: Translator) -> str:
    return words.sentence(error.code, dict(error.params))


def _show_bad_file(error: ExpertPoolError, words: Translator, as_json: bool) -> None:
    message = words.error(error)
    if not as_json:
        click.echo(message, err=True)
        return
    fault = {"row": None, "column": None, "value": None, "code": error.code, "message": message}
    found = {"rows": 0, "accepted": 0, "rejected": 0, "errors": [fault]}
    click.echo(write_data(found))


def _show(check: ImportCheck, words: Translator) -> None:
    from rich.console import Console
    from rich.table import Table

    told = words.sentence
    console = Console()
    headers = (told(f"import.table.{name}", {}) for name in ("row", "column", "value", "fault"))
    table = Table(*headers)
    lines = sorted((*check.errors, *check.notes), key=lambda one: one.row)
    for error in lines[:MOST_SHOWN]:
        table.add_row(str(error.row), error.column, error.value, _message(error, words))
    if lines:
        console.print(table)
    if len(lines) > MOST_SHOWN:
        console.print(told("import.table.more", {"more": len(lines) - MOST_SHOWN}))
    counts = {"rows": check.rows, "accepted": check.accepted, "rejected": check.rejected}
    console.print(told("import.table.counts", counts))
