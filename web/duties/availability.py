"""Who may say when they review, and who may read a calendar."""

from expert_pool.roles import Role
from web.duties import PUBLIC, row

ROWS = (
    row("experts.record.leave.weekdays", Role.EXPERT, notes="A member; the own record."),
    row("experts.feed", Role.EXPERT, notes="A member; whether the own calendar has an address."),
    row("experts.feed.post", Role.EXPERT, notes="A member; a new address ends the former one."),
    row("experts.feed.off", Role.EXPERT, notes="A member; the own address."),
    row("experts.calendar", PUBLIC, notes="Whoever has the secret address; no project, no panel."),
)
