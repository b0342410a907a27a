"""Applicants in browsers without scripts."""

from collections.abc import Awaitable, Callable

import pytest

from expert_pool.roles import Role
from tests.web.conftest import SignedIn
from tests.web.experts.samples import Applicant

NewApplicant = Callable[[], Awaitable[Applicant]]


@pytest.fixture
def new_applicant(signed_in: SignedIn) -> NewApplicant:
    """Make another applicant with an account of the own."""

    async def make() -> Applicant:
        return Applicant(await signed_in(Role.EXPERT))

    return make


@pytest.fixture
async def applicant(new_applicant: NewApplicant) -> Applicant:
    return await new_applicant()
