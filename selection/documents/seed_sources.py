"""Where a seed comes from, as the documents hold it: two parties, or entropy with files.

Its one job is what each source must state before the draw and hand in after it.
"""

from typing import Annotated, Final, Literal, Self

from pydantic import StringConstraints, model_validator

from selection.documents.fields import Document, Entropy, Hash, Name, Secret, Time

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


class PartyCommitment(Document):
    """One party's hashed secret."""

    role: Name
    h: Hash


class Reveal(Document):
    """One party's opened secret, and when the service received it."""

    role: Name
    secret: Secret
    t: Time


class GivenEntropy(Document):
    """The entropy of a draw from files, as it was handed in; nobody vouches for a time."""

    role: Literal["entropy"]
    secret: Entropy
    t: None
