"""A wire that goes nowhere and keeps what it was given: for tests and rehearsals."""

from collections.abc import Iterable

from expert_pool.messages import Result
from expert_pool.messaging import Outcome
from web.channels.parcels import Parcel


class RecordingCarrier:
    """Takes every parcel, but answers the first ones as it was told to."""

    def __init__(self, answers: Iterable[Outcome] = ()) -> None:
        self.kept: list[Parcel] = []
        self._answers = iter(tuple(answers))

    async def carry(self, parcel: Parcel) -> Outcome:
        """Keep the parcel and give the next answer."""
        self.kept.append(parcel)
        return next(self._answers, Outcome(Result.SENT))
