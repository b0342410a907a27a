"""The frame around every page: who is signed in, and in which role."""

import re

import pytest

from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn

SIGNED_IN = re.compile(r'<span class="signed-in"><strong>([^<]+)</strong> · ([^<]+)</span>')


@pytest.mark.parametrize(
    ("language", "role", "words"),
    [("en", Role.APPROVER, "Approver"), ("zh_Hans", Role.AUDITOR, "审计员")],
)
async def test_the_head_says_who_is_signed_in_and_in_which_role(
    signed_in: SignedIn, language: str, role: Role, words: str
) -> None:
    browser = await signed_in(role)
    found = SIGNED_IN.search((await browser.get(f"/account?lang={language}")).text)
    assert found
    assert found[1] == f"{role.value} sample"
    assert found[2] == words


async def test_a_visitor_without_an_account_is_called_nothing(browser: Browser) -> None:
    assert "signed-in" not in (await browser.get("/")).text
