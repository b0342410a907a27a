"""Where the seed of a draw will come from, and when: by policy, from the commitment's time.

Its one job is to name the source for the commitment and to read it again. Nobody enters a round.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import TypeAdapter

from expert_pool.policy import Policy
from expert_pool.roles import Role
from selection.documents.forms import Source
from selection.documents.seed_sources import (
    AnySource,
    BeaconSource,
    DiceSource,
    DrumEntry,
    Fallback,
    LotterySource,
)
from selection.drawing.desk import DrawDesk, written
from selection.errors import SelectionError
from selection.sources.beacon import (
    LOTTERY_AFTER,
    MISSING_AFTER,
    OPENED_BEFORE,
    QUICKNET,
    Chain,
)
from selection.sources.lottery import CHINA, Timetable, read_drums
from selection.sources.throws import THROWS
from selection.storage.draw_store import DrawRecord
from selection.verify import TrustedChain

TWO_PARTIES: Final = "two-parties"
DICE: Final = "dice"
LOTTERY: Final = "lottery"
BEACONS: Final = frozenset({"drand-quicknet", "drand+parties"})
WITH_SECRETS: Final = frozenset({TWO_PARTIES, "drand+parties", LOTTERY})
WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTIES: Final = (Role.AUDITOR, Role.OFFICER)
_ADAPTER: Final[TypeAdapter[AnySource]] = TypeAdapter(AnySource)


def named_chains(chain: Chain) -> tuple[TrustedChain, ...]:
    """The chain of a rehearsal, as a trust file names it; nothing for the one that all know."""
    if chain == QUICKNET:
        return ()
    told = {"chain": chain.hash, "key": chain.public_key}
    own = {"genesis": chain.genesis, "period": chain.period}
    return (TrustedChain.model_validate({"name": "rehearsal"} | told | own),)


def wanted_parties(policy: Policy) -> tuple[Role, ...]:
    """Who hands in a hashed secret before the commitment: officer and auditor, or nobody."""
    return PARTIES if policy.text("seed_source") in WITH_SECRETS else ()


def choose_source(desk: DrawDesk, committed: datetime) -> tuple[AnySource, datetime]:
    """The source that the policy names, and when it speaks at the earliest."""
    kind, wait = desk.policy.text("seed_source"), desk.policy.integer("seed_wait_minutes")
    if kind == DICE:
        return DiceSource(kind="dice", throws=THROWS), committed
    if kind == LOTTERY:
        return _choose_draw(desk.policy, committed, wait)
    if kind not in BEACONS:
        speaks = committed + timedelta(minutes=wait)
        return Source(kind="two-parties", reveal_from=written(speaks)), speaks
    number = desk.chain.round_after(int(committed.timestamp()), wait)
    told = {"kind": kind, "chain": desk.chain.hash, "round": number, "wait_minutes": wait}
    speaks = datetime.fromtimestamp(desk.chain.time_of(number), UTC)
    source = BeaconSource.model_validate(told | {"fallback": _choose_fallback(desk.policy, speaks)})
    return source, speaks


def _choose_fallback(policy: Policy, speaks: datetime) -> tuple[Fallback, ...]:
    """What takes the round's place where nobody can show it, fixed with all else."""
    kind = policy.text("seed_fallback")
    if kind == DICE:
        return (DiceSource(kind="dice", throws=THROWS),)
    if kind == LOTTERY:
        return (_choose_draw(policy, speaks + timedelta(seconds=LOTTERY_AFTER), 0)[0],)
    return ()


def _choose_draw(policy: Policy, committed: datetime, wait: int) -> tuple[LotterySource, datetime]:
    """The lottery's draw that the commitment waits for, by its day."""
    hour, minute = map(int, policy.text("lottery_time").split(":"))
    days = frozenset(WEEK.index(day) for day in policy.codes("lottery_days"))
    speaks = Timetable(days, hour, minute).first_after(committed, wait)
    drums = read_drums(policy.codes("lottery_drums"))
    source = LotterySource(
        kind="lottery",
        name=policy.text("lottery_name"),
        draw=speaks.astimezone(CHINA).date().isoformat(),
        draws_at=written(speaks),
        drums=tuple(DrumEntry(count=drum.count, of=drum.of) for drum in drums),
    )
    return source, speaks


def read_source(draw: DrawRecord) -> AnySource:
    """The source of a draw as its commitment names it."""
    if not draw.source:
        return Source(kind="two-parties", reveal_from=written(draw.reveal_from))
    return _ADAPTER.validate_python(_tuples(draw.source), strict=True)


def read_beacon(draw: DrawRecord) -> BeaconSource:
    """The beacon that a draw waits for.

    Raises:
        SelectionError: `draw.no_beacon`.
    """
    source = read_source(draw)
    if not isinstance(source, BeaconSource):
        raise SelectionError("draw.no_beacon")
    return source


def find_lottery(source: AnySource, *, passed: bool) -> LotterySource | None:
    """The lottery that is asked: the source, or the fallback of a round that was passed over."""
    if isinstance(source, BeaconSource):
        return source.lottery if passed else None
    return source if isinstance(source, LotterySource) else None


def passes_until(source: BeaconSource) -> datetime | None:
    """Until when a lottery may take the round's place: a minute before it is drawn."""
    if source.lottery is None:
        return None
    return drawn_at(source.lottery) - timedelta(seconds=OPENED_BEFORE)


def drawn_at(lottery: LotterySource) -> datetime:
    """When the numbers of a lottery's draw come out."""
    return datetime.fromisoformat(lottery.draws_at)


def reveal_window(draw: DrawRecord) -> tuple[datetime, datetime | None]:
    """From when and until when secrets are opened: all of them before a public source speaks."""
    if isinstance(read_source(draw), BeaconSource | LotterySource):
        return draw.committed_at, draw.reveal_from - timedelta(seconds=OPENED_BEFORE)
    return draw.reveal_from, None


def lock_deadline(draw: DrawRecord, now: datetime) -> datetime:
    """Until when a witness must have seen the commitment: a minute before a public source speaks.

    Dice and secrets speak when people do, so what is seen by now was seen before they did.
    """
    return reveal_window(draw)[1] or now


def missing_from(draw: DrawRecord) -> datetime:
    """From when an auditor may confirm that the round cannot be had."""
    return draw.reveal_from + timedelta(seconds=MISSING_AFTER)


def _tuples(value: object) -> object:
    """What came out of the database as lists, as the tuples that a document has."""
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
