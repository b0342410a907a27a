"""The public list of all draws, complete up to a signed checkpoint of the log.

Its one job is to take them out of the log: nobody chooses which. The same checkpoint gives the
same list, so it is kept nowhere.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.checkpoints import Checkpoint, parse_checkpoint, sign_checkpoint
from expert_pool.audit.notes import SigningKey
from expert_pool.errors import ExpertPoolError
from expert_pool.storage.bound_entries import load_texts
from expert_pool.storage.checkpoint_store import newest_note
from selection.documents.draw_list import DrawList, Listed, list_head, list_signing_key
from selection.overseeing.proving import ACTS


async def gather_list(session: AsyncSession, keys: Sequence[SigningKey]) -> DrawList:
    """Every entry by which a draw begins or ends; signed by the log's keys in the list's name.

    Raises:
        ExpertPoolError: `checkpoint.not_found`, where nothing is signed yet.
    """
    note = await newest_note(session, keys[0].name)
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
