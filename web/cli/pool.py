"""`expert-pool pool`: a pool checked and stored from a workbook, or written to a file.

Reads the file, asks `expert_pool.bulk_import`, and shows what it found; it has no rule of
its own. What needs the database is in `web.cli.pool_files`.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from expert_pool.admission.exporting import PURPOSES, Extent
from expert_pool.bulk_import import Ground, ImportCheck, RowError, check_pool
from expert_pool.errors import ExpertPoolError
from expert_pool.policy import load_rulebook
from expert_pool.storage.expert_search import ExpertQuery
from web.cli.pool_files import export_file, store_file
from web.settings import Settings
from web.spreadsheets import read_sheet
from web.translation import LOCAL_TIME, Translator

MOST_SHOWN = 50
_LANGUAGES = {"zh": "zh_Hans", "en": "en"}
_REFUSED, _BAD_FILE = 1, 2

Found = dict[str, object]


@click.group()
def pool() -> None:
    """Bring an existing pool along, or take the pool out."""


@pool.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check only; store nothing.")
@click.option("--accepted-only", is_flag=True, help="Store the good rows although others fail.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--lang", type=click.Choice(sorted(_LANGUAGES)), help="Language of the messages.")
@click.option("--policy", help="Policy id, or a file; by default the one of the service.")
def import_pool(
    file: Path,
    dry_run: bool,
    accepted_only: bool,
    as_json: bool,
    lang: str | None,
    policy: str | None,
) -> None:
    """Check a workbook (.xlsx) or CSV file row by row, and store it unless told not to.

    Nothing is stored where a row is refused, except with --accepted-only. Everybody stored
    gets a link by e-mail to confirm the data.

    Exit codes: 0 every row is fine; 1 some rows are not; 2 the file cannot be read.
    """
    translator = Translator(_language(lang))
    if not dry_run:
        chosen = Settings() if policy is None else Settings(policy=policy)
        _store(chosen, file, translator, accepted_only=accepted_only, as_json=as_json)
        return
    try:
        check = check_file(file, policy or Settings().policy, quiet=as_json)
    except ExpertPoolError as error:
        _show_bad_file(error, translator, as_json)
        sys.exit(_BAD_FILE)
    if as_json:
        click.echo(json.dumps(as_found(check, translator), ensure_ascii=False))
    else:
        _show(check, translator)
    sys.exit(_REFUSED if check.rejected else 0)


def _store(
    settings: Settings, file: Path, translator: Translator, *, accepted_only: bool, as_json: bool
) -> None:
    """Check against the database as well, then store; say what came of it."""
    try:
        check = check_file(file, settings.policy, quiet=as_json)
        check, stored = store_file(settings, file, check, accepted_only=accepted_only)
    except ExpertPoolError as error:
        _show_bad_file(error, translator, as_json)
        sys.exit(_BAD_FILE)
    if as_json:
        found = as_found(check, translator) | {"stored": stored}
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        _show(check, translator)
        click.echo(translator.sentence("import.table.stored", {"stored": stored}))
    sys.exit(_REFUSED if check.rejected else 0)


@pool.command("export")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx"]), default="xlsx")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--standing", default="", help="Only people of this standing, such as active.")
@click.option("--full", is_flag=True, help="Write names and numbers in full; needs --purpose.")
@click.option("--purpose", type=click.Choice(sorted(PURPOSES)), help="Why it is needed in full.")
def export_command(form: str, out: Path, standing: str, full: bool, purpose: str | None) -> None:
    """Write the pool to a file: names and numbers masked, unless a purpose is given.

    Each export is an entry of the log. No text of the file runs as a formula. The file is
    readable by its owner only.
    """
    if full != bool(purpose):
        message = "--full and --purpose go together: the log keeps why the pool left the service."
        raise click.UsageError(message)
    query = ExpertQuery(standing=standing)
    people = export_file(Settings(), (out, form), query, Extent(purpose or ""))
    click.echo(f"{people} people written to {out}")


def check_file(file: Path, policy: str, *, quiet: bool) -> ImportCheck:
    """What a file holds, with a progress bar on stderr unless quiet."""
    today = datetime.now(LOCAL_TIME).date()
    ground = Ground(*load_rulebook(policy), today)
    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as progress:
        reading = progress.add_task("1/2", total=None)
        sheet = read_sheet(
            file.read_bytes(),
            report=lambda done, of: progress.update(reading, completed=done, total=of),
        )
        progress.update(reading, completed=len(sheet.rows), total=len(sheet.rows))
        checking = progress.add_task("2/2", total=None)
        return check_pool(
            sheet,
            ground,
            report=lambda done, of: progress.update(checking, completed=done, total=of),
        )


def as_found(check: ImportCheck, translator: Translator) -> Found:
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
                "message": _message(error, translator),
            }
            for error in check.errors
        ],
    }


def _message(error: RowError, translator: Translator) -> str:
    return translator.sentence(error.code, dict(error.params))


def _language(lang: str | None) -> str:
    if lang:
        return _LANGUAGES[lang]
    return "zh_Hans" if Settings().terminal_locale.startswith("zh") else "en"


def _show_bad_file(error: ExpertPoolError, translator: Translator, as_json: bool) -> None:
    message = translator.error(error)
    if not as_json:
        click.echo(message, err=True)
        return
    fault = {"row": None, "column": None, "value": None, "code": error.code, "message": message}
    found = {"rows": 0, "accepted": 0, "rejected": 0, "errors": [fault]}
    click.echo(json.dumps(found, ensure_ascii=False))


def _show(check: ImportCheck, translator: Translator) -> None:
    say = translator.sentence
    console = Console()
    headers = (say(f"import.table.{name}", {}) for name in ("row", "column", "value", "fault"))
    table = Table(*headers)
    for error in check.errors[:MOST_SHOWN]:
        table.add_row(str(error.row), error.column, error.value, _message(error, translator))
    if check.errors:
        console.print(table)
    if len(check.errors) > MOST_SHOWN:
        console.print(say("import.table.more", {"more": len(check.errors) - MOST_SHOWN}))
    counts = {"rows": check.rows, "accepted": check.accepted, "rejected": check.rejected}
    console.print(say("import.table.counts", counts))
