"""What a member may answer, and what an answer must hold.

Its one job is rules NTF-06 and NTF-07. It must not know who answers, or in time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from expert_pool.policy import Policy
from selection.errors import SelectionError
from selection.states.invitations import InvitationAct

RECUSAL: Final = "recusal"
NOT_MY_FIELD: Final = "not_my_field"
OTHER: Final = "other"
NO_CONFLICT: Final = "no_conflict"
"""What is declared twice: before the parties are shown, and after."""
_ACTS: Final[Mapping[str, InvitationAct]] = {
    RECUSAL: InvitationAct.RECUSE,
    NOT_MY_FIELD: InvitationAct.MISMATCH,
}
AFTERWARDS: Final = frozenset({InvitationAct.WITHDRAW, InvitationAct.RECUSE})
"""What a member may still do after accepting."""
_REASONED: Final = frozenset({InvitationAct.DECLINE, InvitationAct.WITHDRAW})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member says: the act, a reason of the policy, and what was declared.

    `declared` are the codes of the policy that the member ticked, `text_version` the version
    of the words that stood beside them. `ground` is a ground of recusal, where one is known.
    """

    act: InvitationAct
    reason: str = ""
    ground: str = ""
    note: str = ""
    declared: frozenset[str] = frozenset()
    text_version: str = ""


def decline_reasons(policy: Policy, *, accepted: bool = False) -> tuple[str, ...]:
    """The reasons that the policy knows; after accepting, the field is known to fit."""
    reasons = policy.codes("decline_codes")
    return tuple(it for it in reasons if not accepted or it != NOT_MY_FIELD)


def act_of(reason: str, *, accepted: bool = False) -> InvitationAct:
    """What it means to step back for a reason: recusal and the field are acts of their own."""
    if reason in _ACTS and not (accepted and reason == NOT_MY_FIELD):
        return _ACTS[reason]
    return InvitationAct.WITHDRAW if accepted else InvitationAct.DECLINE


def check_answer(
    answer: Answer, policy: Policy, grounds: Collection[str], text_version: str
) -> None:
    """Whether an answer holds what the policy asks for.

    Raises:
        SelectionError: `invitation.declaration_missing`, `invitation.text_changed`,
            `invitation.conflict_unanswered`, `invitation.reason_missing`,
            `invitation.note_missing` or `invitation.ground_unknown`.
    """
    if answer.act is InvitationAct.PLEDGE:
        _check_pledge(answer, frozenset(policy.codes("accept_declaration")), text_version)
    if answer.act is InvitationAct.ACCEPT and NO_CONFLICT not in answer.declared:
        raise SelectionError("invitation.conflict_unanswered")
    if answer.act in _REASONED:
        _check_reason(answer, policy)
    if answer.ground and answer.ground not in grounds:
        raise SelectionError("invitation.ground_unknown")


def _check_pledge(answer: Answer, wanted: frozenset[str], text_version: str) -> None:
    if not wanted <= answer.declared:
        raise SelectionError("invitation.declaration_missing")
    if answer.text_version != text_version:
        raise SelectionError("invitation.text_changed")


def _check_reason(answer: Answer, policy: Policy) -> None:
    if answer.reason not in policy.codes("decline_codes"):
        raise SelectionError("invitation.reason_missing")
    if answer.reason == OTHER and not answer.note.strip():
        raise SelectionError("invitation.note_missing")
