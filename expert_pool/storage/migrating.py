"""Brings a database to a revision of the schema. The steps themselves are in `migrations/`."""

from pathlib import Path

from alembic import command
from alembic.config import Config

ROOT = Path(__file__).resolve().parents[2]


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to a revision; nothing happens when it is there already."""
    command.upgrade(configuration(url), revision)


def downgrade(url: str, revision: str = "base") -> None:
    """Bring the database back to an earlier revision."""
    command.downgrade(configuration(url), revision)


def configuration(url: str) -> Config:
    """Point Alembic at our steps and at one database."""
    config = Config(ROOT / "alembic.ini")
    config.attributes["url"] = url
    return config
