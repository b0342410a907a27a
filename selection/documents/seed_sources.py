"""Where a seed comes from, as the documents hold it: one source, and what it handed in.

Its one job is what each source must state before the draw and hand in after it: a public
beacon, dice, a public lottery, two parties, or entropy with files. Whether what was handed in
is right, `verify` says.
"""

from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from selection.documents.fields import Document, Entropy, Hash, Name, Secret, Time, Whole
from selection.sources.lottery import MOST_BALLS, Drum, holds_enough
from selection.sources.throws import THROWS

NOT_COMMITTED: Final = "drawn from files, not committed publicly beforehand"
COMMITTED_IN_FILE: Final = "committed in a file; it binds if its hash was public before the entropy"


class Source(Document):
    """Where the seed will come from: two parties, who may reveal from this time on."""

    kind: Literal["two-parties"]
    reveal_from: Time


class FileSource(Document):
    """The seed comes from entropy that is handed in with files: no log, no parties, no clock.

    `announced` says, in a commitment, where the entropy will come from; None where nothing
    was committed before. `statement` says which of the two it is to whoever opens the file.
    """

    kind: Literal["files"]
    announced: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None
    statement: Literal[
        "drawn from files, not committed publicly beforehand",
        "committed in a file; it binds if its hash was public before the entropy",
    ]

    @model_validator(mode="after")
    def _check_statement(self) -> Self:
        if self.statement != (NOT_COMMITTED if self.announced is None else COMMITTED_IN_FILE):
            raise ValueError("the statement fits what was announced")
        return self


class DiceSource(Document):
    """The seed comes from throws that officer and auditor type apart from each other."""

    kind: Literal["dice"]
    throws: Annotated[int, Field(ge=THROWS, le=THROWS)]


class DrumEntry(Document):
    """So many numbers of a lottery are drawn from 1 to `of`."""

    count: Annotated[int, Field(ge=1, le=MOST_BALLS)]
    of: Annotated[int, Field(ge=1, le=MOST_BALLS)]


class LotterySource(Document):
    """The seed comes from one draw of a public lottery, and from secrets of two parties."""

    kind: Literal["lottery"]
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    draw: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    draws_at: Time
    drums: Annotated[tuple[DrumEntry, ...], Field(min_length=1, max_length=4)]

    @model_validator(mode="after")
    def _check_outcomes(self) -> Self:
        if not holds_enough(Drum(one.count, one.of) for one in self.drums):
            raise ValueError("a lottery has 2^24 outcomes at least")
        return self


Fallback: TypeAlias = Annotated[DiceSource | LotterySource, Field(discriminator="kind")]


class BeaconSource(Document):
    """The seed comes from one round of a public beacon, with or without secrets of two parties.

    The round follows from the commitment's time and `wait_minutes`. `fallback` takes its place
    where nobody can show the round a day after its time: dice; or, where two parties handed in
    secrets, without which it holds too little, one draw of a lottery, two days after that time.
    """

    kind: Literal["drand-quicknet", "drand+parties"]
    chain: Hash
    round: Whole
    wait_minutes: Annotated[int, Field(ge=1, le=1440)]
    fallback: Annotated[tuple[Fallback, ...], Field(max_length=1)]

    @model_validator(mode="after")
    def _check_fallback(self) -> Self:
        if self.kind != "drand+parties" and self.lottery is not None:
            raise ValueError("a lottery counts with the secrets of two parties only")
        return self

    @property
    def lottery(self) -> LotterySource | None:
        """The lottery that is the fallback, if it is one."""
        return next((one for one in self.fallback if isinstance(one, LotterySource)), None)


AnySource: TypeAlias = Annotated[
    Source | FileSource | BeaconSource | DiceSource | LotterySource, Field(discriminator="kind")
]


def count_parties(source: AnySource) -> int:
    """How many parties hand in a hashed secret before a draw from this source: two or none."""
    return 2 if source.kind in {"two-parties", "drand+parties", "lottery"} else 0


def _check_party(role: str) -> str:
    if role in {"beacon", "dice", "lottery", "passed"}:
        raise ValueError("a party is not called like a source")
    return role


PartyRole: TypeAlias = Annotated[Name, AfterValidator(_check_party)]


class PartyCommitment(Document):
    """One party's hashed secret."""

    role: PartyRole
    h: Hash


class Reveal(Document):
    """One party's opened secret, and when the service received it."""

    role: PartyRole
    secret: Secret
    t: Time


class GivenEntropy(Document):
    """The entropy of a draw from files, as it was handed in; nobody vouches for a time."""

    role: Literal["entropy"]
    secret: Entropy
    t: None


class BeaconReveal(Document):
    """The signature of the beacon's round, and when the service received it."""

    role: Literal["beacon"]
    round: Whole
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{96}$")]
    t: Time


class TypedThrows(Document):
    """The throws of the dice as one person typed them."""

    role: Name
    throws: Annotated[str, StringConstraints(pattern=rf"^[1-6]{{{THROWS}}}$")]
    t: Time


class DiceReveal(Document):
    """The throws as two people typed them."""

    role: Literal["dice"]
    typed: tuple[TypedThrows, TypedThrows]


class TypedNumbers(Document):
    """The numbers of the lottery as one person typed them, drum by drum, rising."""

    role: Name
    numbers: Annotated[
        tuple[
            Annotated[
                tuple[Annotated[int, Field(ge=1, le=MOST_BALLS)], ...],
                Field(min_length=1, max_length=MOST_BALLS),
            ],
            ...,
        ],
        Field(min_length=1, max_length=4),
    ]
    t: Time


class LotteryReveal(Document):
    """The numbers as two people typed them."""

    role: Literal["lottery"]
    typed: tuple[TypedNumbers, TypedNumbers]


class PassedOver(Document):
    """The beacon's round could not be had: an auditor confirmed it, at this time."""

    role: Literal["passed"]
    round: Whole
    t: Time


Opened: TypeAlias = Reveal | BeaconReveal | DiceReveal | LotteryReveal | PassedOver
AnyReveal: TypeAlias = Opened | GivenEntropy
Reveals: TypeAlias = tuple[Opened, ...] | tuple[GivenEntropy]
