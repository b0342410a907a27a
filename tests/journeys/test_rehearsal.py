"""The whole ceremony, rehearsed with relay, witness and service as processes: every way it ends.

`make rehearse-ceremony` runs it; it takes half an hour, since nobody can hurry a beacon.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from selection.storage.draw_store import DrawRecord
from tests.journeys.browsing import Habits, Visitor
from tests.journeys.conftest import RESULTS
from tests.journeys.registration import sign_in
from tests.journeys.rehearsing import people
from tests.journeys.rehearsing.altered import UNLOCKED
from tests.journeys.rehearsing.relay import OTHER_CHAIN, OTHER_ROUND, SILENT, wrong_signature
from tests.journeys.rehearsing.stage import BEACON, DICE, Rehearsal, opened_rehearsal
from tests.selection.sources.signing import sign_round

pytestmark = [pytest.mark.browser, pytest.mark.rehearsal]
REQUESTS = {BEACON: 6, DICE: 1}
TOO_LATE = 20
"""Seconds after which the service has asked more than once for a round that is there."""
A_DAY_AND_MORE = 25 * 60 * 60
CONFLICT = 409


@pytest.fixture(scope="module")
def stage(executable: str) -> Iterator[Rehearsal]:
    assert executable, "Nobody could look at the service."
    # Root's unprivileged account must reach the directory, which pytest's own does not allow.
    with TemporaryDirectory(prefix="expert-pool-rehearsal-") as directory:
        Path(directory).chmod(0o711)
        with opened_rehearsal(Path(directory), REQUESTS) as opened:
            yield opened


Arrives = Callable[[str], Visitor]


@pytest.fixture
def arrives(
    chromium: Browser, stage: Rehearsal, request: pytest.FixtureRequest
) -> Iterator[Arrives]:
    """Give the person of a demo account, signed in, or somebody without one."""
    folder = RESULTS / "rehearsal" / request.node.name.removeprefix("test_")
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as open_browsers:

        def arrive(name: str) -> Visitor:
            language = "zh_Hans" if name == "officer" else "en"
            visitor = Visitor(chromium, stage.service.address, Habits(language), folder)
            open_browsers.callback(visitor.close)
            if name:
                sign_in(visitor, f"{name}@demo.example")
            return visitor

        yield arrive


def is_published_once(stage: Rehearsal, request_id: UUID) -> bool:
    """One result in the log, which a stranger deals again from the receipt."""
    people.until(lambda: "draw.result" in stage.acts(request_id))
    acts = stage.acts(request_id)
    told = [acts.count(f"draw.{act}") for act in ("commit", "lock", "beacon", "result")]
    return told == [1, 1, 1, 1] and people.is_valid(stage, stage.attempts(request_id)[-1])


def test_online_with_a_second_commit_and_a_killed_service(
    stage: Rehearsal, arrives: Arrives
) -> None:
    stage.serve(BEACON)
    request_id = stage.take(BEACON)
    officer, again, auditor = arrives("officer"), arrives("officer"), arrives("auditor")
    again.open(people.draw_page(request_id))
    people.wait_for_fresh_minute()
    committed = people.commit(stage, officer, request_id, "online")
    again.watch.expected.add(CONFLICT)
    again.press(again.say("Have the draw committed"), "second-commit")
    assert committed.commit_hash.hex()[:16] in again.page.locator("main").inner_text()
    assert len(stage.attempts(request_id)) == 1
    people.wait_for_state(stage, request_id, "locked", people.seconds_to(committed))
    auditor.open(people.draw_page(request_id), "countdown")
    stage.kill("service")
    stage.serve(BEACON)
    drawn = people.wait_for_state(stage, request_id, "drawn", people.seconds_to(committed) + 60)
    assert drawn.commit_hash == committed.commit_hash
    assert is_published_once(stage, request_id)
    followed = auditor.page.locator(".pseudonym")  # the open page has asked in vain, and again
    followed.first.wait_for(timeout=people.PATIENCE * 1000)
    shown = people.sees_panel(arrives("officer"), request_id, "drawn")
    assert followed.all_inner_texts() == shown
    people.checks_in_the_browser(arrives(""), stage, drawn)


@pytest.mark.parametrize("lie", [OTHER_ROUND, OTHER_CHAIN])
def test_a_wrong_round_draws_nothing(stage: Rehearsal, arrives: Arrives, lie: str) -> None:
    stage.serve(BEACON)
    request_id = stage.take(BEACON)
    officer = arrives("officer")
    people.wait_for_fresh_minute()
    number = people.round_of(people.commit(stage, officer, request_id))
    stage.lie(number, lie)
    committed = people.wait_for_state(stage, request_id, "locked", 60)
    people.until(lambda: people.seconds_to(committed) < -TOO_LATE, 240)
    people.bring(officer, request_id, wrong_signature(number, lie), "refused")
    officer.sees_the_summary()
    assert stage.attempts(request_id)[-1].state.value == "locked"
    assert "draw.beacon" not in stage.acts(request_id)
    people.bring(officer, request_id, sign_round(number), "typed")
    people.sees_panel(officer, request_id)
    assert is_published_once(stage, request_id)


def test_a_late_lock_is_void_and_the_next_attempt_names_it(
    stage: Rehearsal, arrives: Arrives
) -> None:
    stage.serve(BEACON)
    request_id = stage.take(BEACON)
    officer, approver = arrives("officer"), arrives("approver")
    people.wait_for_fresh_minute()
    first = commit_unseen(stage, officer, request_id)
    void = people.wait_for_state(stage, request_id, "void", 60)
    assert void.commit_hash == first.commit_hash
    officer.page.wait_for_url(officer.at(f"/requests/{request_id}"), timeout=60_000)
    officer.look("void")  # the open page went there by itself
    ask_again(officer, approver, request_id)
    people.wait_for_fresh_minute()
    second = people.commit(stage, officer, request_id)
    people.wait_for_state(stage, request_id, "drawn", people.seconds_to(second) + 60)
    told = people.committed_in(stage, second)
    assert (told["attempt"], told["prev"]) == (2, first.commit_hash.hex())
    people.until(lambda: stage.acts(request_id).count("draw.result") == 1)


def test_without_the_check_of_the_lock_a_late_one_passes(
    stage: Rehearsal, arrives: Arrives
) -> None:
    stage.serve_altered(lock=UNLOCKED)
    request_id = stage.take(BEACON)
    officer = arrives("officer")
    people.wait_for_fresh_minute()
    committed = commit_unseen(stage, officer, request_id)
    people.wait_for_state(stage, request_id, "drawn", people.seconds_to(committed) + 60)


def commit_unseen(stage: Rehearsal, officer: Visitor, request_id: UUID) -> DrawRecord:
    """Commit while the witness is away; it comes back when it is too late."""
    stage.end("witness")
    committed = people.commit(stage, officer, request_id)
    people.until(lambda: people.seconds_to(committed) < 60 - 2, 240)
    stage.begin_to_witness()
    return committed


def ask_again(officer: Visitor, approver: Visitor, request_id: UUID) -> None:
    """A request that came back needs a new approval."""
    officer.open(f"/requests/{request_id}/edit")
    officer.press(officer.say("Save and check"))
    if not officer.shows_button(officer.say("Submit the request")):
        officer.leave_by(officer.page.locator("a.back"))
    tick = officer.page.locator("input[name=confirmed]")
    if tick.count():
        tick.check()
    officer.press(officer.say("Submit the request"))
    approver.open(f"/requests/{request_id}")
    approver.fill(approver.say("Reason"), "虚构理由")
    approver.press(approver.say("Approve and freeze the criteria"))


def test_offline_with_dice(stage: Rehearsal, arrives: Arrives) -> None:
    stage.serve(DICE)
    request_id = stage.take(DICE)
    officer, auditor = arrives("officer"), arrives("auditor")
    people.commit(stage, officer, request_id, "dice")
    time.sleep(TOO_LATE)  # fifty throws take longer, and the witness sees the commitment meanwhile
    people.throw(officer, request_id, people.THROWS, "typed")
    people.throw(auditor, request_id, people.THROWS[::-1], "differ")
    assert stage.attempts(request_id)[-1].state.value != "drawn"
    people.throw(auditor, request_id, people.THROWS, "drawn")
    people.sees_panel(officer, request_id)
    drawn = stage.attempts(request_id)[-1]
    assert people.is_valid(stage, drawn)
    people.checks_in_the_browser(arrives(""), stage, drawn)


def test_a_missing_round_is_replaced_by_dice_and_its_coming_late_is_kept(
    stage: Rehearsal, arrives: Arrives
) -> None:
    """The last one: from here on the clock is a day ahead."""
    stage.serve(BEACON)
    request_id = stage.take(BEACON)
    officer = arrives("officer")
    people.wait_for_fresh_minute()
    number = people.round_of(people.commit(stage, officer, request_id))
    stage.lie(number, SILENT)
    committed = people.wait_for_state(stage, request_id, "locked", 60)
    people.until(lambda: people.seconds_to(committed) < -TOO_LATE, 240)
    stage.serve_altered(seconds=A_DAY_AND_MORE)
    officer, auditor = arrives("officer"), arrives("auditor")
    auditor.open(people.draw_page(request_id), "missing")
    auditor.press(auditor.say("Confirm that the round is missing"), "passed-over")
    for one in (officer, auditor):
        people.throw(one, request_id, people.THROWS)
    people.sees_panel(auditor, request_id, "drawn-by-dice")
    drawn = stage.attempts(request_id)[-1]
    assert people.is_valid(stage, drawn)
    people.bring(auditor, request_id, sign_round(number), "late-round")
    people.until(lambda: stage.acts(request_id)[-1] == "draw.beacon_late")
    assert stage.attempts(request_id)[-1].receipt_digest == drawn.receipt_digest
    annul(officer, arrives("approver"), auditor, request_id)
    assert stage.attempts(request_id)[-1].state.value == "annulled"


def annul(officer: Visitor, approver: Visitor, auditor: Visitor, request_id: UUID) -> None:
    """Three persons agree that the draw should not count, since the round appeared."""
    officer.open(f"/requests/{request_id}/draw/annul", "annul")
    officer.choose(officer.say("The round appeared after the fallback was used"))
    officer.fill(officer.say("Facts"), "虚构事实")
    officer.press(officer.say("Ask for the annulment"))
    for one in (approver, auditor):
        one.open(f"/requests/{request_id}/draw/annul")
        one.press(one.say("Agree to the annulment"))
