"""While the service works out the chances, the page says so and follows; nothing is done twice."""

import asyncio

import pytest

from selection.drawing import prepare_complete
from selection.errors import SelectionError
from tests.web.draws.conftest import Stage
from web.draws import preparing


class Gate:
    """Holds the preparation of a draw until the test opens it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open, self.calls = asyncio.Event(), 0
        self.fails: SelectionError | RuntimeError | None = None
        self.real = prepare_complete
        monkeypatch.setattr(preparing, "prepare_complete", self.prepare)
        monkeypatch.setattr(preparing, "PATIENCE", 0.05)

    async def prepare(self, *given: object) -> object:
        self.calls += 1
        await self.open.wait()
        if self.fails:
            raise self.fails
        return await self.real(*given)  # type: ignore[arg-type]

    async def settle(self) -> None:
        self.open.set()
        await asyncio.gather(*preparing._running.values())


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


async def state_of(stage: Stage) -> object:
    return (await stage.auditor.get(f"{stage.path}/state")).json()["stage"]


async def test_the_page_says_that_it_works_and_follows_by_itself(stage: Stage, gate: Gate) -> None:
    page = await stage.commit_both()
    assert "The service is working out the chances" in page.text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.text
    assert 'data-state="computing 2 0"' in page.text
    assert await state_of(stage) == "computing"
    chinese = await stage.officer.get(f"{stage.path}?lang=zh_Hans")
    assert "正在计算入选概率" in chinese.text
    await gate.settle()
    assert gate.calls == 1
    assert "Secrets are revealed from" in (await stage.auditor.get(stage.path)).text


async def test_a_draw_that_nobody_waits_for_is_committed_all_the_same(
    stage: Stage, gate: Gate
) -> None:
    await stage.commit_both()
    await gate.settle()
    assert (await stage.acts()).count("draw.commit") == 1


async def test_after_a_crash_the_next_look_begins_again(stage: Stage, gate: Gate) -> None:
    await stage.commit_both()
    for task in tuple(preparing._running.values()):
        task.cancel()
    await asyncio.sleep(0)
    gate.open.set()
    await stage.officer.get(stage.path)
    await gate.settle()
    assert gate.calls == 2
    assert await state_of(stage) == "countdown"


@pytest.mark.parametrize(
    ("fails", "told"),
    [
        (SelectionError("draw.policy_changed"), "The policy has changed since the approval."),
        (RuntimeError("secret detail"), "The draw could not be prepared; nothing is committed."),
    ],
)
async def test_a_failure_is_told_and_tried_again_after_a_minute(
    stage: Stage, gate: Gate, fails: SelectionError | RuntimeError, told: str
) -> None:
    gate.fails = fails
    gate.open.set()
    page = await stage.commit_both()
    await gate.settle()
    page = await stage.auditor.get(stage.path)
    assert told in page.text
    assert "secret detail" not in page.text
    assert await state_of(stage) == "failed"
    calls, gate.fails = gate.calls, None
    await stage.auditor.get(stage.path)
    assert gate.calls == calls
    stage.clock.advance(minutes=2)
    await stage.auditor.get(stage.path)
    await gate.settle()
    assert await state_of(stage) == "countdown"
