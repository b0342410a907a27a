"""`expert-pool log`: out of the database, verified without it, and a key that is replaced."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import read_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.notes import KeyKind, make_key
from expert_pool.recording import record_act
from web.cli import main
from web.services import make_services
from web.settings import Settings


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, ["log", *words], env={"LC_ALL": "en_US.UTF-8", **environment})


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture
def service(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": str(settings.database_url),
        "EXPERT_POOL_DATA_DIR": str(settings.data_dir),
    }


async def _record(settings: Settings, count: int) -> None:
    services = make_services(settings)
    for number in range(count):
        async with services.database.transaction() as session:
            await record_act(
                session,
                actor=Actor("ann", "auditor"),
                act=Act.DEMO_FILL,
                subject=f"demo:{number}",
                after={"name": "虚构"},
            )
    await services.sequencer.step()
    await services.database.close()


def vkey(folder: Path) -> str:
    return (folder / "keys").read_text().splitlines()[0]


def verify(folder: Path, *more: str) -> tuple[int, dict[str, object]]:
    nowhere = "postgresql://nowhere"
    said = run("verify", str(folder), "--key", vkey(folder), "--json", *more, DATABASE_URL=nowhere)
    return said.exit_code, json.loads(said.output)


def test_an_export_is_verified_without_a_database(
    settings: Settings, service: dict[str, str], tmp_path: Path
) -> None:
    asyncio.run(_record(settings, 3))
    first, second = tmp_path / "first", tmp_path / "second"
    assert json.loads(run("export", "--out", str(first), "--json", **service).output)["size"] == 3
    assert "虚构" not in (first / "entries.jsonl").read_text(encoding="utf-8")
    asyncio.run(_record(settings, 2))
    assert run("export", "--out", str(second), **service).exit_code == 0
    code, told = verify(second, "--checkpoint", str(first / "checkpoint"))
    assert (code, told["size"], told["tail"], told["wrong"]) == (0, 6, 0, None)
    assert run("verify", str(second)).exit_code == 3
    assert "核验通过" in run("verify", str(second), "--key", vkey(second), LC_ALL="zh_CN").output


def test_a_changed_export_names_the_first_thing_that_is_wrong(
    settings: Settings, service: dict[str, str], tmp_path: Path
) -> None:
    asyncio.run(_record(settings, 4))
    folder = tmp_path / "out"
    run("export", "--out", str(folder), **service)
    file = folder / "entries.jsonl"
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace("demo:2", "demo:7"), encoding="utf-8")
    code, told = verify(folder)
    assert (code, told["wrong"]["code"]) == (1, "LOG-05.wrong_leaf")  # type: ignore[index]
    file.write_text("".join(whole.splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert verify(folder)[1]["wrong"]["code"] == "LOG-07.wrong_size"  # type: ignore[index]
    assert "LOG-07.wrong_size" in run("verify", str(folder), "--key", vkey(folder)).output


def test_what_cannot_be_read_is_no_log_in_which_something_is_wrong(tmp_path: Path) -> None:
    no_key = run("verify", str(tmp_path), "--key", "none")
    assert (no_key.exit_code, no_key.stdout) == (2, "")
    no_file = run("verify", str(tmp_path / "nothing"))
    assert (no_file.exit_code, no_file.stdout) == (2, "")
    assert "nothing" in no_file.stderr


@pytest.mark.parametrize("option", ["--key", "--witness"])
def test_no_log_is_its_own_witness(tmp_path: Path, option: str) -> None:
    kinds = {"--key": KeyKind.COSIGNATURE, "--witness": KeyKind.SIGNATURE}
    key = make_key("pool.example/log", kinds[option], bytes(32)).verifier.vkey
    said = run("verify", str(tmp_path), option, key)
    assert (said.exit_code, said.stdout) == (2, "")
    assert "“pool.example/log” is of the other kind" in said.stderr


def test_a_refused_checkpoint_says_why_in_words(
    settings: Settings, service: dict[str, str], tmp_path: Path
) -> None:
    asyncio.run(_record(settings, 2))
    folder, note = tmp_path / "out", tmp_path / "note"
    run("export", "--out", str(folder), **service)
    whole = (folder / "checkpoint").read_text("utf-8")
    other = make_key(whole.partition("\n")[0], KeyKind.SIGNATURE, bytes(32)).verifier.vkey
    strange = make_key("other.example/log", KeyKind.SIGNATURE, bytes(32)).verifier.vkey
    for text, key, why in (
        ("nothing", vkey(folder), "it is not a whole signed note"),
        (whole.replace("\n2\n", "\n3\n"), vkey(folder), "a signature does not fit the text"),
        (whole, other, "none of the given keys of the log signed it"),
        (whole, strange, "none of the given keys of the log signed it"),
    ):
        note.write_text(text, "utf-8")
        said = run("verify", str(folder), "--key", key, "--checkpoint", str(note))
        assert (said.exit_code, why in said.stdout) == (1, True), said.output


def test_nothing_signed_is_nothing_to_export(service: dict[str, str], tmp_path: Path) -> None:
    said = run("export", "--out", str(tmp_path / "out"), **service)
    assert said.exit_code == 1
    assert "no signed checkpoint" in said.output


def test_a_replaced_key_signs_beside_the_former_one(
    settings: Settings, service: dict[str, str]
) -> None:
    asyncio.run(_record(settings, 1))
    former = settings.log_keys().current.verifier
    said = run("rekey", **service)
    assert said.exit_code == 0, said.output
    keys = settings.log_keys()
    current = keys.current.verifier
    assert current != former
    assert former.vkey in said.output
    assert current.vkey in said.output
    assert keys.current.line not in said.output
    note = settings.checkpoint_file.read_bytes()
    for key in (former, current):
        assert read_checkpoint(note, [key]).checkpoint.head.size == 2
    assert settings.log_file.stat().st_mode & 0o077 == 0
