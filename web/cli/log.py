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
    from expert_pool.audit.reopening import Ending
    from web.cli.log_renaming import Earlier

ENTRIES: Final = "entries.jsonl"
CHECKPOINT: Final = "checkpoint"
KEYS: Final = "keys"
LARGEST_NOTE: Final = 1 << 16
TRUE, WRONG, CANNOT_RUN, NOT_AUTHENTICATED = 0, 1, 2, 3
EXIT_CODES = (
    "Exit codes: 0 true; 1 something is wrong (the first thing is named); 2 the command was wrong, "
    "or a file or a key cannot be read; 3 consistent, but no key was given to authenticate it."
)
REASONS: Final = ("machine_lost", "older_backup", "entries_damaged", "entries_changed")
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
    from expert_pool.audit.notes import KeyKind, parse_vkey_of
    from web.cli.lines import read_lines

    try:
        trusted = Trusted(
            tuple(parse_vkey_of(KeyKind.SIGNATURE, key) for key in keys),
            tuple(parse_vkey_of(KeyKind.COSIGNATURE, key) for key in witnesses),
        )
        files = [folder / CHECKPOINT, *notes]
        read = [(str(file), read_note(file)) for file in files]
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


def read_note(file: Path) -> bytes:
    """The bytes of a checkpoint's file, and never endless ones."""
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
            "reopened": [
                {**_ending(one.ending), "index": one.index, "reason": one.reason}
                for one in verified.reopenings
            ],
            "lost": list(verified.lost),
            "wrong": wrong,
        }
        click.echo(write_data(result))
        return
    click.echo(words.sentence("cli.log_verified", told))
    for one in verified.reopenings:
        reason = words.sentence(f"reason.{one.reason}", {})
        said = {**_ending(one.ending), "index": one.index, "reason": reason}
        click.echo(words.sentence("cli.log_goes_on_from", said))
        _tell_fork(one.ending)
    for file in verified.lost:
        click.echo(words.sentence("cli.log_note_lost", {"file": file}))
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
@click.option(
    "--checkpoint",
    "note_files",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="The newest signed checkpoint that anybody holds outside: the former name ends at it. "
    "Repeatable: older ones show how far a second history agrees.",
)
@click.option("--first", required=True, help="Address of an auditor or user administrator.")
@click.option("--second", required=True, help="Address of another one.")
@click.option("--reason", required=True, type=click.Choice(REASONS), help="Why it broke.")
@click.option("--words", default="", help="The same in words; kept in the log, sealed.")
@AS_JSON
def reopen(note_files: tuple[Path, ...], as_json: bool, **said: str) -> None:
    """Go on under a new name after entries were lost for good; refused while nothing is broken.

    Two people enter it, each with password and second factor. The two entries of it name the
    newest checkpoint of the former name, which never goes on. Whatever interrupted it, the same
    command again finishes it.
    """
    from web.cli.log_reopening import Wish, reopen_log

    notes = tuple(map(read_note, note_files))
    people, why = (said["first"], said["second"]), (said["reason"], said["words"])
    wish = Wish(said["name"], notes, people, *why)
    with opened(Settings()) as settings:
        done = asyncio.run(reopen_log(settings, wish, _ask, _tell_earlier))
    told = {**_ending(done.ending), "former": done.former.vkey, "current": done.current.vkey}
    for name in done.not_asked:
        click.echo(say("cli.witness_not_asked", name=name), err=True)
    if as_json:
        click.echo(write_data(told))
    else:
        click.echo(say("cli.log_reopened", **told))
        _tell_fork(done.ending)


def _tell_earlier(earlier: Earlier) -> None:
    """Say what an earlier run had left and what became of it."""
    if earlier != "nothing":
        click.echo(say(f"cli.log_reopening_{earlier}"), err=True)


def _ask(address: str) -> tuple[str, str]:
    """Password and code of one of the two; neither shows, nor stands in the command."""
    password = click.prompt(say("cli.password_of", email=address), hide_input=True, err=True)
    return password, click.prompt(say("cli.code_of", email=address), hide_input=True, err=True)


def _tell_fork(ending: Ending) -> None:
    """Say that two histories were signed under the former name, where they were."""
    if ending.forked is not None:
        kept, head = ending.kept.size, ending.forked
        said = {"origin": ending.former, "first": kept, "size": head.size, "root": head.root.hex()}
        click.echo(say("cli.log_forked", **said))


def _ending(ending: Ending) -> dict[str, object]:
    """An ending for its reader, in words or as JSON."""
    last, kept, second = ending.last, ending.kept, ending.forked
    return {
        "origin": ending.former,
        "size": last.size,
        "root": last.root.hex(),
        "kept": kept.size,
        "lost": max(last.size - kept.size, 0),
        "forked": {"size": second.size, "root": second.root.hex()} if second else None,
        "name": ending.current,
    }
