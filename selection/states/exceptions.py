"""The life of an exception from a rule: an officer asks for it, and another person decides.

The other one is an approver. Until then who asked can withdraw it. The ground is of a closed list,
the facts are in words. Which rules may give way at all is the policy's word (`override_by`), never
this module's; it knows only which of them an act waits for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from expert_pool.policy import OverrideBy, Policy
from expert_pool.roles import Role
from selection.errors import SelectionError


class ExceptionRule(StrEnum):
    """A rule that an act waits for, and what is done where it gives way.

    DRW-12: the draw is committed without the witnesses. DAY-01: a member signs in without a
    code, on the identity alone. REP-04: the meeting is held with fewer members.
    """

    WITNESS = "DRW-12"
    SIGN_IN = "DAY-01"
    QUORUM = "REP-04"


class ExceptionGround(StrEnum):
    """Why a rule should give way once; there is no other reason."""

    WITNESS_PREVENTED = "witness_prevented"
    NO_WITNESS_AVAILABLE = "no_witness_available"
    DEVICE_UNUSABLE = "device_unusable"
    ACCOUNT_UNUSABLE = "account_unusable"
    NO_NETWORK = "no_network"
    NO_RESERVE_LEFT = "no_reserve_left"
    CANNOT_WAIT = "cannot_wait"


class ExceptionState(StrEnum):
    """Where an exception is."""

    ASKED = "asked"
    ALLOWED = "allowed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExceptionAct(StrEnum):
    """What the approver says."""

    ALLOW = "allow"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides: the account, and the role that it acts in."""

    account: str
    role: str


GROUNDS: Final[Mapping[ExceptionRule, tuple[ExceptionGround, ...]]] = {
    ExceptionRule.WITNESS: (
        ExceptionGround.WITNESS_PREVENTED,
        ExceptionGround.NO_WITNESS_AVAILABLE,
        ExceptionGround.CANNOT_WAIT,
    ),
    ExceptionRule.SIGN_IN: (
        ExceptionGround.DEVICE_UNUSABLE,
        ExceptionGround.ACCOUNT_UNUSABLE,
        ExceptionGround.NO_NETWORK,
    ),
    ExceptionRule.QUORUM: (ExceptionGround.NO_RESERVE_LEFT, ExceptionGround.CANNOT_WAIT),
}
"""The grounds of each rule."""
HOLDING: Final = frozenset({ExceptionState.ASKED, ExceptionState.ALLOWED})
"""States in which no second exception is asked for in the same matter."""
_TARGETS: Final = {
    ExceptionAct.ALLOW: ExceptionState.ALLOWED,
    ExceptionAct.REFUSE: ExceptionState.REFUSED,
}


def offered_rules(policy: Policy) -> tuple[ExceptionRule, ...]:
    """The rules that the policy lets an approver set aside; where it names somebody else, none."""
    return tuple(
        it
        for it in ExceptionRule
        if it in policy.rules and policy.rules[it].override_by is OverrideBy.APPROVER
    )


def check_offered(rule: ExceptionRule, policy: Policy) -> None:
    """Whether the policy lets a rule give way on the word of an approver.

    Raises:
        SelectionError: `exception.not_offered`.
    """
    if rule not in offered_rules(policy):
        raise SelectionError("exception.not_offered", {"rule": rule.value})


def check_plea(rule: ExceptionRule, ground: ExceptionGround, note: str) -> None:
    """Whether an exception is asked for on a ground of its rule, with facts in words.

    Raises:
        SelectionError: `exception.ground_unknown` or `exception.note_missing`.
    """
    if ground not in GROUNDS[rule]:
        raise SelectionError("exception.ground_unknown", {"rule": rule.value})
    if not note.strip():
        raise SelectionError("exception.note_missing")


def move_exception(
    state: ExceptionState, act: ExceptionAct, by: Decider, others: frozenset[str]
) -> ExceptionState:
    """The state after the decision; `others` are the accounts that have a part in it themselves.

    Raises:
        SelectionError: `exception.decided_already`, `exception.withdrawn`,
            `exception.approver_needed` or `exception.same_person`.
    """
    _check_waiting(state)
    if by.role != Role.APPROVER:
        raise SelectionError("exception.approver_needed")
    if by.account in others:
        raise SelectionError("exception.same_person")
    return _TARGETS[act]


def withdraw(state: ExceptionState, *, own: bool) -> ExceptionState:
    """The state once it is withdrawn; `own` says that the same account asked for it.

    Raises:
        SelectionError: `exception.asker_needed`, `exception.decided_already` or
            `exception.withdrawn`.
    """
    if not own:
        raise SelectionError("exception.asker_needed")
    _check_waiting(state)
    return ExceptionState.WITHDRAWN


def _check_waiting(state: ExceptionState) -> None:
    if state is ExceptionState.WITHDRAWN:
        raise SelectionError("exception.withdrawn")
    if state is not ExceptionState.ASKED:
        raise SelectionError("exception.decided_already")
