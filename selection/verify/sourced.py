"""Checks 3 to 5: that exactly the committed source spoke, in time, and what it said is real.

Their one job is who handed in what, and when. They must not look at seed or panel.
"""

import time
from calendar import timegm
from collections.abc import Sequence
from typing import cast

from selection.documents.commitment import hash_party_secret
from selection.documents.forms import Reveal
from selection.documents.seed_sources import (
    AnyReveal,
    AnySource,
    BeaconReveal,
    BeaconSource,
    DiceReveal,
    FileSource,
    LotteryReveal,
    LotterySource,
    PassedOver,
    Source,
    TypedNumbers,
    TypedThrows,
)
from selection.errors import SelectionError
from selection.sources.beacon import (
    LOTTERY_AFTER,
    MISSING_AFTER,
    OPENED_BEFORE,
    Chain,
    is_signature_of,
)
from selection.sources.lottery import Drum, fits_drums
from selection.verify.case import Case, Seen, compare

_MARK = "%Y-%m-%dT%H:%M:%SZ"
_LAST = 253_402_300_799
"""The last second of the year 9999; no text has a later one."""


def check_parties(case: Case) -> Seen | None:
    """One source spoke, the committed one or its fallback; each secret is the committed one."""
    reveals, source = case.receipt.result.reveals, case.document.source
    compare("parties.roles", _list_roles(reveals), ", ".join(_expected_roles(case)))
    if isinstance(source, FileSource):
        compare("parties.timed", getattr(reveals[0], "t", ""), None)
    opened = [one for one in reveals if isinstance(one, Reveal)]
    if not opened:
        return None
    for party, reveal in zip(case.document.parties, opened, strict=True):
        secret = bytes.fromhex(reveal.secret)
        computed = hash_party_secret(case.document.request, party.role, secret)
        compare("parties.failed", party.h, computed)
    return {"roles": _list_roles(opened)}


def _list_roles(reveals: Sequence[AnyReveal]) -> str:
    return ", ".join(one.role for one in reveals)


def _expected_roles(case: Case) -> tuple[str, ...]:
    source = case.document.source
    parties = tuple(party.role for party in case.document.parties)
    if isinstance(source, FileSource):
        return ("entropy",)
    if isinstance(source, Source):
        return parties
    if isinstance(source, BeaconSource):
        missing = any(isinstance(one, PassedOver) for one in case.receipt.result.reveals)
        if not (source.fallback and missing):
            return ("beacon", *parties)
        return ("passed", source.fallback[0].kind, *(parties if source.lottery else ()))
    return (source.kind, *parties)


def check_times(case: Case) -> Seen | None:
    """First the commitment, then what nobody could know: at the time that follows from it."""
    source = case.document.source
    if isinstance(source, FileSource):
        return None
    if isinstance(source, Source):
        return _check_reveals(case, source)
    if isinstance(source, BeaconSource):
        return _check_round(case, source)
    if isinstance(source, LotterySource):
        _check_opened(case, _read(source.draws_at))
        return _check_typed(case, source.draws_at)
    return _check_typed(case, _first(case))


def _check_reveals(case: Case, source: Source) -> Seen:
    committed, start = case.document.t or "", source.reveal_from
    first = min(_opened_at(case))
    _check_order(committed, start, first)
    return {"committed": committed, "reveal_from": start, "first": first}


def _check_order(committed: str, start: str, first: str) -> None:
    if not committed < start <= first:
        params = {"committed": committed, "reveal_from": start, "first": first}
        raise SelectionError("verify.times.failed", params)


def _opened_at(case: Case) -> list[str]:
    return [one.t for one in case.receipt.result.reveals if isinstance(one, Reveal)]


def _check_round(case: Case, source: BeaconSource) -> Seen:
    """The round is the prescribed function of the commitment's time, and nothing came late."""
    chain = _find_chain(case, source)
    committed = _read(case.document.t or "")
    compare("times.round", source.round, chain.round_after(committed, source.wait_minutes))
    comes = chain.time_of(source.round)
    _check_opened(case, comes)
    _check_lottery(source, comes)
    passed = case.receipt.result.reveals[0]
    if isinstance(passed, PassedOver):
        compare("times.round", passed.round, source.round)
        return _check_typed(case, _check_passed(source, passed.t, comes))
    return _check_typed(case, write_moment(comes))


def _check_lottery(source: BeaconSource, comes: int) -> None:
    """A lottery that is the fallback comes late enough to be decided on before it is drawn."""
    earliest = comes + LOTTERY_AFTER
    if source.lottery is not None and _read(source.lottery.draws_at) < earliest:
        params = {"earliest": write_moment(earliest), "draws_at": source.lottery.draws_at}
        raise SelectionError("verify.times.fallback", params)


