"""Integrity files and cases as their readers see them; each look but the own one is an entry.

Registrars see whose file it is; auditors a masked name; approvers none: they decide on facts.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.credit import OWNERS, CaseAct, CaseState
from expert_pool.crediting.events import counts
from expert_pool.crediting.holding import Held, find_helper_fault, permitted_acts
from expert_pool.crediting.notes import read_note
from expert_pool.crediting.telling import find_account
from expert_pool.errors import ExpertPoolError
from expert_pool.identity import mask_name
from expert_pool.recording import cipher_of, record_act
from expert_pool.roles import Role
from expert_pool.storage.credit_store import (
    CaseRecord,
    EventRecord,
    Filed,
    list_cases,
    load_case,
    load_event,
    load_file,
    load_filed,
)
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import load_expert, load_expert_of


@dataclass(frozen=True, slots=True)
class Shown:
    """An event with its case, everything that was written about it, and what may be done."""

    event: EventRecord
    detail: str
    case: CaseRecord | None
    answer: str = ""
    reasons: str = ""
    second: str = ""
    lift: str = ""
    permitted: frozenset[CaseAct] = frozenset()

    @property
    def owner(self) -> str:
        """Whose step is next; empty where nothing follows."""
        return OWNERS.get(self.case.state, "") if self.case else ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case on its page; `name` as far as the reader may see one, `earlier` what weighs.

    `has_account`: the expert can read and answer in an account that is open. `on_paper`: the
    reader may act for one who cannot.
    """

    shown: Shown
    case: CaseRecord
    name: str
    number: int | None
    has_account: bool
    on_paper: bool
    earlier: tuple[Filed, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list: a case, its event, and the expert's number where the reader may see it."""

    filed: Filed
    number: int | None


async def load_own_file(session: AsyncSession, actor: Actor) -> tuple[Shown, ...]:
    """The own file, the newest event first; empty for somebody who was never in the pool."""
    own = await load_expert_of(session, UUID(actor.account_id))
    if own is None:
        return ()
    return _all_shown(session, await load_file(session, UUID(own.expert.id)), actor)


async def read_file(
    session: AsyncSession, actor: Actor, expert_id: UUID
) -> tuple[ExpertRecord, tuple[Shown, ...]]:
    """The whole file of an expert; the look is logged.

    Raises:
        ExpertPoolError: `expert.not_found`.
    """
    record = await load_expert(session, expert_id)
    if record is None:
        raise ExpertPoolError("expert.not_found")
    subject = f"expert:{expert_id}"
    await record_act(session, actor=actor, act=Act.CREDIT_READ, subject=subject)
    return record, _all_shown(session, await load_file(session, expert_id), actor)


async def read_case(session: AsyncSession, actor: Actor, case_id: UUID) -> CaseFile:
    """One case for whoever decides or audits; the look is logged.

    Raises:
        ExpertPoolError: `credit.not_found`.
    """
    case = await load_case(session, case_id)
    record = await load_expert(session, case.expert_id) if case else None
    if case is None or record is None:
        raise ExpertPoolError("credit.not_found")
    await record_act(session, actor=actor, act=Act.CREDIT_READ, subject=f"credit:{case_id}")
    filed = await load_file(session, case.expert_id)
    (own,) = (it for it in filed if it.case is not None and it.case.id == case_id)
    names = {Role.REGISTRAR: record.expert.name, Role.AUDITOR: mask_name(record.expert.name)}
    role = Role(actor.role)
    has_account = await find_account(session, case.expert_id) is not None
    return CaseFile(
        shown=_shown(session, own, actor),
        case=case,
        name=names.get(role, ""),
        number=record.number if role in names else None,
        has_account=has_account,
        on_paper=not has_account and find_helper_fault(own.event, actor) == "",
        earlier=tuple(it for it in filed if it is not own and counts(it)),
    )


async def read_proof(session: AsyncSession, actor: Actor, event_id: UUID) -> EventRecord:
    """The event whose proof is downloaded; the look is logged.

    Raises:
        ExpertPoolError: `document.not_found`.
    """
    event = await load_event(session, event_id)
    if event is None or not event.proof.storage_name:
        raise ExpertPoolError("document.not_found")
    subject = f"expert:{event.expert_id}"
    await record_act(session, actor=actor, act=Act.CREDIT_READ, subject=subject, reason="proof")
    return event


async def list_worklist(
    session: AsyncSession,
    actor: Actor,
    states: Collection[CaseState],
    page: tuple[int, int],
) -> tuple[tuple[Listed, ...], int]:
    """Cases in these states, what waits longest first, and how many in all; no names."""
    limit, offset = page
    cases, total = await list_cases(session, states, limit=limit, offset=offset)
    numbered = Role(actor.role) in {Role.REGISTRAR, Role.AUDITOR}
    lines = []
    for filed in await load_filed(session, cases):
        record = await load_expert(session, filed.event.expert_id) if numbered else None
        lines.append(Listed(filed, record.number if record else None))
    return tuple(lines), total


def as_plain(shown: Shown) -> dict[str, object]:
    """An event of the own file for the own copy: who reported or decided stays out."""
    event, case = shown.event, shown.case
    about: dict[str, object] = {
        "kind": event.kind.value,
        "occurred_on": event.occurred_on.isoformat(),
        "reported_by_role": event.reported_role,
        "detail": shown.detail,
        "document": event.document,
    }
    if case is None:
        return about
    days = ("told_on", "answer_until", "force_from", "force_until")
    return about | {
        "state": case.state.value,
        "proposed": case.proposed.value,
        "proposed_months": case.proposed_months,
        "answer": shown.answer,
        "measure": case.measure.value if case.confirmed_at else "",
        "months": case.months if case.confirmed_at else 0,
        "reasons": shown.reasons if case.confirmed_at else "",
        **{name: day.isoformat() for name in days if (day := getattr(case, name))},
    }


def states_of(owner: str) -> tuple[CaseState, ...]:
    """The states in which the next step is this role's."""
    return tuple(state for state, role in OWNERS.items() if role == owner)


def days_to_decision(cases: Iterable[CaseRecord]) -> tuple[int, ...]:
    """For each case that a second person confirmed, the days since it was opened; sorted."""
    spans = (it.confirmed_at - it.opened_at for it in cases if it.confirmed_at is not None)
    return tuple(sorted(span.days for span in spans))


def _all_shown(session: AsyncSession, filed: Iterable[Filed], actor: Actor) -> tuple[Shown, ...]:
    return tuple(_shown(session, one, actor) for one in filed)


def _shown(session: AsyncSession, filed: Filed, actor: Actor) -> Shown:
    cipher, event, case = cipher_of(session), filed.event, filed.case
    detail = read_note(cipher, "detail_cipher", event.id, event.detail_cipher)
    if case is None:
        return Shown(event, detail, None)
    answer, reasons, second, lift = (
        read_note(cipher, column, case.id, getattr(case, column))
        for column in ("answer_cipher", "reasons_cipher", "second_cipher", "lift_cipher")
    )
    permitted = permitted_acts(Held(case, event), actor)
    return Shown(event, detail, case, answer, reasons, second, lift, permitted)
