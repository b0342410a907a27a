"""The whole log as one file that anybody can check without the service.

The log notes the export's size and root before a byte leaves; the file holds exactly the
entries before that note.
"""

from collections.abc import AsyncIterator
from typing import Final

from litestar import post
from litestar.response import Stream
from pydantic import Field

from expert_pool.audit.acts import Act
from expert_pool.audit.log import LogHead, export_header, export_line
from expert_pool.encryption import FieldCipher
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.database import Database
from web.forms import FormModel, Ticked, read_form
from web.services import PageRequest, services_of
from web.translation import N_
from web.visits import visit_of

SUBJECT: Final = "log"
MEDIA_TYPE: Final = "application/jsonl"
CHUNK: Final = 200


class ExportForm(FormModel):
    """Whether details go into the file; they hold personal data."""

    details: Ticked | None = Field(
        default=None, title=N_("With details: they hold personal data; keep the file accordingly")
    )


@post("/audit/export", name="auditors.export", status_code=200)
async def do_export(request: PageRequest) -> Stream:
    """Note the head in the log, then send every entry up to it."""
    form = await read_form(request, ExportForm)
    services, details = services_of(request), form.right.details is not None
    async with services.database.transaction() as session:
        head = await AuditStore(session).head()
        await record_act(
            session,
            actor=visit_of(request).acting_as(Role.AUDITOR),
            act=Act.LOG_EXPORT,
            subject=SUBJECT,
            after={"size": head.size, "root": head.root.hex(), "details": details},
        )
    lines = _lines(services.database, services.cipher if details else None, head)
    name = f"log-{services.today():%Y%m%d}-{head.size}.jsonl"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Stream(lines, media_type=MEDIA_TYPE, headers=headers)


async def _lines(
    database: Database, cipher: FieldCipher | None, head: LogHead
) -> AsyncIterator[str]:
    chunk = [export_header(head)]
    async with database.read() as session:
        index = 0
        async for line in AuditStore(session).lines(cipher, size=head.size):
            chunk.append(export_line(index, line))
            index += 1
            if len(chunk) >= CHUNK:
                yield "".join(f"{written}\n" for written in chunk)
                chunk = []
    yield "".join(f"{written}\n" for written in chunk)


ROUTES = (do_export,)
