"""Who may draw up, approve and pay fees, and see the own ones."""

from expert_pool.roles import Role
from web.duties import row

_PARTS = (Role.OFFICER, Role.APPROVER, Role.FINANCE)

ROWS = (
    row("fees.request", Role.OFFICER, notes="The own request, once drawn; logged."),
    row("fees.request.post", Role.OFFICER, notes="The own request, in the shown version."),
    row("fees.submit", Role.OFFICER, notes="The own request, in the shown version."),
    row("fees.lists", *_PARTS, notes="Own requests; clerk: approved ones. No names."),
    row("fees.list", *_PARTS, notes="The same, with names; logged."),
    row("fees.decide", Role.APPROVER, notes="The request's approver; never who drew it up."),
    row("fees.back", Role.FINANCE, notes="An approved list."),
    row("fees.file", Role.FINANCE, notes="With bank data, until the archive; logged."),
    row("fees.paid", Role.FINANCE, notes="An approved list; a third person."),
    row("fees.archive", Role.FINANCE, notes="A paid list; erases its bank data."),
    row("fees.totals", Role.FINANCE, notes="Sums; no names."),
    row("fees.totals.post", Role.FINANCE, notes="With identity numbers; logged."),
    row("fees.own", Role.EXPERT, notes="The own fees only."),
)
