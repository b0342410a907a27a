"""A bureau with cases to check, and browsers of its registrars."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import Edit
from expert_pool.roles import Role
from tests.expert_pool.admission.cases import Office, hand_in, make_office
from tests.web.conftest import Browser, SignedIn
from web.registrars.import_jobs import settle
from web.services import Services


@dataclass
class Counter:
    """Two registrars at their browsers, and a case that was handed in."""

    first: Browser
    second: Browser
    office: Office
    edit: Edit

    @property
    def case(self) -> str:
        return f"/cases/{self.edit.application_id}"


@pytest.fixture
async def counter(services: Services, signed_in: SignedIn) -> AsyncIterator[Counter]:
    desk = AdmissionDesk(services.database, services.cipher, services.policy, services.lists)
    office = replace(await make_office(services.database), desk=desk)
    yield Counter(
        await signed_in(Role.REGISTRAR),
        await signed_in(Role.REGISTRAR),
        office,
        await hand_in(office),
    )
    await settle()
