"""What handlers are given to work with, made once by `web.app`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from litestar.connection import ASGIConnection, Request

from expert_pool.accounts.desk import Desk
from expert_pool.encryption import FieldCipher
from expert_pool.passwords import Passwords
from expert_pool.policy import Policy
from expert_pool.storage.database import Database
from expert_pool.vocabulary import CodeLists
from web.settings import Settings
from web.translation import LOCAL_TIME

# Any handler, user and state will do: nothing here depends on them.
Connection = ASGIConnection[Any, Any, Any, Any]
PageRequest = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Services:
    """What acts need: settings, database, policy, code lists, keys, and the one clock."""

    settings: Settings
    database: Database
    policy: Policy
    lists: CodeLists
    passwords: Passwords
    cipher: FieldCipher
    clock: Callable[[], datetime]

    @property
    def desk(self) -> Desk:
        """What acts on accounts work with."""
        return Desk(self.database, self.passwords)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.clock()

    def today(self) -> date:
        """This day in China: what the rules take as `as_of`."""
        return self.clock().astimezone(LOCAL_TIME).date()


def utc_now() -> datetime:
    """The clock of a running service; tests pass another one."""
    return datetime.now(UTC)


def services_of(connection: Connection) -> Services:
    """The services of the application that answers this request."""
    services: Services = connection.app.state["services"]
    return services
