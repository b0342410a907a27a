"""A public source for a draw from files: named in the commitment, and what it gave, typed in.

Its one job is the sources of the service that need nobody's secret: a beacon's round, whose
number nobody enters, and dice that two people type. It fetches nothing; the signature of a
round proves itself, whoever brings it.
"""

import re
from calendar import timegm
from collections.abc import Sequence
from datetime import UTC, datetime
from time import strptime
from typing import Final, TypeAlias

from selection.documents.forms import CommitDocument
from selection.documents.seed_sources import (
    AnySource,
    BeaconReveal,
    BeaconSource,
    DiceReveal,
    DiceSource,
    TypedThrows,
)
from selection.errors import SelectionError
from selection.sources.beacon import QUICKNET, is_signature_of
from selection.sources.throws import THROWS, read_throws

DICE: Final = "dice"
ROUND: Final = "drand-quicknet"
KINDS: Final = (ROUND, DICE)
PERSONS: Final = 2
WRITTEN: Final = "%Y-%m-%dT%H:%M:%SZ"
_SIGNATURE: Final = re.compile(r"[0-9a-f]{96}")
_TYPED: Final = re.compile(r"([!-<>-~]{1,100})=(.*)", re.DOTALL)

PublicSource: TypeAlias = BeaconSource | DiceSource


def choose_source(kind: str, committed: str, wait_minutes: int) -> PublicSource:
    """The source as the commitment names it; the round follows from time and wait."""
    if kind == DICE:
        return DiceSource(kind="dice", throws=THROWS)
    number = QUICKNET.round_after(timegm(strptime(committed, WRITTEN)), wait_minutes)
    return BeaconSource(
        kind="drand-quicknet",
        chain=QUICKNET.hash,
        round=number,
        wait_minutes=wait_minutes,
        fallback=(),
    )


def can_be_typed(source: AnySource) -> bool:
    """Whether what this source gives can be handed to the tool: no party has a secret."""
    return isinstance(source, DiceSource) or (
        isinstance(source, BeaconSource) and source.kind == ROUND
    )


def when_it_speaks(source: BeaconSource) -> str:
    """When the round of a beacon comes, as documents write a time."""
    return datetime.fromtimestamp(QUICKNET.time_of(source.round), UTC).strftime(WRITTEN)


def read_given(
    document: CommitDocument, given: Sequence[str], moment: str
) -> BeaconReveal | DiceReveal:
    """What the committed source gave, as it was typed at this moment.

    Raises:
        SelectionError: `tool.source_not_committed`, `tool.source_early`,
            `tool.source_signature`, `tool.source_throws` or `tool.source_differs`.
    """
    source = document.source
    if isinstance(source, BeaconSource):
        if moment < (comes := when_it_speaks(source)):
            raise SelectionError("tool.source_early", {"value": moment, "after": comes})
        return _read_round(source, given, moment)
    if isinstance(source, DiceSource):
        if moment <= (committed := document.t or ""):
            raise SelectionError("tool.source_early", {"value": moment, "after": committed})
        return _read_dice(given, moment)
    raise SelectionError("tool.source_not_committed")


def _read_round(source: BeaconSource, given: Sequence[str], moment: str) -> BeaconReveal:
    signature = "".join(given).strip().lower()
    well_formed = _SIGNATURE.fullmatch(signature) is not None
    if not (well_formed and is_signature_of(QUICKNET, source.round, signature)):
        raise SelectionError("tool.source_signature", {"round": source.round})
    return BeaconReveal(role="beacon", round=source.round, signature=signature, t=moment)


def _read_dice(given: Sequence[str], moment: str) -> DiceReveal:
    if len(given) != PERSONS:
        raise SelectionError("tool.source_throws", {"value": ", ".join(given)})
    one, other = (_read_typed(text, moment) for text in given)
    if one.role == other.role or one.throws != other.throws:
        raise SelectionError("tool.source_differs", {"first": one.role, "second": other.role})
    return DiceReveal(role="dice", typed=(one, other))


def _read_typed(text: str, moment: str) -> TypedThrows:
    found = _TYPED.fullmatch(text)
    throws = read_throws(found[2]) if found else None
    if found is None or throws is None:
        raise SelectionError("tool.source_throws", {"value": text})
    return TypedThrows(role=found[1], throws=throws, t=moment)