def _check_passed(source: BeaconSource, passed: str, comes: int) -> str:
    """When the fallback speaks: the round was missing for a day, and no lottery was known yet."""
    due = comes + MISSING_AFTER
    if _read(passed) < due:
        params = {"due": write_moment(due), "passed": passed}
        raise SelectionError("verify.times.passed_over", params)
    if source.lottery is None:
        return passed
    deadline = _read(source.lottery.draws_at) - OPENED_BEFORE
    if _read(passed) > deadline:
        params = {"deadline": write_moment(deadline), "passed": passed}
        raise SelectionError("verify.times.passed_late", params)
    return source.lottery.draws_at


def _check_opened(case: Case, speaks: int) -> None:
    """Whoever opens a secret when the source has spoken could choose not to."""
    last = max(_opened_at(case), default="")
    if last and _read(last) > speaks - OPENED_BEFORE:
        deadline = write_moment(speaks - OPENED_BEFORE)
        raise SelectionError("verify.times.opened", {"deadline": deadline, "last": last})


def _check_typed(case: Case, starts: str) -> Seen:
    committed, first = case.document.t or "", _first(case)
    _check_order(committed, starts, first)
    return {"committed": committed, "reveal_from": starts, "first": first}


def _first(case: Case) -> str:
    """When the source's own word came: the beacon's, or the first that somebody typed."""
    told = [
        one.t if isinstance(one, BeaconReveal) else min(typed.t for typed in one.typed)
        for one in case.receipt.result.reveals
        if isinstance(one, BeaconReveal | DiceReveal | LotteryReveal)
    ]
    return told[0]


def find_deadline(case: Case) -> int:
    """Until when a witness had to see the commitment, in Unix seconds.

    A minute before a beacon or a lottery speaks; else until the last word of those who speak.
    """
    source = case.document.source
    if isinstance(source, BeaconSource):
        return _find_chain(case, source).time_of(source.round) - OPENED_BEFORE
    if isinstance(source, LotterySource):
        return _read(source.draws_at) - OPENED_BEFORE
    typed = [
        it.t
        for one in case.receipt.result.reveals
        if isinstance(one, DiceReveal)
        for it in one.typed
    ]
    return _read(max([*_opened_at(case), *typed]))


def _find_chain(case: Case, source: BeaconSource) -> Chain:
    for chain in case.chains:
        if chain.hash == source.chain:
            return chain
    raise SelectionError("verify.times.chain", {"chain": source.chain})


def check_source(case: Case) -> Seen | None:
    """The signature is the chain's over this round; what two people typed is the same."""
    source = case.document.source
    for one in case.receipt.result.reveals:
        if isinstance(one, BeaconReveal) and isinstance(source, BeaconSource):
            return _check_signature(case, source, one)
        if isinstance(one, DiceReveal):
            return _check_throws(one)
        if isinstance(one, LotteryReveal):
            return _check_numbers(_find_lottery(source), one)
    return None


def _find_lottery(source: AnySource) -> LotterySource:
    """The lottery that the commitment names, as its source or as its fallback."""
    lottery = source.lottery if isinstance(source, BeaconSource) else source
    return cast(LotterySource, lottery)  # check 3 let no numbers pass where none is named


def _check_signature(case: Case, source: BeaconSource, reveal: BeaconReveal) -> Seen:
    compare("source.round", reveal.round, source.round)
    if not is_signature_of(_find_chain(case, source), source.round, reveal.signature):
        raise SelectionError("verify.source.signature", {"round": source.round})
    return {"kind": source.kind, "told": f"{source.chain} {source.round}"}


def _check_throws(reveal: DiceReveal) -> Seen:
    one, other = reveal.typed
    _check_persons(one, other)
    compare("source.typed", one.throws, other.throws)
    return {"kind": reveal.role, "told": one.throws}


def _check_numbers(source: LotterySource, reveal: LotteryReveal) -> Seen:
    one, other = reveal.typed
    _check_persons(one, other)
    stated, computed = _list_numbers(one), _list_numbers(other)
    compare("source.typed", stated, computed)
    if not fits_drums([Drum(drum.count, drum.of) for drum in source.drums], one.numbers):
        raise SelectionError("verify.source.numbers", {"numbers": stated})
    return {"kind": reveal.role, "told": f"{source.name} {source.draw} {stated}"}


def _list_numbers(typed: TypedNumbers) -> str:
    return " + ".join(" ".join(map(str, drum)) for drum in typed.numbers)


def _check_persons(one: TypedThrows | TypedNumbers, other: TypedThrows | TypedNumbers) -> None:
    if one.role == other.role:
        raise SelectionError("verify.source.persons", {"role": one.role})


def _read(moment: str) -> int:
    return timegm(time.strptime(moment, _MARK))


def write_moment(seconds: int) -> str:
    """Unix seconds as documents write a time."""
    return time.strftime(_MARK, time.gmtime(min(max(0, seconds), _LAST)))
