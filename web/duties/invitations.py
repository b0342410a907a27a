"""Who may arrange a panel's meeting, watch its invitations, and answer them."""

from expert_pool.roles import Role
from web.duties import PUBLIC, row

_WATCHERS = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)

ROWS = (
    row("draws.choice", *_WATCHERS, notes="The own request; no names."),
    row("draws.choice.names", Role.OFFICER, Role.AUDITOR, notes="While it is open; logged."),
    row("draws.choice.post", Role.OFFICER, notes="The own request, while its choice is open."),
    row("draws.choice.decide", Role.APPROVER, notes="The approver or who stands in."),
    row("draws.invitations", *_WATCHERS, notes="The own request; no names."),
    row("draws.invitations.seats", *_WATCHERS, notes="The own request; no names."),
    row("draws.arrangement", Role.OFFICER, notes="The own request."),
    row("draws.arrangement.post", Role.OFFICER, notes="The own request, once approved."),
    row("experts.invitations", Role.EXPERT, notes="The own invitations only."),
    row("experts.invitation", Role.EXPERT, notes="An own invitation."),
    row("experts.invitation.post", Role.EXPERT, notes="An own invitation."),
    row("experts.linked", PUBLIC, notes="The mailed link; parties after the pledge alone."),
    row("experts.linked.post", PUBLIC, notes="The mailed link, until the answer or the term."),
)
