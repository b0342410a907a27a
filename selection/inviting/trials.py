"""The log of trials: an officer who looks who would follow leaves a trace, also without a proposal.

Its one job is that entry. It holds no pseudonym and no reason in words; what a trial shows is
for `selection.choice` to say.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.recording import cipher_of, record_act
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.storage.choice_store import ChoiceRecord
from selection.storage.request_store import RequestRecord


async def record_trial(
    session: AsyncSession,
    actor: Actor,
    about: tuple[RequestRecord, ChoiceRecord],
    told: Mapping[str, object],
) -> None:
    """Write what was tried before which proposal; the newest trial made again is the same one."""
    request, choice = about
    subject, after = str(choice.draw_id), {**told, "proposal": choice.version + 1}
    store = AuditStore(session)
    wanted = AuditFilter(subject=subject, acts=frozenset({Act.CHOICE_TRY}))
    newest = (await store.page(wanted, limit=1)).entries
    own = [it.entry.id for it in newest if it.entry.actor == actor.account_id]
    former = await store.details(cipher_of(session), own)
    if after in [detail.after for detail in former.values()]:
        return
    await record_act(
        session,
        actor=actor,
        act=Act.CHOICE_TRY,
        subject=subject,
        request=str(request.id),
        after=after,
    )
