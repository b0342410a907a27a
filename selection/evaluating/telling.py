"""Who is told what about evaluations by mail: members of theirs, and everybody of what is owed.

Each notice goes out once for a review (EVA-01, EVA-02): the database holds that, also while two
processes look at the same moment. A mail names the request alone, and nobody's points.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.calendar import CHINA
from expert_pool.recording import record_act
from expert_pool.storage.account_store import Account, AccountStore
from expert_pool.storage.expert_store import load_experts
from expert_pool.storage.mail_store import queue_mail
from selection.drawing.desk import SERVICE, DrawDesk
from selection.drawing.whole_panel import find_request
from selection.evaluating.reviewed import Participant, Reviewed, load_reviewed
from selection.evaluations import Notice, answer_until, find_notice, find_term
from selection.storage.evaluation_store import (
    EvaluationRecord,
    add_notice,
    load_evaluations,
    load_last_days,
    load_notices,
)
from selection.storage.process_store import load_process

_Notices = Mapping[tuple[UUID, UUID], frozenset[Notice]]
"""What was told before, by request and whom."""
_MEMBER: Final = "process_due"
_OFFICER: Final = {Notice.REMINDER: "evaluation_due", Notice.OVERDUE: "evaluation_overdue"}
_DAYS_OF_A_WORKING_DAY: Final = 4
"""More than the calendar days that a working day takes, the longest holidays included."""


@dataclass(frozen=True, slots=True)
class _Owed:
    """What somebody owes: which notice is due, by whose id, and how the log knows one."""

    notice: Notice
    whom: UUID
    known_as: dict[str, object]


async def tell_member(
    session: AsyncSession, desk: DrawDesk, record: EvaluationRecord, number: str
) -> None:
    """Tell a member that the own evaluation can be read, and until when it can be answered."""
    account = await _account_of(session, record.expert_id)
    if account is None:
        return
    told_on = record.evaluated_at.astimezone(CHINA).date()
    until = answer_until(told_on, desk.policy, desk.calendar)
    context = {"number": number, "request": str(record.request_id), "until": until.isoformat()}
    await queue_mail(session, account.email, "evaluated", account.language, context)


async def list_owed(session: AsyncSession, desk: DrawDesk) -> tuple[UUID, ...]:
    """The requests whose review ended so that somebody may have to be told today."""
    today, policy = desk.today(), desk.policy
    days = policy.integer("evaluation_due_days") * 2 + 2
    since = today - timedelta(days=days * _DAYS_OF_A_WORKING_DAY)
    ended = await load_last_days(session, today, since)
    terms = {it: find_term(last_day, policy, desk.calendar) for it, last_day in ended.items()}
    return tuple(it for it, term in terms.items() if find_notice(term, (), today))


async def attend_review(session: AsyncSession, desk: DrawDesk, request_id: UUID) -> int:
    """Tell everybody who still owes an evaluation what is due today; how many that were."""
    reviewed = await load_reviewed(session, desk, await find_request(session, request_id))
    if not reviewed.over:
        return 0
    notices = await load_notices(session, (request_id,))
    told = await _tell_officer(session, desk, reviewed, notices)
    if desk.policy.boolean("two_way"):
        said = {it.expert_id for it in await load_process(session, request_id)}
        for one in reviewed.participants:
            if one.expert_id not in said:
                told += await _tell_participant(session, desk, reviewed, one, notices)
    return told


async def _tell_officer(
    session: AsyncSession, desk: DrawDesk, reviewed: Reviewed, notices: _Notices
) -> int:
    done = {it.expert_id for it in await load_evaluations(session, reviewed.request.id)}
    missing = sum(it.expert_id not in done for it in reviewed.participants)
    officer = reviewed.request.created_by
    notice = _find_notice(desk, reviewed, officer, notices) if missing else None
    if notice is None:
        return 0
    account = await AccountStore(session).by_id(officer)
    if account is None or not account.active:
        return 0
    context: dict[str, object] = {"missing": missing}
    owed = _Owed(notice, officer, {"officer": str(officer)})
    return await _tell(session, desk, reviewed, owed, (account, _OFFICER[notice], context))


async def _tell_participant(
    session: AsyncSession,
    desk: DrawDesk,
    reviewed: Reviewed,
    one: Participant,
    notices: _Notices,
) -> int:
    notice = _find_notice(desk, reviewed, one.expert_id, notices)
    if notice is not Notice.REMINDER:
        return 0
    account = await _account_of(session, one.expert_id)
    if account is None:
        return 0
    owed = _Owed(notice, one.expert_id, {"seat": one.position, "pseudonym": one.pseudonym})
    return await _tell(session, desk, reviewed, owed, (account, _MEMBER, {}))


async def _tell(
    session: AsyncSession,
    desk: DrawDesk,
    reviewed: Reviewed,
    owed: _Owed,
    mail: tuple[Account, str, dict[str, object]],
) -> int:
    root, (account, template, more) = reviewed.request, mail
    if not await add_notice(session, root.id, owed.whom, owed.notice, desk.now()):
        return 0
    due = reviewed.term.due.isoformat()
    context = {"number": root.number, "request": str(root.id), "due": due, **more}
    await queue_mail(session, account.email, template, account.language, context)
    await record_act(
        session,
        actor=SERVICE,
        act=Act.EVALUATION_REMIND,
        subject=f"request:{root.id}",
        request=str(root.id),
        reason=owed.notice.value,
        after=owed.known_as,
    )
    return 1


def _find_notice(
    desk: DrawDesk, reviewed: Reviewed, whom: UUID, notices: _Notices
) -> Notice | None:
    told = notices.get((reviewed.request.id, whom), frozenset())
    return find_notice(reviewed.term, told, desk.today())


async def _account_of(session: AsyncSession, expert_id: UUID) -> Account | None:
    """An expert's open account; whoever has none is told nothing by mail."""
    record = (await load_experts(session, (expert_id,))).get(expert_id)
    if record is None or record.account_id is None:
        return None
    account = await AccountStore(session).by_id(record.account_id)
    return account if account is not None and account.active else None
