"""What a test needs to record acts: keys, a clock, and a database that knows both."""

from datetime import UTC, datetime, timedelta
from functools import cache

from expert_pool.calendar import NO_HOLIDAYS
from expert_pool.crediting.rules import CreditRules, carry_rules
from expert_pool.encryption import FieldCipher, Keyring
from expert_pool.policy import load_policy
from expert_pool.recording import Recorder, equip
from expert_pool.storage.database import Database
from expert_pool.storage.migrating import ROOT

CIPHER = FieldCipher(Keyring({1: bytes(range(32))}, current=1, index=1))
START = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


class SteppingClock:
    """Each look at it is a minute later."""

    def __init__(self) -> None:
        self._next = START

    def __call__(self) -> datetime:
        now, self._next = self._next, self._next + timedelta(minutes=1)
        return now


def statements(name: str) -> list[str]:
    """The statements of one of the log's SQL files, as migrations run them."""
    written = (ROOT / "migrations" / "sql" / name).read_text(encoding="utf-8")
    return [statement for statement in written.split("\n\n") if statement.strip()]


@cache
def _rules() -> CreditRules:
    return CreditRules(load_policy("jinhua"), NO_HOLIDAYS)


def equipped(database: Database) -> Database:
    """The same database, in whose transactions acts can be recorded."""
    equip(database, Recorder(SteppingClock(), CIPHER, "test"))
    carry_rules(database, _rules())
    return database
