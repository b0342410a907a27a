import base64
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from web.settings import KEY_BYTES, Settings


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "DATABASE_URL", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variable", "value", "field", "expected"),
    [
        ("PORT", "9000", "port", 9000),
        ("DATABASE_URL", "postgresql://host/name", "database_url", "postgresql://host/name"),
        ("EXPERT_POOL_HOST", "0.0.0.0", "host", "0.0.0.0"),  # noqa: S104
        ("EXPERT_POOL_PG_BIN", "/usr/lib/pg/bin", "pg_bin", Path("/usr/lib/pg/bin")),
        ("EXPERT_POOL_DEMO", "1", "demo", True),
        ("EXPERT_POOL_SECURE_COOKIES", "true", "secure_cookies", True),
        ("EXPERT_POOL_MAIL_HOST", "mail.example.org", "mail_host", "mail.example.org"),
        ("EXPERT_POOL_CONTACT_PHONE", "0000-1234", "contact_phone", "0000-1234"),
    ],
)
def test_a_setting_comes_from_its_variable(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(variable, value)
    assert getattr(Settings(), field) == expected


@pytest.mark.parametrize(
    ("contact", "reached"),
    [
        ({}, False),
        ({"contact_address": "某路1号"}, False),
        ({"contact_phone": "000", "contact_email": "a@example.org"}, False),
        ({"contact_address": "某路1号", "contact_phone": "000"}, True),
        ({"contact_address": "某路1号", "contact_email": "a@example.org"}, True),
    ],
)
def test_an_organiser_is_reached_by_letter_and_by_telephone_or_mail(
    contact: dict[str, str], reached: bool
) -> None:
    assert Settings(**contact).says_how_to_be_reached is reached  # type: ignore[arg-type]


def test_a_contact_address_that_is_no_mail_address_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(contact_email="call us")


def test_without_any_variable_everything_has_a_value() -> None:
    settings = Settings()
    assert settings.address == "http://127.0.0.1:8000"
    assert settings.database_url is None
    assert settings.mail_host is None
    assert settings.uploads == settings.data_dir / "uploads"


def test_the_address_people_see_can_differ_from_the_one_we_listen_on() -> None:
    assert Settings(base_url="https://experts.example.org/").address == (
        "https://experts.example.org"
    )


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_an_impossible_port_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(ValidationError, match="PORT"):
        Settings()


def test_a_new_key_is_written_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    key = settings.secret_key()

    assert len(key) == KEY_BYTES
    assert settings.secret_key() == key
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    assert list(settings.data_dir.iterdir()) == [settings.key_file]


def test_two_machines_never_share_a_key(tmp_path: Path) -> None:
    keys = {Settings(data_dir=tmp_path / name).secret_key() for name in ("one", "other")}
    assert len(keys) == 2


def test_a_given_key_file_is_read_and_never_made(tmp_path: Path) -> None:
    missing = Settings(secret_key_file=tmp_path / "missing.key")
    with pytest.raises(FileNotFoundError):
        missing.secret_key()

    given = tmp_path / "given.key"
    given.write_bytes(base64.b64encode(b"k" * KEY_BYTES))
    assert Settings(secret_key_file=given).secret_key() == b"k" * KEY_BYTES


def test_a_key_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    short = tmp_path / "short.key"
    short.write_bytes(base64.b64encode(b"k" * 16))
    with pytest.raises(ValueError, match="must hold 32 bytes"):
        Settings(secret_key_file=short).secret_key()


def test_every_key_that_a_service_makes_is_among_the_key_files(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.secret_key()
    settings.signing_key()
    settings.backup_key()
    settings.log_keys()
    assert set(settings.key_files) == set(tmp_path.iterdir())
