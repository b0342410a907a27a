"""Whether the log is kept in time: places and signatures at once, witnesses soon after.

Its one job is to say from when on a delay is a reason to look. It proves nothing wrong.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from expert_pool.audit.log import SOURCE
from expert_pool.findings import Finding, Severity

LONGEST_WAIT: Final = timedelta(seconds=5)
LONGEST_UNSEEN: Final = timedelta(minutes=5)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Delays:
    """How long the log has waited for what it needs; None where nothing waits, or nobody is asked.

    `waited` is of the oldest entry without place or signature, `unseen` of the oldest signed
    checkpoint that goes beyond all that any witness cosigned.
    """

    waited: timedelta | None = None
    unseen: timedelta | None = None


def check_delays(delays: Delays) -> tuple[Finding, ...]:
    """What of the log is late; nothing where all is kept in time, however quiet the log is."""
    found = list[Finding]()
    if delays.waited is not None and delays.waited > LONGEST_WAIT:
        seconds = int(delays.waited.total_seconds())
        found.append(_late("LOG-25.entry_waits", "seconds", seconds))
    if delays.unseen is not None and delays.unseen > LONGEST_UNSEEN:
        found.append(_late("LOG-26.not_cosigned", "minutes", delays.unseen // _MINUTE))
    return tuple(found)


def _late(code: str, unit: str, value: int) -> Finding:
    return Finding(code, Severity.INFO, SOURCE, ((unit, value),))
