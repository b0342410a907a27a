"""What the ceremony works with: keys, rules and the clock, made once by the service."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from expert_pool.audit.entries import Actor
from expert_pool.audit.notes import VerifierKey
from expert_pool.calendar import WorkingCalendar
from expert_pool.calendar.china import load_calendar
from expert_pool.encryption import FieldCipher, Place, Purpose
from expert_pool.policy import Policy
from expert_pool.vocabulary import CodeLists
from selection.sources.beacon import QUICKNET, Chain

SERVICE = Actor(account_id="service", role="service")
"""Who acts where nobody decides: the service itself."""


@dataclass(frozen=True, slots=True)
class DrawDesk:
    """Policy, code lists, field keys, the key that signs receipts, clock and fresh bytes.

    `today` is the day in China: what the rules take as `as_of`.
    """

    policy: Policy
    lists: CodeLists
    cipher: FieldCipher
    signing_key: Ed25519PrivateKey
    clock: Callable[[], datetime]
    today: Callable[[], date]
    fresh_bytes: Callable[[int], bytes]
    software_version: str
    calendar: WorkingCalendar = field(default_factory=load_calendar)
    chain: Chain = QUICKNET
    """The beacon's chain; another one is for rehearsals."""
    log_origin: str = ""
    witnesses: tuple[VerifierKey, ...] = ()
    """The log's name, and who must have seen a commitment before its source speaks."""
    invites: bool = True
    """Whether who takes a seat is invited at once: not where a day that is over is entered."""

    def now(self) -> datetime:
        """This moment in UTC, in whole seconds: the documents know no smaller ones."""
        return self.clock().astimezone(UTC).replace(microsecond=0)

    def seal(self, column: str, row: UUID, value: bytes) -> bytes:
        """Encrypt what nobody may read before its time, for one place in the draw's table."""
        return self.cipher.encrypt(Purpose.DOCUMENTS, Place("draw", column, str(row)), value)

    def unseal(self, column: str, row: UUID, stored: bytes) -> bytes:
        """Decrypt what `seal` wrote."""
        return self.cipher.decrypt(Purpose.DOCUMENTS, Place("draw", column, str(row)), stored)


def written(moment: datetime) -> str:
    """A moment as the documents write it: RFC 3339, UTC, seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str) -> datetime:
    """The moment that `written` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
