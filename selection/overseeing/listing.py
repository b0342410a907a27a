"""The public list of all draws, complete up to a signed checkpoint of the log.

Its one job is to take them out of the log: nobody chooses which. The same checkpoint gives the
same list, so it is kept nowhere.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint, sign_checkpoint
from expert_pool.audit.notes import SigningKey, VerifierKey
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.bound_entries import load_texts
from expert_pool.storage.checkpoint_store import cosigned_note, cosigned_size, newest_note
from selection.documents.draw_list import DrawList, Listed, list_head, list_signing_key
from selection.overseeing.proving import ACTS


async def gather_list(
    session: AsyncSession, keys: Sequence[SigningKey], witnesses: Sequence[VerifierKey] = ()
) -> DrawList:
    """Every entry by which a draw begins or ends; signed by the log's keys in the list's name.

    It ends at the newest checkpoint that one of the witnesses cosigned, with their lines: what
    they saw nobody can be shown otherwise. Before any did so, at the newest one.

    Raises:
        ExpertPoolError: `checkpoint.not_found`, where nothing is signed yet.
    """
    origin = keys[0].name
    seen = max([await cosigned_size(session, origin, one) for one in witnesses], default=0)
    if seen:
        note = await cosigned_note(session, origin, seen, witnesses)
    else:
        note = await newest_note(session, origin)
    if note is None:
        raise ExpertPoolError("checkpoint.not_found")
    size = parse_checkpoint(note.text).head.size
    texts = await load_texts(session, ACTS, size)
    entries = tuple(Listed(index=index, entry=text) for index, text in texts)
    own = tuple(map(list_signing_key, keys))
    checkpoint = Checkpoint(own[0].name, list_head(entries))
    return DrawList(
        v=1,
        type="draw.list",
        checkpoint=sign_checkpoint(checkpoint, own).written(),
        log=note.written(),
        entries=entries,
    )
