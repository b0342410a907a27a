"""What can be known of the image and of compose without an engine that builds them."""

import re
import subprocess
import tomllib
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml

from expert_pool.storage.migrating import ROOT
from web.settings import Settings
from web.visits import HEALTH

DOCKERFILE = (ROOT / "docker/Dockerfile").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker/compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
INTERPOLATED = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile in order: name, and the rest on one line."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE))
    lines = [line.strip() for line in joined.splitlines() if line.strip()]
    return [(line.split()[0], " ".join(line.split()[1:])) for line in lines]


def all_of(name: str) -> list[str]:
    return [rest for found, rest in instructions() if found == name]


def environment() -> dict[str, str]:
    """What `ENV` sets in either stage."""
    return dict(pair.split("=", 1) for line in all_of("ENV") for pair in line.split())


def known_settings() -> set[str]:
    names = {f"EXPERT_POOL_{name.upper()}" for name in Settings.model_fields}
    return (names - {"EXPERT_POOL_DATABASE_URL", "EXPERT_POOL_PORT"}) | {"DATABASE_URL", "PORT"}


def let_through() -> set[str]:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "*"
    return {line[1:] for line in lines if line.startswith("!")}


def test_whatever_is_copied_exists_and_is_let_through() -> None:
    copied = [
        source
        for rest in all_of("COPY")
        if not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists(), source
        assert source in let_through(), source


def test_nothing_is_let_through_that_is_not_copied() -> None:
    copied = {source for rest in all_of("COPY") for source in rest.split()[:-1]}
    assert let_through() <= copied


def test_both_stages_run_the_python_that_was_tested() -> None:
    wanted = PROJECT["tool"]["mypy"]["python_version"]
    bases = [rest.split()[0] for rest in all_of("FROM")]
    assert bases == [f"python:{wanted}-slim-bookworm"] * 2


def test_the_image_installs_with_the_tool_of_the_makefile() -> None:
    version = re.search(r"^UV_VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert version
    assert f"uv=={version[1]}" in DOCKERFILE


def test_everything_is_installed_by_its_hash() -> None:
    installs = [rest for rest in all_of("RUN") if "uv pip install" in rest]
    assert len(installs) == 2
    assert "--require-hashes -r docker/requirements.lock" in installs[0]
    assert "--no-deps --build-constraint requirements.lock" in installs[1]
    backend = PROJECT["build-system"]["requires"][0].partition(">")[0]
    assert f"\n{backend}==" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_of_the_image_holds_every_dependency() -> None:
    lock = (ROOT / "docker/requirements.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    wanted = {re.split(r"[\[><=; ]", name)[0] for name in PROJECT["project"]["dependencies"]}
    assert {name.lower().replace("_", "-") for name in wanted} <= locked


def test_the_service_runs_as_somebody_who_is_not_root() -> None:
    last_stage = instructions()[[name for name, _ in instructions()].index("FROM", 1) :]
    user = next(rest for name, rest in last_stage if name == "USER")
    number, _, group = user.partition(":")
    assert int(number) > 0
    assert f"--uid {number} --gid {group}" in DOCKERFILE
    after = [name for name, _ in last_stage[last_stage.index(("USER", user)) + 1 :]]
    assert "RUN" not in after
    assert "COPY" not in after


def test_the_image_asks_the_service_for_its_health() -> None:
    (check,) = all_of("HEALTHCHECK")
    assert f"os.environ['PORT'] + '{HEALTH}'" in check
    assert environment()["PORT"] in all_of("EXPOSE")


def test_the_image_starts_the_command_of_the_package() -> None:
    assert all_of("ENTRYPOINT") == ['["expert-pool"]']
    assert "expert-pool" in PROJECT["project"]["scripts"]
    assert all_of("VOLUME") == [environment()["EXPERT_POOL_DATA_DIR"]]
    # The exec form only: a shell between them would swallow SIGTERM.
    assert all(rest.startswith("[") for rest in all_of("CMD"))


def test_nothing_is_fetched_outside_the_locks() -> None:
    assert all_of("ADD") == []
    for word in ("curl", "wget", "apt-get", "sudo", ":latest"):
        assert word not in DOCKERFILE


@pytest.mark.parametrize(
    "name",
    sorted(
        {name for name in environment() if name.startswith("EXPERT_POOL_")}
        | {name for one in SERVICES.values() for name in one.get("environment", {})}
        - {"POSTGRES_PASSWORD", "POSTGRES_INITDB_ARGS", "SERVICE_PASSWORD"}
    ),
)
def test_every_setting_that_is_given_is_known(name: str) -> None:
    assert name in known_settings()


def test_the_script_of_the_database_reads_what_compose_gives_it() -> None:
    script = ROOT / "docker/postgres/roles.sh"
    subprocess.run(["/bin/sh", "-n", str(script)], check=True)  # noqa: S603 - our own script
    used = set(re.findall(r"\$\{?([A-Z_]+)", script.read_text(encoding="utf-8")))
    given = set(SERVICES["database"]["environment"]) | {"POSTGRES_USER"}
    assert used <= given


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_pinned_confined_and_started_again(name: str) -> None:
    service = SERVICES[name]
    if "image" in service:
        _, _, tag = service["image"].partition(":")
        assert re.search(r"\d", tag), service["image"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["restart"] == "unless-stopped"
    assert set(service.get("depends_on", {})) <= SERVICES.keys()


def test_compose_builds_this_image_from_the_root() -> None:
    build = SERVICES["service"]["build"]
    context = (ROOT / "docker" / build["context"]).resolve()
    assert context == ROOT
    assert (context / build["dockerfile"]).samefile(ROOT / "docker/Dockerfile")
    assert SERVICES["service"]["depends_on"]["database"]["condition"] == "service_healthy"
    assert "healthcheck" in SERVICES["database"]


def test_ports_are_open_on_this_machine_only_and_the_databases_not_at_all() -> None:
    published = {name: one.get("ports", []) for name, one in SERVICES.items()}
    assert published["database"] == []
    for port in (port for ports in published.values() for port in ports):
        assert str(port).startswith("127.0.0.1:"), port
    (own,) = published["service"]
    assert own.rpartition(":")[2] == environment()["PORT"]


def test_every_volume_is_declared_and_every_mounted_file_exists() -> None:
    declared = set(COMPOSE["volumes"])
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (ROOT / "docker" / PurePosixPath(source)).exists(), source
            else:
                assert source in declared


def test_the_service_writes_to_its_volume_and_nowhere_else() -> None:
    service = SERVICES["service"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    mounted = {volume.split(":")[1] for volume in service["volumes"]}
    assert mounted == {environment()["EXPERT_POOL_DATA_DIR"]}
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - a directory of the container


def test_no_password_has_a_default() -> None:
    text = (ROOT / "docker/compose.yaml").read_text(encoding="utf-8")
    secret = {name: kind for name, kind, _ in INTERPOLATED.findall(text) if "PASSWORD" in name}
    assert secret
    assert set(secret.values()) == {"?"}


def test_one_password_opens_the_database_for_role_and_service() -> None:
    url = SERVICES["service"]["environment"]["DATABASE_URL"]
    role = SERVICES["database"]["environment"]["SERVICE_PASSWORD"]
    assert role in url
    assert "@database/" in url
