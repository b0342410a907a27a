"""`python -m selection verify | secret`: check a receipt, or take part in a draw, offline.

Its one job is the command line of the two; it must not need the web, a database or the
solver. Exit codes: 0 valid, 1 invalid, 2 bad input, 4 consistent but not authenticated.
"""

import json
import secrets
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Final

import click

from selection.commitment import SALT_BYTES, hash_party_secret
from selection.errors import SelectionError
from selection.verify import Check, Verdict, Verification, read_trust, verify_receipt

BAD_INPUT: Final = 2
EXIT_CODES: Final = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.CONSISTENT: 4}
LARGEST_FILE: Final = 500_000_000

_language = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language."
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print data instead of sentences.")


class Sentences:
    """The sentences of the selection in one language."""

    def __init__(self, language: str) -> None:
        text = resources.files("selection").joinpath("data", "sentences.toml").read_text("utf-8")
        self._sentences = {code: entry[language] for code, entry in tomllib.loads(text).items()}

    def say(self, code: str, **params: object) -> str:
        """The sentence of this code with its values."""
        visible = {name: _visible(str(value)) for name, value in params.items()}
        return str(self._sentences[code]).format(**visible)


@click.group()
def main() -> None:
    """Check what a draw left behind, with nothing but the file."""


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trust", type=click.Path(path_type=Path), help="Known keys and digests (JSON).")
@click.option("--unsigned", is_flag=True, help="Accept a receipt that nobody vouches for.")
@_as_json
@_language
def verify(file: Path, trust: Path | None, unsigned: bool, as_json: bool, lang: str) -> None:
    """Check a receipt: valid (exit 0), invalid (1), or true in itself but from nobody known (4)."""
    sentences = Sentences(lang)
    try:
        known = None if trust is None else read_trust(_read(trust))
        verification = verify_receipt(_read(file), known)
    except SelectionError as error:
        click.echo(sentences.say(error.code, **error.params), err=True)
        sys.exit(BAD_INPUT)
    click.echo(_as_data(verification) if as_json else _as_text(verification, sentences))
    accepted = unsigned and verification.verdict is Verdict.CONSISTENT
    sys.exit(0 if accepted else EXIT_CODES[verification.verdict])


@main.command()
@click.option("--request", required=True, help="The id of the panel request.")
@click.option("--role", type=click.Choice(["officer", "auditor"]), required=True, help="Yours.")
@_as_json
@_language
def secret(request: str, role: str, as_json: bool, lang: str) -> None:
    """Make a secret for a draw, and the commitment to hand in before it."""
    made = secrets.token_bytes(SALT_BYTES)
    shown = {"secret": made.hex(), "commitment": hash_party_secret(request, role, made)}
    click.echo(json.dumps(shown) if as_json else Sentences(lang).say("verify.secret.made", **shown))


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        params = {"file": str(file), "problem": error.strerror}
        raise SelectionError("verify.file_unreadable", params) from None
    if len(data) > LARGEST_FILE:
        raise SelectionError("verify.file_too_large", {"file": str(file), "limit": LARGEST_FILE})
    return data


def _visible(text: str) -> str:
    """Nothing that moves a terminal's cursor: a file must not write over its own verdict."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _as_text(verification: Verification, sentences: Sentences) -> str:
    lines = [_say_check(check, sentences) for check in verification.checks]
    failed, code = verification.failed, f"verify.verdict.{verification.verdict}"
    params: dict[str, object] = {}
    if failed is not None:
        name = sentences.say(f"verify.name.{failed.name}")
        params = {"number": failed.number, "name": name}
    return "\n".join([*lines, "", sentences.say(code, **params)])


def _say_check(check: Check, sentences: Sentences) -> str:
    status = sentences.say(f"verify.status.{check.status}")
    name = sentences.say(f"verify.name.{check.name}")
    return f"{check.number:2} [{status}] {name}: {sentences.say(check.code, **dict(check.params))}"


def _as_data(verification: Verification) -> str:
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
        }
    return json.dumps(told, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    main()
