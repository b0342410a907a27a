"""A panel never waits for an approver who is gone: another one stands in, but not anybody."""

from dataclasses import replace
from uuid import UUID

import pytest

from expert_pool.audit.entries import Actor
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from selection.drawing import load_ceremony
from selection.drawing.watchers import find_deciders, may_watch
from selection.errors import SelectionError
from selection.states.vacancies import VacancyState
from selection.storage.request_store import RequestFilter, list_requests, load_request
from tests.selection.drawing.ceremonies import prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_vacating import decide, report


@pytest.fixture
async def drawn(database):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
    await draw(database, ceremony)
    return ceremony


@pytest.fixture
async def other(database, drawn):
    """Another approver, who has nothing to do with the request."""
    async with database.transaction() as session:
        accounts = AccountStore(session)
        account = await accounts.add("second@demo.example", "second", "en", drawn.clock())
        await accounts.grant(account, Role.APPROVER.value, None, drawn.clock())
    return Actor(str(account), Role.APPROVER.value)


async def leave(database, ceremony, how):
    """The approver's account is closed, or loses its role."""
    async with database.transaction() as session:
        request = await load_request(session, ceremony.request_id)
        accounts = AccountStore(session)
        if how == "closed":
            await accounts.change(request.approved_by, deactivated_at=ceremony.clock())
        else:
            await accounts.revoke(request.approved_by, Role.APPROVER.value, ceremony.clock())


async def listed(database, actor):
    async with database.read() as session:
        wanted = RequestFilter(approved_by=UUID(actor.account_id))
        return (await list_requests(session, wanted, limit=5, offset=0))[1]


async def test_another_approver_sees_and_decides_nothing_while_the_first_can(
    database, drawn, other
):
    vacancy = await report(database, drawn)
    with pytest.raises(SelectionError, match=r"draw\.not_found"):
        await decide(database, drawn, vacancy, actor=other)
    assert await listed(database, other) == 0


@pytest.mark.parametrize("how", ["closed", "revoked"])
async def test_who_stands_in_finds_the_draw_and_decides(database, drawn, other, how):
    await leave(database, drawn, how)
    vacancy = await report(database, drawn)
    async with database.read() as session:
        assert (await load_ceremony(session, drawn.request_id, other)).draw is not None
        request = await load_request(session, drawn.request_id)
        told = await find_deciders(session, request)
    assert other.account_id in {str(it.id) for it in told if it.active}
    assert await listed(database, other) == 1
    decided = await decide(database, drawn, vacancy, actor=other)
    assert decided.state is VacancyState.FILLED


async def test_who_asked_for_the_panel_never_stands_in(database, drawn):
    await leave(database, drawn, "closed")
    own = replace(drawn.officer, role=Role.APPROVER.value)
    async with database.transaction() as session:
        officer = UUID(own.account_id)
        await AccountStore(session).grant(officer, Role.APPROVER.value, None, drawn.clock())
        request = await load_request(session, drawn.request_id)
        assert not await may_watch(session, request, own)
        assert officer not in {it.id for it in await find_deciders(session, request)}
    assert await listed(database, own) == 0


async def test_nobody_stands_in_before_an_approval_or_in_another_role(database, drawn, other):
    async with database.read() as session:
        request = await load_request(session, drawn.request_id)
        assert not await may_watch(session, replace(request, approved_by=None), other)
        registrar = replace(other, role=Role.REGISTRAR.value)
        assert not await may_watch(session, request, registrar)
