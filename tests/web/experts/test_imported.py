"""People who were imported confirm their data by a mailed link."""

import re
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.confirming import invite_imported
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.sealing import PrivateData, seal_private_data
from expert_pool.audit.entries import Actor
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Declarations, ExpertId, Standing, Unit
from expert_pool.roles import Role
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from tests.factories import make_expert, works_at
from tests.web.conftest import Browser, SignedIn
from tests.web.experts.samples import IDENTITY, NUMBER, PLEDGES, Applicant, a_pdf
from tests.web.signing_in import PASSWORD
from web.services import Services

EMAIL = "imported@example.org"
REGISTRAR = Actor(str(uuid4()), Role.REGISTRAR)


def desk_of(services: Services) -> AdmissionDesk:
    return AdmissionDesk(services.database, services.cipher, services.policy, services.lists)


async def import_expert(services: Services, email: str = EMAIL) -> UUID:
    """An imported expert with sealed numbers, as the bulk import stores one."""
    expert_id = uuid4()
    private = PrivateData(NUMBER, "+8613800000000")
    sealed = seal_private_data(services.cipher, expert_id, private)
    expert = make_expert(
        id=ExpertId(str(expert_id)),
        standing=Standing.IMPORTED,
        employments=(works_at(Unit("虚构大学")),),
        declarations=Declarations(),
        certificates=0,
        admitted_on=None,
        confirmed_on=None,
        identity_index=(sealed.identity_index or b"").hex(),
    )
    async with services.database.transaction() as session:
        await add_experts(session, (ExpertRecord(expert, email=email, sealed=sealed),))
    return expert_id


async def invited(services: Services, browser: Browser) -> str:
    """Import and invite somebody; the address of the mailed link."""
    expert_id = await import_expert(services)
    await invite_imported(desk_of(services), REGISTRAR, expert_id, services.now())
    mails = (await browser.get("/demo/mailbox")).text
    found = re.search(r'href="(/demo/mailbox/[0-9a-f-]+)"', mails)
    assert found
    link = re.search(r"/confirm-data/[\w-]+", (await browser.get(found[1])).text)
    assert link
    return link[0]


async def test_an_imported_expert_corrects_consents_and_submits(
    services: Services, browser: Browser
) -> None:
    link = await invited(services, browser)
    page = await browser.get(link)
    assert "测甲, your data were taken over" in page.text
    assert "Responsible for the data (organiser)" in page.text
    assert "Notice on sensitive personal data, and separate consent" in page.text
    await browser.send(link, {"password": PASSWORD})
    await browser.sign_in(EMAIL, PASSWORD)
    applicant = Applicant(browser)
    tasks = (await browser.get("/application?lang=en")).text
    assert "The bureau has filled in what it knew of you" in tasks
    assert "2 of 6 parts completed" in tasks
    identity = (await browser.get("/application/identity")).text
    assert f"3307**********{NUMBER[-4:]}" in identity
    shown = (await browser.get("/application/credentials")).text
    row = re.search(r"/application/rows/titles/[0-9a-f]{8}", shown)
    assert row
    await applicant.upload(row[0], a_pdf())
    await applicant.send("/application/relations", {"nothing_to_declare": "yes"})
    await applicant.send("/application/pledges", PLEDGES)
    unticked = {**IDENTITY, "identity_number": "", "sensitive_consent": ""}
    asked = await applicant.send("/application/identity", unticked)
    assert "I have read the notice on sensitive data" in asked.text
    assert asked.status_code == 422
    await applicant.send("/application/identity", {**IDENTITY, "identity_number": ""})
    done = await applicant.submit()
    assert done.url.path == "/application/submitted", done.text


async def test_the_link_works_once(services: Services, browser: Browser) -> None:
    link = await invited(services, browser)
    await browser.send(link, {"password": PASSWORD})
    assert (await browser.get(link)).status_code == 410


async def test_a_weak_password_leaves_the_link_usable(services: Services, browser: Browser) -> None:
    link = await invited(services, browser)
    assert (await browser.send(link, {"password": "short"})).status_code == 422
    assert (await browser.send(link, {"password": PASSWORD})).url.path == "/sign-in"


async def test_whoever_has_an_account_keeps_the_own_password_and_application(
    services: Services, browser: Browser, signed_in: SignedIn
) -> None:
    own = Applicant(await signed_in(Role.EXPERT))
    await own.start()
    expert_id = await import_expert(services, "expert-1@example.org")
    await invite_imported(desk_of(services), REGISTRAR, expert_id, services.now())
    mails = (await browser.get("/demo/mailbox")).text
    found = re.search(r'href="(/demo/mailbox/[0-9a-f-]+)"', mails)
    assert found
    link = re.search(r"/confirm-data/[\w-]+", (await browser.get(found[1])).text)
    assert link
    assert 'type="password"' not in (await browser.get(link[0])).text
    await browser.send(link[0], {})
    assert "0 of 6 parts completed" in (await own.browser.get("/application")).text
    await own.fill_in()
    assert (await own.submit()).url.path == "/application/submitted"


async def test_an_admitted_expert_is_not_invited(services: Services) -> None:
    expert = make_expert(id=ExpertId(str(uuid4())))
    async with services.database.transaction() as session:
        await add_experts(session, (ExpertRecord(replace(expert), email=EMAIL),))
    with pytest.raises(ExpertPoolError, match="cannot_be_invited"):
        await invite_imported(desk_of(services), REGISTRAR, UUID(expert.id), services.now())


async def test_staff_are_not_invited_by_an_import(services: Services, signed_in: SignedIn) -> None:
    await signed_in(Role.OFFICER)
    expert_id = await import_expert(services, "officer-1@example.org")
    with pytest.raises(ExpertPoolError, match="cannot_be_invited"):
        await invite_imported(desk_of(services), REGISTRAR, expert_id, services.now())


async def test_nobody_unknown_is_invited(services: Services) -> None:
    with pytest.raises(ExpertPoolError, match=r"expert\.not_found"):
        await invite_imported(desk_of(services), REGISTRAR, uuid4(), services.now())
