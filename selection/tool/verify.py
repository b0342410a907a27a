"""`python -m selection verify`: check a receipt, offline, with nothing but the file.

Its one job is to show the verdict; it must not need the web, a database or the solver.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import click

from selection.documents.forms import FileSource
from selection.tool.command_list import SpokenArgument, SpokenCommand
from selection.tool.entry_told import check_own_entry, conclude_entry
from selection.tool.options import FILE, Exit, Voice, speaks
from selection.tool.printing import write_data
from selection.tool.proofs_told import check_proofs, conclude_proofs, lead_standing
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
from selection.verify.proofs import ProofsVerification
from selection.verify.replacements import RecordVerification, verify_replacements
from selection.verify.verdict import OUT_OF_FORCE

EXIT_CODES: Final = {
    Verdict.VALID: Exit.DONE,
    Verdict.INVALID: Exit.INVALID,
    Verdict.CONSISTENT: Exit.NOT_AUTHENTICATED,
}


class Checked(Protocol):
    """What numbered checks found of one file."""

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks up to the first that failed."""

    @property
    def failed(self) -> Check | None:
        """The check that failed, if one did."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What was found of the files beside a receipt; nothing of those that were not given."""

    record: RecordVerification | None = None
    entry: EntryVerification | None = None
    proofs: ProofsVerification | None = None

    @property
    def standing(self) -> str | None:
        """Whether the draw counts, where its proofs tell."""
        return self.proofs.standing if self.proofs else None


NOTHING: Final = Beside()


@click.command(cls=SpokenCommand)
@click.argument("file", cls=SpokenArgument, type=FILE)
@click.option("--trust", type=FILE, help="Known keys and digests (JSON).")
@click.option("--unsigned", is_flag=True, help="Accept a receipt that nobody vouches for.")
@click.option("--replacements", type=FILE, help="Check the record of replacements, too (JSON).")
@click.option("--entry", type=FILE, help="Check your own entry in this draw, too (JSON).")
@click.option("--proofs", type=FILE, help="Check what the log bears out, too (JSON).")
@speaks
def verify(
    voice: Voice, file: Path, trust: Path | None, *, unsigned: bool, **beside: Path | None
) -> int:
    """Check a receipt: valid (exit 0), invalid (1), or true in itself but from nobody known (4).

    With the proofs of a draw that was annulled since, a true receipt ends with 5.
    """
    known = None if trust is None else read_trust(read_bytes(trust))
    verification = verify_receipt(read_bytes(file), known)
    given = {name: read_bytes(path) for name, path in beside.items() if path is not None}
    told = Beside(
        check_record(verification, given.get("replacements"), known),
        check_own_entry(verification, given.get("entry")),
        check_proofs(verification, given.get("proofs"), known),
    )
    if voice.as_json:
        click.echo(describe_as_data(verification, told))
    else:
        parts = [*lead_standing(told.standing, voice.sentences)]
        parts.append(describe_as_text(verification, voice.sentences))
        parts += describe_beside(told, given.keys(), voice.sentences)
        click.echo("\n\n".join(parts))
    verdict = join(verification, told)
    accepted = unsigned and verdict is Verdict.CONSISTENT
    return choose_exit(Verdict.VALID if accepted else verdict, told.standing)


def choose_exit(verdict: Verdict, standing: str | None) -> Exit:
    """The exit code: 0 only where the draw also counts, as far as the files can tell."""
    if verdict is Verdict.VALID and standing == OUT_OF_FORCE:
        return Exit.OUT_OF_FORCE
    return EXIT_CODES[verdict]


def check_record(
    verification: Verification, record: bytes | None, known: TrustFile | None
) -> RecordVerification | None:
    """The verdict on a record of replacements; nothing follows from an invalid receipt."""
    receipt = verification.receipt
    if record is None or receipt is None or verification.verdict is Verdict.INVALID:
        return None
    return verify_replacements(record, receipt, known)


def join(verification: Verification, beside: Beside) -> Verdict:
    """Valid only together: the weakest of the verdicts."""
    order = (Verdict.INVALID, Verdict.CONSISTENT, Verdict.VALID)
    said = [verification.verdict]
    said += [one.verdict for one in (beside.record, beside.proofs) if one is not None]
    if beside.entry is not None and beside.entry.failed is not None:
        said.append(Verdict.INVALID)
    return min(said, key=order.index)


def describe_beside(beside: Beside, given: Collection[str], sentences: Sentences) -> Iterator[str]:
    """What is said of each file that was given beside the receipt."""
    checked = {
        "replacements": (beside.record, conclude_record(beside.record, sentences)),
        "entry": (beside.entry, conclude_entry(beside.entry, sentences)),
        "proofs": (beside.proofs, conclude_proofs(beside.proofs, sentences)),
    }
    for name, (found, last) in checked.items():
        if name in given:
            lines = [say_check(check, sentences) for check in (found.checks if found else ())]
            yield "\n".join([*lines, "", last]).lstrip("\n")


def conclude_record(checked: RecordVerification | None, sentences: Sentences) -> str:
    """The last line on a record of replacements."""
    if checked is None:
        return sentences.say("verify.record.not_checked")
    params: dict[str, object] = {}
    if checked.failed is not None:
        name = sentences.say(f"verify.name.{checked.failed.name}")
        params = {"number": checked.failed.number, "name": name}
    return sentences.say(f"verify.record.{checked.verdict}", **params)


def describe_as_text(verification: Verification, sentences: Sentences) -> str:
    """Every check in a line, then the verdict."""
    lines = [say_check(check, sentences) for check in verification.checks]
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


def describe_as_data(verification: Verification, beside: Beside = NOTHING) -> str:
    """The same for a program, as JSON."""
    receipt = verification.receipt
    told: dict[str, object] = {
        "verdict": verification.verdict,
        "standing": beside.standing,
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
    told |= dict(_list_beside(beside))
    return write_data(told)


def _list_beside(beside: Beside) -> Iterator[tuple[str, dict[str, object]]]:
    record, entry, proofs = beside.record, beside.entry, beside.proofs
    if record is not None:
        yield "replacements", {"verdict": record.verdict, **list_run(record), **_say_panel(record)}
    if entry is not None:
        told = {"true": entry.failed is None, "drawn": entry.drawn}
        yield "entry", {**told, **list_run(entry)}
    if proofs is not None:
        yield "proofs", {"verdict": proofs.verdict, **list_run(proofs)}


def list_run(checked: Checked) -> dict[str, object]:
    """The failed check and all of them, as data."""
    failed = None if checked.failed is None else checked.failed.name
    return {"failed": failed, "checks": _list_checks(checked.checks)}


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


def say_check(check: Check, sentences: Sentences) -> str:
    """One check in a line."""
    status = sentences.say(f"verify.status.{check.status}")
    name = sentences.say(f"verify.name.{check.name}")
    said = sentences.say(check.code, **dict(check.params))
    number = f"{check.number:2}"
    return sentences.say("tool.verify.check", number=number, status=status, name=name, said=said)
