"""What a source handed in, as the entropy that a seed is derived from (security.md 4.3).

Its one job is the bytes. It must not ask whether they are right: `verify` does.
"""

from collections.abc import Iterator, Sequence

from expert_pool.audit.canonical import digest
from selection.documents.seed_sources import (
    AnyReveal,
    BeaconReveal,
    DiceReveal,
    GivenEntropy,
    LotteryReveal,
    Reveal,
)
from selection.sources.beacon import entropy_of_signature
from selection.sources.lottery import entropy_of_numbers
from selection.sources.mixing import mix
from selection.sources.throws import entropy_of_throws


def mix_entropy(commit_hash: str, reveals: Sequence[AnyReveal]) -> str:
    """The entropy of one source, with that of the parties' secrets behind it where they belong.

    The times stay out: the service sets them, and could try several.
    """
    secrets = [one for one in reveals if isinstance(one, Reveal | GivenEntropy)]
    own = list(_of_sources(commit_hash, reveals))
    return mix([*own, _of_secrets(commit_hash, secrets)] if secrets else own)


def _of_sources(commit_hash: str, reveals: Sequence[AnyReveal]) -> Iterator[str]:
    for one in reveals:
        if isinstance(one, BeaconReveal):
            yield entropy_of_signature(one.signature)
        elif isinstance(one, DiceReveal):
            yield entropy_of_throws(commit_hash, one.typed[0].throws)
        elif isinstance(one, LotteryReveal):
            yield entropy_of_numbers(commit_hash, one.typed[0].numbers)


def _of_secrets(commit_hash: str, reveals: Sequence[Reveal | GivenEntropy]) -> str:
    """SHA-256 of the canonical transcript: the commitment and the secrets, nothing else."""
    return digest(
        {
            "v": 1,
            "type": "draw.transcript",
            "commit_hash": commit_hash,
            "parties": [{"role": one.role, "secret": one.secret} for one in reveals],
        }
    )
