"""Who may host a panel's meeting, and who takes part in one."""

from expert_pool.roles import Role
from web.duties import row

_HOST = "The own request, or one to stand in for; names in the log."
_OWN = "A meeting of a panel that one sits on."

ROWS = (
    row("meetings.day", Role.OFFICER, notes=_HOST),
    row("meetings.day.post", Role.OFFICER, notes="The own request."),
    row("meetings.door", Role.OFFICER, notes=_HOST),
    row("meetings.door.post", Role.OFFICER, notes="The own request, with a member's code."),
    row("meetings.signing", Role.OFFICER, notes=_HOST),
    row("meetings.sheet", Role.OFFICER, notes=_HOST),
    row("meetings.sheet.post", Role.OFFICER, notes="The own request, once the meeting is closed."),
    row("meetings.packs", Role.OFFICER, notes="The own request."),
    row("meetings.packs.post", Role.OFFICER, notes="The own request; the passphrase shows once."),
    row("meetings.packs.import", Role.OFFICER, notes="The own request, with the passphrase."),
    row("meetings.packs.file", Role.OFFICER, notes="The own request, sealed."),
    row("meetings.packs.sheets", Role.OFFICER, notes=_HOST),
    row("meetings.packs.steps", Role.OFFICER, notes=_HOST),
    row("meetings.packs.steps.post", Role.OFFICER, notes="The own request, with a reason."),
    row("meetings.packs.sheet", Role.OFFICER, notes="The own request."),
    row("meetings.hosting", Role.APPROVER, notes="An own panel; names officers only."),
    row("meetings.hosting.post", Role.APPROVER, notes="An own panel, with a reason."),
    row("meetings.own_list", Role.EXPERT, notes=_OWN),
    row("meetings.own", Role.EXPERT, notes=_OWN),
    row("meetings.own.post", Role.EXPERT, notes=_OWN),
)
