"""Who may see what members are told."""

from expert_pool.roles import Role
from web.duties import row

_WATCHERS = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)

ROWS = (
    row("draws.messages", *_WATCHERS, notes="The own request; no names, addresses masked."),
    row("draws.messages.preview", *_WATCHERS, notes="The own request; every one for auditors."),
)
