"""`expert-pool log reopen`: by two people, from the newest checkpoint outside."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from expert_pool.accounts.one_time_codes import code_at, step_of
from expert_pool.accounts.second_factor import begin_factor, confirm_factor, look_at_factor
from expert_pool.accounts.signing_in import actor_of
from expert_pool.audit.checkpoints import Checkpoint, read_checkpoint, sign_checkpoint
from expert_pool.audit.log import LogHead
from expert_pool.audit.log_keys import LogKeys
from expert_pool.audit.notes import SigningKey
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from tests.expert_pool.audit.note_samples import OTHER_LOG
from tests.web.signing_in import PASSWORD, add_account
from web.cli import main
from web.services import make_services
from web.settings import Settings

NEW = "pool.example.org/log-v2"
LOST = 9


def run(*words: str, typed: str = "", **environment: str) -> Result:
    given = {"LC_ALL": "en_US.UTF-8", **environment}
    return CliRunner().invoke(main, words, env=given, input=typed)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture
def service(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": str(settings.database_url),
        "EXPERT_POOL_DATA_DIR": str(settings.data_dir),
    }


async def _staff(settings: Settings) -> dict[str, tuple[str, ...]]:
    """An auditor, an administrator and an officer with recovery codes, an auditor with none."""
    services, codes = make_services(settings), dict[str, tuple[str, ...]]()
    roles = (Role.AUDITOR, Role.USER_ADMIN, Role.OFFICER)
    for role in roles:
        email = await add_account(services, role)
        async with services.database.read() as session:
            account = await AccountStore(session).by_email(email)
        assert account
        await begin_factor(services.database, account.id, services.now())
        secret = (await look_at_factor(services.database, account.id)).pending_secret or b""
        actor = actor_of(account.id, account.roles, "")
        code = code_at(secret, step_of(services.now()))
        codes[email] = await confirm_factor(services.database, actor, "", code, services.now())
    codes[await add_account(services, Role.AUDITOR, "bare")] = ()
    await services.sequencer.step()
    await services.database.close()
    return codes


class Desk:
    """The command at the machine, with the codes that the two type."""

    def __init__(self, service: Mapping[str, str], codes: dict[str, tuple[str, ...]]) -> None:
        self.service, self.codes = service, {who: list(own) for who, own in codes.items()}

    def reopen(self, note: Path, first: str, second: str, name: str = NEW) -> Result:
        people = [f"{who}@example.org" for who in (first, second)]
        codes = [self.codes[one].pop() if self.codes[one] else "000000" for one in people]
        typed = "".join(f"{PASSWORD}\n{code}\n" for code in codes)
        options = ("--checkpoint", str(note), "--first", people[0], "--second", people[1])
        reason = ("--reason", "older_backup", "--words", "the disk")
        return run("log", "reopen", "--name", name, *options, *reason, typed=typed, **self.service)


def refusal(said: Result) -> str:
    assert said.exit_code == 1, said.output
    return said.stderr.strip().splitlines()[-1]


def write_note(file: Path, key: SigningKey, size: int) -> Path:
    ahead = Checkpoint(key.name, LogHead(size, bytes(32)))
    file.write_text(sign_checkpoint(ahead, [key]).written(), encoding="utf-8")
    return file


def head_of(note: bytes, keys: LogKeys) -> Checkpoint:
    return read_checkpoint(note, keys.known).checkpoint


def test_a_broken_log_goes_on_by_two_people_who_name_where_it_ended(
    settings: Settings, service: dict[str, str], tmp_path: Path
) -> None:
    desk = Desk(service, asyncio.run(_staff(settings)))
    former, own = settings.log_keys(), tmp_path / "own.note"
    own.write_bytes(settings.checkpoint_file.read_bytes())
    kept = head_of(own.read_bytes(), former).head
    assert "needs no new name" in refusal(desk.reopen(own, "auditor", "user_admin"))
    strange = write_note(tmp_path / "strange.note", OTHER_LOG, LOST + 90)
    assert "not signed" in refusal(desk.reopen(strange, "auditor", "user_admin"))

    lost = write_note(tmp_path / "lost.note", former.current, kept.size + LOST)
    assert "Two different people" in refusal(desk.reopen(lost, "auditor", "auditor"))
    assert settings.checkpoint_file.read_bytes() == lost.read_bytes()
    older = refusal(desk.reopen(own, "auditor", "user_admin"))
    assert f"but {kept.size + LOST} were signed" in older
    assert "has no second factor" in refusal(desk.reopen(lost, "bare", "user_admin"))
    assert "officer@example.org" in refusal(desk.reopen(lost, "auditor", "officer"))
    same = refusal(desk.reopen(lost, "auditor", "user_admin", former.origin))
    assert "never goes on under its name" in same
    assert "cannot be a log" in refusal(desk.reopen(lost, "auditor", "user_admin", "日志 v2"))
    assert settings.log_keys() == former

    said = desk.reopen(lost, "auditor", "user_admin")
    assert said.exit_code == 0, said.output
    assert PASSWORD not in said.output
    assert f"{LOST} are lost" in said.stdout
    keys = settings.log_keys()
    assert (keys.origin, head_of(settings.checkpoint_file.read_bytes(), keys).origin) == (NEW, NEW)
    mark = former.current.verifier.id.hex()
    aside = [settings.data_dir / f"{name}.{mark}" for name in ("log.key", "log.checkpoint")]
    assert aside[0].read_text() == former.written()
    assert aside[1].read_bytes() == lost.read_bytes()
    _check_what_others_see(service, tmp_path, (former, keys), lost)


def _check_what_others_see(
    service: dict[str, str], tmp_path: Path, keys: tuple[LogKeys, LogKeys], lost: Path
) -> None:
    """Whoever verifies the log, and a witness of the former name, learn of the loss."""
    folder, (former, current) = tmp_path / "export", keys
    assert run("log", "export", "--out", str(folder), **service).exit_code == 0
    given = ["--checkpoint", str(lost), "--key", former.current.verifier.vkey]
    given += ["--key", current.current.verifier.vkey]
    verified = run("log", "verify", str(folder), *given, "--json")
    assert json.loads(verified.stdout)["lost"] == [str(lost)]
    (told,) = json.loads(verified.stdout)["reopened"]
    assert (verified.exit_code, told["origin"], told["lost"]) == (0, former.origin, LOST)
    shown = run("log", "verify", str(folder), *given).stdout
    assert f"Goes on from {former.origin} since entry {told['index']}" in shown
    assert f"The checkpoint in {lost} was not compared" in shown
    unsaid = run("log", "verify", str(folder), *given[:2], "--json")
    assert unsaid.exit_code == 3

    witness = ("--dir", str(tmp_path / "witness"))
    run("witness", "init", *witness, "--name", "audit.example/w1")
    vkey = current.current.verifier.vkey
    unheld = run("witness", "trust", *witness, "--log", vkey, "--export", str(folder))
    assert f"never seen a checkpoint of {former.origin}" in unheld.stderr
    begun = ("--log", former.current.verifier.vkey, "--checkpoint", str(lost))
    assert run("witness", "trust", *witness, *begun).stderr == ""
    follows = run("witness", "trust", *witness, "--log", vkey, "--export", str(folder))
    assert (follows.exit_code, follows.stderr) == (0, "")
    logs = json.loads(run("witness", "show", *witness, "--json").stdout)["logs"]
    assert [one["origin"] for one in logs if one["after"]] == [NEW]
    assert logs[-1]["after"]["index"] == told["index"]
    assert f"since entry {told['index']}" in run("witness", "show", *witness).stdout
    assert current.current.line not in follows.output
