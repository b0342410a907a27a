"""The launcher of the PostgreSQL that comes with the service."""

from web.launcher.cluster import EmbeddedPostgres

__all__ = ["EmbeddedPostgres"]
