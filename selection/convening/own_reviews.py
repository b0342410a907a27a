"""What is stored of somebody's own reviews: invitations with answers, attendances with opinions.

For the copy of the own data (PIPL, article 45). It names nobody else, and changes nothing.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.storage.expert_store import find_expert_of
from selection.drawing.desk import DrawDesk
from selection.drawing.notes import read_note
from selection.storage.invitation_store import InvitationRecord, list_own_invitations
from selection.storage.meeting_store import AttendanceRecord, list_own_attendances

MOST_OWN = 1000


@dataclass(frozen=True, slots=True)
class OwnInvitation:
    """An invitation, with what the member wrote beside the answer."""

    record: InvitationRecord
    note: str


@dataclass(frozen=True, slots=True)
class OwnAttendance:
    """A day on which the member was expected, with the reasons of a dissent."""

    record: AttendanceRecord
    reasons: str


@dataclass(frozen=True, slots=True)
class OwnReviews:
    """Everything of one person, the newest first."""

    invitations: tuple[OwnInvitation, ...] = ()
    attendances: tuple[OwnAttendance, ...] = ()


async def load_own_reviews(session: AsyncSession, desk: DrawDesk, account_id: UUID) -> OwnReviews:
    """The own invitations and attendances, with the own words in full."""
    expert_id = await find_expert_of(session, account_id)
    if expert_id is None:
        return OwnReviews()
    invited = await list_own_invitations(session, expert_id, limit=MOST_OWN)
    expected = await list_own_attendances(session, expert_id, limit=MOST_OWN)
    return OwnReviews(
        tuple(
            OwnInvitation(it, read_note(desk, ("invitation", "note_cipher", it.id), it.note_cipher))
            for it in invited
        ),
        tuple(
            OwnAttendance(
                it, read_note(desk, ("attendance", "stance_cipher", it.id), it.stance_cipher)
            )
            for it in expected
        ),
    )
