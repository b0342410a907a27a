"""`python -m selection verify-list`: is any draw left out of the public list? Offline, from files.

Its one job is to show the verdict; it must not need the web, a database or the solver.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from expert_pool.audit.canonical import parse_canonical
from expert_pool.errors import ExpertPoolError
from selection.documents.draw_list import OLDER, parse_list
from selection.documents.proofs_file import parse_proofs
from selection.errors import SelectionError
from selection.tool.command_list import SpokenArgument, SpokenCommand
from selection.tool.options import FILE, Voice, speaks
from selection.tool.printing import write_data
from selection.tool.proofs_told import lead_standing
from selection.tool.sentences import Sentences
from selection.tool.tables import read_bytes
from selection.tool.verify import choose_exit, list_run, say_check
from selection.verify import draw_list, read_trust

_EXPORT: Final = "log.export"


@click.command(cls=SpokenCommand)
@click.argument("file", cls=SpokenArgument, type=FILE)
@click.option("--trust", type=FILE, help="Known keys and digests (JSON).")
@click.option("--older", type=FILE, help="An older list that was kept: nothing may be gone.")
@click.option("--proofs", type=FILE, help="Proofs of a draw (JSON): it must be listed.")
@click.option("--log", type=FILE, help="Entries of an exported log: all draws must be listed.")
@speaks
def verify_list(voice: Voice, file: Path, **beside: Path | None) -> int:
    """Check the public list of all draws: valid (exit 0), invalid (1), or from nobody known (4).

    Where the list says that the draw of the proofs was annulled, a true list ends with 5.
    """
    given = {name: None if path is None else read_bytes(path) for name, path in beside.items()}
    checked = draw_list.verify_list(read_bytes(file), hold_list(given))
    if voice.as_json:
        click.echo(describe_as_data(checked))
    else:
        click.echo(describe(checked, voice.sentences))
    return choose_exit(checked.verdict, checked.standing)


def hold_list(given: Mapping[str, bytes | None]) -> draw_list.BesideList:
    """What a list is held against, from the files given.

    Raises:
        SelectionError: where one of them is not what it was given as.
    """
    trust, older = given.get("trust"), given.get("older")
    proofs, log = given.get("proofs"), given.get("log")
    return draw_list.BesideList(
        trust=None if trust is None else read_trust(trust),
        older=None if older is None else parse_list(older, OLDER),
        proofs=None if proofs is None else parse_proofs(proofs),
        log=None if log is None else read_log(log),
    )


def describe_as_data(checked: draw_list.ListVerification) -> str:
    """What was found, for a program, as JSON."""
    said = {"verdict": checked.verdict, "standing": checked.standing}
    return write_data(said | list_run(checked))


def read_log(data: bytes) -> list[str]:
    """The exact texts of the entries of an exported log, in their order.

    Raises:
        SelectionError: `list.not_a_log`, with the line that is none.
    """
    head, *lines = data.splitlines() or [b""]
    if _read_text(head, "type") != _EXPORT:  # Else any file would be a log of no entries.
        raise SelectionError("list.not_a_log", {"line": 1})
    return [_read_entry(number, line) for number, line in enumerate(lines, start=2)]


def _read_entry(number: int, line: bytes) -> str:
    entry = _read_text(line, "entry")
    if entry is None:
        raise SelectionError("list.not_a_log", {"line": number})
    return entry


def _read_text(line: bytes, key: str) -> str | None:
    """The text under this key of a canonical line, if there is one."""
    try:
        told = parse_canonical(line)
    except ExpertPoolError:
        return None
    text = told.get(key) if isinstance(told, dict) else None
    return text if isinstance(text, str) else None


def describe(checked: draw_list.ListVerification, sentences: Sentences) -> str:
    """What has to be known first, every check in a line, then the verdict."""
    lead = [*lead_standing(checked.standing, sentences)]
    lines = [say_check(check, sentences) for check in checked.checks]
    params: dict[str, object] = {}
    if checked.failed is not None:
        name = sentences.say(f"verify.name.{checked.failed.name}")
        params = {"number": checked.failed.number, "name": name}
    last = sentences.say(f"verify.list.{checked.verdict}", **params)
    return "\n".join([*(line + "\n" for line in lead), *lines, "", last, *lead])
