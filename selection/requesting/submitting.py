"""The officer hands a request in: complete, not blocked by a rule, and the only live one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.findings import Finding, Severity, blocks
from expert_pool.recording import record_act
from selection.drawing.letters import tell_waiting
from selection.errors import SelectionError
from selection.requesting.asking import log_questions
from selection.requesting.assembling import assemble_request
from selection.requesting.counting import LiveCount
from selection.requesting.desk import RequestDesk
from selection.requesting.drafting import (
    check_version,
    load_own,
    move,
    read_criteria,
    thawed,
)
from selection.requesting.earlier import find_earlier
from selection.requests import check_request
from selection.solver.shortfall import Shortfall
from selection.states.requests import RequestAct, RequestState
from selection.storage.project_store import load_projects
from selection.storage.request_store import RequestRecord, requests_of_project, save_request

_NOT_LIVE = frozenset({RequestState.DRAFT, RequestState.RETURNED, RequestState.CANCELLED})


async def submit_request(
    desk: RequestDesk,
    actor: Actor,
    request_id: UUID,
    version: int,
    *,
    confirmed: bool,
    live: LiveCount | None = None,
) -> RequestRecord:
    """Hand a draft in for approval; `confirmed` says that soft findings were read.

    `live` is the count of this version, if the officer has counts left in this hour: what
    makes no panel by it is refused here, everything else by the approver.

    Raises:
        SelectionError: `request.incomplete`, `request.blocked`, `request.no_panel`,
            `request.not_confirmed`,
            `request.already_live` with the other request's number, `request.changed_meanwhile`,
            or what `load_own` raises.
    """
    refuse_without_panel(live.shortfall if live else None)
    try:
        async with desk.database.transaction() as session:
            return await _submit(session, desk, actor, (request_id, version), confirmed=confirmed)
    except IntegrityError as error:
        # Two officers at the same moment: the unique index let one of them through.
        raise SelectionError("request.already_live_elsewhere") from error


async def _submit(
    session: AsyncSession,
    desk: RequestDesk,
    actor: Actor,
    asked: tuple[UUID, int],
    *,
    confirmed: bool,
) -> RequestRecord:
    request_id, version = asked
    former = await load_own(session, request_id, actor, RequestAct.SUBMIT)
    check_version(former, version)
    request = await assemble_request(session, read_criteria(former), former.projects)
    findings = check_request(request, desk.policy, desk.lists, desk.today(), desk.calendar)
    refuse_blocked(findings)
    if _soft(findings) and not confirmed:
        raise SelectionError("request.not_confirmed")
    await refuse_second(session, former)
    record = replace(
        thawed(former),
        state=move(former, RequestAct.SUBMIT, actor),
        version=former.version + 1,
        submitted_at=desk.now(),
        decision_reason="",
        shortfall={},
    )
    earlier = await find_earlier(session, record, desk.now())
    await save_request(session, record)
    await tell_waiting(session, record)
    await log_questions(session, actor, record.id)
    await record_act(
        session,
        actor=actor,
        act=Act.REQUEST_SUBMIT,
        subject=str(record.id),
        request=str(record.id),
        after={
            "version": record.version,
            "confirmed": sorted(_soft(findings)),
            **({"earlier": [line.number for line in earlier]} if earlier else {}),
        },
        previous_state=former.state.value,
        next_state=record.state.value,
    )
    return record


def refuse_blocked(findings: Sequence[Finding]) -> None:
    """Stop where a hard finding stands against the request.

    Raises:
        SelectionError: `request.blocked` with the number of such findings.
    """
    if blocks(tuple(findings)):
        hard = sum(it.severity is Severity.HARD for it in findings)
        raise SelectionError("request.blocked", {"n": hard})


def refuse_without_panel(shortfall: Shortfall | None) -> None:
    """Stop where it is proven that the pool of today makes no such panel.

    Raises:
        SelectionError: `request.no_panel`.
    """
    if shortfall is not None:
        raise SelectionError("request.no_panel")


async def refuse_second(session: AsyncSession, record: RequestRecord) -> None:
    """One live request a project and activity.

    Raises:
        SelectionError: `request.already_live` with both numbers.
    """
    for project in await load_projects(session, record.projects):
        for other in await requests_of_project(session, project.id):
            same = other.activity == record.activity and other.id != record.id
            if same and other.state not in _NOT_LIVE:
                params = {"number": other.number, "project": project.number}
                raise SelectionError("request.already_live", params)


def _soft(findings: Iterable[Finding]) -> set[str]:
    return {it.code for it in findings if it.severity is Severity.SOFT}
