"""The officer asks that a rule gives way once, on a ground of a closed list and with the facts."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import record_act
from expert_pool.roles import Role
from selection.drawing.desk import DrawDesk
from selection.drawing.letters import tell_exception
from selection.drawing.notes import Where, read_note, seal_note
from selection.drawing.whole_panel import find_request, load_watched
from selection.errors import SelectionError
from selection.excepting.standing import find_matter
from selection.states.exceptions import (
    ExceptionGround,
    ExceptionRule,
    ExceptionState,
    check_offered,
    check_plea,
)
from selection.storage.exception_store import ExceptionRecord, add_exception, find_open


@dataclass(frozen=True, slots=True)
class Plea:
    """What should give way and why; `member` is whom it is about where it is about one."""

    rule: ExceptionRule
    ground: ExceptionGround
    note: str
    member: UUID | None = None


async def ask_exception(
    session: AsyncSession, desk: DrawDesk, request_id: UUID, actor: Actor, plea: Plea
) -> ExceptionRecord:
    """The officer, or on the day the host, asks for an exception; asked twice it is one.

    Raises:
        SelectionError: `draw.not_found`, `exception.officer_needed`,
            `exception.not_offered` where the policy names no approver,
            `exception.ground_unknown`, `exception.note_missing`, `exception.asked_already`,
            or what `find_matter` raises.
    """
    if plea.rule is ExceptionRule.WITNESS or actor.role != Role.OFFICER:
        await load_watched(session, request_id, actor)
    if actor.role != Role.OFFICER:
        raise SelectionError("exception.officer_needed")
    check_offered(plea.rule, desk.policy)
    check_plea(plea.rule, plea.ground, plea.note)
    matter = await find_matter(session, desk, request_id, actor, (plea.rule, plea.member))
    former = await find_open(session, matter.about)
    if former is not None:
        return _again(desk, former, plea)
    exception_id = uuid4()
    asked = ExceptionRecord(
        id=exception_id,
        about=matter.about,
        state=ExceptionState.ASKED,
        ground=plea.ground,
        note_cipher=seal_note(desk, _where(exception_id), plea.note),
        asked_by=UUID(actor.account_id),
        asked_at=desk.now(),
    )
    await add_exception(session, asked)
    await record_exception(session, actor, Act.EXCEPTION_ASK, asked, matter.told)
    await tell_exception(session, await find_request(session, asked.about.request_id))
    return asked


def read_plea(desk: DrawDesk, exception: ExceptionRecord) -> str:
    """The facts that were given for the ground."""
    return read_note(desk, _where(exception.id), exception.note_cipher)


async def record_exception(
    session: AsyncSession,
    actor: Actor,
    act: Act,
    exception: ExceptionRecord,
    told: dict[str, object],
) -> None:
    """An entry of what was asked or decided; people are seats and pseudonyms in it."""
    await record_act(
        session,
        actor=actor,
        act=act,
        subject=str(exception.about.request_id),
        request=str(exception.about.request_id),
        reason=exception.ground.value,
        after={"exception": str(exception.id), "rule": exception.about.rule.value, **told},
    )


def _again(desk: DrawDesk, asked: ExceptionRecord, plea: Plea) -> ExceptionRecord:
    if (asked.ground, read_plea(desk, asked)) != (plea.ground, plea.note.strip()):
        raise SelectionError("exception.asked_already")
    return asked


def _where(exception_id: UUID) -> Where:
    return ("rule_exception", "note_cipher", exception_id)
