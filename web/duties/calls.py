"""Who may read where the pool is thin, and who calls for experts."""

from expert_pool.roles import Role
from web.duties import row

ROWS = (
    row(
        "calls.fields",
        *(Role.REGISTRAR, Role.APPROVER, Role.AUDITOR, Role.OFFICER),
        notes="Sums; officers read none below ten, and no demand.",
    ),
)
