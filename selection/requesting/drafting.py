"""Drafts of panel requests: made from a template, saved as typed, by their officer alone.

A draft may be wrong in every field; nothing typed is refused or lost. Criteria are kept
beside it only where the form can be read as such.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.policy import Policy
from expert_pool.recording import record_act
from selection.errors import SelectionError
from selection.requesting.assembling import load_all
from selection.requesting.desk import RequestDesk
from selection.requests import (
    PanelRequest,
    freeze_criteria,
    request_from_template,
    thaw_criteria,
)
from selection.states.requests import RequestAct, RequestState, move_request
from selection.storage.request_store import (
    RequestRecord,
    add_request,
    load_request,
    next_request_number,
    save_request,
)

TYPED: Final = "typed"
CRITERIA: Final = "criteria"


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form holds: as typed, and as criteria (without parties) where it is readable.

    `relaxed` are the steps of a proposal that was applied, for the log.
    """

    activity: str
    projects: tuple[UUID, ...]
    typed: Mapping[str, tuple[str, ...]]
    criteria: PanelRequest | None = None
    relaxed: tuple[str, ...] = ()

    def stored(self, policy: Policy) -> dict[str, object]:
        """The draft as it is kept in the database."""
        kept: dict[str, object] = {TYPED: {name: list(v) for name, v in self.typed.items()}}
        if self.criteria is not None:
            bare = replace(self.criteria, projects=())
            kept[CRITERIA] = json.loads(freeze_criteria(bare, policy))
        return kept


def read_criteria(record: RequestRecord) -> PanelRequest:
    """The criteria of a saved draft, without its parties.

    Raises:
        SelectionError: `request.incomplete` where the form could not be read as criteria.
    """
    kept = record.draft.get(CRITERIA)
    if kept is None:
        raise SelectionError("request.incomplete")
    return thaw_criteria(json.dumps(kept).encode())


def read_typed(record: RequestRecord) -> dict[str, tuple[str, ...]]:
    """What stands in the form of a saved draft."""
    typed = record.draft.get(TYPED)
    return {k: tuple(v) for k, v in typed.items()} if isinstance(typed, dict) else {}


async def create_request(desk: RequestDesk, actor: Actor, draft: Draft) -> RequestRecord:
    """Begin a panel request as a draft.

    Raises:
        SelectionError: `request.activity_not_drawn` or `project.not_found`.
    """
    _check_activity(desk, draft.activity)
    async with desk.database.transaction() as session:
        await load_all(session, draft.projects)
        record = RequestRecord(
            id=uuid4(),
            number=await next_request_number(session, desk.today().year),
            state=RequestState.DRAFT,
            created_by=UUID(actor.account_id),
            activity=draft.activity,
            projects=draft.projects,
            draft=draft.stored(desk.policy),
        )
        await add_request(session, record)
        await record_act(
            session,
            actor=actor,
            act=Act.REQUEST_CREATE,
            subject=str(record.id),
            request=str(record.id),
            after={"number": record.number, "activity": record.activity},
            next_state=record.state.value,
        )
    return record


async def save_draft(
    desk: RequestDesk, actor: Actor, request_id: UUID, version: int, draft: Draft
) -> RequestRecord:
    """Keep what was typed; the same words again change nothing.

    Raises:
        SelectionError: `request.changed_meanwhile` where another tab saved first,
            `request.wrong_state`, `request.requester_needed`, `request.not_found`.
    """
    _check_activity(desk, draft.activity)
    async with desk.database.transaction() as session:
        former = await load_own(session, request_id, actor, RequestAct.SAVE)
        check_version(former, version)
        await load_all(session, draft.projects)
        record = replace(
            thawed(former),
            state=move(former, RequestAct.SAVE, actor),
            activity=draft.activity,
            projects=draft.projects,
            draft=draft.stored(desk.policy),
            version=former.version + 1,
        )
        before, after = _differences(former, record)
        if not after and not before and record.state is former.state:
            return former
        await save_request(session, record)
        await record_act(
            session,
            actor=actor,
            act=Act.REQUEST_RELAX if draft.relaxed else Act.REQUEST_CHANGE,
            subject=str(record.id),
            request=str(record.id),
            before=before,
            after=after | ({"relaxed": list(draft.relaxed)} if draft.relaxed else {}),
            previous_state=former.state.value,
            next_state=record.state.value,
        )
    return record


async def load_own(
    session: AsyncSession, request_id: UUID, actor: Actor, act: RequestAct
) -> RequestRecord:
    """A request of this officer, locked for a change.

    Raises:
        SelectionError: `request.not_found`, `request.wrong_state`, `request.requester_needed`.
    """
    record = await load_locked(session, request_id)
    move(record, act, actor)
    if record.supplements is not None:
        raise SelectionError("request.supplement_fixed")
    return record


async def load_locked(session: AsyncSession, request_id: UUID) -> RequestRecord:
    """A request that nobody else changes until the transaction ends.

    Raises:
        SelectionError: `request.not_found`.
    """
    record = await load_request(session, request_id, lock=True)
    if record is None:
        raise SelectionError("request.not_found")
    return record


def check_version(record: RequestRecord, version: int) -> None:
    """Whether somebody decides on what the page showed.

    Raises:
        SelectionError: `request.changed_meanwhile`.
    """
    if record.version != version:
        raise SelectionError("request.changed_meanwhile", {"version": record.version})


def thawed(record: RequestRecord) -> RequestRecord:
    """The request without an earlier approval: that one stays in the log only."""
    return replace(
        record,
        criteria=None,
        criteria_digest=None,
        policy_digest="",
        approved_by=None,
        approved_at=None,
    )


def move(record: RequestRecord, act: RequestAct, actor: Actor) -> RequestState:
    """The request's state after an act of this person."""
    requester = str(record.created_by)
    return move_request(record.state, act, requester=requester, actor=actor.account_id)


def _check_activity(desk: RequestDesk, code: str) -> None:
    activity = desk.lists.activities.get(code)
    if activity is None:
        raise SelectionError("request.activity_not_drawn", {"activity": code})
    request_from_template(activity, desk.policy)


def _differences(
    former: RequestRecord, record: RequestRecord
) -> tuple[dict[str, object], dict[str, object]]:
    """What stood in the form before and now, where it differs; empty fields say nothing."""
    old, new = _filled(former), _filled(record)
    names = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    before: dict[str, object] = {name: list(old[name]) for name in names if name in old}
    after: dict[str, object] = {name: list(new[name]) for name in names if name in new}
    if CRITERIA not in former.draft and CRITERIA in record.draft:
        after.setdefault("readable", True)
    return before, after


def _filled(record: RequestRecord) -> dict[str, tuple[str, ...]]:
    """The fields of a draft that hold anything: a browser also sends the empty ones."""
    kept = {name: tuple(filter(None, texts)) for name, texts in read_typed(record).items()}
    return {name: texts for name, texts in kept.items() if texts}
