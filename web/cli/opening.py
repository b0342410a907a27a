"""Opens the database a command works on: the one it was given, or our own. It prints nothing."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from web.logs import configure_logs
from web.settings import Settings


@contextmanager
def opened(settings: Settings, *, migrate: bool = True) -> Iterator[Settings]:
    """Give settings whose database answers and has the newest schema; stop what was started.

    Without `migrate` the database is left as it is, such as empty for a restore.
    """
    from expert_pool.storage.migrating import upgrade
    from web.launcher import EmbeddedPostgres, Guard

    configure_logs()
    with orderly_end():
        if settings.database_url is not None:
            if migrate:
                upgrade(settings.database_url)
            yield settings
            return
        postgres = EmbeddedPostgres(settings.data_dir / "postgres", binaries=settings.pg_bin)
        with postgres as url, Guard(postgres):
            if migrate:
                upgrade(url)
            yield settings.model_copy(update={"database_url": url})


@contextmanager
def orderly_end() -> Iterator[None]:
    """Let SIGTERM and a closed terminal unwind like Ctrl-C, so that no server is left behind."""
    kinds = (signal.SIGTERM, signal.SIGHUP)
    before = [(kind, signal.signal(kind, _interrupt)) for kind in kinds]
    try:
        yield
    finally:
        for kind, handler in before:
            signal.signal(kind, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
