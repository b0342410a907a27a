"""What the applicant sees after the registrars decided: sent back, declined, in the pool."""

from dataclasses import replace
from uuid import UUID, uuid4

from expert_pool.applications import ReturnedField, State
from expert_pool.experts import ExpertId
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.application_store import (
    ApplicationFilter,
    ApplicationRecord,
    CheckRecord,
    add_check,
    list_applications,
    save_application,
)
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from tests.factories import make_expert
from tests.web.experts.samples import IDENTITY, Applicant
from web.services import Services


async def decide(services: Services, state: State, *returned: ReturnedField) -> ApplicationRecord:
    """Put the one submitted application where the registrars would have put it."""
    async with services.database.transaction() as session:
        (record,), _ = await list_applications(session, ApplicationFilter(), limit=2, offset=0)
        life = replace(record.application, state=state, returned=returned)
        moved = replace(record, application=life, version=record.version + 1)
        await save_application(session, moved)
        return moved


async def test_each_returned_field_is_shown_with_its_reason_and_the_way_to_it(
    applicant: Applicant, services: Services
) -> None:
    await applicant.fill_in()
    await applicant.submit()
    await decide(
        services,
        State.RETURNED,
        ReturnedField("identity", "phone", "wrong_entry", "The number is not in use."),
        ReturnedField("credentials", "titles.0.certificates", "unreadable"),
    )
    page = (await applicant.browser.get("/application")).text
    assert "Sent back to be corrected" in page
    assert "The number is not in use." in page
    assert "The file cannot be read" in page
    assert page.count("Sent back</strong>") == 2
    assert "/certificates" in page
    section = (await applicant.browser.get("/application/identity")).text
    assert "Wrong entry chosen" in section
    assert "The file cannot be read" not in section


async def test_a_returned_application_is_corrected_and_submitted_again(
    applicant: Applicant, services: Services
) -> None:
    await applicant.fill_in()
    await applicant.submit()
    await decide(services, State.RETURNED, ReturnedField("identity", "phone", "wrong_entry"))
    await applicant.send("/application/identity", {**IDENTITY, "phone": "13900000000"})
    assert (await applicant.submit()).url.path == "/application/submitted"
    assert "Waits for a registrar" in (await applicant.browser.get("/application")).text


async def test_a_returned_certificate_that_is_removed_stays_readable_for_registrars(
    applicant: Applicant, services: Services
) -> None:
    await applicant.fill_in()
    await applicant.submit()
    await decide(services, State.RETURNED, ReturnedField("credentials", "titles", "unreadable"))
    kept = sorted(services.settings.uploads.rglob("*"))
    page = (await applicant.browser.get("/application/credentials")).text
    links = page.split('href="')
    paths = (one.partition('"')[0] for one in links)
    path = next(one for one in paths if one.endswith("/certificates"))
    listed = (await applicant.browser.get(path)).text
    remove = listed.split('action="/application/certificates/')[1].split('"')[0]
    await applicant.send(path, {}, to=f"/application/certificates/{remove}")
    assert sorted(services.settings.uploads.rglob("*")) == kept


async def test_a_declined_application_shows_the_reasons_and_lets_apply_again(
    applicant: Applicant, services: Services
) -> None:
    await applicant.fill_in()
    await applicant.submit()
    record = await decide(services, State.DECLINED)
    registrar = UUID(record.application.applicant)
    check = CheckRecord(
        record.id, record.version, 2, registrar, "decline", reasons=("credential_unproven",)
    )
    async with services.database.transaction() as session:
        await add_check(session, check)
    page = (await applicant.browser.get("/application")).text
    assert "Decision: declined" in page
    assert "A credential could not be verified" in page
    again = await applicant.browser.send("/application", {}, to="/application/start")
    assert "0 of 6 parts completed" in again.text


async def test_an_admitted_applicant_sees_it(applicant: Applicant, services: Services) -> None:
    await applicant.fill_in()
    await applicant.submit()
    await decide(services, State.ADMITTED)
    page = (await applicant.browser.get("/application")).text
    assert "Decision: admitted" in page


async def test_an_expert_in_the_pool_sees_the_own_standing_and_cannot_apply_again(
    applicant: Applicant, services: Services
) -> None:
    async with services.database.transaction() as session:
        account = await AccountStore(session).by_email("expert-1@example.org")
        assert account
        expert = make_expert(id=ExpertId(str(uuid4())))
        await add_experts(session, (ExpertRecord(expert, account_id=account.id),))
    page = await applicant.browser.get("/application")
    assert page.url.path == "/my/record"
    assert "In the pool" in page.text
    refused = await applicant.browser.send("/application", {}, to="/application/start")
    assert refused.status_code == 409
    assert "in the pool already" in refused.text
