"""Makes a backup: database in one snapshot, uploads, policy; sealed, and whole or not there."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final, Protocol

from expert_pool.errors import ExpertPoolError
from web.backups.contents import DUMP, POLICY, UPLOAD, UPLOADS, Contents, LogState, Packer
from web.backups.dumping import dump, snapshot
from web.backups.sealing import SealedWriter, key_id
from web.settings import Settings

SOFTWARE: Final = "expert-pool"


class Tell(Protocol):
    """Says how far it is, by code: the words are the command line's."""

    def __call__(self, code: str, **params: object) -> None:
        """One step."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that is there: what a person keeps beside it."""

    file: str
    made_at: str
    size: int
    sha256: str
    key: str
    log: dict[str, object]
    uploads: int
    database: int
    revision: str
    keep_apart: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """All of it for programs."""
        return asdict(self)


def make_backup(settings: Settings, out: Path, now: datetime, tell: Tell) -> Made:
    """Write a backup of the database and all files of the service; the keys stay out.

    Raises:
        ExpertPoolError: `backup.file_exists`, `backup.program_failed`, `settings.no_database`.
        DatabaseAway: the database does not answer.
    """
    key = settings.backup_key()
    about = {"made_at": now.isoformat(timespec="seconds"), "software": version(SOFTWARE)}
    with _new_file(out) as target:
        sealed = SealedWriter(target, key, about)
        contents, size = asyncio.run(_pack(settings, Packer(sealed), about, tell))
        sealed.finish()
    return Made(
        file=str(out),
        made_at=about["made_at"],
        size=sealed.size,
        sha256=sealed.digest.hexdigest(),
        key=key_id(key),
        log=contents.log.model_dump(),
        uploads=len(contents.uploads),
        database=size,
        revision=contents.revision,
        keep_apart=tuple(str(path) for path in settings.key_files if path.exists()),
    )


async def _pack(
    settings: Settings, packer: Packer, about: dict[str, str], tell: Tell
) -> tuple[Contents, int]:
    """Uploads on both sides of the snapshot: whatever a row of it names is among them."""
    url = settings.database_url
    if url is None:
        raise ExpertPoolError("settings.no_database")
    tell("backup.uploads", count=_add_uploads(packer, settings.uploads))
    async with snapshot(url) as moment:
        tell("backup.database", size=moment.log.size)
        take = _parts_into(packer)
        size = await asyncio.to_thread(dump, settings, url, moment.name, take)
    if late := _add_uploads(packer, settings.uploads):
        tell("backup.late_uploads", count=late)
    policy = Path(settings.policy)
    if policy.suffix == ".toml" and policy.is_file():
        packer.add(POLICY, policy.read_bytes())
    contents = Contents(
        **about,
        revision=moment.revision,
        policy=settings.policy,
        log=LogState(**moment.log.model_dump()),
        keys=_keys(settings),
        members=packer.members,
    )
    packer.close(contents)
    return contents, size


def _keys(settings: Settings) -> dict[str, str]:
    """Names of the keys that the data need, for whoever puts them back."""
    named = {"secret": settings.secret_key(), "signing": settings.signing_key()}
    if settings.log_file.exists():
        named["log"] = settings.log_file.read_bytes()
    return {name: key_id(key) for name, key in named.items()}


def _parts_into(packer: Packer) -> Callable[[IO[bytes]], int]:
    return lambda source: packer.add_parts(DUMP, source)


def _add_uploads(packer: Packer, folder: Path) -> int:
    """How many were there, not packed yet; what goes meanwhile was named by no row that is left."""
    added = 0
    for name, path in stored_files(folder):
        if f"{UPLOADS}{name}" in packer.members:
            continue
        try:
            packer.add(f"{UPLOADS}{name}", path.read_bytes())
        except FileNotFoundError:
            continue
        added += 1
    return added


def stored_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The stored files of an upload directory by their names in it, in order."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        name = path.relative_to(folder).as_posix()
        if UPLOAD.fullmatch(name) and path.is_file() and not path.is_symlink():
            yield name, path


@contextmanager
def _new_file(out: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name when it is whole, and is never written over another."""
    unfinished = out.with_name(f"{out.name}.{os.getpid()}.unfinished")
    if out.exists():
        raise ExpertPoolError("backup.file_exists", {"file": str(out)})
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        try:
            out.hardlink_to(unfinished)
        except FileExistsError as error:
            raise ExpertPoolError("backup.file_exists", {"file": str(out)}) from error
    finally:
        unfinished.unlink(missing_ok=True)
