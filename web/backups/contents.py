"""What is in a backup: the database's dump in parts, the uploads, the policy, and their list.

The list comes last and names every member with its digest. It must not seal or open anything.
"""

import hashlib
import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import IO, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from expert_pool.errors import ExpertPoolError

PART: Final = 8 << 20
DUMP: Final = "database/"
UPLOADS: Final = "uploads/"
POLICY: Final = "policy.toml"
LIST: Final = "list.json"
UPLOAD: Final = re.compile(r"([0-9a-f]{2}/)?[0-9a-f]{32}")
"""The names of `web.uploads.storing`; nothing else is written into its directory."""
MOST_LIST: Final = 256 << 20


class LogState(BaseModel):
    """The log at the moment of a backup; `waiting` entries had no place in it yet."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    size: int
    root: str
    waiting: int


class Contents(BaseModel):
    """What a backup holds, and which keys its data need."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    made_at: str
    software: str
    revision: str
    policy: str
    log: LogState
    keys: dict[str, str]
    members: dict[str, str]

    @property
    def uploads(self) -> tuple[str, ...]:
        """The names of the uploaded files."""
        return tuple(it.removeprefix(UPLOADS) for it in self.members if it.startswith(UPLOADS))


class Packer:
    """Packs members into a stream and keeps their digests for the list."""

    def __init__(self, target: RawIOBase) -> None:
        self._archive = tarfile.TarFile.open(fileobj=target, mode="w|")
        self.members: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        """One member."""
        self._write(name, content)
        self.members[name] = hashlib.sha256(content).hexdigest()

    def add_parts(self, folder: str, source: IO[bytes]) -> int:
        """A stream of unknown length, in parts; how many bytes it had."""
        size, number = 0, 0
        while part := source.read(PART):
            self.add(f"{folder}{number:06d}", part)
            size, number = size + len(part), number + 1
        return size

    def close(self, contents: Contents) -> None:
        """The list of all members, and the end."""
        self._write(LIST, contents.model_dump_json().encode())
        self._archive.close()

    def _write(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), 0o600
        self._archive.addfile(member, io.BytesIO(content))


def unpack(source: RawIOBase) -> Iterator[tuple[str, bytes]]:
    """Every member with its content, the list last.

    Raises:
        ExpertPoolError: `backup.broken`.
    """
    try:
        with tarfile.open(fileobj=source, mode="r|") as archive:
            for member in archive:
                yield member.name, _read(archive, member)
    except tarfile.TarError as error:
        raise ExpertPoolError("backup.broken", {"member": str(error)}) from error


def _read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member) if member.isreg() else None
    if file is None or member.size > MOST_LIST:
        raise ExpertPoolError("backup.broken", {"member": member.name})
    return file.read()


def check_members(members: Iterable[tuple[str, bytes]]) -> Contents:
    """Hold every member against the list.

    Raises:
        ExpertPoolError: `backup.broken` with the first member that does not fit.
    """
    found: dict[str, str] = {}
    listed = b""
    for name, content in members:
        if name == LIST:
            listed = content
        else:
            found[name] = hashlib.sha256(content).hexdigest()
    try:
        contents = Contents.model_validate_json(listed)
    except ValidationError as error:
        raise ExpertPoolError("backup.broken", {"member": LIST}) from error
    differing = sorted(dict(found.items() ^ contents.members.items()))
    differing += [name for name in contents.uploads if not UPLOAD.fullmatch(name)]
    if differing:
        raise ExpertPoolError("backup.broken", {"member": differing[0]})
    return contents
