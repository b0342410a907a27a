"""The life of an application: draft, submitted, two checks by two people, a decision.

`TRANSITIONS` is the only table that says which act leads where and whose act it is.
What may stand in the way of a move is for `expert_pool.applications.moves` to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from expert_pool.findings import Finding
from expert_pool.policy import OverrideBy


class State(StrEnum):
    """Where an application is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    FIRST_CHECK = "first_check"
    SECOND_CHECK = "second_check"
    ADMITTED = "admitted"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


CLOSED = frozenset({State.ADMITTED, State.DECLINED, State.WITHDRAWN})
"""The states in which nothing happens to an application any more."""


class Act(StrEnum):
    """What somebody does with an application."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    TAKE = "take"
    RELEASE = "release"
    RECOMMEND = "recommend"
    ADMIT = "admit"
    RETURN = "return"
    DECLINE = "decline"


class Side(StrEnum):
    """Whose act it is: the applicant's (or of who entered the paper), or a registrar's."""

    APPLICANT = "applicant"
    REGISTRAR = "registrar"


class Recommendation(StrEnum):
    """What the first registrar advises the second one."""

    ADMIT = "admit"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Transition:
    """One permitted move: which act leads from which states to which, and whose act it is."""

    act: Act
    sources: frozenset[State]
    target: State
    side: Side


_OPEN = frozenset(
    {State.DRAFT, State.SUBMITTED, State.FIRST_CHECK, State.SECOND_CHECK, State.RETURNED}
)
_CHECKS = frozenset({State.FIRST_CHECK, State.SECOND_CHECK})

TRANSITIONS: Mapping[Act, Transition] = {
    row.act: row
    for row in (
        Transition(
            Act.SUBMIT, frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED, Side.APPLICANT
        ),
        Transition(Act.WITHDRAW, _OPEN, State.WITHDRAWN, Side.APPLICANT),
        Transition(Act.TAKE, frozenset({State.SUBMITTED}), State.FIRST_CHECK, Side.REGISTRAR),
        Transition(Act.RELEASE, frozenset({State.FIRST_CHECK}), State.SUBMITTED, Side.REGISTRAR),
        Transition(
            Act.RECOMMEND, frozenset({State.FIRST_CHECK}), State.SECOND_CHECK, Side.REGISTRAR
        ),
        Transition(Act.ADMIT, frozenset({State.SECOND_CHECK}), State.ADMITTED, Side.REGISTRAR),
        Transition(Act.RETURN, _CHECKS, State.RETURNED, Side.REGISTRAR),
        Transition(Act.DECLINE, frozenset({State.SECOND_CHECK}), State.DECLINED, Side.REGISTRAR),
    )
}


@dataclass(frozen=True, slots=True)
class ReturnedField:
    """One field sent back, e.g. `credentials` / `titles.0.obtained`, with a coded reason."""

    section: str
    field: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """Who applied, who entered it, who checked it, and where it stands.

    `applicant` and the others are account ids; `entered_by` is set where staff typed
    a paper form for somebody who cannot work online.
    """

    applicant: str
    entered_by: str = ""
    state: State = State.DRAFT
    first_registrar: str = ""
    second_registrar: str = ""
    recommendation: Recommendation | None = None
    returned: tuple[ReturnedField, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """A hard finding overruled: by which office of the policy, for which coded reason."""

    rule_id: str
    office: OverrideBy
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One act by one account, with what the act must bring along.

    `findings` are what speaks against the act: unfinished sections for a submission,
    eligibility and unchecked credentials for an admission. `overrides` name those
    that somebody entitled overrules, each with a coded reason.
    """

    act: Act
    actor: str
    reasons: tuple[str, ...] = ()
    text: str = ""
    returned: tuple[ReturnedField, ...] = ()
    recommendation: Recommendation | None = None
    findings: tuple[Finding, ...] = ()
    overrides: tuple[Override, ...] = ()
