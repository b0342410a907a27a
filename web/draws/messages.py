"""What members of a panel are told: every text before it goes out, and every attempt after.

Pages for those who watch the draw; a member shows as a seat with a pseudonym, never by name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.calendar import CHINA
from expert_pool.messages import (
    Channel,
    Message,
    MessageKind,
    Mode,
    Outline,
    Result,
    Text,
    count_segments,
)
from expert_pool.messages.contents import ANSWERED
from expert_pool.messaging import load_told
from selection.drawing.panel_now import PanelNow, load_panel_now
from selection.drawing.whole_panel import load_root, load_watched
from selection.errors import SelectionError
from selection.invitations import Arrangement, describe
from selection.requests import PanelRequest, thaw_criteria
from selection.storage.draw_store import DrawState, load_draw
from selection.storage.invitation_store import load_arrangement
from selection.storage.request_store import RequestRecord
from web.exports.sheet import in_fours
from web.messenger import writer_for
from web.pages import render
from web.services import PageRequest, services_of
from web.translation import HTML_LANGUAGES, LANGUAGES, N_
from web.visits import visit_of

KINDS: Final[Mapping[str, str]] = {
    MessageKind.INVITATION: N_("Invitation"),
    MessageKind.REMINDER: N_("Reminder to answer"),
    MessageKind.ACCEPTED: N_("Seat confirmed"),
    MessageKind.RELEASED: N_("Seat released"),
    MessageKind.CHANGED: N_("Arrangement changed"),
    MessageKind.CALLED_OFF: N_("Review called off"),
}
CHANNELS: Final[Mapping[str, str]] = {
    Channel.IN_SYSTEM: N_("In the account"),
    Channel.MAIL: N_("Mail"),
    Channel.SMS: N_("Text message"),
    Channel.VOICE: N_("Call"),
}
RESULTS: Final[Mapping[str, tuple[str, str]]] = {
    Result.WAITING: (N_("Still to go out"), "waiting"),
    Result.STARTED: (N_("On its way"), "waiting"),
    Result.HANDED_OVER: (N_("In the outbox"), "waiting"),
    Result.SENT: (N_("Went out"), "good"),
    Result.REFUSED: (N_("Turned down"), "bad"),
    Result.UNREACHABLE: (N_("Not reached"), "bad"),
    Result.INTERRUPTED: (N_("Broken off"), "bad"),
    Result.NO_ADDRESS: (N_("No address"), "neutral"),
    Result.NO_CHANNEL: (N_("Not set up here"), "neutral"),
    Result.TOO_LATE: (N_("Too late, not sent"), "neutral"),
    Result.WITHDRAWN: (N_("Withdrawn, not sent"), "neutral"),
}
_EXAMPLE_PATH: Final = "/invitation/…"
_EXAMPLE_START: Final = time(9, 0)


@dataclass(frozen=True, slots=True)
class Preview:
    """One message on one channel in one language; `segments` where a telephone gets it."""

    channel: Channel
    language: str
    html_language: str
    text: Text
    segments: int


@get("/requests/{request_id:uuid}/messages", name="draws.messages")
async def show_messages(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """Everything that was told about this panel, with every attempt."""
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.read() as session:
        watched = await load_watched(session, request_id, actor)
        root = await load_root(session, watched)
        told = await load_told(session, services.cipher, root.id)
        seats = await _seats(session, root)
    return render(
        request,
        "draws/messages.html",
        request=watched,
        told=told,
        seats=seats,
        kinds=KINDS,
        channels=CHANNELS,
        results=RESULTS,
        in_fours=in_fours,
    )


@get("/requests/{request_id:uuid}/messages/preview", name="draws.messages.preview")
async def show_preview(request: PageRequest, request_id: FromPath[UUID]) -> Response[str]:
    """What goes out to members: each message, on each channel, in both languages."""
    services, actor = services_of(request), visit_of(request).actor
    async with services.database.read() as session:
        watched = await load_watched(session, request_id, actor)
        root = await load_root(session, watched)
        entered = await load_arrangement(session, root.id)
    if root.criteria is None:
        raise SelectionError("draw.not_approved_yet")
    asked = thaw_criteria(root.criteria)
    arrangement = entered.arrangement if entered else _example(asked)
    outline = describe(arrangement, asked, services.lists)
    return render(
        request,
        "draws/messages_preview.html",
        request=watched,
        arranged=entered is not None,
        previews={kind: tuple(_previews(request, _sample(kind, outline))) for kind in MessageKind},
        kinds=KINDS,
        channels=CHANNELS,
        languages=LANGUAGES,
    )


def _previews(request: PageRequest, message: Message) -> Iterator[Preview]:
    services = services_of(request)
    for channel in (Channel.MAIL, Channel.SMS, Channel.VOICE):
        for language in LANGUAGES:
            text = writer_for(services, language).write(message, channel)
            segments = count_segments(text.lines[0]) if channel is Channel.SMS else 0
            yield Preview(channel, language, HTML_LANGUAGES[language], text, segments)


def _sample(kind: MessageKind, outline: Outline) -> Message:
    """A message as it would go out, with a term that is only an example."""
    answer_by = outline.starts_at - timedelta(days=1) if kind in ANSWERED else None
    return Message(kind, outline, answer_by, path=_EXAMPLE_PATH)


def _example(asked: PanelRequest) -> Arrangement:
    """What stands in the texts until the officer has entered the arrangement."""
    starts_at = datetime.combine(asked.review.start, _EXAMPLE_START, CHINA)
    return Arrangement(Mode.ON_SITE, "…", starts_at, "…")


async def _seats(session: AsyncSession, root: RequestRecord) -> dict[UUID, tuple[int, str]]:
    """By expert, the seat and the pseudonym that the pages of the draw know."""
    draw = await load_draw(session, root.id)
    if draw is None or draw.state is not DrawState.DRAWN:
        return {}
    panel: PanelNow = await load_panel_now(session, draw)
    return {
        it.expert_id: (it.position, it.pseudonym) for seat in panel.seats for it in seat.holdings
    }


ROUTES = (show_messages, show_preview)
