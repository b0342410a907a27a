"""`python -m selection verify`: check a receipt, offline, with nothing but the file.

Its one job is to show the verdict; it must not need the web, a database or the solver.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from selection.documents.forms import FileSource
from selection.tool.command_list import SpokenArgument, SpokenCommand
from selection.tool.entry_told import check_own_entry, conclude_entry
from selection.tool.options import FILE, Exit, Voice, speaks
from selection.tool.sentences import Sentences
from selection.tool.tables import read_bytes
from selection.verify import (
    Check,
    TrustFile,
    Verdict,
    Verification,
    read_trust,
    verify_receipt,
)
from selection.verify.own_entry import EntryVerification
from selection.verify.replacements import RecordVerification, verify_replacements

EXIT_CODES: Final = {
    Verdict.VALID: Exit.DONE,
    Verdict.INVALID: Exit.INVALID,
    Verdict.CONSISTENT: Exit.NOT_AUTHENTICATED,
}


@click.command(cls=SpokenCommand)
@click.argument("file", cls=SpokenArgument, type=FILE)
@click.option("--trust", type=FILE, help="Known keys and digests (JSON).")
@click.option("--unsigned", is_flag=True, help="Accept a receipt that nobody vouches for.")
@click.option("--replacements", type=FILE, help="Check the record of replacements, too (JSON).")
@click.option("--entry", type=FILE, help="Check your own entry in this draw, too (JSON).")
@speaks
def verify(
    voice: Voice,
    file: Path,
    trust: Path | None,
    unsigned: bool,
    replacements: Path | None,
    entry: Path | None,
) -> int:
    """Check a receipt: valid (exit 0), invalid (1), or true in itself but from nobody known (4)."""
    known = None if trust is None else read_trust(read_bytes(trust))
    verification = verify_receipt(read_bytes(file), known)
    record = None if replacements is None else read_bytes(replacements)
    checked = check_record(verification, record, known)
    own = None if entry is None else read_bytes(entry)
    own_checked = check_own_entry(verification, own)
    if voice.as_json:
        click.echo(describe_as_data(verification, checked, own_checked))
    else:
        click.echo(describe_as_text(verification, voice.sentences))
        if record is not None:
            click.echo("\n" + describe_record(checked, voice.sentences))
        if own is not None:
            click.echo("\n" + describe_entry(own_checked, voice.sentences))
    verdict = verification.verdict if checked is None else join(verification, checked)
    if own_checked is not None and own_checked.failed is not None:
        verdict = Verdict.INVALID
    accepted = unsigned and verdict is Verdict.CONSISTENT
    return Exit.DONE if accepted else EXIT_CODES[verdict]


def check_record(
    verification: Verification, record: bytes | None, known: TrustFile | None
) -> RecordVerification | None:
    """The verdict on a record of replacements; nothing follows from an invalid receipt."""
    receipt = verification.receipt
    if record is None or receipt is None or verification.verdict is Verdict.INVALID:
        return None
    return verify_replacements(record, receipt, known)


def join(verification: Verification, checked: RecordVerification) -> Verdict:
    """Valid only together: the weaker of the two verdicts."""
    order = (Verdict.INVALID, Verdict.CONSISTENT, Verdict.VALID)
    return min(verification.verdict, checked.verdict, key=order.index)


def describe_record(checked: RecordVerification | None, sentences: Sentences) -> str:
    """Every check of a record of replacements in a line, then the verdict."""
    if checked is None:
        return sentences.say("verify.record.not_checked")
    lines = [_say_check(check, sentences) for check in checked.checks]
    params: dict[str, object] = {}
    if checked.failed is not None:
        name = sentences.say(f"verify.name.{checked.failed.name}")
        params = {"number": checked.failed.number, "name": name}
    lines += ["", sentences.say(f"verify.record.{checked.verdict}", **params)]
    return "\n".join(lines)


def describe_entry(checked: EntryVerification | None, sentences: Sentences) -> str:
    """Every check of an own entry in a line, then what it comes to."""
    lines = [_say_check(check, sentences) for check in (checked.checks if checked else ())]
    return "\n".join([*lines, "", conclude_entry(checked, sentences)]).lstrip()


def describe_as_text(verification: Verification, sentences: Sentences) -> str:
    """Every check in a line, then the verdict."""
    lines = [_say_check(check, sentences) for check in verification.checks]
    failed, code = verification.failed, f"verify.verdict.{verification.verdict}"
    params: dict[str, object] = {}
    if failed is not None:
        name = sentences.say(f"verify.name.{failed.name}")
        params = {"number": failed.number, "name": name}
    lines += ["", sentences.say(code, **params)]
    source = None if verification.receipt is None else verification.receipt.commit.source
    if isinstance(source, FileSource):
        known = "at_once" if source.announced is None else "announced"
        lines.append(sentences.say(f"verify.files.{known}", announced=source.announced))
    return "\n".join(lines)


def describe_as_data(
    verification: Verification,
    record: RecordVerification | None = None,
    entry: EntryVerification | None = None,
) -> str:
    """The same for a program, as JSON."""
    receipt = verification.receipt
    told: dict[str, object] = {
        "verdict": verification.verdict,
        "failed": None if verification.failed is None else verification.failed.name,
        "checks": _list_checks(verification.checks),
    }
    if receipt is not None:
        told |= {
            "form": receipt.form,
            "request": receipt.commit.request,
            "attempt": receipt.commit.attempt,
            "commit_hash": receipt.commit_hash,
            "result_digest": receipt.result_digest,
            "panel": receipt.result.panel,
            "source": receipt.commit.source.model_dump(mode="json"),
        }
    if record is not None:
        told["replacements"] = {
            "verdict": record.verdict,
            "failed": None if record.failed is None else record.failed.name,
            "checks": _list_checks(record.checks),
            **_say_panel(record),
        }
    if entry is not None:
        told["entry"] = {
            "true": entry.failed is None,
            "drawn": entry.drawn,
            "failed": None if entry.failed is None else entry.failed.name,
            "checks": _list_checks(entry.checks),
        }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _say_panel(checked: RecordVerification) -> dict[str, object]:
    """Who sits on each seat by the record, where it has its form."""
    if checked.record is None:
        return {}
    return {"panel": [seat.model_dump(mode="json") for seat in checked.record.panel]}


def _list_checks(checks: Sequence[Check]) -> list[dict[str, object]]:
    return [
        {
            "number": check.number,
            "name": check.name,
            "status": check.status,
            "code": check.code,
            "params": dict(check.params),
        }
        for check in checks
    ]


def _say_check(check: Check, sentences: Sentences) -> str:
    status = sentences.say(f"verify.status.{check.status}")
    name = sentences.say(f"verify.name.{check.name}")
    said = sentences.say(check.code, **dict(check.params))
    number = f"{check.number:2}"
    return sentences.say("tool.verify.check", number=number, status=status, name=name, said=said)
