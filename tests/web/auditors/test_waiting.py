"""What waits for an auditor: on the first page, with a link, and only what is theirs to do."""

from uuid import UUID, uuid4

import pytest

from expert_pool.roles import Role
from selection.storage.overview import WaitingDraw
from tests.web.conftest import SignedIn
from tests.web.draws.conftest import Stage, patience, stage
from web.auditors.home import waiting_for

__all__ = ["patience", "stage"]
OWN, OTHER = UUID(int=1), UUID(int=2)


def draw(auditor: UUID | None = None, by: UUID = OTHER, approved_by: UUID = OTHER) -> WaitingDraw:
    return WaitingDraw(uuid4(), "PR-2026-0001", "A01", by, approved_by, auditor, None)


@pytest.mark.parametrize(
    ("waiting", "mine"),
    [
        (draw(), True),
        (draw(auditor=OWN), True),
        (draw(auditor=OTHER), False),
        (draw(by=OWN), False),
        (draw(approved_by=OWN), False),
    ],
)
def test_only_what_this_auditor_may_do_is_shown(waiting: WaitingDraw, mine: bool) -> None:
    assert bool(waiting_for((waiting,), OWN)) is mine


async def test_a_draw_waits_for_the_commitment_then_for_the_reveal(stage: Stage) -> None:
    page = await stage.auditor.get("/audit")
    assert "Draws that wait for you" in page.text
    assert "Commitment of an auditor" in page.text
    assert f'href="{stage.path}"' in page.text
    await stage.commit("auditor")
    assert "Draws that wait for you" not in (await stage.auditor.get("/audit")).text
    await stage.commit("officer")
    assert "Reveal your secret" in (await stage.auditor.get("/audit")).text
    stage.clock.advance(minutes=1)
    await stage.reveal("auditor")
    assert "Draws that wait for you" not in (await stage.auditor.get("/audit")).text


async def test_another_auditor_is_not_asked_for_a_reveal(stage: Stage, signed_in: SignedIn) -> None:
    await stage.commit_both()
    other = await signed_in(Role.AUDITOR)
    assert "Draws that wait for you" not in (await other.get("/audit")).text


async def test_in_chinese_too(stage: Stage) -> None:
    page = await stage.auditor.get("/audit?lang=zh_Hans")
    assert "等待您参与的抽取" in page.text
    assert "参与抽取" in page.text
