"""`expert-pool check` from the outside: exit codes, JSON, sentences."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.storage.audit_store import AuditStore
from tests import tampering
from tests.expert_pool.audit.entry_samples import log_lines, write_export
from web.cli import main
from web.launcher import EmbeddedPostgres
from web.services import make_services
from web.settings import Settings


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(
        main, ["check", *arguments], env={"LC_ALL": "en_US.UTF-8", **environment}
    )


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "log.jsonl"
    file.write_text("".join(f"{line}\n" for line in write_export(log_lines(6))))
    return file


def test_an_export_without_an_end_is_refused_after_one_line() -> None:
    said = CliRunner().invoke(main, ["check", "log", "--export", "/dev/zero"])
    assert said.exit_code == 2
    assert "16 MB" in said.output


def test_an_export_is_checked_without_any_database(export: Path) -> None:
    said = run("log", "--export", str(export), "--json", DATABASE_URL="postgresql://nowhere")
    assert said.exit_code == 0, said.output
    found = json.loads(said.output)
    assert (found["log"]["size"], found["findings"]) == (6, [])


def test_a_changed_export_names_its_first_wrong_entry(export: Path) -> None:
    export.write_text(export.read_text().replace("application:4", "application:5"))
    said = run("log", "--export", str(export), "--json")
    assert said.exit_code == 1
    (finding,) = json.loads(said.output)["findings"]
    assert (finding["code"], finding["params"]["index"]) == ("LOG-05.wrong_leaf", 4)
    plain = run("log", "--export", str(export), LC_ALL="zh_CN.UTF-8")
    assert "第 4 条日志的内容已被改动" in plain.output


def test_what_is_no_export_is_found_and_what_is_no_file_cannot_be_checked(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(bytes(range(256)))
    assert run("log", "--export", str(tmp_path / "picture.png")).exit_code == 1
    missing = run("log", "--export", str(tmp_path / "nothing"))
    assert missing.exit_code == 2
    assert "The check cannot run" in missing.output
    assert run("--export", str(tmp_path / "nothing")).exit_code == 2


@pytest.fixture
def filled(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of a service with four entries, and an export of them in a file."""
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    lines = asyncio.run(_fill(settings))
    (tmp_path / "own.jsonl").write_text("".join(f"{line}\n" for line in lines))
    return {"DATABASE_URL": database_url, "EXPERT_POOL_DATA_DIR": str(tmp_path)}


async def _fill(settings: Settings) -> list[str]:
    services = make_services(settings)
    for number in range(4):
        async with services.database.transaction() as session:
            await record_act(
                session,
                actor=Actor("service", "service"),
                act=Act.DEMO_FILL,
                subject="demo",
                after={"number": number},
            )
    async with services.database.read() as session:
        lines = [line async for line in AuditStore(session).lines(services.cipher)]
    await services.database.close()
    return list(write_export(lines))


def test_a_database_in_which_everything_fits(filled: dict[str, str], tmp_path: Path) -> None:
    said = run("--json", "--export", str(tmp_path / "own.jsonl"), **filled)
    assert said.exit_code == 0, said.output
    found = json.loads(said.output)
    assert (found["checked"]["entries"], found["findings"]) == (4, [])
    assert "Nothing was found." in run(**filled).output


def test_a_database_that_somebody_changed(
    filled: dict[str, str], tmp_path: Path, cluster: EmbeddedPostgres
) -> None:
    asyncio.run(tampering.tamper(cluster, filled["DATABASE_URL"], tampering.MOVED, 1))
    said = run("--json", "--export", str(tmp_path / "own.jsonl"), **filled)
    assert said.exit_code == 1
    kept, finding = json.loads(said.output)["findings"]
    assert kept["code"] == "LOG-27.checkpoint_kept_otherwise"
    assert finding["message"].startswith("Entry 1 differs from the earlier export")


def test_a_database_that_does_not_answer_cannot_be_checked(tmp_path: Path) -> None:
    said = run(DATABASE_URL=f"postgresql:///nothing?host={tmp_path}")
    assert said.exit_code == 2
    assert "The check cannot run" in said.output


NOTES_GONE = (
    "ALTER TABLE audit_note DISABLE TRIGGER USER; DELETE FROM audit_note;"
    "ALTER TABLE audit_note ENABLE TRIGGER USER"
)


async def _sign(settings: Settings) -> None:
    services = make_services(settings)
    await services.sequencer.step()
    await services.database.close()


def test_a_rewritten_log_breaks_the_note_that_was_signed_and_the_one_outside(
    filled: dict[str, str], tmp_path: Path, cluster: EmbeddedPostgres
) -> None:
    settings = Settings(database_url=filled["DATABASE_URL"], data_dir=tmp_path)
    asyncio.run(_sign(settings))
    said = run("--json", **filled)
    assert (said.exit_code, json.loads(said.output)["log"]["notes"]) == (0, 2)
    asyncio.run(tampering.tamper(cluster, filled["DATABASE_URL"], tampering.MOVED, 1))
    said = run("--json", **filled)
    (finding,) = json.loads(said.output)["findings"]
    assert (finding["code"], finding["params"]["last"]) == ("LOG-24.note_broken", 3)
    asyncio.run(tampering.tamper(cluster, filled["DATABASE_URL"], NOTES_GONE, 0))
    (finding,) = json.loads(run("--json", **filled).output)["findings"]
    assert finding["params"]["where"] == "log.checkpoint"
    assert "已签名的检查点" in run(**{**filled, "LC_ALL": "zh_CN.UTF-8"}).output


def test_a_check_makes_no_key_of_the_log(filled: dict[str, str], tmp_path: Path) -> None:
    settings = Settings(database_url=filled["DATABASE_URL"], data_dir=tmp_path)
    asyncio.run(_sign(settings))
    settings.log_file.unlink()
    assert run("--json", **filled).exit_code == 0
    assert not settings.log_file.exists()
