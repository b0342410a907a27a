"""`expert-pool log`: takes the signed log out, verifies it anywhere, replaces its key."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from expert_pool.errors import ExpertPoolError
from selection.tool.command_list import SpokenGroup
from selection.tool.printing import write_data
from web.cli.language import say, translator
from web.cli.opening import opened
from web.settings import Settings

if TYPE_CHECKING:
    from expert_pool.audit.exported import Verified

ENTRIES: Final = "entries.jsonl"
CHECKPOINT: Final = "checkpoint"
KEYS: Final = "keys"
LARGEST_NOTE: Final = 1 << 16
TRUE, WRONG, CANNOT_RUN, NOT_AUTHENTICATED = 0, 1, 2, 3
EXIT_CODES = (
    "Exit codes: 0 true; 1 something is wrong (the first thing is named); 2 the command was wrong, "
    "or a file or a key cannot be read; 3 consistent, but no key was given to authenticate it."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group(cls=SpokenGroup)
def log() -> None:
    """Take the signed log out, verify it anywhere, and replace its key."""


@log.command()
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="A directory for entries, newest checkpoint and public keys.",
)
@AS_JSON
def export(folder: Path, as_json: bool) -> None:
    """Write all entries up to the newest checkpoint, with its cosignatures; no details."""
    from web.cli.log_exporting import export_log

    with opened(Settings()) as settings:
        size = asyncio.run(export_log(settings, folder))
    if as_json:
        click.echo(write_data({"size": size, "out": str(folder)}))
    else:
        click.echo(say("cli.log_exported", size=size, folder=folder))


@log.command(epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--checkpoint",
    "notes",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A signed checkpoint that was kept outside; may be repeated.",
)
@click.option("--key", "keys", multiple=True, help="A public key of the log (vkey).")
@click.option("--witness", "witnesses", multiple=True, help="A public key of a witness (vkey).")
@AS_JSON
def verify(
    folder: Path,
    notes: tuple[Path, ...],
    keys: tuple[str, ...],
    witnesses: tuple[str, ...],
    as_json: bool,
) -> None:
    """Verify an exported log against checkpoints kept outside: no database, no network."""
    from expert_pool.audit.exported import Trusted, verify_export
    from expert_pool.audit.notes import parse_vkey
    from web.cli.lines import read_lines

    try:
        trusted = Trusted(tuple(map(parse_vkey, keys)), tuple(map(parse_vkey, witnesses)))
        files = [folder / CHECKPOINT, *notes]
        read = [(str(file), _read_note(file)) for file in files]
        verified = verify_export(read_lines(folder / ENTRIES), read, trusted)
    except (ExpertPoolError, OSError) as error:
        _refuse(error)
    _tell(verified, as_json)
    if verified.findings:
        sys.exit(WRONG)
    sys.exit(TRUE if verified.authenticated else NOT_AUTHENTICATED)


def _refuse(error: ExpertPoolError | OSError) -> NoReturn:
    """A file or a key that cannot be read is never taken for a log in which something is wrong."""
    if isinstance(error, ExpertPoolError):
        click.echo(translator().error(error), err=True)
    else:
        click.echo(say("cli.no_access", problem=str(error)), err=True)
    sys.exit(CANNOT_RUN)


def _read_note(file: Path) -> bytes:
    with file.open("rb") as opened_file:
        return opened_file.read(LARGEST_NOTE)


def _tell(verified: Verified, as_json: bool) -> None:
    words = translator()
    first = verified.findings[0] if verified.findings else None
    told = {
        "size": verified.head.size,
        "root": verified.head.root.hex(),
        "signed": verified.newest,
        "tail": verified.tail,
        "witnesses": ", ".join(verified.witnesses) or "—",
    }
    if as_json:
        wrong = first and {
            "code": first.code,
            "params": dict(first.params),
            "message": words.finding(first),
        }
        result = {
            **told,
            "witnesses": list(verified.witnesses),
            "authenticated": verified.authenticated,
            "wrong": wrong,
        }
        click.echo(write_data(result))
        return
    click.echo(words.sentence("cli.log_verified", told))
    if first is not None:
        click.echo(f"{first.code}  {words.finding(first)}")
    elif not verified.authenticated:
        click.echo(words.sentence("cli.log_not_authenticated", {}))
    else:
        click.echo(words.sentence("cli.log_true", {}))


@log.command()
def rekey() -> None:
    """Replace the key of the log; the former one signs beside it for 30 days more.

    The log holds the act. Publish the new public key, on paper too.
    """
    from web.cli.log_exporting import replace_key

    with opened(Settings()) as settings:
        former, current = asyncio.run(replace_key(settings))
    click.echo(say("cli.log_rekeyed", former=former, current=current))


@log.command()
@click.option(
    "--name", required=True, help="The new name of the log, such as pool.example.org/log-v2."
)
def reopen(name: str) -> None:
    """Go on under a new name after entries were lost for good; refused while nothing is broken.

    The first entry under the new name holds the former checkpoint. The former name never goes on.
    """
    from web.cli.log_exporting import reopen_log

    with opened(Settings()) as settings:
        former, current = asyncio.run(reopen_log(settings, name))
    click.echo(say("cli.log_reopened", former=former, current=current))
