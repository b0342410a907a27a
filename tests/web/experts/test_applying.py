"""The whole way of an applicant, without a script."""

import pytest

from expert_pool.roles import Role
from tests.web.conftest import Browser, SignedIn
from tests.web.experts.samples import Applicant


@pytest.fixture
async def applicant(signed_in: SignedIn) -> Applicant:
    return Applicant(await signed_in(Role.EXPERT))


async def test_somebody_applies_from_the_first_page_to_the_reference_number(
    applicant: Applicant,
) -> None:
    assert "Start now" in (await applicant.browser.get("/application")).text
    await applicant.fill_in()
    tasks = (await applicant.browser.get("/application")).text
    assert "6 of 6 parts completed" in tasks, tasks
    done = await applicant.submit()
    assert "Application submitted" in done.text, done.text
    assert "JH-2026-" in done.text
    tracker = (await applicant.browser.get("/application")).text
    assert "Waits for a registrar" in tracker
