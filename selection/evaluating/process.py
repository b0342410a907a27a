"""Members judge the process, and applicants are heard: what was said, and how much of it whom.

The officer is told averages alone, of several answers, once the term is over: so no single answer
can be told from the rest as it comes in. A report of pressure goes to auditors, by a mail that
names the request alone; it may be about the officer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.calendar import CHINA
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.expert_store import load_expert_of
from expert_pool.storage.mail_store import queue_mail
from selection.convening.holding import find_own_root
from selection.drawing.desk import DrawDesk
from selection.drawing.notes import read_note, seal_note
from selection.drawing.whole_panel import find_request, load_locked_panel, load_root
from selection.errors import SelectionError
from selection.evaluating.reviewed import Reviewed, load_reviewed
from selection.evaluations import ProcessItem, ProcessView, check_process, fold_process
from selection.storage.process_store import (
    ApplicantView,
    ProcessRecord,
    Spoke,
    add_process,
    add_view,
    load_process,
    load_views,
)
from selection.storage.request_store import RequestRecord

PROCESS: Final = "process_evaluation"
VIEW: Final = "applicant_view"


@dataclass(frozen=True, slots=True)
class Heard:
    """What applicants said, opened."""

    view: ApplicantView
    words: str


@dataclass(frozen=True, slots=True)
class ProcessTold:
    """What the officer is told of the process: averages after the term, and applicants' views.

    `averages` is empty before the end of the term, and where too few have answered by then.
    """

    asked: bool
    ended: bool
    averages: Mapping[ProcessItem, Fraction]
    heard: tuple[Heard, ...]


async def give_process(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, view: ProcessView
) -> None:
    """Keep how a member judges the process of a review: once, for good (EVA-02).

    Raises:
        SelectionError: `evaluation.not_found`, `evaluation.one_way`,
            `evaluation.process_given`, or what `check_process` raises.
    """
    expert = await load_expert_of(session, UUID(actor.account_id))
    if expert is None:
        raise SelectionError("evaluation.not_found")
    if not desk.policy.boolean("two_way"):
        raise SelectionError("evaluation.one_way")
    root = await load_root(session, await find_request(session, request_id))
    await load_locked_panel(session, root.id)
    of = (await load_reviewed(session, desk, root)).participant(UUID(expert.expert.id))
    if any(it.expert_id == of.expert_id for it in await load_process(session, root.id)):
        raise SelectionError("evaluation.process_given")
    check_process(view)
    process_id = uuid4()
    record = ProcessRecord(
        id=process_id,
        request_id=root.id,
        draw_id=of.draw_id,
        expert_id=of.expert_id,
        position=of.position,
        pseudonym=of.pseudonym,
        material_in_time=view.points[ProcessItem.MATERIAL_IN_TIME],
        time_enough=view.points[ProcessItem.TIME_ENOUGH],
        pressure=view.pressure,
        pressure_cipher=_seal(desk, process_id, "pressure_cipher", view.pressure_words)
        if view.pressure
        else None,
        words_cipher=_seal(desk, process_id, "words_cipher", view.words),
        given_at=desk.now(),
    )
    await add_process(session, record)
    await record_act(
        session,
        actor=actor,
        act=Act.EVALUATION_PROCESS,
        subject=f"process:{process_id}",
        request=str(root.id),
        after={"seat": of.position, "pseudonym": of.pseudonym},
    )
    if view.pressure:
        await _tell_auditors(session, root)


async def record_applicant_view(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, said: "Said"
) -> None:
    """Keep what applicants said when the officer asked them, as received and without names.

    Raises:
        SelectionError: `draw.not_found`, `evaluation.not_over`, `evaluation.one_way`,
            `evaluation.view_empty` or `evaluation.view_in_future`.
    """
    root = await find_own_root(session, request_id, actor)
    reviewed = await load_reviewed(session, desk, root)
    reviewed.check_over()
    if not desk.policy.boolean("two_way"):
        raise SelectionError("evaluation.one_way")
    if not said.words.strip():
        raise SelectionError("evaluation.view_empty")
    if not reviewed.asked.review.start <= said.received_on <= desk.today():
        raise SelectionError("evaluation.view_in_future")
    view_id = uuid4()
    view = ApplicantView(
        id=view_id,
        request_id=root.id,
        spoke=said.spoke,
        received_on=said.received_on,
        words_cipher=seal_note(desk, (VIEW, "words_cipher", view_id), said.words),
        recorded_by=UUID(actor.account_id),
        recorded_at=desk.now(),
    )
    await add_view(session, view)
    await record_act(
        session,
        actor=actor,
        act=Act.EVALUATION_HEAR,
        subject=f"view:{view_id}",
        request=str(root.id),
        reason=said.spoke.value,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What applicants said: who spoke, by role; when it was received; the words."""

    spoke: Spoke
    received_on: date
    words: str


async def load_told(session: AsyncSession, desk: DrawDesk, reviewed: Reviewed) -> ProcessTold:
    """What the officer is told of a review's process; answers after the term are not averaged."""
    ended = desk.today() > reviewed.term.due
    given = await load_process(session, reviewed.request.id) if ended else ()
    in_time = [
        it.points for it in given if it.given_at.astimezone(CHINA).date() <= reviewed.term.due
    ]
    return ProcessTold(
        asked=desk.policy.boolean("two_way"),
        ended=ended,
        averages=fold_process(in_time),
        heard=await load_heard(session, desk, reviewed.request.id),
    )


async def load_heard(session: AsyncSession, desk: DrawDesk, request_id: UUID) -> tuple[Heard, ...]:
    """What applicants said of a review."""
    found = await load_views(session, request_id)
    where = [(VIEW, "words_cipher", it.id) for it in found]
    opened = (read_note(desk, at, it.words_cipher) for at, it in zip(where, found, strict=True))
    return tuple(Heard(it, words) for it, words in zip(found, opened, strict=True))


def open_process(desk: DrawDesk, record: ProcessRecord) -> ProcessView:
    """A member's view with its words, for the member and for auditors."""
    return ProcessView(
        points=record.points,
        pressure=record.pressure,
        pressure_words=read_note(
            desk, (PROCESS, "pressure_cipher", record.id), record.pressure_cipher
        ),
        words=read_note(desk, (PROCESS, "words_cipher", record.id), record.words_cipher),
    )


async def _tell_auditors(session: AsyncSession, request: RequestRecord) -> None:
    """One mail to each auditor, without a word of what was said."""
    context = {"number": request.number, "request": str(request.id)}
    for one in await AccountStore(session).open_holders(Role.AUDITOR.value):
        await queue_mail(session, one.email, "pressure_reported", one.language, context)


def _seal(desk: DrawDesk, process_id: UUID, column: str, words: str) -> bytes | None:
    where = (PROCESS, column, process_id)
    return seal_note(desk, where, words) if words.strip() else None
