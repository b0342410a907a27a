"""The signed log for everybody: its newest checkpoint as a text, and as a page to print.

Whoever keeps one of these, on paper too, can later find every change of an earlier entry.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import segno
from litestar import Response, get

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint
from expert_pool.audit.entries import Entry
from expert_pool.audit.notes import Note, Signature
from expert_pool.audit.reopening import Reopening, find_reopenings
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.bound_entries import load_texts
from expert_pool.storage.checkpoint_store import newest_note, signed_at
from web.pages import render
from web.services import PageRequest, Services, services_of

PLAIN: Final = "text/plain"


@dataclass(frozen=True, slots=True)
class Published:
    """The newest signed checkpoint, since when it stands, and who cosigned it when.

    `reopenings` are the former names of the log, with where each ended.
    """

    checkpoint: Checkpoint
    note: Note
    signed_at: datetime | None
    witnesses: tuple[tuple[str, datetime], ...]
    reopenings: tuple[Reopening, ...] = ()


@get("/log/checkpoint", name="public.checkpoint")
async def checkpoint_text(request: PageRequest) -> Response[str]:
    """The newest checkpoint with the lines of its witnesses (C2SP tlog-checkpoint)."""
    published = await read_published(services_of(request))
    if published is None:
        raise ExpertPoolError("checkpoint.not_found")
    return Response(published.note.written(), media_type=PLAIN)


@get("/log", name="public.log")
async def checkpoint_page(request: PageRequest) -> Response[str]:
    """Size, root and time of the log, with a code that holds the signed text, for paper."""
    services = services_of(request)
    published = await read_published(services)
    return render(
        request,
        "public/log.html",
        published=published,
        picture=_picture(published.note) if published else "",
        keys=[key.vkey for key in services.sequencer.keys.known],
        witnesses=services.witnesses,
    )


async def read_published(services: Services) -> Published | None:
    """The newest signed checkpoint; None where the log holds nothing yet."""
    origin = services.sequencer.keys.origin
    async with services.database.read() as session:
        note = await newest_note(session, origin)
        if note is None:
            return None
        checkpoint = parse_checkpoint(note.text)
        moment = await signed_at(session, origin, checkpoint.head.size)
        texts = await load_texts(session, (Act.LOG_CLOSE, Act.LOG_REOPEN), checkpoint.head.size)
    entries = ((index, Entry.from_body(text.encode())) for index, text in texts)
    seen = tuple((one.name, datetime.fromtimestamp(one.time, UTC)) for one in _cosigned(note))
    return Published(checkpoint, note, moment, seen, find_reopenings(entries))


def _cosigned(note: Note) -> list[Signature]:
    return [one for one in note.signatures if one.time]


def _picture(note: Note) -> str:
    return segno.make(note.written(), error="l", micro=False).svg_data_uri(scale=4, border=2)


ROUTES = (checkpoint_text, checkpoint_page)
