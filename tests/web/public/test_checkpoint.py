"""The signed log is open to everybody: as text, and as a page with a code for paper."""

from uuid import uuid4

from expert_pool.audit.acts import Act
from expert_pool.audit.checkpoints import read_checkpoint
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import LogHead
from expert_pool.audit.merkle import EMPTY_ROOT, leaf_hash, proves_consistency
from expert_pool.audit.notes import KeyKind, make_key, sign_text
from expert_pool.audit.proofs import check_proof, parse_proof
from expert_pool.audit.reopening import Ending
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.checkpoint_store import add_cosignature
from tests.web.conftest import Browser, SignedIn
from web.public.checkpoint import read_published
from web.services import Services

WITNESS = make_key("audit.example/w1", KeyKind.COSIGNATURE, bytes(32))


async def sign(services: Services) -> None:
    async with services.database.transaction() as session:
        await record_act(session, actor=Actor("ann", "auditor"), act=Act.DEMO_FILL, subject="log")
    assert await services.sequencer.step()


async def test_a_log_without_entries_has_no_checkpoint(browser: Browser) -> None:
    assert (await browser.get("/log/checkpoint")).status_code == 404
    assert "holds nothing that is signed yet" in (await browser.get("/log")).text


async def test_the_newest_checkpoint_is_served_with_its_witnesses(
    browser: Browser, services: Services
) -> None:
    await sign(services)
    published = await read_published(services)
    assert published
    line = sign_text(published.note.text, WITNESS, 1_795_000_000)
    async with services.database.aside() as session:
        await add_cosignature(session, published.checkpoint, WITNESS.verifier, line)
    answer = await browser.get("/log/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    read = read_checkpoint(
        answer.content, services.sequencer.keys.known, [WITNESS.verifier], others=False
    )
    assert (read.checkpoint, len(read.cosignatures)) == (published.checkpoint, 1)
    page = await browser.get("/log")
    assert "audit.example/w1" in page.text
    assert "data:image/svg+xml" in page.text
    assert services.sequencer.keys.current.verifier.vkey in page.text.replace("&#43;", "+")
    assert services.sequencer.keys.current.line not in page.text


async def test_the_page_tells_of_a_former_name_and_what_of_it_is_kept(
    browser: Browser, services: Services
) -> None:
    heads = LogHead(412, bytes(32)), LogHead(0, EMPTY_ROOT)
    ending = Ending("pool.example/old", *heads, "new", LogHead(500, bytes(32)))
    before, kept = ending.states
    people, after = ("ann", "ben"), (kept, ending.goes_on_from)
    acts = zip((Act.LOG_CLOSE, Act.LOG_REOPEN), ending.subjects, people, after, strict=True)
    async with services.database.transaction() as session:
        for act, subject, who, state in acts:
            await record_act(
                session,
                actor=Actor(who, "auditor"),
                act=act,
                subject=subject,
                previous_state=before,
                next_state=state,
            )
    assert await services.sequencer.step()
    page = (await browser.get("/log")).text
    assert "pool.example/old" in page
    assert "ended at 412 entries, of which 0 are kept" in page
    assert "a second history was signed under that name, from entry 0 up to 500 entries" in page


async def test_auditors_see_that_the_log_is_not_signed_any_more(
    signed_in: SignedIn, services: Services
) -> None:
    auditor = await signed_in(Role.AUDITOR)
    await sign(services)
    services.settings.checkpoint_file.write_text("nothing")
    assert await services.sequencer.step() is None
    assert "The log is not signed any more" in (await auditor.get("/audit")).text


async def test_auditors_download_proofs_that_anybody_can_verify(
    signed_in: SignedIn, services: Services
) -> None:
    auditor = await signed_in(Role.AUDITOR)
    async with services.database.transaction() as session:
        entry = await record_act(
            session, actor=Actor("ann", "auditor"), act=Act.DEMO_FILL, subject="log"
        )
    file = await auditor.get(f"/audit/log/{entry}/proof")
    told = (await auditor.get(f"/api/v1/log/{entry}/proof")).json()
    assert f"entry-{told['index']}.tlog-proof" in file.headers["content-disposition"]
    leaf, keys = leaf_hash(told["entry"].encode()), services.sequencer.keys.known
    for text in (file.text, told["proof"]):
        assert check_proof(parse_proof(text.encode()), leaf, keys).checkpoint.head.size
    assert (await auditor.get(f"/audit/log/{uuid4()}/proof")).status_code == 404
    assert (await auditor.get(f"/api/v1/log/{uuid4()}/proof")).status_code == 404


async def test_auditors_prove_that_the_log_only_grew(
    signed_in: SignedIn, services: Services
) -> None:
    auditor = await signed_in(Role.AUDITOR)
    older = (await auditor.get("/api/v1/log/head")).json()
    await sign(services)
    told = (await auditor.get(f"/api/v1/log/consistency?older={older['size']}")).json()
    head = read_checkpoint(told["checkpoint"].encode(), services.sequencer.keys.known)
    newer = (head.checkpoint.head.size, head.checkpoint.head.root)
    path = [bytes.fromhex(node) for node in told["path"]]
    assert proves_consistency((older["size"], bytes.fromhex(older["root"])), newer, path)
    assert (await auditor.get("/api/v1/log/consistency?older=100000")).status_code == 404
