"""What stands in an offline pack: gathered when it is made, with no more than the host may see.

Its one job is that. Names show under the rule of the host's page (SEC-01): in the clear once the
panel is released, and before only to whoever types the member's own code.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.admission.declared_texts import declared_texts
from expert_pool.storage.expert_store import load_experts
from selection.convening.members import PLEDGE
from selection.convening.quorum import quorum_of
from selection.drawing.desk import DrawDesk, written
from selection.drawing.panel_now import Holding
from selection.drawing.whole_panel import load_locked_panel
from selection.meetings import find_quorum
from selection.meetings.chairing import ChairWay
from selection.offline_pack import (
    CODE_SIGNS,
    DayRules,
    Named,
    PackContents,
    PackHeader,
    PackMember,
    PledgeText,
    derive_code_keys,
    seal_name,
    write_code,
)
from selection.offline_pack.sealing import NONCE_BYTES
from selection.requests import PanelRequest, thaw_criteria
from selection.requests.release import find_release_day
from selection.states.invitations import InvitationState
from selection.storage.invitation_store import (
    InvitationRecord,
    load_arrangement,
    load_invitations,
)
from selection.storage.meeting_store import load_meeting_of
from selection.storage.request_store import RequestRecord


async def gather_contents(
    session: AsyncSession, desk: DrawDesk, root: RequestRecord, header: PackHeader, language: str
) -> PackContents:
    """Everything that the room needs, in one language."""
    asked = thaw_criteria(root.criteria or b"")
    entered = await load_arrangement(session, root.id)
    text = declared_texts()[PLEDGE]
    return PackContents(
        pack=header.pack,
        request=header.request,
        number=root.number,
        language=language,
        made_at=written(desk.now()),
        first_day=asked.review.start.isoformat(),
        last_day=asked.review.end.isoformat(),
        starts_at=written(entered.arrangement.starts_at) if entered else "",
        place=entered.arrangement.place if entered else "",
        seats=asked.seats,
        members=await _members(session, desk, root, header),
        rules=await _rules(session, desk, root, asked),
        pledge=PledgeText(
            text.version,
            text.title.in_language(language),
            tuple(it.in_language(language) for it in text.paragraphs),
        ),
        grounds=tuple(
            Named(code, desk.lists.name(it, language))
            for code, it in desk.lists.recusal_grounds.items()
        ),
    )


def pack_code(desk: DrawDesk, root_id: UUID, draw_id: UUID, expert_id: UUID) -> str:
    """The code of one member for one panel: it follows from the service's key alone."""
    raw = desk.cipher.blind_index("pack_code", f"{root_id}:{draw_id}:{expert_id}")
    return write_code(raw, CODE_SIGNS)


async def _members(
    session: AsyncSession, desk: DrawDesk, root: RequestRecord, header: PackHeader
) -> tuple[PackMember, ...]:
    holdings = (await load_locked_panel(session, root.id)).members
    people = await load_experts(session, {it.expert_id for it in holdings})
    asked = await load_invitations(session, root.id)
    release = find_release_day(thaw_criteria(root.criteria or b""), desk.policy)
    plain = tuple(
        PackMember(
            number=number,
            seat=it.position,
            draw=str(it.draw_id),
            pseudonym=it.pseudonym,
            accepted=_accepted(asked, it),
            code=pack_code(desk, root.id, it.draw_id, it.expert_id),
            name=people[it.expert_id].expert.name,
        )
        for number, it in enumerate(holdings, 1)
    )
    shown = _in_clear if release is not None and desk.today() >= release else _under_code
    return await asyncio.to_thread(lambda: tuple(shown(desk, header, it) for it in plain))


def _in_clear(_: DrawDesk, header: PackHeader, one: PackMember) -> PackMember:
    return replace(one, code=derive_code_keys(header, one.code).digest)


def _under_code(desk: DrawDesk, header: PackHeader, one: PackMember) -> PackMember:
    keys = derive_code_keys(header, one.code)
    sealed = seal_name(keys, desk.fresh_bytes(NONCE_BYTES), one.name)
    return replace(one, code=keys.digest, name="", sealed_name=sealed)


def _accepted(asked: Sequence[InvitationRecord], one: Holding) -> bool:
    own = (it for it in asked if (it.draw_id, it.expert_id) == (one.draw_id, one.expert_id))
    return all(it.state is InvitationState.ACCEPTED for it in own)


async def _rules(
    session: AsyncSession, desk: DrawDesk, root: RequestRecord, asked: PanelRequest
) -> DayRules:
    """The rules of the day; where the doors are open, with what an approver allowed (REP-04)."""
    policy, meeting = desk.policy, await load_meeting_of(session, root.id)
    usual = find_quorum(desk.lists.activities[asked.activity], asked.seats, policy)
    ways = policy.text("chair_rule").split("_or_")
    return DayRules(
        quorum=await quorum_of(session, desk, meeting) if meeting else usual,
        odd=policy.text("min_quorum") == "minimum_and_odd",
        absent_after_minutes=policy.integer("absent_after_minutes"),
        silence_agrees=policy.text("dissent") == "silence_is_consent",
        elects=ChairWay.ELECTED.value in ways,
        names_chair=ChairWay.NAMED.value in ways,
    )
