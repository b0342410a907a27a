"""What the public gets of a draw, and that a stranger can check it with the served files."""

import asyncio
import hashlib
import json
import sys
from pathlib import Path

import pytest

from tests.web.conftest import Browser
from tests.web.draws.conftest import NAME, Stage
from web.services import Services


async def verify(receipt: Path, trust: Path | None = None, *more: str | Path) -> int:
    """`python -m selection verify` as a stranger runs it: its exit code."""
    return await ask("verify", receipt, *(("--trust", trust) if trust else ()), *more)


async def ask(*words: str | Path) -> int:
    command = [sys.executable, "-m", "selection", *map(str, words)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    return await process.wait()


async def public_receipt(browser: Browser) -> bytes:
    page = await browser.get("/receipts")
    path = next(part for part in page.text.split('"') if part.endswith("/receipt.json"))
    answer = await browser.get(path)
    assert answer.headers["content-type"] == "application/json"
    return answer.content


async def test_served_receipts_verify_with_the_served_keys_and_no_change_does(
    stage: Stage, browser: Browser, tmp_path: Path
) -> None:
    await stage.draw()
    trust, public = tmp_path / "trust.json", tmp_path / "public.json"
    full, changed = tmp_path / "full.json", tmp_path / "changed.json"
    trust.write_bytes((await browser.get("/receipts/trust.json")).content)
    public.write_bytes(await public_receipt(browser))
    full.write_bytes((await stage.auditor.get(f"{stage.path}/receipt")).content)
    assert (await stage.acts())[-1] == "draw.read_receipt"
    assert await verify(public, trust) == 0
    assert await verify(full, trust) == 0
    certificate = tmp_path / "certificate.json"
    assert await ask("odds", "--receipt", full, "--certificate", certificate) == 0
    assert await ask("verify-odds", certificate, "--receipt", full) == 0
    assert await verify(public) == 4
    path = next(
        part
        for part in (await browser.get("/receipts")).text.split('"')
        if part.startswith("/receipts/")
    )
    assert (await browser.get(f"{path}/proofs.json")).status_code == 404
    await stage.services.sequencer.step()
    proofs = tmp_path / "proofs.json"
    proofs.write_bytes((await browser.get(f"{path}/proofs.json")).content)
    assert await verify(public, trust, "--proofs", proofs) == 4, "nobody witnesses here"
    assert await verify(public, trust, "--proofs", proofs, "--unsigned") == 0
    listed = tmp_path / "draws.json"
    listed.write_bytes((await browser.get("/receipts/draws.json")).content)
    given = ("--trust", trust, "--proofs", proofs)
    assert await ask("verify-list", listed, *given) == 0
    told = json.loads(public.read_bytes())
    told["result"]["panel"].reverse()
    changed.write_text(json.dumps(told, separators=(",", ":"), sort_keys=True))
    assert await verify(changed, trust) == 1


async def test_a_draw_is_public_from_its_commitment_on(stage: Stage, browser: Browser) -> None:
    assert "There has been no draw yet" in (await browser.get("/receipts")).text
    await stage.commit_both()
    page = await browser.get("/receipts")
    assert "Draw committed" in page.text
    assert "/receipt.json" not in page.text
    path = next(part for part in page.text.split('"') if part.startswith("/receipts/"))
    assert (await browser.get(path)).status_code == 200
    assert (await browser.get(f"{path}/receipt.json")).status_code == 409
    trust = json.loads((await browser.get("/receipts/trust.json")).content)
    assert trust["draws"] == []


async def test_nothing_public_holds_a_name(stage: Stage, browser: Browser) -> None:
    await stage.draw()
    await stage.services.sequencer.step()
    page = await browser.get("/receipts")
    commit = next(part for part in page.text.split('"') if part.startswith("/receipts/"))
    files = ("receipt.json", "proofs.json")
    lists = ("/receipts/trust.json", "/receipts/draws.json")
    for path in ("/receipts", commit, *(f"{commit}/{it}" for it in files), *lists):
        answer = await browser.get(path)
        assert answer.status_code == 200
        assert not NAME.search(answer.text), path


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
async def test_the_page_of_a_draw_leads_to_the_checker(
    stage: Stage, browser: Browser, language: str
) -> None:
    await stage.draw()
    page = (await browser.get("/receipts")).text
    path = next(part for part in page.split('"') if part.startswith("/receipts/"))
    _, _, content = (await browser.get(f"{path}?lang={language}")).text.partition("<main")
    assert 'href="/verify"' in content.partition("</main>")[0]


async def test_the_digest_on_a_printed_sheet_is_compared_with_the_record(
    stage: Stage, browser: Browser
) -> None:
    await stage.draw()
    trust = json.loads((await browser.get("/receipts/trust.json")).content)
    path = f"/receipts/{trust['draws'][0]['commit_hash']}"
    wrong = await browser.get(f"{path}?sha256={'0' * 64}")
    assert "is NOT the one on record" in wrong.text
    page = (await browser.get("/receipts")).text
    assert path in page
    digest = hashlib.sha256((await browser.get(f"{path}/receipt.json")).content).hexdigest()
    right = await browser.get(f"{path}?sha256={digest}")
    assert "is the one on record" in right.text


@pytest.mark.parametrize("commit", ["0" * 64, "nonsense", "abcd"])
async def test_an_unknown_draw_is_not_found(browser: Browser, commit: str) -> None:
    assert (await browser.get(f"/receipts/{commit}")).status_code == 404
    assert (await browser.get(f"/receipts/{commit}/receipt.json")).status_code == 404


async def test_the_key_stays_the_same_and_only_its_owner_can_read_it(
    services: Services, browser: Browser
) -> None:
    file = services.settings.data_dir / "signing.key"
    assert file.stat().st_mode & 0o777 == 0o600
    trust = json.loads((await browser.get("/receipts/trust.json")).content)
    served = services.signing_key.public_key().public_bytes_raw().hex()
    assert trust["keys"][0]["key"] == served
    assert services.settings.signing_key() != services.settings.secret_key()
