"""Brings a backup back into an empty place, after holding it against what others keep of the log.

Nothing is changed before the whole file is proven; what a later check refuses is taken away
again. It never goes on quietly with a log that is shorter than one that left the machine.
"""

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from expert_pool.accounts.signing_in import OPERATOR
from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import parse_checkpoint, read_checkpoint
from expert_pool.audit.log import LogHead, read_export_head
from expert_pool.audit.notes import parse_note, parse_vkey
from expert_pool.durable import write_durably
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.storage.migrating import upgrade
from web.backups.contents import DUMP, POLICY, UPLOADS, Contents, check_members, unpack
from web.backups.dumping import empty_again, load, refuse_filled, stored_head
from web.backups.making import Tell, stored_files
from web.backups.sealing import PieceReader, key_id, open_sealed
from web.services import make_services
from web.settings import Settings

LARGEST_NOTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Proof:
    """What the backup is held against: heads that others kept, and the loss that is accepted.

    `note` is the newest of them as it was kept.
    """

    heads: tuple[LogHead, ...] = ()
    accepted_loss: int = 0
    note: bytes = b""

    @property
    def newest(self) -> LogHead | None:
        """The longest log that is known to have been."""
        return max(self.heads, key=lambda head: head.size, default=None)


@dataclass(frozen=True, slots=True)
class Restored:
    """What is there again, and what is not."""

    file: str
    made_at: str
    sha256: str
    log: dict[str, object]
    held_against: int
    lost: int
    uploads: int
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """All of it for programs."""
        return asdict(self)


def _read_head(path: Path, log_key: str | None) -> tuple[LogHead, bytes]:
    """A head of the log that was kept outside: a signed note, or the first line of an export.

    With the log's public key the signature of a note is verified, too.

    Raises:
        ExpertPoolError: `backup.no_checkpoint`, `note.…` or `checkpoint.…`.
    """
    with path.open("rb") as file:
        content = file.read(LARGEST_NOTE)
    if not content.startswith(b"{"):
        if log_key is not None:
            return read_checkpoint(content, [parse_vkey(log_key)]).checkpoint.head, content
        return parse_checkpoint(parse_note(content).text).head, content
    line = content.partition(b"\n")[0]
    head = read_export_head(line.decode(errors="surrogateescape"))
    if head is None:
        raise ExpertPoolError("backup.no_checkpoint", {"file": str(path)})
    return head, line


def restore_backup(settings: Settings, file: Path, proof: Proof, tell: Tell) -> Restored:
    """Fill an empty database and an empty upload directory from a backup.

    Raises:
        ExpertPoolError: `backup.…` with what does not fit, or `database.…`.
    """
    key = _existing(settings.backup_file, settings.backup_key)
    with _opened(file, key) as members:
        contents = check_members(members)
    tell("backup.whole", members=len(contents.members), made_at=contents.made_at)
    warnings = _check_keys(settings, contents)
    lost = _check_age(contents, proof)
    _refuse_filled(settings)
    tell("backup.loading")
    _load(settings, file, key)
    url = _url(settings)
    try:
        _check_log(url, contents, proof)
        upgrade(url)
    except BaseException:
        asyncio.run(empty_again(url))
        raise
    uploads = _write_uploads(settings, file, key)
    tell("backup.uploads", count=uploads)
    digest = _digest(file)
    if lost:
        # The former name is closed: nothing is signed beside what left the machine before.
        write_durably(settings.checkpoint_file, proof.note)
    asyncio.run(_record(settings, contents, digest, lost))
    return Restored(
        file=str(file),
        made_at=contents.made_at,
        sha256=digest,
        log=contents.log.model_dump(),
        held_against=len(proof.heads),
        lost=lost,
        uploads=uploads,
        warnings=warnings,
    )


def _existing(path: Path, read: Callable[[], bytes]) -> bytes:
    """A key that is there: a restore makes none."""
    if not path.exists():
        raise ExpertPoolError("backup.key_missing", {"file": str(path)})
    return read()


