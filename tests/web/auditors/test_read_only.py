"""An auditor changes nothing: what the table admits, and what the database holds afterwards."""

import re
from uuid import uuid4

import pytest
from litestar import Litestar
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from tests.web.conftest import SignedIn
from web.access import ACCESS
from web.entrance import handlers_of
from web.services import Services

# Looks at the log, which are entries themselves; the own share of a seed, and watching in the room;
# the vacancies that an auditor has to report, and the third word on an annulment.
ALLOWED = re.compile(
    r"auditors\.(detail|export|verify\.post|counts\.post|alarms\.mark|package)"
    r"|draws\.(commit|reveal|throws|numbers|witness|pass_over|round)\S*|draws\.(vacancy\.post|annul\.decide)"
)
# What every visit writes: the session, and the log with what belongs to it.
LOG = {f"audit_{name}" for name in ("entry", "order", "detail", "queue", "checkpoint", "node")}
VISITS = {"session", "login_attempt", *LOG}


def test_the_table_admits_auditors_to_no_change(app: Litestar) -> None:
    changing = {
        str(handler.name)
        for route in app.routes
        for handler in handlers_of(route)
        if handler.http_methods - {"GET", "HEAD"}
        and Role.AUDITOR in ACCESS[str(handler.name)].roles
    }
    assert {name for name in changing if not ALLOWED.fullmatch(name)} == set()
    assert "auditors.export" in changing


async def contents(services: Services) -> dict[str, str]:
    """A digest of every table that is not about visits."""
    async with services.database.read() as session:
        tables = await session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        digests = {}
        for table in sorted(set(tables) - VISITS):
            rows = f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"  # noqa: E501, S608
            digests[table] = str(await session.scalar(text(rows)))
    return digests


async def test_every_page_and_button_of_an_auditor_leaves_the_database_as_it_was(
    signed_in: SignedIn, services: Services
) -> None:
    auditor = await signed_in(Role.AUDITOR)
    async with services.database.transaction() as session:
        entry = await record_act(
            session,
            actor=Actor("service", "service"),
            act=Act.PROJECT_CHANGE,
            subject="project:1",
            after={"name": "虚构"},
        )
    before = await contents(services)
    pages = ["/audit", "/audit/log", f"/audit/log/{entry}", "/audit/verify", "/audit/counts"]
    pages += ["/audit/activity", "/audit/alarms"]
    for page in [*pages, *(f"/audit/timeline/{kind}/{uuid4()}" for kind in ("person", "request"))]:
        assert (await auditor.get(page)).status_code == 200
    forms = {
        f"/audit/log/{entry}/detail": {"purpose": "sample"},
        "/audit/export": {"details": "yes"},
        "/audit/verify": {},
        "/audit/counts": {"by": "month", "form": "csv"},
    }
    for path, fields in forms.items():
        answer = await auditor.send("/audit/verify", dict(fields), to=path)
        assert answer.status_code == 200, path
    assert await contents(services) == before
    assert len(before) > 10


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR}))
async def test_nobody_else_reads_the_log(signed_in: SignedIn, role: Role) -> None:
    other = await signed_in(role)
    for page in ("/audit", "/audit/log", f"/audit/log/{uuid4()}", "/audit/verify"):
        assert (await other.get(page)).status_code == 403, page


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entry SET body = body", "DELETE FROM audit_order", "TRUNCATE audit_detail"],
)
async def test_the_running_service_itself_cannot_change_the_log(
    signed_in: SignedIn, services: Services, statement: str
) -> None:
    await signed_in(Role.AUDITOR)
    with pytest.raises(DBAPIError, match=r"append-only|erased only"):
        async with services.database.transaction() as session:
            await session.execute(text(statement))
