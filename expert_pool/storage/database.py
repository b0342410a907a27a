"""Opens transactions on PostgreSQL. It must not know any table."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from expert_pool.errors import DatabaseAway

POOL_SIZE = 10
POOL_OVERFLOW = 10
WAIT_SECONDS = 30.0
CONNECT_SECONDS: Final = 10.0
_SHUT_DOWN: Final = frozenset({"57P01", "57P02", "57P03"})
_CONNECTION_LOST: Final = "08"


class Database:
    """One pool of connections to one database, for one event loop."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = POOL_SIZE,
        overflow: int = POOL_OVERFLOW,
        wait: float = WAIT_SECONDS,
    ) -> None:
        self._engine = engine_for(
            url,
            pool_size=pool_size,
            max_overflow=overflow,
            pool_timeout=wait,
            pool_pre_ping=True,
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)

    def carry(self, info: dict[str, object]) -> None:
        """Let each later session carry these in its `info`, for shells that get a session only."""
        self._sessions.configure(info=info)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session that commits at the end, or undoes everything when an error leaves it."""
        with _told_when_away():
            async with self._sessions.begin() as session:
                yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one moment and in which PostgreSQL refuses every write."""
        with _told_when_away():
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
        try:
            return await asyncpg.connect(address, timeout=CONNECT_SECONDS)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseAway(str(error) or type(error).__name__) from error

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        **options,
    )


@contextmanager
def _told_when_away() -> Iterator[None]:
    """Tell a lost connection from a refused statement, which stays what it is."""
    try:
        yield
    except PoolExhausted as error:
        raise DatabaseAway(str(error)) from error
    except DBAPIError as error:
        if not _is_lost(error):
            raise
        raise DatabaseAway(type(error.orig).__name__) from error


def _is_lost(error: DBAPIError) -> bool:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or state in _SHUT_DOWN or state[:2] == _CONNECTION_LOST