@contextmanager
def _opened(file: Path, key: bytes) -> Iterator[Iterator[tuple[str, bytes]]]:
    with file.open("rb") as source:
        yield unpack(PieceReader(open_sealed(source, key)))


def _check_keys(settings: Settings, contents: Contents) -> tuple[str, ...]:
    """The data need their own key; another key for signatures is only to be told."""
    secret = key_id(_existing(settings.key_file, settings.secret_key))
    if secret != contents.keys["secret"]:
        params = {"file": str(settings.key_file), "key": contents.keys["secret"], "is": secret}
        raise ExpertPoolError("backup.other_secret", params)
    if "log" in contents.keys:  # A new key would sign another log.
        _existing(settings.log_file, settings.log_file.read_bytes)
    signing = settings.signing_file
    same = signing.exists() and key_id(settings.signing_key()) == contents.keys["signing"]
    return () if same else ("backup.other_signing",)


def _check_age(contents: Contents, proof: Proof) -> int:
    """How many entries are missing that are known to have been; as many as were accepted."""
    newest, size = proof.newest, contents.log.size
    lost = max(0, newest.size - size) if newest else 0
    if lost != proof.accepted_loss:
        params = {"count": lost, "first": size, "last": size + lost - 1, "size": size}
        params["known"] = newest.size if newest else 0
        code = "backup.too_old" if lost else "backup.nothing_lost"
        raise ExpertPoolError(code, {**params, "made_at": contents.made_at})
    return lost


def _refuse_filled(settings: Settings) -> None:
    asyncio.run(refuse_filled(_url(settings)))
    if next(stored_files(settings.uploads), None) is not None:
        raise ExpertPoolError("backup.uploads_not_empty", {"directory": str(settings.uploads)})


def _load(settings: Settings, file: Path, key: bytes) -> None:
    with _opened(file, key) as members:
        parts = (content for name, content in members if name.startswith(DUMP))
        load(settings, _url(settings), parts)


def _check_log(url: str, contents: Contents, proof: Proof) -> None:
    """The stored entries must be those of the backup's list and of every head that fits in it."""
    own = LogHead(contents.log.size, bytes.fromhex(contents.log.root))
    for head in (own, *proof.heads):
        if head.size > own.size:
            continue
        found = asyncio.run(stored_head(url, head.size))
        if found != head:
            params = {"size": head.size, "found": found.root.hex(), "known": head.root.hex()}
            raise ExpertPoolError("backup.log_differs", params)


def _write_uploads(settings: Settings, file: Path, key: bytes) -> int:
    count = 0
    with _opened(file, key) as members:
        for name, content in members:
            if name.startswith(UPLOADS):
                _write(settings.uploads / name.removeprefix(UPLOADS), content)
                count += 1
            elif name == POLICY:
                _write(settings.data_dir / f"restored-{POLICY}", content)
    return count


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())


def _digest(file: Path) -> str:
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


async def _record(settings: Settings, contents: Contents, digest: str, lost: int) -> None:
    """The first entry after the restored ones says where they come from and what is missing."""
    services = make_services(settings)
    after = {"backup": digest, "made_at": contents.made_at, "size": contents.log.size, "lost": lost}
    try:
        async with services.database.transaction() as session:
            await record_act(
                session,
                actor=OPERATOR,
                act=Act.LOG_RESTORE,
                subject="log",
                after={**after, "root": contents.log.root},
            )
    finally:
        await services.database.close()


def _url(settings: Settings) -> str:
    if settings.database_url is None:
        raise ExpertPoolError("settings.no_database")
    return settings.database_url


def proof_of(paths: Sequence[Path], log_key: str | None, accepted_loss: int) -> Proof:
    """The heads in several files, and the loss that is accepted.

    Raises:
        ExpertPoolError: `backup.no_checkpoint`, `note.…` or `checkpoint.…`.
    """
    read = [_read_head(path, log_key) for path in paths]
    _, note = max(read, key=lambda one: one[0].size, default=(None, b""))
    return Proof(tuple(head for head, _ in read), accepted_loss, note)
