"""`python -m selection verify-list`: is any draw left out of the public list? Offline, from files.

Its one job is to show the verdict; it must not need the web, a database or the solver.
"""

import json
from pathlib import Path
from typing import Final

import click

from expert_pool.audit.canonical import parse_canonical
from expert_pool.errors import ExpertPoolError
from selection.documents.draw_list import parse_list
from selection.documents.proofs_file import parse_proofs
from selection.errors import SelectionError
from selection.tool.command_list import SpokenArgument, SpokenCommand
from selection.tool.options import FILE, Voice, speaks
from selection.tool.sentences import Sentences
from selection.tool.tables import read_bytes
from selection.tool.verify import EXIT_CODES, list_run, say_check
from selection.verify import draw_list, read_trust

_ENTRY: Final = "entry"


@click.command(cls=SpokenCommand)
@click.argument("file", cls=SpokenArgument, type=FILE)
@click.option("--trust", type=FILE, help="Known keys and digests (JSON).")
@click.option("--older", type=FILE, help="An older list that was kept: nothing may be gone.")
@click.option("--proofs", type=FILE, help="Proofs of a draw (JSON): it must be listed.")
@click.option("--log", type=FILE, help="Entries of an exported log: all draws must be listed.")
@speaks
def verify_list(voice: Voice, file: Path, **beside: Path | None) -> int:
    """Check the public list of all draws: valid (exit 0), invalid (1), or from nobody known (4)."""
    given = {name: read_bytes(path) for name, path in beside.items() if path is not None}
    held = draw_list.BesideList(
        trust=read_trust(given["trust"]) if "trust" in given else None,
        older=parse_list(given["older"]) if "older" in given else None,
        proofs=parse_proofs(given["proofs"]) if "proofs" in given else None,
        log=read_log(given["log"]) if "log" in given else None,
    )
    checked = draw_list.verify_list(read_bytes(file), held)
    if voice.as_json:
        told = {"verdict": checked.verdict, **list_run(checked)}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(describe(checked, voice.sentences))
    return EXIT_CODES[checked.verdict]


def read_log(data: bytes) -> list[str]:
    """The exact texts of the entries of an exported log, in their order.

    Raises:
        SelectionError: `list.not_a_log`, with the line that is none.
    """
    _, *lines = data.splitlines() or [b""]
    return [_read_line(number, line) for number, line in enumerate(lines, start=2)]


def _read_line(number: int, line: bytes) -> str:
    try:
        told = parse_canonical(line)
    except ExpertPoolError:
        told = None
    entry = told.get(_ENTRY) if isinstance(told, dict) else None
    if not isinstance(entry, str):
        raise SelectionError("list.not_a_log", {"line": number})
    return entry


def describe(checked: draw_list.ListVerification, sentences: Sentences) -> str:
    """Every check in a line, then the verdict."""
    lines = [say_check(check, sentences) for check in checked.checks]
    params: dict[str, object] = {}
    if checked.failed is not None:
        name = sentences.say(f"verify.name.{checked.failed.name}")
        params = {"number": checked.failed.number, "name": name}
    return "\n".join([*lines, "", sentences.say(f"verify.list.{checked.verdict}", **params)])
