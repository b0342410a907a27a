"""`expert-pool check`: runs every check of the database; what they ask is for the packages."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from expert_pool.audit.log import ExportReport, LogHead, check_export, compare_with_leaves
from expert_pool.errors import DatabaseAway, ExpertPoolError
from expert_pool.findings import Finding, Severity
from selection.tool.command_list import SpokenGroup
from selection.tool.printing import write_data
from web.cli.language import translator
from web.cli.lines import read_lines
from web.cli.opening import opened
from web.settings import Settings
from web.translation import Translator

if TYPE_CHECKING:
    from expert_pool.checking import LogReport, PoolReport
    from selection.checking import DrawsReport
    from web.services import Services

FINE, FOUND, CANNOT_RUN = 0, 1, 2
MOST_SHOWN: Final = 50
EXIT_CODES = "Exit codes: 0 everything fits; 1 something was found; 2 the check cannot run."


@dataclass(frozen=True, slots=True)
class Checked:
    """What was recomputed, and everything that was found."""

    log: LogReport
    draws: DrawsReport
    pool: PoolReport
    export: ExportReport | None
    trails: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, those of the log first."""
        own = (*self.log.findings, *self.draws.findings, *self.trails, *self.pool.findings)
        if self.export is None:
            return own
        compared = compare_with_leaves(self.log.leaves, self.export.leaves)
        return (*own, *self.export.findings, *compared)


@click.group(cls=SpokenGroup, invoke_without_command=True, epilog=EXIT_CODES)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--export",
    "export_file",
    type=click.Path(path_type=Path),
    help="Hold the log against a former export, too.",
)
@click.pass_context
def check(context: click.Context, as_json: bool, export_file: Path | None) -> None:
    """Recompute log, draws, applications and roles, and name what does not fit."""
    if context.invoked_subcommand is not None:
        return
    words = translator()
    try:
        exported = _read_export(export_file) if export_file else None
        with opened(Settings()) as settings:
            checked = asyncio.run(_check_all(settings, exported))
    except (ExpertPoolError, DatabaseAway, OSError) as error:
        _refuse(error, words)
    if as_json:
        click.echo(write_data(_as_json(checked, words)))
    else:
        _show(checked, words)
    _end(checked.findings)


@check.command("log", epilog=EXIT_CODES)
@click.option(
    "--export",
    "export_file",
    required=True,
    type=click.Path(path_type=Path),
    help="The file of the export (.jsonl).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def check_log_file(export_file: Path, as_json: bool) -> None:
    """Check an exported log by itself, without any database: entries, details, root."""
    words = translator()
    try:
        report = _read_export(export_file)
    except (ExpertPoolError, OSError) as error:
        _refuse(error, words)
    if as_json:
        found = {"log": _head(report.head), "findings": _told(report.findings, words)}
        click.echo(write_data(found))
    else:
        click.echo(words.sentence("check.log", _head(report.head)))
        _say(report.findings, words)
    _end(report.findings)


async def _check_all(settings: Settings, exported: ExportReport | None) -> Checked:
    from web.services import make_services

    services = make_services(settings)
    try:
        return await check_everything(services, exported)
    finally:
        await services.database.close()


async def check_everything(services: Services, exported: ExportReport | None = None) -> Checked:
    """Every check, in one snapshot of the database."""
    from expert_pool.checking import check_integrity_files, check_log, check_pool_records
    from selection.checking import (
        check_convened,
        check_draws,
        check_evaluations,
        check_payments,
        check_trails,
    )

    outside = services.outside()
    async with services.database.read() as session:
        draws = await check_draws(session, services.draw_desk)
        trails = await check_trails(session, draws.draws)
        trails += await check_convened(session)
        trails += await check_payments(session)
        trails += await check_evaluations(session)
        trails += await check_integrity_files(session, services.today())
        log = await check_log(session, services.cipher, draws.heads, outside)
        rules = (services.policy, services.lists, services.today())
        pool = await check_pool_records(session, services.cipher, *rules)
    return Checked(log, draws, pool, exported, tuple(trails))


def _read_export(path: Path) -> ExportReport:
    return check_export(read_lines(path))


def _as_json(checked: Checked, words: Translator) -> dict[str, object]:
    return {
        "log": {**_head(checked.log.head), "heads": checked.log.heads, "notes": checked.log.notes},
        "checked": _counts(checked),
        "findings": _told(checked.findings, words),
        "eligibility": {code: list(who) for code, who in checked.pool.eligibility.items()},
    }


def _counts(checked: Checked) -> dict[str, int]:
    return {
        "entries": checked.log.head.size,
        "requests": checked.draws.requests,
        "draws": len(checked.draws.draws),
        "applications": checked.pool.applications,
        "accounts": checked.pool.accounts,
        "members": checked.pool.members,
    }


def _head(head: LogHead) -> dict[str, object]:
    return {"size": head.size, "root": head.root.hex()}


def _told(findings: Iterable[Finding], words: Translator) -> list[dict[str, object]]:
    return [
        {
            "code": finding.code,
            "severity": finding.severity.value,
            "params": dict(finding.params),
            "message": words.finding(finding),
        }
        for finding in findings
    ]


def _show(checked: Checked, words: Translator) -> None:
    click.echo(words.sentence("check.log", _head(checked.log.head)))
    click.echo(words.sentence("check.counts", _counts(checked)))
    for code, who in checked.pool.eligibility.items():
        click.echo(words.sentence("check.eligibility", {"code": code, "count": len(who)}))
    _say(checked.findings, words)


def _say(findings: Sequence[Finding], words: Translator) -> None:
    for finding in findings[:MOST_SHOWN]:
        click.echo(f"{finding.code}  {words.finding(finding)}")
    if len(findings) > MOST_SHOWN:
        click.echo(words.sentence("check.more", {"n": len(findings) - MOST_SHOWN}))
    if not findings:
        click.echo(words.sentence("check.nothing_found", {}))


def _end(findings: Iterable[Finding]) -> None:
    wrong = any(finding.severity is not Severity.INFO for finding in findings)
    sys.exit(FOUND if wrong else FINE)


def _refuse(error: ExpertPoolError | DatabaseAway | OSError, words: Translator) -> NoReturn:
    if isinstance(error, ExpertPoolError):
        message = words.error(error)
    elif isinstance(error, DatabaseAway):
        away = words.sentence("database.away", {"problem": str(error)})
        message = words.sentence("check.cannot_read", {"problem": away})
    else:
        message = words.sentence("check.cannot_read", {"problem": str(error)})
    click.echo(message, err=True)
    sys.exit(CANNOT_RUN)
