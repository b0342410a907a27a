"""Who may evaluate whom after a review, and see what was said."""

from expert_pool.roles import Role
from web.duties import row

ROWS = (
    row("evaluations.sheet", Role.OFFICER, notes="The own request; names in the log."),
    row("evaluations.sheet.post", Role.OFFICER, notes="The own request, once the review is over."),
    row("evaluations.correct", Role.OFFICER, notes="An evaluation of the own request."),
    row("evaluations.correct.post", Role.OFFICER, notes="The same, once."),
    row("evaluations.views.post", Role.OFFICER, notes="The own request, once the review is over."),
    row("evaluations.own_list", Role.EXPERT, notes="The own reviews only."),
    row("evaluations.own", Role.EXPERT, notes="An own review."),
    row("evaluations.own.post", Role.EXPERT, notes="An own evaluation, within the term."),
    row("evaluations.process.post", Role.EXPERT, notes="A review that one took part in; once."),
    row("evaluations.totals", Role.AUDITOR, notes="No members' names; logged."),
    row("evaluations.audited", Role.AUDITOR, notes="No members' names; logged."),
)
