"""What officer, auditor and approver do at their browsers in a rehearsal."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from uuid import UUID

from selection.drawing.sources import read_beacon
from selection.storage.draw_store import DrawRecord
from tests.journeys import auditing
from tests.journeys.browsing import Visitor
from tests.journeys.rehearsing.stage import Rehearsal

PATIENCE = 90
THROWS = "3514264512" * 5
SEATS = 5


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something that another process brings about."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "It did not come about."
        time.sleep(0.5)


def draw_page(request_id: UUID) -> str:
    return f"/requests/{request_id}/draw"


def wait_for_fresh_minute() -> None:
    """The minute after the commitment is whole, so that a witness has a minute and more."""
    time.sleep(max(0.0, 60 - time.time() % 60 + 1) if time.time() % 60 > 20 else 0)


def commit(stage: Rehearsal, officer: Visitor, request_id: UUID, name: str = "") -> DrawRecord:
    """The officer has the draw committed; the page shows the commitment."""
    before = len(stage.attempts(request_id))
    officer.open(draw_page(request_id), f"{name}-before" if name else "")
    officer.press(officer.say("Have the draw committed"))
    until(lambda: len(stage.attempts(request_id)) > before)
    officer.open(draw_page(request_id), f"{name}-committed" if name else "")
    draw = stage.attempts(request_id)[-1]
    shown = officer.page.locator(".digest.large").first.inner_text()
    assert "".join(shown.split()) == draw.commit_hash.hex()
    return draw


def wait_for_state(stage: Rehearsal, request_id: UUID, state: str, seconds: float) -> DrawRecord:
    """The newest draw, as soon as it is in this state."""
    until(lambda: stage.attempts(request_id)[-1].state.value == state, seconds)
    return stage.attempts(request_id)[-1]


def seconds_to(draw: DrawRecord) -> float:
    """How long until the source speaks."""
    return draw.reveal_from.timestamp() - time.time()


def round_of(draw: DrawRecord) -> int:
    return read_beacon(draw).round


def bring(visitor: Visitor, request_id: UUID, signature: str, name: str = "") -> None:
    """Type a signature, whatever it is."""
    visitor.open(draw_page(request_id))
    visitor.page.locator("textarea[name=signature]").fill(signature)
    words = visitor.page.locator("form[action$='/round'] button")
    visitor.leave_by(words, name)


def throw(visitor: Visitor, request_id: UUID, throws: str, name: str = "") -> None:
    """Type fifty throws."""
    visitor.open(draw_page(request_id))
    visitor.page.locator("textarea[name=throws]").fill(throws)
    visitor.press(visitor.say("Hand in the throws"), name)


def sees_panel(visitor: Visitor, request_id: UUID, name: str = "") -> list[str]:
    """The pseudonyms of the panel."""
    visitor.open(draw_page(request_id), name)
    pseudonyms = visitor.page.locator(".pseudonym").all_inner_texts()
    assert len(set(pseudonyms)) == SEATS
    return pseudonyms


def published(stage: Rehearsal, draw: DrawRecord) -> tuple[Path, Path]:
    """The public receipt, and the keys with the chain of the rehearsal, as anybody gets them."""
    kept = stage.folder / "published"
    kept.mkdir(exist_ok=True)
    commit_hash = draw.commit_hash.hex()
    files = []
    for path, name in ((f"{commit_hash}/receipt", commit_hash), ("trust", "trust")):
        with urlopen(f"{stage.service.address}/receipts/{path}.json") as answer:  # noqa: S310 - our own address
            files.append(kept / f"{name}.json")
            files[-1].write_bytes(answer.read())
    return files[0], files[1]


def is_valid(stage: Rehearsal, draw: DrawRecord) -> bool:
    """Whether a stranger's check deals the same panel again from the receipt alone."""
    return auditing.verify_receipt(*published(stage, draw)) == 0


def committed_in(stage: Rehearsal, draw: DrawRecord) -> dict[str, Any]:
    """What the published receipt says was committed."""
    told: dict[str, Any] = json.loads(published(stage, draw)[0].read_bytes())
    committed: dict[str, Any] = told["commit"]
    return committed


def checks_in_the_browser(visitor: Visitor, stage: Rehearsal, draw: DrawRecord) -> None:
    """The second verifier, in the browser of somebody without an account, agrees."""
    receipt, keys = published(stage, draw)
    visitor.open("/verify")
    visitor.page.locator("#verify-keys").set_input_files(keys)
    visitor.page.locator("#verify-file").set_input_files(receipt)
    verdict = visitor.page.locator("#verify-verdict")
    verdict.wait_for(timeout=PATIENCE * 1000)
    assert verdict.inner_text() == visitor.say("Valid")
    visitor.look("checked")
