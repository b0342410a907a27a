"""Beside the requests the log is signed, and whatever fails is tried again."""

import asyncio
from contextlib import suppress

import pytest
from sqlalchemy import text

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import read_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from tests.web.conftest import SteppingClock
from web.log_keeping import run_sequencer
from web.services import Services, make_services
from web.settings import Settings


async def record(services: Services) -> None:
    async with services.database.transaction() as session:
        await record_act(session, actor=Actor("ann", "auditor"), act=Act.DEMO_FILL, subject="log")


async def signed(services: Services, size: int) -> None:
    """Wait until the note outside the database has this size; it comes within a second."""
    async with asyncio.timeout(30):
        while size_outside(services) != size:
            await asyncio.sleep(0.05)


def size_outside(services: Services) -> int:
    file = services.settings.checkpoint_file
    if not file.is_file():
        return 0
    return read_checkpoint(
        file.read_bytes(), services.settings.log_keys().known
    ).checkpoint.head.size


async def test_a_running_service_signs_what_was_recorded(services: Services) -> None:
    running = asyncio.create_task(run_sequencer(services))
    await record(services)
    await signed(services, 1)
    await record(services)
    await signed(services, 2)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_a_step_that_fails_is_taken_again(services: Services) -> None:
    await record(services)
    folder = services.settings.checkpoint_file
    folder.mkdir(parents=True)
    running = asyncio.create_task(run_sequencer(services))
    async with asyncio.timeout(30):
        while not await _places(services):
            await asyncio.sleep(0.05)
    folder.rmdir()
    await signed(services, 1)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _places(services: Services) -> int:
    async with services.database.aside() as session:
        return await session.scalar(text("SELECT count(*) FROM audit_order")) or 0


def test_a_key_is_made_once_under_the_name_of_the_log(settings: Settings) -> None:
    named = settings.model_copy(update={"log_origin": "pool.example.org/log"})
    keys = named.log_keys()
    assert keys.origin == "pool.example.org/log"
    assert settings.log_keys() == keys
    assert named.log_file.stat().st_mode & 0o077 == 0


async def test_a_service_does_not_start_with_a_witness_that_is_none(settings: Settings) -> None:
    wrong = settings.model_copy(update={"witnesses": "auditor http://auditor"})
    with pytest.raises(ExpertPoolError, match=r"settings\.bad_witness"):
        make_services(wrong, SteppingClock())
