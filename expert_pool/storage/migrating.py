"""Brings a database to a revision of the schema. The steps themselves are in `migrations/`."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from expert_pool.errors import ExpertPoolError

ROOT = Path(__file__).resolve().parents[2]
NEWEST = "head"


def upgrade(url: str, revision: str = NEWEST) -> None:
    """Bring the database up to a revision; nothing happens when it is there already.

    A database of another version is refused and stays as it was.
    """
    config = configuration(url)
    config.attributes["compare"] = revision == NEWEST
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise ExpertPoolError("database.unknown_revision", {"problem": str(error)}) from error


def downgrade(url: str, revision: str = "base") -> None:
    """Bring the database back to an earlier revision."""
    command.downgrade(configuration(url), revision)


def configuration(url: str) -> Config:
    """Point Alembic at our steps and at one database."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config
