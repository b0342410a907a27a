"""How an auditor reads every step of the story in the log, and takes the log along."""

import subprocess
import sys
from pathlib import Path

from expert_pool.audit.acts import Act
from expert_pool.storage.migrating import ROOT
from tests.journeys.browsing import Visitor
from web.translation import load_sentences

OF_AN_APPLICATION = (
    Act.APPLICATION_START,
    Act.APPLICATION_CHANGE,
    Act.CREDENTIAL_ADD,
    Act.APPLICATION_SUBMIT,
    Act.APPLICATION_TAKE,
    Act.CREDENTIAL_VERIFY,
    Act.APPLICATION_VERIFY_FIRST,
    Act.APPLICATION_ADMIT,
)
OF_A_PANEL = (
    Act.REQUEST_CREATE,
    Act.REQUEST_CHANGE,
    Act.REQUEST_SUBMIT,
    Act.REQUEST_APPROVE,
    Act.DRAW_PARTY_COMMIT,
    Act.DRAW_COMMIT,
    Act.DRAW_REVEAL,
    Act.DRAW_RESULT,
    Act.DRAW_READ_PANEL,
    Act.DRAW_PRINT,
)


def say_act(visitor: Visitor, act: Act) -> str:
    """An act as the log's page words it."""
    return load_sentences()[f"act.{act.value}"].in_language(visitor.language)


def reads_every_step(auditor: Visitor, application: str, request: str) -> None:
    """Both stories in the log, each act with who did it."""
    say = auditor.say
    auditor.open("/audit", "audit-overview")
    auditor.open("/audit/log", "log")
    _finds(auditor, say("Subject: its number"), application)
    _shows(auditor, OF_AN_APPLICATION, "log-application")
    auditor.open("/audit/log")
    _finds(auditor, say("Panel request: number"), request)
    _shows(auditor, OF_A_PANEL, "log-request")


def _finds(auditor: Visitor, field: str, words: str) -> None:
    auditor.fill(field, words)
    auditor.press(auditor.say("Search"))


def _shows(auditor: Visitor, acts: tuple[Act, ...], name: str) -> None:
    """The list holds every act; older entries stand on the next page."""
    expected = {say_act(auditor, act) for act in acts}
    seen: set[str] = set()
    auditor.picture(name)
    while True:
        for words in auditor.page.locator("main tbody th").all_inner_texts():
            seen |= {act for act in expected if words.startswith(act)}
        older = auditor.page.get_by_role("link", name=auditor.say("Older entries"), exact=True)
        if not older.count():
            break
        auditor.leave_by(older)
    assert expected - seen == set()


def looks_into_an_entry(auditor: Visitor, request: str) -> None:
    """One entry with its proof, and what it changed, for a stated purpose."""
    say = auditor.say
    auditor.open("/audit/log")
    _finds(auditor, say("Panel request: number"), request)
    act = auditor.page.locator("main tbody tr", has_text=say_act(auditor, Act.REQUEST_APPROVE))
    auditor.leave_by(act.locator("td.number a"), "entry")
    if auditor.shows_button(say("Open the detail")):
        auditor.page.get_by_role("radio").first.check()
        auditor.press(say("Open the detail"), "entry-opened")
    auditor.reads(say("What changed"))
    assert auditor.page.locator("main tbody tr").count() > 0
    auditor.reads(say("In the log"))


def takes_the_log_along(auditor: Visitor) -> Path:
    """Export the log, and hold the log against the export: nothing changed."""
    say = auditor.say
    auditor.open("/audit/verify", "verify")
    export = auditor.saves(lambda: auditor.button(say("Download the export")).click())
    auditor.press(say("Compute the root now"), "verified")
    auditor.reads(say("Every check passed."))
    auditor.page.locator("#file").set_input_files(export)
    auditor.press(say("Compare with the file"), "compared")
    auditor.reads(say("Every check passed."))
    return export


def check_export(export: Path) -> int:
    """The same check of the file on another machine, without the service."""
    return run("web.cli", "check", "log", "--export", str(export))


def verify_receipt(receipt: Path, trust: Path) -> int:
    """Anybody's check of a receipt, without service, solver or database."""
    return run("selection", "verify", str(receipt), "--trust", str(trust))


def run(module: str, *arguments: str) -> int:
    """A command of the project, on this machine; gives its exit code."""
    command = [sys.executable, "-m", module, *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    return ended.returncode
