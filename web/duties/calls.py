"""Who may read where the pool is thin, and who calls for experts."""

from typing import Final

from expert_pool.roles import Role
from web.duties import PUBLIC, row

_DESK: Final = (Role.REGISTRAR, Role.APPROVER, Role.AUDITOR)

ROWS = (
    row("calls.fields", *_DESK, Role.OFFICER, notes="Officers: none below ten, no demand."),
    row("calls.list", *_DESK, notes="Numbers of applications only; no names."),
    row("calls.show", *_DESK, notes="The same."),
    row("calls.new", Role.REGISTRAR),
    row("calls.release", Role.APPROVER, notes="A draft of somebody else."),
    row("calls.drop", Role.REGISTRAR, Role.APPROVER, notes="A draft."),
    row("calls.end", Role.APPROVER, notes="A released call."),
    row("calls.public", PUBLIC, notes="Released, until its last day."),
    row("calls.apply", PUBLIC, notes="The same; keeps the number in a cookie."),
)
