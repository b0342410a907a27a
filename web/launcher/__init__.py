"""The launcher of the PostgreSQL that comes with the service."""

from web.launcher.cluster import EmbeddedPostgres
from web.launcher.guard import Guard

__all__ = ["EmbeddedPostgres", "Guard"]
