"""Ceremonies whose seed comes from a beacon or from dice, with a test chain that really signs."""

from dataclasses import replace
from pathlib import Path

from expert_pool.policy import Policy, load_policy
from selection.drawing.parties import prepare_complete
from selection.storage.draw_store import DrawRecord, load_draw
from selection.storage.request_store import load_request, save_request
from selection.verify import TrustedChain, TrustFile
from tests.selection.drawing.ceremonies import Ceremony, prepare_ceremony, trust_of
from tests.selection.sources.signing import TEST_CHAIN

CHAIN = TrustedChain(
    name="test",
    chain=TEST_CHAIN.hash,
    key=TEST_CHAIN.public_key,
    genesis=TEST_CHAIN.genesis,
    period=TEST_CHAIN.period,
)


def policy_of(
    folder: Path, kind: str, fallback: str = "dice", wait: int = 15, witnesses: int = 0
) -> Policy:
    """The demo's rules with another source of the seed, and so many witnesses in the room."""
    path = folder / f"{kind}.toml"
    path.write_text(
        'id = "city"\nversion = "1"\ntitle_zh = "试验"\ntitle_en = "Test"\n'
        'organiser_zh = "试验"\norganiser_en = "Test"\nextends = "demo"\n'
        f'[values]\nseed_source = "{kind}"\nseed_fallback = "{fallback}"\n'
        f"seed_wait_minutes = {wait}\nwitness_required = {witnesses}\n",
        encoding="utf-8",
    )
    return load_policy(str(path))


async def prepare_sourced(database, policy: Policy) -> Ceremony:
    """An approved request under a policy, and a desk that knows the test chain."""
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session)
        request = await load_request(session, ceremony.request_id)
        assert request is not None
        await save_request(session, replace(request, policy_digest=policy.digest))
    ceremony.desk = replace(ceremony.desk, policy=policy, chain=TEST_CHAIN)
    return ceremony


async def begin(database, ceremony: Ceremony) -> DrawRecord:
    """Have a draw without secrets committed."""
    async with database.transaction() as session:
        await prepare_complete(session, ceremony.desk, ceremony.request_id)
    return await newest(database, ceremony)


async def newest(database, ceremony: Ceremony) -> DrawRecord:
    async with database.read() as session:
        draw = await load_draw(session, ceremony.request_id)
    assert draw is not None
    return draw


def trust_with_chain(ceremony: Ceremony) -> TrustFile:
    return trust_of(ceremony.desk).model_copy(update={"chains": (CHAIN,)})
