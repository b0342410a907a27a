"""What waits for the staff, on the page where one lands after signing in."""

import pytest

from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn
from tests.web.draws.conftest import Stage, patience, stage
from tests.web.signing_in import PASSWORD

__all__ = ["patience", "stage"]
NOTHING = "Nothing waits for you."
HASH = "1 draw that waits for the hash of your secret number"


async def land(browser: Browser) -> str:
    page = await browser.get("/start")
    assert page.url.path == "/waiting"
    assert page.status_code == 200
    return page.text


async def test_an_officer_lands_on_the_own_draws_and_goes_on_from_there(
    stage: Stage, signed_in: SignedIn
) -> None:
    page = await land(stage.officer)
    assert HASH in page
    assert f'href="{stage.path}"' in page
    assert "PR-2026-0001" in page
    assert "waiting since 20 November 2026" in page
    chinese = (await stage.officer.get("/waiting?lang=zh_Hans")).text
    assert "1次抽取待您提交秘密数的哈希值" in chinese
    assert "自2026年11月20日起待办" in chinese
    other = await land(await signed_in(Role.OFFICER))
    assert NOTHING in other
    assert "PR-2026-0001" not in other


async def test_what_is_done_waits_no_more_and_the_next_step_does(stage: Stage) -> None:
    await stage.commit("officer")
    assert NOTHING in await land(stage.officer)
    await stage.commit("auditor")
    page = await land(stage.officer)
    assert "1 draw in which you reveal your secret number" in page
    assert "from 20 November 2026 10:01 on" in page
    stage.clock.advance(minutes=1)
    await stage.reveal("officer")
    await stage.reveal("auditor")
    page = await land(stage.officer)
    assert "1 panel whose meeting is to be arranged" in page
    assert f'href="{stage.path}/arrangement"' in page
    assert NOTHING in await land(stage.approver)
    stage.clock.advance(days=5)
    await stage.officer.sign_in("officer-1@example.org", PASSWORD)
    page = await land(stage.officer)
    assert "to be arranged" not in page
    assert "1 review with members to evaluate" in page
    assert "due by " in page


@pytest.mark.parametrize("role", [Role.APPROVER, Role.REGISTRAR, Role.FINANCE, Role.USER_ADMIN])
async def test_where_nothing_waits_the_page_says_so(signed_in: SignedIn, role: Role) -> None:
    assert NOTHING in await land(await signed_in(role))


async def test_experts_have_no_such_page_and_auditors_their_overview(signed_in: SignedIn) -> None:
    expert, auditor = await signed_in(Role.EXPERT), await signed_in(Role.AUDITOR)
    assert (await expert.get("/waiting")).status_code == 403
    assert "What waits for you" not in (await expert.get("/start")).text
    assert (await auditor.get("/start")).url.path == "/audit"
