"""Backup, loss of everything, restore, check, and on: by the commands, as an operator does it."""

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Checkpoint, sign_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead, export_header
from expert_pool.audit.notes import KeyKind, make_key
from expert_pool.errors import ExpertPoolError
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.audit_store import AuditStore
from tests.conftest import Administrator
from tests.web.signing_in import add_account
from web.backups.restoring import proof_of
from web.cli import main
from web.cli.check import check_everything
from web.launcher import EmbeddedPostgres
from web.launcher.cluster import OWNER
from web.services import Services, make_services
from web.settings import Settings
from web.uploads.storing import EncryptedDirectory

ORIGIN = "log.example.org/pool"
LOG_KEY = make_key(ORIGIN, KeyKind.SIGNATURE, bytes(32))
CONTENT = b"a certificate that nobody else has"


@dataclass
class Machine:
    """A database and a data directory: what can be lost."""

    url: str
    data: Path
    certificate: str = ""

    def run(self, *arguments: str, language: str = "en_US.UTF-8") -> Result:
        environment = {
            "DATABASE_URL": self.url,
            "EXPERT_POOL_DATA_DIR": str(self.data),
            "LC_ALL": language,
        }
        return CliRunner().invoke(main, arguments, env=environment)

    @property
    def services(self) -> Services:
        return make_services(Settings(database_url=self.url, data_dir=self.data))

    def act(self, times: int = 1) -> LogHead:
        """Let something happen; the head of the log after it."""
        return asyncio.run(self._act(times))

    async def _act(self, times: int) -> LogHead:
        services = self.services
        for number in range(times):
            async with services.database.transaction() as session:
                actor, after = Actor("service", "service"), {"number": number}
                await record_act(
                    session, actor=actor, act=Act.DEMO_FILL, subject="demo", after=after
                )
        async with services.database.read() as session:
            head = await AuditStore(session).head()
        await services.database.close()
        return head

    def findings(self) -> list[str]:
        async def check() -> list[str]:
            services = self.services
            checked = await check_everything(services)
            await services.database.close()
            return [it.code for it in checked.findings]

        return asyncio.run(check())

    def execute(self, statement: str) -> object:
        async def run() -> object:
            connection = await asyncpg.connect(self.url)
            try:
                return await connection.fetchval(statement)
            finally:
                await connection.close()

        return asyncio.run(run())


@pytest.fixture
def machine(database_url: str, tmp_path: Path) -> Machine:
    """A machine on which something happened; one file was uploaded."""
    made = Machine(database_url, tmp_path / "first")

    async def fill() -> None:
        services = made.services
        await add_account(services, Role.OFFICER, "fictional")
        await services.database.close()

    asyncio.run(fill())
    made.act(5)
    made.certificate = EncryptedDirectory(made.data / "uploads", made.services.cipher).put(CONTENT)
    return made


@pytest.fixture
def fresh(
    cluster: EmbeddedPostgres, administrator: Administrator, tmp_path: Path
) -> Iterator[Machine]:
    """Another machine, with nothing on it."""
    name = f"other_{os.getpid()}"
    administrator.execute(f"CREATE DATABASE {name} OWNER {OWNER}")
    yield Machine(cluster.url(name), tmp_path / "second")
    administrator.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def backup(machine: Machine, tmp_path: Path) -> Path:
    file = tmp_path / "kept" / "pool.backup"
    file.parent.mkdir()
    done = machine.run("backup", "--out", str(file))
    assert done.exit_code == 0, done.output
    return file


@pytest.fixture
def keys(machine: Machine, fresh: Machine) -> None:
    """The keys were kept apart, and are put back first."""
    fresh.data.mkdir()
    own = Settings(data_dir=machine.data)
    own.backup_key()
    own.log_keys()
    for path in own.key_files:
        shutil.copy(path, fresh.data)


def note(head: LogHead, path: Path) -> Path:
    path.write_text(sign_checkpoint(Checkpoint(ORIGIN, head), [LOG_KEY]).written())
    return path


