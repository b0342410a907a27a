"""One draw as an archive: unpacked, and checked by the very command that its note names."""

import hashlib
import io
import json
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from httpx import Response

from expert_pool.audit.acts import Act
from expert_pool.storage.migrating import ROOT
from tests.web.auditors.test_pages import entry_of
from tests.web.draws.conftest import NAME, Stage, patience, stage
from web.auditors.package import COMMAND, PROVEN, pack

__all__ = ["patience", "stage"]


@pytest.fixture
async def archive(stage: Stage) -> Response:
    """The package of a draw, as the auditor downloads it from the request's timeline."""
    await stage.draw()
    page = f"/audit/timeline/request/{stage.request_id}"
    (action,) = [
        part.partition('"')[0]
        for part in (await stage.auditor.get(page)).text.split('action="')
        if part.startswith("/audit/draws/")
    ]
    return await stage.auditor.send(page, {}, to=action)


def run(command: str, folder: Path) -> int:
    program, *rest = shlex.split(command)
    assert program == "python"
    done = subprocess.run(  # noqa: S603
        [sys.executable, *rest],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        check=False,
    )
    return done.returncode


async def test_the_command_of_the_note_accepts_the_unpacked_files_and_no_changed_one(
    archive: Response, stage: Stage, tmp_path: Path
) -> None:
    assert archive.status_code == 200
    zipfile.ZipFile(io.BytesIO(archive.content)).extractall(tmp_path)
    assert COMMAND in (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert run(COMMAND, tmp_path) == 0
    assert run(PROVEN, tmp_path) == 4
    receipt = json.loads((tmp_path / "receipt.json").read_bytes())
    commitment = (tmp_path / "commitment.json").read_bytes()
    assert hashlib.sha256(commitment).hexdigest() == receipt["commit_hash"]
    entries = [
        json.loads(json.loads(line)["entry"])["act"]
        for line in (tmp_path / "log-entries.jsonl").read_text().splitlines()
    ]
    assert {"draw.commit", "draw.reveal", "draw.result"} <= set(entries)
    assert not NAME.search(archive.content.decode("latin-1"))
    noted = await entry_of(stage.services, Act.DRAW_READ_RECEIPT)
    assert noted.entry.role == "auditor"
    changed = (tmp_path / "receipt.json").read_text().replace('"attempt":1', '"attempt":2')
    (tmp_path / "receipt.json").write_text(changed)
    assert run(COMMAND, tmp_path) == 1


async def test_a_draw_that_is_not_there_has_no_package(stage: Stage) -> None:
    answer = await stage.auditor.send("/audit/verify", {}, to=f"/audit/draws/{uuid4()}/package")
    assert answer.status_code == 404


def test_the_same_files_give_the_same_archive() -> None:
    assert pack({"b": b"2", "a": b"1"}) == pack({"a": b"1", "b": b"2"})
