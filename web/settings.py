"""Reads the environment once. Nothing else in the service looks at it."""

import base64
import os
import secrets
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import SettingsConfigDict

from expert_pool.audit.log_keys import LogKeys, parse_log_keys
from expert_pool.audit.notes import KeyKind, make_key
from web.message_settings import MessageSettings

ROOT = Path(__file__).resolve().parents[1]
KEY_BYTES = 32


class Settings(MessageSettings):
    """What an operator may choose; every value has a default that suits one machine.

    Each is read from `EXPERT_POOL_<NAME>`, except `DATABASE_URL` and `PORT`.
    """

    model_config = SettingsConfigDict(
        env_prefix="EXPERT_POOL_", frozen=True, extra="ignore", populate_by_name=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535, validation_alias=AliasChoices("PORT", "port"))
    base_url: str | None = Field(
        default=None, description="The address that people see, for links in mails."
    )
    secure_cookies: bool = Field(
        default=False, description="Send cookies over HTTPS only: set it wherever TLS is used."
    )

    trusted_proxies: str = Field(
        default="",
        description="Addresses of the own reverse proxies, joined by commas: only what they say "
        "in X-Forwarded-For counts.",
    )
    api_rate: int = Field(
        default=600, ge=1, description="API requests a minute of one account, tokens together."
    )
    api_rate_anonymous: int = Field(
        default=120, ge=1, description="API requests a minute of one address without an account."
    )

    repeat_hours: int = Field(
        default=24,
        ge=1,
        le=720,
        description="How long the answer of a form or of an API request with an idempotency key "
        "is kept, so that the same one again changes nothing.",
    )

    database_url: str | None = Field(
        default=None,
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="Another PostgreSQL; without it the service starts its own.",
    )
    pg_bin: Path | None = Field(
        default=None, description="A directory with PostgreSQL's programs, in place of the wheel's."
    )
    data_dir: Path = ROOT / ".data"
    upload_dir: Path | None = None
    secret_key_file: Path | None = None
    signing_key_file: Path | None = Field(
        default=None, description="The key that signs receipts; by default in the data directory."
    )

    backup_key_file: Path | None = Field(
        default=None, description="The key that seals backups; by default in the data directory."
    )

    log_key_file: Path | None = Field(
        default=None, description="The keys that sign the log; by default in the data directory."
    )
    log_origin: str = Field(
        default="",
        pattern=r"^[^\s+]*$",
        description="The name under which the log is signed, such as pool.example.org/log; it "
        "counts when the key is made, and never changes.",
    )
    witnesses: str = Field(
        default="",
        description="The witnesses of the log, joined by commas: each its public key (vkey), a "
        "space, and its address.",
    )

    beacon_relays: str = Field(
        default="https://api.drand.sh,https://api2.drand.sh,https://drand.cloudflare.com",
        pattern=r"^(https?://[^\s,/]+(,https?://[^\s,/]+)*)?$",
        description="The relays of the public beacon that the service may ask, joined by commas; "
        "empty where it has no way out: then somebody pastes the signature.",
    )
    beacon_chain_file: Path | None = Field(
        default=None,
        description="Another chain of the beacon, for rehearsals: a trust file with one chain.",
    )

    contact_address: str = Field(
        default="",
        description="The postal address of the organiser (the policy names it), for its notices.",
    )
    contact_address_en: str = Field(default="", description="The same on English pages.")
    contact_phone: str = Field(default="", description="The telephone number of the organiser.")
    contact_email: str = Field(
        default="",
        pattern=r"^$|^[^\s@<>]+@[^\s@<>]+$",
        description="The e-mail address of the organiser for questions and requests about data.",
    )

    policy: str = Field(default="jinhua", description="The id of a policy, or a path to one.")
    calendar_file: Path | None = Field(
        default=None,
        description="A file of announced holidays and own days, on top of China's calendar "
        "(docs/decisions/working-calendar.md).",
    )
    demo: bool = False

    require_second_factor: bool | None = Field(
        default=None,
        description="Whether staff need a second factor; by default yes, and no in the demo.",
    )

    require_second_administrator: bool | None = Field(
        default=None,
        description="Whether a granted role waits for a second user administrator, where there "
        "are two; by default yes, and no in the demo.",
    )

    mail_host: str | None = Field(
        default=None, description="Without it mails stay readable in the outbox of the service."
    )
    mail_port: int = Field(default=25, ge=1, le=65535)
    mail_user: str | None = None
    mail_password: SecretStr | None = None
    mail_tls: bool = Field(default=False, description="Start TLS before anything is said.")
    mail_sender: str = "expert-pool@localhost"

    @property
    def address(self) -> str:
        """The address that people see, without a slash at the end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def relays(self) -> tuple[str, ...]:
        """The beacon's relays that may be asked."""
        return tuple(part for part in self.beacon_relays.split(",") if part)

    @property
    def says_how_to_be_reached(self) -> bool:
        """Whether the organiser can be written or called to (PIPL, article 17)."""
        return bool(self.contact_address and (self.contact_phone or self.contact_email))

    @property
    def staff_need_second_factor(self) -> bool:
        """Whether a member of staff without a second factor gets no further than setting it up."""
        chosen = self.require_second_factor
        return not self.demo if chosen is None else chosen

    @property
    def administrators_act_alone(self) -> bool:
        """Whether one user administrator may grant a role although there is another one."""
        chosen = self.require_second_administrator
        return self.demo if chosen is None else not chosen

    @property
    def proxies(self) -> frozenset[str]:
        """The addresses of the own reverse proxies."""
        return frozenset(part.strip() for part in self.trusted_proxies.split(",") if part.strip())

    @property
    def answers_kept(self) -> timedelta:
        """How long a repetition is answered as the first time was."""
        return timedelta(hours=self.repeat_hours)

    @property
    def uploads(self) -> Path:
        """The directory of uploaded files."""
        return self.upload_dir or self.data_dir / "uploads"

    @property
    def key_file(self) -> Path:
        """The file that holds the key of the encrypted fields."""
        return self.secret_key_file or self.data_dir / "secret.key"

    def secret_key(self) -> bytes:
        """Read the key of the encrypted fields; the first call on a new machine makes one.

        Whoever loses this file loses every encrypted field: back it up apart from the database.
        """
        return _read_key(self.key_file, make=self.secret_key_file is None)

    @property
    def signing_file(self) -> Path:
        """The file that holds the key that signs receipts."""
        return self.signing_key_file or self.data_dir / "signing.key"

    @property
    def backup_file(self) -> Path:
        """The file that holds the key that seals backups."""
        return self.backup_key_file or self.data_dir / "backup.key"

    @property
    def key_files(self) -> tuple[Path, ...]:
        """All files with keys: no backup holds them, so each is kept apart."""
        return (self.key_file, self.signing_file, self.backup_file, self.log_file)

    def backup_key(self) -> bytes:
        """Read the key that seals backups; the first call makes one.

        It has to lie where the machine's loss does not reach it, and apart from the backups.
        """
        return _read_key(self.backup_file, make=self.backup_key_file is None)

    def signing_key(self) -> bytes:
        """Read the private key (Ed25519) that signs receipts; the first call makes one.

        Publish its public half: whoever holds a receipt checks it against that key.
        """
        return _read_key(self.signing_file, make=self.signing_key_file is None)

    @property
    def log_file(self) -> Path:
        """The file that holds the keys that sign the log."""
        return self.log_key_file or self.data_dir / "log.key"

    @property
    def checkpoint_file(self) -> Path:
        """The file in which the newest signed checkpoint stands outside the database."""
        return self.data_dir / "log.checkpoint"

    def log_keys(self) -> LogKeys:
        """Read the keys that sign the log; the first call makes one, under the log's name.

        Publish their public halves, on paper too: whoever holds a checkpoint checks it
        against them.
        """
        if self.log_key_file is None and not self.log_file.exists():
            name = self.log_origin or f"{urlsplit(self.address).netloc}/log"
            key = make_key(name, KeyKind.SIGNATURE, secrets.token_bytes(KEY_BYTES))
            _write_new(self.log_file, LogKeys(key).written().encode())
        return parse_log_keys(self.log_file.read_text(encoding="utf-8"))


def _read_key(path: Path, *, make: bool) -> bytes:
    if make and not path.exists():
        _write_new(path, base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
    key = base64.b64decode(path.read_text(encoding="ascii").strip(), validate=True)
    if len(key) != KEY_BYTES:
        message = f"{path} must hold {KEY_BYTES} bytes in base64, not {len(key)}."
        raise ValueError(message)
    return key


def _write_new(path: Path, content: bytes) -> None:
    """Write beside and link into place: two processes that start at once agree on one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    try:
        path.hardlink_to(written)
    except FileExistsError:
        return
    finally:
        written.unlink()