@pytest.mark.usefixtures("keys")
def test_all_is_lost_and_comes_back_and_goes_on(
    machine: Machine, fresh: Machine, backup: Path, tmp_path: Path
) -> None:
    known = machine.act(0)
    checkpoint = note(known, tmp_path / "newest.note")
    done = fresh.run("restore", str(backup), "--checkpoint", str(checkpoint), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert (said["log"]["size"], said["lost"], said["uploads"]) == (known.size, 0, 1)
    files = EncryptedDirectory(fresh.data / "uploads", fresh.services.cipher)
    assert files.get(machine.certificate) == CONTENT
    assert fresh.execute("SELECT count(*) FROM account") == 1
    assert fresh.findings() == []
    assert fresh.act().size == known.size + 2
    assert fresh.findings() == []


@pytest.mark.usefixtures("keys")
def test_the_restore_itself_is_the_first_new_entry(fresh: Machine, backup: Path) -> None:
    assert fresh.run("restore", str(backup)).exit_code == 0
    newest = "SELECT act FROM audit_entry ORDER BY id DESC LIMIT 1"
    assert fresh.execute(newest) == "log.restore"


@pytest.mark.usefixtures("keys")
def test_a_backup_that_lacks_known_entries_is_refused_and_names_them(
    machine: Machine, fresh: Machine, backup: Path, tmp_path: Path
) -> None:
    kept = machine.act(0).size
    checkpoint = note(machine.act(3), tmp_path / "newest.note")
    options = ("restore", str(backup), "--checkpoint", str(checkpoint))
    refused = fresh.run(*options)
    assert refused.exit_code == 1
    assert f"entries {kept} to {kept + 2} are missing, 3 in all" in refused.output
    assert (
        f"缺少第 {kept} 至 {kept + 2} 条，共 3 条"
        in fresh.run(*options, language="zh_CN.UTF-8").output
    )
    assert fresh.execute("SELECT to_regclass('account')") is None
    assert fresh.run(*options, "--accept-loss", "2").exit_code == 1
    accepted = fresh.run(*options, "--accept-loss", "3")
    assert accepted.exit_code == 0, accepted.output
    assert "3 entries of the log are lost" in accepted.output
    assert "log reopen" in accepted.output
    assert (fresh.data / "log.checkpoint").read_bytes() == checkpoint.read_bytes()


@pytest.mark.usefixtures("keys")
def test_a_loss_that_nobody_can_see_is_not_accepted(fresh: Machine, backup: Path) -> None:
    refused = fresh.run("restore", str(backup), "--accept-loss", "1")
    assert refused.exit_code == 1
    assert "--accept-loss does not apply" in refused.output


@pytest.mark.usefixtures("keys")
def test_another_log_than_the_one_known_outside_is_refused_and_taken_away(
    machine: Machine, fresh: Machine, backup: Path, tmp_path: Path
) -> None:
    known = machine.act(0)
    other = note(LogHead(known.size - 1, bytes(32)), tmp_path / "other.note")
    refused = fresh.run("restore", str(backup), "--checkpoint", str(other))
    assert refused.exit_code == 1
    assert "It may have been rewritten" in refused.output
    assert fresh.execute("SELECT to_regclass('account')") is None
    assert not (fresh.data / "uploads").exists()


@pytest.mark.usefixtures("keys")
def test_the_signature_of_a_note_counts_where_the_key_is_given(
    machine: Machine, fresh: Machine, backup: Path, tmp_path: Path
) -> None:
    checkpoint = note(machine.act(0), tmp_path / "newest.note")
    options = ("restore", str(backup), "--checkpoint", str(checkpoint), "--log-key")
    other = make_key(ORIGIN, KeyKind.SIGNATURE, bytes(31) + b"1").verifier.vkey
    assert fresh.run(*options, other).exit_code == 1
    assert fresh.run(*options, LOG_KEY.verifier.vkey).exit_code == 0


@pytest.mark.parametrize(
    "line",
    [
        '{"root":"00","size":-1}',
        '{"root":"00","size":1e999}',
        '{"root":"%s","size":true,"type":"log.export","v":1}' % ("0" * 64),
        '{"size":' + "[" * 60_000,
        '{"\udcff":1}',
    ],
)
def test_no_odd_file_is_a_head_that_a_restore_could_be_held_against(
    tmp_path: Path, line: str
) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_bytes(line.encode(errors="surrogateescape"))
    with pytest.raises(ExpertPoolError) as refused:
        proof_of((wrong,), None, 0)
    assert refused.value.code == "backup.no_checkpoint"


@pytest.mark.usefixtures("keys")
def test_an_export_serves_as_a_head_and_other_files_do_not(
    machine: Machine, fresh: Machine, backup: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text('{"size": "many"}\n')
    assert (
        "neither a signed checkpoint"
        in fresh.run("restore", str(backup), "--checkpoint", str(wrong)).output
    )
    export = tmp_path / "log.jsonl"
    export.write_text(f"{export_header(machine.act(0))}\n")
    done = fresh.run("restore", str(backup), "--checkpoint", str(export), "--json")
    assert json.loads(done.stdout)["held_against"] == 1


@pytest.mark.usefixtures("keys")
def test_only_an_empty_place_is_restored_into(
    machine: Machine, fresh: Machine, backup: Path
) -> None:
    filled = Machine(machine.url, fresh.data)
    assert "The database is not empty" in filled.run("restore", str(backup)).output
    EncryptedDirectory(fresh.data / "uploads", fresh.services.cipher).put(b"something")
    assert "There are files in" in fresh.run("restore", str(backup)).output


def test_no_restore_makes_a_key_or_takes_another_one(
    machine: Machine, fresh: Machine, backup: Path
) -> None:
    missing = fresh.run("restore", str(backup))
    assert (missing.exit_code, "backup.key is missing" in missing.output) == (1, True)
    assert not (fresh.data / "backup.key").exists()
    fresh.data.mkdir()
    shutil.copy(machine.data / "backup.key", fresh.data)
    missing = fresh.run("restore", str(backup))
    assert "secret.key is missing" in missing.output
    fresh.services  # noqa: B018 - makes keys of its own
    other = fresh.run("restore", str(backup))
    assert "is not the one of these data" in other.output
    shutil.copy(machine.data / "secret.key", fresh.data)
    done = fresh.run("restore", str(backup))
    assert done.exit_code == 0
    assert "later receipts are signed by another key" in done.output


@pytest.mark.usefixtures("keys")
def test_a_damaged_backup_changes_nothing(fresh: Machine, backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    refused = fresh.run("restore", str(backup))
    assert refused.exit_code == 1
    assert "is damaged, changed or cut off" in refused.output
    assert fresh.execute("SELECT to_regclass('account')") is None


def test_a_backup_says_what_it_holds_and_what_to_keep_apart(
    machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "pool.backup"
    Settings(data_dir=machine.data).log_keys()
    done = machine.run("backup", "--out", str(file), "--json")
    said = json.loads(done.stdout)
    assert said["size"] == file.stat().st_size
    assert file.stat().st_mode & 0o777 == 0o600
    names = [Path(it).name for it in said["keep_apart"]]
    assert names == ["secret.key", "signing.key", "backup.key", "log.key"]
    assert "A key for backups was made" in done.stderr
    content = file.read_bytes()
    for name in ("secret.key", "signing.key", "backup.key"):
        assert (machine.data / name).read_bytes().strip() not in content
    again = machine.run("backup", "--out", str(file))
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    assert file.read_bytes() == content
    assert list(tmp_path.glob("*.unfinished")) == []


def test_programs_that_are_missing_are_named(machine: Machine, tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": machine.url,
        "EXPERT_POOL_DATA_DIR": str(machine.data),
        "EXPERT_POOL_PG_BIN": str(tmp_path),
        "LC_ALL": "en_US.UTF-8",
    }
    arguments = ["backup", "--out", str(tmp_path / "pool.backup")]
    refused = CliRunner().invoke(main, arguments, env=environment)
    assert refused.exit_code == 1
    assert str(tmp_path) in refused.output
    assert not (tmp_path / "pool.backup").exists()
