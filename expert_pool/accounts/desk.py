"""What every act on an account works with."""

from dataclasses import dataclass

from expert_pool.passwords import Passwords
from expert_pool.storage.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """The database and the one hasher of passwords, whose few slots all requests share."""

    database: Database
    passwords: Passwords
