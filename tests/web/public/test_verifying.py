"""The page that checks receipts: sealed, in both languages, and as a file to keep."""

import base64
import hashlib
import json
import re

import pytest

from expert_pool.roles import Role
from selection.verify import CHECK_NAMES
from selection.verify.proofs import PROOFS_CHECK_NAMES
from tests.web.conftest import Browser, SignedIn
from web.public.checker import join_modules, script_digest
from web.public.verifying import words_of
from web.translation import speaking

DATA = re.compile(r'<script type="application/json" id="verify-words">(.*?)</script>', re.DOTALL)


async def test_the_page_may_neither_connect_nor_send_a_form(browser: Browser) -> None:
    policy = (await browser.get("/verify")).headers["content-security-policy"].split("; ")
    assert {"default-src 'none'", "connect-src 'none'", "form-action 'none'"} <= set(policy)
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in (await browser.get("/")).headers["content-security-policy"]


async def test_the_page_has_no_form_that_its_policy_would_break(signed_in: SignedIn) -> None:
    officer = await signed_in(Role.OFFICER)
    page = (await officer.get("/verify")).text
    assert "<form" not in page
    assert "<form" in (await officer.get("/receipts")).text


@pytest.mark.parametrize(
    ("language", "word"), [("zh_Hans", "核验抽取凭证"), ("en", "Check a receipt")]
)
async def test_the_page_says_what_to_do_without_its_script(
    browser: Browser, language: str, word: str
) -> None:
    page = (await browser.get(f"/verify?lang={language}")).text
    assert f"<h1>{word}</h1>" in page
    assert "python -m selection verify receipt.json --trust trust.json" in page
    assert re.search(r'<div id="verify-tool" hidden>', page)
    found = DATA.search(page)
    assert found
    assert json.loads(found[1])["order"] == list(CHECK_NAMES)


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("path", ["/", "/receipts"])
async def test_home_and_receipts_lead_there(browser: Browser, path: str, language: str) -> None:
    page = (await browser.get(f"{path}?lang={language}")).text
    _, _, content = page.partition("<main")
    assert 'class="button" href="/verify"' in content.partition("</main>")[0]


async def test_every_other_page_leads_there_from_its_foot(browser: Browser) -> None:
    _, _, foot = (await browser.get("/policy")).text.partition("<footer")
    assert 'href="/verify"' in foot


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_the_script_has_a_word_for_every_check_and_every_failure(language: str) -> None:
    with speaking(language):
        words = words_of(language)
    for name in (*CHECK_NAMES, *PROOFS_CHECK_NAMES):
        assert words[f"verify.name.{name}"]
    for code in (
        "receipt.not_canonical",
        "trust.broken",
        "proofs.not_proofs",
        "deal.no_legal_panel",
        "word.full",
    ):
        assert words[code]


async def test_the_script_is_kept_by_its_digest(browser: Browser) -> None:
    page = await browser.get("/verify")
    assert f"/verify/checker.js?v={script_digest()}" in page.text
    script = await browser.get("/verify/checker.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]
    assert script.text == join_modules()


def test_the_joined_script_holds_every_module_once_and_no_import() -> None:
    script = join_modules()
    names = re.findall(r'^modules\["([\w.]+)"\] = ', script, re.MULTILINE)
    assert len(names) == len(set(names)) > 10
    assert not re.search(r"^(import|export) ", script, re.MULTILINE)
    assert "</script" not in script


async def test_the_copy_runs_its_own_script_only_and_loads_nothing(browser: Browser) -> None:
    page = await browser.get("/verify/checker.html")
    assert "attachment" in page.headers["content-disposition"]
    found = re.search(r'content-security-policy" content="([^"]*)"', page.text)
    assert found
    policy = found[1].replace("&#39;", "'")
    for part, text in (
        ("script", re.search(r"<script>(.*?)</script>", page.text, re.DOTALL)),
        ("style", re.search(r"<style>(.*?)</style>", page.text, re.DOTALL)),
    ):
        assert text
        digest = base64.b64encode(hashlib.sha256(text[1].encode()).digest()).decode()
        assert f"{part}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert 'src="' not in page.text
    assert "stylesheet" not in page.text
