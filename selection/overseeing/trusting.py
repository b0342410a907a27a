"""What the service says of itself for whoever checks its receipts: keys, digests, other chains.

Its one job is that file. Whoever trusts it trusts the place where it was got.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from expert_pool.audit.notes import VerifierKey
from selection.documents.draw_list import list_key
from selection.drawing.desk import DrawDesk
from selection.drawing.sources import named_chains
from selection.storage.draw_store import DrawRecord, DrawState
from selection.verify.trust import PublishedDraw, TrustedKey, TrustFile

KEY_NAME: Final = "receipts of this service (Ed25519)"


def write_trust(
    desk: DrawDesk, log_keys: Sequence[VerifierKey], draws: Iterable[DrawRecord]
) -> TrustFile:
    """Keys of receipts, log, list and witnesses; the digests of those draws that are drawn."""
    own = desk.signing_key.public_key().public_bytes_raw().hex()
    return TrustFile(
        v=1,
        type="draw.trust",
        keys=(TrustedKey(name=KEY_NAME, key=own),),
        draws=tuple(_publish(draw) for draw in draws if draw.state is DrawState.DRAWN),
        chains=named_chains(desk.chain),
        logs=tuple(known.vkey for key in log_keys for known in (key, list_key(key))),
        witnesses=tuple(known.vkey for known in desk.witnesses),
    )


def _publish(draw: DrawRecord) -> PublishedDraw:
    return PublishedDraw(
        request=str(draw.request_id),
        attempt=draw.attempt,
        commit_hash=draw.commit_hash.hex(),
        result_digest=str(draw.summary.get("result_digest", "")),
    )
