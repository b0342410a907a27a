"""Who may read and decide what stands in integrity files."""

from expert_pool.roles import Role
from web.duties import row

_DECIDE = (Role.REGISTRAR, Role.APPROVER)
_WATCH = (*_DECIDE, Role.AUDITOR)

ROWS = (
    row("credit.own", Role.EXPERT, notes="The own file only."),
    row("credit.own.answer", Role.EXPERT, notes="An own case, while its term runs."),
    row("credit.list", *_WATCH, notes="No names."),
    row("credit.case", *_WATCH, notes="Names for registrars only; logged."),
    row("credit.case.post", *_DECIDE, notes="Whose turn it is; never who reported; two persons."),
    row("credit.file", Role.REGISTRAR, notes="Logged."),
    row("credit.file.post", Role.REGISTRAR, notes="With a proof where it is serious."),
    row("credit.record.post", Role.REGISTRAR, notes="With the number of a document."),
    row("credit.proof", *_WATCH, notes="Logged."),
    row("credit.counts", Role.AUDITOR, notes="No names of experts."),
)
