"""Who asks for an exception from a rule, who withdraws or decides it, and who acts on it."""

from expert_pool.roles import Role
from web.duties import row

_WATCHERS = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)

ROWS = (
    row("exceptions.show", *_WATCHERS, notes="The own request; every one for auditors."),
    row("exceptions.ask", Role.OFFICER, notes="The own request; what the policy offers."),
    row("exceptions.withdraw", Role.OFFICER, notes="Who asked, until it is decided."),
    row("exceptions.decide", Role.APPROVER, notes="Not what the same person has a part in."),
    row("exceptions.member", Role.OFFICER, notes="The own request; an allowed exception."),
)
