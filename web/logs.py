"""The log of the service for its operators: structured lines that hold no personal data.

Only named fields pass. This is not the append-only log of acts (`expert_pool.recording`).
"""

import re
import sys
from typing import Final

import structlog
from structlog.typing import EventDict, WrappedLogger

ALLOWED: Final = frozenset(
    {"event", "level", "timestamp", "reference", "path", "method", "status", "code", "error"}
    | {"milliseconds", "exception", "job", "count"}
)
_HIDDEN: Final = "(hidden)"
_SECRET: Final = re.compile(r"/[\w-]{40,}")


def keep_allowed(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Hide every field that is not on the list: bodies, names and numbers never get in."""
    return {name: value if name in ALLOWED else _HIDDEN for name, value in event.items()}


def hide_secrets(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Of an address leave out what opens something by itself, such as a mailed link's token."""
    if "path" in event:
        event["path"] = _SECRET.sub(f"/{_HIDDEN}", str(event["path"]))
    return event


def places_only(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Of an exception keep kind and places: its message may hold what somebody typed."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["exception"] = _places(error)
    return event


def _places(error: BaseException) -> list[str]:
    places, trace = [type(error).__name__], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places


def configure_logs() -> None:
    """Write JSON lines to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            places_only,
            keep_allowed,
            hide_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        # Standard error as it is at each line: whoever redirects it later is heard.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
