"""What programs may use: the same duties as the pages have."""

from expert_pool.roles import Role
from web.duties import PUBLIC, row

_WATCHERS = (Role.OFFICER, Role.APPROVER, Role.AUDITOR)
_HANDED_IN = "Officer: own; approver: handed in."
_OF_OWN = "Officer: of own requests."
_OWN_RECORD = "An expert: the own record only."

ROWS = (
    row("api.openapi", PUBLIC),
    row("api.docs", PUBLIC),
    row("api.policy", PUBLIC),
    row("api.code_list", PUBLIC),
    row("api.receipts", PUBLIC, notes="Digests and moments, no names."),
    row("api.receipts.trust", PUBLIC),
    row("api.registration", Role.EXPERT, notes="The own application only."),
    row("api.registration.by_number", Role.REGISTRAR, notes="No drafts."),
    row("api.experts", Role.EXPERT, Role.REGISTRAR, notes=_OWN_RECORD),
    row("api.expert", Role.EXPERT, Role.REGISTRAR, notes=_OWN_RECORD),
    row("api.projects", Role.OFFICER),
    row("api.projects.post", Role.OFFICER),
    row("api.project", Role.OFFICER),
    row("api.requests", *_WATCHERS, notes=_HANDED_IN),
    row("api.requests.post", Role.OFFICER),
    row("api.request", *_WATCHERS, notes=_HANDED_IN),
    row("api.exceptions", *_WATCHERS, notes="As on the page; no names."),
    row("api.exceptions.post", Role.OFFICER, notes="The own request; what the policy offers."),
    row("api.exception.withdraw", Role.OFFICER, notes="Who asked, until it is decided."),
    row("api.exception.decide", Role.APPROVER, notes="Not what the same person has a part in."),
    row("api.draws", Role.OFFICER, Role.AUDITOR, notes=_OF_OWN),
    row("api.draw", Role.OFFICER, Role.AUDITOR, notes=_OF_OWN),
    row("api.draw.receipt", Role.OFFICER, Role.AUDITOR, notes="Auditor: in full, logged."),
    row("api.draw.entry", Role.EXPERT, notes="The own entry, once the panel is released."),
    row("api.choice", *_WATCHERS, notes="As on the page; no names."),
    row("api.choice.try", Role.OFFICER, notes="The own request, while its choice is open; logged."),
    row("api.choice.propose", Role.OFFICER, notes="The own request, while its choice is open."),
    row("api.choice.decide", Role.APPROVER, notes="The approver or who stands in."),
    row("api.log", Role.AUDITOR),
    row("api.log.head", Role.AUDITOR),
    row("api.log.proof", Role.AUDITOR),
    row("api.log.consistency", Role.AUDITOR),
)
