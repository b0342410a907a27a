"""Opens transactions on PostgreSQL. It must not know any table."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

POOL_SIZE = 10
POOL_OVERFLOW = 10
WAIT_SECONDS = 30.0


class Database:
    """One pool of connections to one database, for one event loop."""

    def __init__(
        self, url: str, *, pool_size: int = POOL_SIZE, overflow: int = POOL_OVERFLOW
    ) -> None:
        self._engine = engine_for(
            url,
            pool_size=pool_size,
            max_overflow=overflow,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=True,
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    def carry(self, info: dict[str, object]) -> None:
        """Let each later session carry these in its `info`, for shells that get a session only."""
        self._sessions.configure(info=info)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session that commits at the end, or undoes everything when an error leaves it."""
        async with self._sessions.begin() as session:
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one moment and in which PostgreSQL refuses every write."""
        async with self._sessions() as session:
            await session.connection(
                execution_options={
                    "isolation_level": "REPEATABLE READ",
                    "postgresql_readonly": True,
                }
            )
            yield session

    async def close(self) -> None:
        """Give every connection back to the server."""
        await self._engine.dispose()


class JoinedDatabase(Database):
    """A database within one open transaction: acts that use it hold or fail together."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give the open transaction; whoever opened it commits."""
        yield self._session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give the open transaction, so that its own changes are seen."""
        yield self._session


def engine_for(url: str, **options: Any) -> AsyncEngine:  # noqa: ANN401 - SQLAlchemy's own options
    """Make an engine that understands every address PostgreSQL's own tools understand.

    asyncpg reads the address itself, so `sslmode`, several hosts and socket directories work.
    """
    address = url.replace("postgresql+asyncpg://", "postgresql://", 1)

    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(address)

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        **options,
    )
