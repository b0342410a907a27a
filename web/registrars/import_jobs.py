"""Imports worked on beside the requests: reading, checking and storing, with progress told.

The progress lives in the database, so that every page and process sees it, and a process
that died is noticed. It decides nothing: `expert_pool.admission.importing` does.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.importing import (
    fail_import,
    finish_check,
    refuse_file,
    store_checked,
)
from expert_pool.audit.entries import Actor
from expert_pool.bulk_import import Ground, ImportCheck, check_pool
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.import_store import load_import, tell_progress
from web.services import Services
from web.spreadsheets import read_sheet
from web.uploads import EncryptedDirectory

EVERY_SECONDS: Final = 1.0
_running: Final[set[asyncio.Task[None]]] = set()


@dataclass(slots=True)
class Told:
    """How far the work is; written by the worker's thread, read by the one who tells."""

    phase: str = "waiting"
    done: int = 0

    def reading(self, done: int, _of: int) -> None:
        """The file is being read."""
        self.phase, self.done = "reading", done

    def checking(self, done: int, _of: int) -> None:
        """The rows are being checked."""
        self.phase, self.done = "checking", done


def begin_check(services: Services, import_id: UUID) -> None:
    """Check a file that was taken in, beside the requests."""
    _begin(_check(services, import_id))


def begin_storing(services: Services, actor: Actor, import_id: UUID) -> None:
    """Store the accepted rows, beside the requests."""
    _begin(_store(services, actor, import_id))


def _begin(work: Coroutine[None, None, None]) -> None:
    # The loop keeps only weak references to its tasks.
    task = asyncio.create_task(work)
    _running.add(task)
    task.add_done_callback(_running.discard)


async def settle() -> None:
    """Wait until no import is being worked on in this process."""
    while _running:
        await asyncio.gather(*_running)


async def _check(services: Services, import_id: UUID) -> None:
    desk, told = _desk(services), Told()
    try:
        async with _telling(services, import_id, told):
            check = await _read_and_check(services, import_id, told)
        await finish_check(desk, import_id, check, services.now())
    except ExpertPoolError as refused:
        await refuse_file(desk, import_id, refused, services.now())
    except Exception as error:
        _log(error)
        broken = ExpertPoolError("import.check_failed")
        await refuse_file(desk, import_id, broken, services.now())


async def _store(services: Services, actor: Actor, import_id: UUID) -> None:
    desk, told = _desk(services), Told()
    try:
        async with _telling(services, import_id, told):
            check = await _read_and_check(services, import_id, told)
            told.phase, told.done = "storing", check.accepted
            await store_checked(desk, actor, import_id, check, services.now())
    except Exception as error:
        _log(error)
        await fail_import(desk, import_id, services.now())


def _log(error: Exception) -> None:
    structlog.get_logger().error("import", error=type(error).__name__, exc_info=error)


async def _read_and_check(services: Services, import_id: UUID, told: Told) -> ImportCheck:
    async with services.database.read() as session:
        record = await load_import(session, import_id)
    if record is None:
        raise ExpertPoolError("import.not_found")
    files = EncryptedDirectory(services.settings.uploads, services.cipher)
    payload = await asyncio.to_thread(files.get, record.storage_name)
    sheet = await asyncio.to_thread(read_sheet, payload, None, told.reading)
    ground = Ground(services.policy, services.lists, services.today())
    return await asyncio.to_thread(check_pool, sheet, ground, told.checking)


def _desk(services: Services) -> AdmissionDesk:
    return AdmissionDesk(
        services.database, services.cipher, services.policy, services.lists, services.calendar
    )


@asynccontextmanager
async def _telling(services: Services, import_id: UUID, told: Told) -> AsyncIterator[None]:
    """Tell the progress every second for as long as the block runs."""
    over = asyncio.Event()
    teller = asyncio.create_task(_tell(services, import_id, told, over))
    try:
        yield
    finally:
        over.set()
        await teller


async def _tell(services: Services, import_id: UUID, told: Told, over: asyncio.Event) -> None:
    while not over.is_set():
        # A broken bar never stops the work.
        with suppress(OSError, SQLAlchemyError):
            async with services.database.transaction() as session:
                await tell_progress(session, import_id, told.phase, told.done, services.now())
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), EVERY_SECONDS)
