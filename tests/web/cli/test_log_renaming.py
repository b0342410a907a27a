"""`expert-pool log reopen`, broken at each step: the same command again finishes it and says so."""

import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path

import pytest

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Checkpoint, read_checkpoint, sign_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from web.cli.check import check_everything
from web.cli.log_renaming import Earlier
from web.cli.log_reopening import Reopened, Wish, reopen
from web.services import Services, make_services
from web.settings import Settings

LOST = 50
PEOPLE = (Actor("ann", "auditor"), Actor("ben", "user_admin"))
STEPS = 16
"""Before and after: closing note, new key beside, two copies, new key, two removals, new note."""


class Killed(BaseException):
    """The process ends here."""


class Breaking:
    """Ends the process before or after the file operation of a number, or never."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 0
        for name in ("replace", "unlink"):
            monkeypatch.setattr(os, name, self._watched(getattr(os, name)))

    def _watched(self, work: Callable[..., None]) -> Callable[..., None]:
        def watched(*given: object, **named: object) -> None:
            self._pass()
            work(*given, **named)
            self._pass()

        return watched

    def _pass(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed


class Operator:
    """Somebody at the machine, beside the two who enter it."""

    def __init__(self, services: Services) -> None:
        self.services, self.settings = services, services.settings
        self.told: list[Earlier] = []
        self.asked = 0

    async def lose(self) -> bytes:
        """A checkpoint outside that the log no longer reaches; something was signed before."""
        async with self.services.database.transaction() as session:
            await record_act(session, actor=PEOPLE[0], act=Act.DEMO_FILL, subject="log")
        assert await self.services.sequencer.step()
        self.asked += 1
        key = self.settings.log_keys().current
        ahead = Checkpoint(key.name, LogHead(LOST * (self.asked + 1), bytes(32)))
        return sign_checkpoint(ahead, [key]).written().encode()

    async def reopen(self, note: bytes, name: str) -> Reopened:
        async def prove() -> tuple[Actor, Actor]:
            return PEOPLE

        wish = Wish(name, (note,), ("", ""), "older_backup", "")
        return await reopen(self.services, wish, prove, self.told.append)

    async def findings(self) -> list[str]:
        return [one.code for one in (await check_everything(self.services)).findings]

    async def entered(self) -> Counter[str]:
        """How many entries began each name."""
        async with self.services.database.read() as session:
            wanted = AuditFilter(acts=frozenset({Act.LOG_REOPEN}))
            page = await AuditStore(session).page(wanted, limit=100)
        return Counter(one.entry.subject for one in page.entries)

    def signed_under(self) -> tuple[str, str]:
        """The name of the key in force, and of the checkpoint beside the database."""
        keys, file = self.settings.log_keys(), self.settings.checkpoint_file
        return keys.origin, read_checkpoint(file.read_bytes(), keys.known).checkpoint.origin


@pytest.fixture
async def operator(database_url: str, tmp_path: Path) -> AsyncIterator[Operator]:
    services = make_services(Settings(database_url=database_url, data_dir=tmp_path / "data"))
    yield Operator(services)
    await services.database.close()


async def test_killed_at_any_step_the_same_command_again_finishes_it(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking, data = Breaking(monkeypatch), operator.settings.data_dir
    for step in count(1):
        former, name = operator.settings.log_keys(), f"pool.example.org/log-{step}"
        note = await operator.lose()
        breaking.left = step
        try:
            await operator.reopen(note, name)
        except Killed:
            await operator.reopen(note, name)
        left = breaking.left
        assert await operator.findings() == []
        assert operator.signed_under() == (name, name)
        mark = former.current.verifier.id.hex()
        aside = [data / f"{file}.{mark}" for file in ("log.key", "log.checkpoint")]
        assert [one.read_bytes() for one in aside] == [former.written().encode(), note]
        assert not (data / "log.key.next").exists()
        if left > 0:
            break
    assert step == STEPS + 1
    assert set((await operator.entered()).values()) == {1}
    assert set(operator.told) == set(Earlier)


async def test_what_was_entered_is_finished_before_anything_else_is_begun(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the new key in force only the same name and checkpoint are taken."""
    breaking, note = Breaking(monkeypatch), await operator.lose()
    breaking.left = 10
    with pytest.raises(Killed):
        await operator.reopen(note, "pool.example.org/log-v2")
    with pytest.raises(ExpertPoolError, match=r"log\.reopening_unfinished"):
        await operator.reopen(note, "pool.example.org/log-v3")
    assert await operator.services.sequencer.step() is None
    await operator.reopen(note, "pool.example.org/log-v2")
    assert operator.told[-1] is Earlier.FINISHED
    assert await operator.findings() == []


async def test_a_key_that_never_signed_gives_way_to_another_name(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entered, but the former key is still in force: a newer checkpoint may have turned up."""
    breaking, note = Breaking(monkeypatch), await operator.lose()
    breaking.left = 5
    with pytest.raises(Killed):
        await operator.reopen(note, "pool.example.org/log-v2")
    assert len(await operator.entered()) == 1
    await operator.reopen(note, "pool.example.org/log-v3")
    assert operator.told[-1] is Earlier.TAKEN_BACK
    assert operator.signed_under() == ("pool.example.org/log-v3",) * 2
    assert len(await operator.entered()) == 2
    assert await operator.findings() == []


async def test_keys_that_change_while_the_two_sign_in_are_left_alone(operator: Operator) -> None:
    note, settings = await operator.lose(), operator.settings
    rekeyed = settings.log_keys().replaced(bytes(32), operator.services.now()).written()

    async def prove() -> tuple[Actor, Actor]:
        settings.log_file.write_text(rekeyed)
        return PEOPLE

    wish = Wish("pool.example.org/log-v2", (note,), ("", ""), "older_backup", "")
    with pytest.raises(ExpertPoolError, match=r"log\.keys_changed"):
        await reopen(operator.services, wish, prove, operator.told.append)
    assert settings.log_file.read_text() == rekeyed
    assert not await operator.entered()
