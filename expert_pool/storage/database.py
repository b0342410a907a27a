"""Opens transactions on PostgreSQL. It must not know any table."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Final, Protocol

import asyncpg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from expert_pool.errors import DatabaseAway, ExpertPoolError

POOL_SIZE = 10
POOL_OVERFLOW = 10
WAIT_SECONDS = 30.0
CONNECT_SECONDS: Final = 10.0
_SHUT_DOWN: Final = frozenset({"57P01", "57P02", "57P03"})
_CONNECTION_LOST: Final = "08"


class Opening(Protocol):
    """What has to be done at the start of one transaction, with all else of it or not at all."""

    def once(self) -> AbstractContextManager[Callable[[AsyncSession], Awaitable[None]] | None]:
        """Around a transaction: what to do in it, or None where another one does or did it."""


OPENING: ContextVar[Opening | None] = ContextVar("opening", default=None)
"""The opening of the request in hand; its first transaction that commits has done it."""


class Settler(Protocol):
    """What readers must not miss although it is still under way."""

    async def waits(self, session: AsyncSession) -> bool:
        """Whether this session sees something of another transaction that is not settled."""

    async def settle(self) -> int:
        """Settle all of it, in transactions of its own."""


SETTLER: Final = "expert_pool.settler"
_SETTLED: Final = "expert_pool.settled"


async def settle(session: AsyncSession) -> None:
    """Let what a transaction reads next be settled; the snapshot of `read` was settled before."""
    settler: Settler | None = session.info.get(SETTLER)
    if settler and _SETTLED not in session.info and await settler.waits(session):
        await settler.settle()


class Database:
    """One pool of connections to one database, for one event loop.

    `alone` is for one process with a server of its own that reads its log once all is over: no
    connection is asked whether it still lives, and `read` settles nothing first.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = POOL_SIZE,
        overflow: int = POOL_OVERFLOW,
        wait: float = WAIT_SECONDS,
        alone: bool = False,
    ) -> None:
        self._alone = alone
        self._engine = engine_for(
            url,
            pool_size=pool_size,
            max_overflow=overflow,
            pool_timeout=wait,
            pool_pre_ping=not alone,
        )
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        self._carried: dict[str, object] = {}
        self._refusals: Mapping[str, str] = {}
        self._apart = engine_for(
            url, pool_size=1, max_overflow=0, pool_timeout=wait, pool_pre_ping=not alone
        )

    def carry(self, info: dict[str, object]) -> None:
        """Let each later session carry these too, in `info`, for shells given a session only."""
        self._carried |= info
        self._sessions.configure(info=self._carried)

    def explain(self, refusals: Mapping[str, str]) -> None:
        """Raise an error of ours, by its code, where a constraint of this name refuses a commit."""
        self._refusals = refusals

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Give a session that commits at the end, or undoes everything when an error leaves it.

        Raises:
            ExpertPoolError: what `explain` has for the constraint that refuses it.
        """
        opening = OPENING.get()
        with (
            _told_when_away(),
            _explained(self._refusals),
            opening.once() if opening else nullcontext() as open_with,
        ):
            async with self._sessions.begin() as session:
                if open_with is not None:
                    await open_with(session)
                yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one moment and in which PostgreSQL refuses every write."""
        with _told_when_away():
            async with self._sessions() as session:
                if self._alone:
                    session.info.pop(SETTLER, None)
                await _take_snapshot(session)
                yield session

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[AsyncSession]:
        """A short transaction beside those in hand: it waits for none of their connections."""
        with _told_when_away():
            async with AsyncSession(self._apart) as session, session.begin():
                yield session

    async def close(self) -> None:
        """Give every connection back to the server."""
        await self._engine.dispose()
        await self._apart.dispose()


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


async def _take_snapshot(session: AsyncSession) -> None:
    """Begin to read one moment; where something is not settled, settle it and look again."""
    look = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    await session.connection(execution_options=look)
    settler: Settler | None = session.info.get(SETTLER)
    if settler and await settler.waits(session):
        await session.rollback()
        await settler.settle()
        await session.connection(execution_options=look)
    session.info[_SETTLED] = True


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


@contextmanager
def _explained(refusals: Mapping[str, str]) -> Iterator[None]:
    """Tell by name why a constraint refuses a transaction, where somebody can act on it."""
    try:
        yield
    except IntegrityError as error:
        cause = getattr(error.orig, "__cause__", None)
        code = refusals.get(str(getattr(cause, "constraint_name", None)))
        if code is None:
            raise
        raise ExpertPoolError(code) from error


def _is_lost(error: DBAPIError) -> bool:
    state = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or state in _SHUT_DOWN or state[:2] == _CONNECTION_LOST
