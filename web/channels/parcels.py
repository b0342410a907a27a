"""What a wire is given, and what a wire is; `docs/messages.md` describes the document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from expert_pool.messages import Channel
from expert_pool.messaging import Outcome


@dataclass(frozen=True, slots=True)
class Parcel:
    """A key that a repetition keeps, a channel, an address, the words, and until when."""

    key: str
    channel: Channel
    address: str
    text: str
    language: str
    expires_at: datetime | None = None

    def as_document(self) -> dict[str, str]:
        """The parcel as gateways and files are told it."""
        expires = self.expires_at
        return {
            "id": self.key,
            "channel": self.channel.value,
            "to": self.address,
            "text": self.text,
            "language": self.language,
            "expires_at": expires.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if expires else "",
        }


class Carrier(Protocol):
    """One wire. What happens on the way never raises: the outcome says it."""

    async def carry(self, parcel: Parcel) -> Outcome:
        """Take a parcel, or say why not."""


Carriers = Mapping[Channel, Carrier]
