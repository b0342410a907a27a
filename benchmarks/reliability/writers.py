"""Writers and sequencers that are killed: processes that note what they were told is kept.

The sequencer gives places, signs, and writes its newest note to the file outside; only then is
the head noted as handed out.

python -m benchmarks.reliability.writers write|sequence URL DATA FILE
"""

import asyncio
import os
import random
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from expert_pool.audit.checkpoints import parse_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.errors import DatabaseAway
from expert_pool.roles import Role
from selection.requesting import create_project
from selection.storage.project_store import Project
from web.services import Services, make_services
from web.settings import Settings

AWAY = (DatabaseAway, SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError)
OFFICER = UUID(int=1)
PAUSE = 0.02


async def write_for_ever(services: Services, noted: int) -> None:
    """Enter projects; an id is noted once its act was acknowledged."""
    actor = Actor(str(OFFICER), Role.OFFICER.value)
    while True:
        project = Project(
            id=uuid4(),
            number=uuid4().hex,
            name="虚构项目",
            programme="",
            field="",
            division="",
            starts=None,
            ends=None,
            created_by=OFFICER,
            parties=(),
        )
        try:
            await create_project(services.request_desk, actor, project)
        except AWAY:
            await asyncio.sleep(PAUSE)
            continue
        os.write(noted, f"{project.id}\n".encode())


async def sequence_for_ever(services: Services, noted: int) -> None:
    """Sign the log and hand its head out: from then on others hold it against us."""
    known = -1
    while True:
        try:
            note = await services.sequencer.step()
        except AWAY:
            await asyncio.sleep(PAUSE)
            continue
        if services.sequencer.refused:
            os.write(noted, b"refused\n")
            return
        head = parse_checkpoint(note.text).head if note else None
        if head is not None and head.size != known:
            os.write(noted, f"{head.size} {head.root.hex()}\n".encode())
            known = head.size
        await asyncio.sleep(PAUSE * random.random())  # noqa: S311 - only a pause


WORK: Final = {"write": write_for_ever, "sequence": sequence_for_ever}


def work(kind: str, url: str, data: Path, file: Path) -> None:
    """Work until killed; the body of a forked process."""
    services = make_services(Settings(database_url=url, data_dir=data))
    noted = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    asyncio.run(WORK[kind](services, noted))
