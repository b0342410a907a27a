"""`python -m selection verify`: check a receipt, offline, with nothing but the file.

Its one job is to show the verdict; it must not need the web, a database or the solver.
"""

import json
from pathlib import Path
from typing import Final

import click

from selection.documents import FileSource
from selection.tool.options import FILE, Exit, Voice, speaks
from selection.tool.sentences import Sentences
from selection.tool.tables import read_bytes
from selection.verify import Check, Verdict, Verification, read_trust, verify_receipt

EXIT_CODES: Final = {
    Verdict.VALID: Exit.DONE,
    Verdict.INVALID: Exit.INVALID,
    Verdict.CONSISTENT: Exit.NOT_AUTHENTICATED,
}


@click.command()
@click.argument("file", type=FILE)
@click.option("--trust", type=FILE, help="Known keys and digests (JSON).")
@click.option("--unsigned", is_flag=True, help="Accept a receipt that nobody vouches for.")
@speaks
def verify(voice: Voice, file: Path, trust: Path | None, unsigned: bool) -> int:
    """Check a receipt: valid (exit 0), invalid (1), or true in itself but from nobody known (4)."""
    known = None if trust is None else read_trust(read_bytes(trust))
    verification = verify_receipt(read_bytes(file), known)
    if voice.as_json:
        click.echo(describe_as_data(verification))
    else:
        click.echo(describe_as_text(verification, voice.sentences))
    accepted = unsigned and verification.verdict is Verdict.CONSISTENT
    return Exit.DONE if accepted else EXIT_CODES[verification.verdict]


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


def describe_as_data(verification: Verification) -> str:
    """The same for a program, as JSON."""
    receipt = verification.receipt
    told: dict[str, object] = {
        "verdict": verification.verdict,
        "failed": None if verification.failed is None else verification.failed.name,
        "checks": [
            {
                "number": check.number,
                "name": check.name,
                "status": check.status,
                "code": check.code,
                "params": dict(check.params),
            }
            for check in verification.checks
        ],
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
    return json.dumps(told, ensure_ascii=False, indent=2)


def _say_check(check: Check, sentences: Sentences) -> str:
    status = sentences.say(f"verify.status.{check.status}")
    name = sentences.say(f"verify.name.{check.name}")
    return f"{check.number:2} [{status}] {name}: {sentences.say(check.code, **dict(check.params))}"
