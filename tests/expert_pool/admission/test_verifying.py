"""Two registrars check an application: separation of duties, reasons, admission."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from expert_pool.admission.admitting import admit_case
from expert_pool.admission.case_file import read_case
from expert_pool.admission.desk import AdmissionDesk
from expert_pool.admission.own_application import Edit
from expert_pool.admission.private_reading import read_of_application, read_of_expert
from expert_pool.admission.sealing import PrivateData, open_private_data, seal_private_data
from expert_pool.admission.verifying import (
    NewVerification,
    Opinion,
    decline_case,
    recommend,
    release_case,
    return_case,
    take_case,
    verify_credential,
)
from expert_pool.applications import (
    Method,
    Outcome,
    Override,
    Recommendation,
    ReturnedField,
    Section,
    State,
)
from expert_pool.applications.states import Application
from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.experts import ExpertId, Leave, Standing
from expert_pool.policy import OverrideBy
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.application_store import load_checks, save_application
from expert_pool.storage.audit_store import AuditStore
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts, load_expert
from tests.expert_pool.admission.cases import (
    NOW,
    NUMBER,
    Office,
    check_all,
    complete_sections,
    count,
    first_check,
    hand_in,
    logged,
    mails,
    make_office,
    refused,
    stored,
)
from tests.expert_pool.applications.samples import AS_OF
from tests.factories import make_expert

OPINION = Opinion(("not_eligible",), "不符合条件")
UNDECIDED = "Q21"
FIELD = ReturnedField("credentials", "titles.0.obtained", "contradicts", "与证书不同")


@pytest.fixture
async def office(database: Database) -> Office:
    return await make_office(database)


async def test_two_registrars_admit_somebody(office: Office) -> None:
    edit = await hand_in(office)
    await first_check(office, edit)
    expert_id = await admit_case(office.desk, office.second, edit, (), NOW)
    async with office.database.read() as session:
        record = await load_expert(session, expert_id)
    assert record is not None
    expert = record.expert
    assert (expert.name, expert.standing) == ("测甲", Standing.ACTIVE)
    assert (expert.admitted_on, expert.confirmed_on) == (date(2026, 11, 20), date(2026, 11, 20))
    for held in (expert.titles, expert.qualifications, expert.honours):
        assert [one.verified for one in held] == [True]
    assert (record.name_pinyin, record.account_id) == ("ce jia", UUID(office.applicant.account_id))
    assert open_private_data(office.desk.cipher, expert_id, record.sealed) == PrivateData(
        NUMBER, "+8613800000000"
    )
    application = await stored(office, edit)
    assert (application.application.state, application.expert_id) == (State.ADMITTED, expert_id)
    assert application.application.second_registrar == office.second.account_id
    assert await mails(office) == [("application_admitted", "jia@example.org")]


async def test_every_act_is_one_entry_with_its_states(office: Office) -> None:
    edit = await hand_in(office)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), NOW)
    moves = await logged(
        office, Act.APPLICATION_TAKE, Act.APPLICATION_VERIFY_FIRST, Act.APPLICATION_ADMIT
    )
    assert [(it.entry.previous_state, it.entry.next_state) for it in reversed(moves)] == [
        ("submitted", "first_check"),
        ("first_check", "second_check"),
        ("second_check", "admitted"),
    ]
    assert len(await logged(office, Act.CREDENTIAL_VERIFY)) == 4


async def test_each_check_keeps_who_decided_by_what(office: Office) -> None:
    edit = await hand_in(office)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), NOW)
    async with office.database.read() as session:
        first, second = await load_checks(session, edit.application_id)
    assert (first.stage, first.outcome, str(first.registrar_id)) == (
        1,
        "recommend_admit",
        office.first.account_id,
    )
    assert (second.stage, second.outcome, str(second.registrar_id)) == (
        2,
        "admit",
        office.second.account_id,
    )
    assert {str(it["credential"]) for it in first.credentials} == {
        "titles.0",
        "qualifications.0",
        "honours.0",
        "integrity",
    }
    assert first.policy_digest == office.desk.policy.digest


async def test_the_same_registrar_cannot_decide_the_second_check(office: Office) -> None:
    edit = await hand_in(office)
    await first_check(office, edit)
    code = await refused(admit_case(office.desk, office.first, edit, (), NOW))
    assert code == "VER-01.same_registrar"
    code = await refused(decline_case(office.desk, office.first, edit, OPINION, NOW))
    assert code == "VER-01.same_registrar"
    code = await refused(return_case(office.desk, office.first, edit, (FIELD,), NOW))
    assert code == "VER-01.same_registrar"
    assert await count(office, "expert") == 0


async def test_nobody_checks_the_own_application(office: Office) -> None:
    own = Actor(office.applicant.account_id, "registrar")
    edit = await hand_in(office)
    assert await refused(take_case(office.desk, own, edit)) == "VER-01.own_application"
    await first_check(office, edit)
    code = await refused(admit_case(office.desk, own, edit, (), NOW))
    assert code == "VER-01.own_application"


async def test_who_entered_the_paper_checks_it_neither_first_nor_second(office: Office) -> None:
    paper = Application("", entered_by=office.third.account_id, state=State.SUBMITTED)
    edit = await hand_in(office, application=paper, source="paper")
    code = await refused(take_case(office.desk, office.third, edit))
    assert code == "VER-01.entered_by_same_person"
    await first_check(office, edit)
    code = await refused(admit_case(office.desk, office.third, edit, (), NOW))
    assert code == "VER-01.entered_by_same_person"
    await admit_case(office.desk, office.second, edit, (), NOW)
    assert await mails(office) == [("application_admitted", "jia@example.org")]


async def test_only_who_took_a_case_works_on_it(office: Office) -> None:
    edit = await hand_in(office)
    await take_case(office.desk, office.first, edit)
    assert await refused(take_case(office.desk, office.second, edit)) == (
        "application.not_in_this_state"
    )
    found = NewVerification("titles.0", Method.ORIGINAL_SEEN, Outcome.CONFIRMED)
    work: tuple[Callable[[], Awaitable[None]], ...] = (
        lambda: verify_credential(office.desk, office.second, edit, found, NOW),
        lambda: recommend(office.desk, office.second, edit, Recommendation.DECLINE, OPINION),
        lambda: return_case(office.desk, office.second, edit, (FIELD,), NOW),
    )
    for act in work:
        assert await refused(act()) == "application.taken_by_other"
    assert await count(office, "verification") == 0


async def test_a_released_case_keeps_its_verifications_for_the_next_one(office: Office) -> None:
    edit = await hand_in(office)
    await take_case(office.desk, office.first, edit)
    await check_all(office, office.first, edit)
    await release_case(office.desk, office.first, edit)
    assert (await stored(office, edit)).application.first_registrar == ""
    await take_case(office.desk, office.second, edit)
    case = await read_case(office.desk, office.second, edit.application_id, AS_OF)
    assert all(it.verification is not None for it in case.credentials)
    await recommend(office.desk, office.second, edit, Recommendation.ADMIT, Opinion())


async def test_admission_is_not_advised_before_every_credential_was_checked(
    office: Office,
) -> None:
    edit = await hand_in(office)
    await take_case(office.desk, office.first, edit)
    advice = recommend(office.desk, office.first, edit, Recommendation.ADMIT, Opinion())
    assert await refused(advice) == "VER-02.credential_unchecked"
    await recommend(office.desk, office.first, edit, Recommendation.DECLINE, OPINION)


async def test_a_credential_that_does_not_exist_is_not_verified(office: Office) -> None:
    edit = await hand_in(office)
    await take_case(office.desk, office.first, edit)
    found = NewVerification("titles.7", Method.ORIGINAL_SEEN, Outcome.CONFIRMED)
    code = await refused(verify_credential(office.desk, office.first, edit, found, NOW))
    assert code == "credential.not_found"


async def test_a_hard_finding_is_not_overruled_in_silence(office: Office) -> None:
    edit = await hand_in(office)
    await first_check(
        office, edit, titles_0=Outcome.NOT_CONFIRMED, qualifications_0=Outcome.NOT_CONFIRMED
    )
    code = await refused(admit_case(office.desk, office.second, edit, (), NOW))
    assert code.startswith("ELG-05.")
    forbidden = (Override("ELG-05", OverrideBy.VERIFIER, "scarce_field"),)
    code = await refused(admit_case(office.desk, office.second, edit, forbidden, NOW))
    assert code == "application.rule_cannot_be_overruled"
    assert await count(office, "expert") == 0
    assert (await stored(office, edit)).application.state is State.SECOND_CHECK


async def test_an_overruled_rule_stands_in_the_log_with_its_reason(office: Office) -> None:
    sections = complete_sections()
    held = sections["credentials"]["qualifications"][0]
    sections["credentials"] |= {"titles": [], "qualifications": [{**held, "code": UNDECIDED}]}
    edit = await hand_in(office, sections=sections)
    await first_check(office, edit)
    code = await refused(admit_case(office.desk, office.second, edit, (), NOW))
    assert code == "ELG-06.needs_decision"
    override = (Override("ELG-06", OverrideBy.VERIFIER, "equivalent_evidence"),)
    await admit_case(office.desk, office.second, edit, override, NOW)
    (entry,) = await logged(office, Act.APPLICATION_ADMIT)
    async with office.database.transaction() as session:
        details = await AuditStore(session).details(office.desk.cipher, [entry.entry.id])
    after = details[entry.entry.id].after
    assert after is not None
    assert after["overruled"] == ["ELG-06: equivalent_evidence (verifier)"]


async def test_a_clean_credit_check_is_needed(office: Office) -> None:
    edit = await hand_in(office)
    await take_case(office.desk, office.first, edit)
    await check_all(office, office.first, edit, integrity=Outcome.RECORD_FOUND)
    advice = recommend(office.desk, office.first, edit, Recommendation.ADMIT, Opinion())
    assert await refused(advice) == "VER-05.record_found"


async def test_fields_go_back_with_reasons_and_what_stayed_counts_again(office: Office) -> None:
    edit = await hand_in(office)
    await take_case(office.desk, office.first, edit)
    await check_all(office, office.first, edit)
    assert await refused(return_case(office.desk, office.first, edit, (), NOW)) == (
        "application.returned_fields_missing"
    )
    await return_case(office.desk, office.first, edit, (FIELD,), NOW)
    record = await stored(office, edit)
    assert (record.application.state, record.application.returned) == (State.RETURNED, (FIELD,))
    assert await mails(office) == [("application_returned", "jia@example.org")]

    sections = complete_sections()
    sections["credentials"]["titles"][0]["obtained"] = "2009-12-01"
    again = replace(
        record,
        application=replace(record.application, state=State.SUBMITTED, first_registrar=""),
        sections={**record.sections, "credentials": sections["credentials"]},
        version=4,
    )
    async with office.database.transaction() as session:
        await save_application(session, again)
    case = await read_case(office.desk, office.second, edit.application_id, AS_OF)
    unchecked = {it.place for it in case.credentials if it.verification is None}
    assert unchecked == {"titles.0", "integrity"}


async def test_a_page_from_before_a_correction_decides_nothing(office: Office) -> None:
    edit = await hand_in(office)
    old = Edit(edit.application_id, 2)
    assert await refused(take_case(office.desk, office.first, old)) == (
        "application.changed_meanwhile"
    )


async def test_declining_needs_coded_reasons_and_words(office: Office) -> None:
    edit = await hand_in(office)
    await first_check(office, edit)
    for opinion, code in (
        (Opinion(), "application.reason_missing"),
        (Opinion(("because",), "x"), "application.reason_unknown"),
        (Opinion(("not_eligible",), " "), "application.text_missing"),
    ):
        assert await refused(decline_case(office.desk, office.second, edit, opinion, NOW)) == code
    await decline_case(office.desk, office.second, edit, OPINION, NOW)
    assert (await stored(office, edit)).application.state is State.DECLINED
    (entry,) = await logged(office, Act.APPLICATION_DECLINE)
    assert entry.entry.reason == "not_eligible"
    assert await mails(office) == [("application_declined", "jia@example.org")]


async def test_a_second_admission_of_one_case_is_refused(office: Office) -> None:
    edit = await hand_in(office)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), NOW)
    code = await refused(admit_case(office.desk, office.third, edit, (), NOW))
    assert code == "application.not_in_this_state"
    assert await count(office, "expert") == 1


async def in_pool(desk: AdmissionDesk, *, standing: Standing, number: str = NUMBER) -> UUID:
    """Somebody who is in the database already, with this identity number."""
    expert_id = uuid4()
    sealed = seal_private_data(desk.cipher, expert_id, PrivateData(number))
    leave = Leave(date(2026, 12, 1), date(2026, 12, 5))
    expert = make_expert(
        id=ExpertId(str(expert_id)),
        name="测甲",
        birth_date=date(1970, 1, 5),
        standing=standing,
        leaves=(leave,),
        admitted_on=None,
    )
    async with desk.database.transaction() as session:
        await add_experts(session, (ExpertRecord(expert, "jia@example.org", sealed=sealed),))
    return expert_id


async def test_somebody_of_the_pool_is_not_admitted_twice(office: Office) -> None:
    await in_pool(office.desk, standing=Standing.ACTIVE)
    edit = await hand_in(office)
    await first_check(office, edit)
    case = await read_case(office.desk, office.second, edit.application_id, AS_OF)
    assert [it.finding.code for it in case.alike] == ["ELG-16.same_identity"]
    code = await refused(admit_case(office.desk, office.second, edit, (), NOW))
    assert code == "ELG-16.second_record"
    assert await count(office, "expert") == 1


async def test_an_imported_person_becomes_active_in_place(office: Office) -> None:
    expert_id = await in_pool(office.desk, standing=Standing.IMPORTED)
    async with office.database.read() as session:
        before = await load_expert(session, expert_id)
    edit = await hand_in(office, expert_id=expert_id, source="import")
    await first_check(office, edit)
    assert await admit_case(office.desk, office.second, edit, (), NOW) == expert_id
    async with office.database.read() as session:
        after = await load_expert(session, expert_id)
    assert before is not None
    assert after is not None
    assert (after.number, after.expert.standing) == (before.number, Standing.ACTIVE)
    assert after.expert.leaves == before.expert.leaves
    assert after.expert.titles[0].verified
    assert await count(office, "expert") == 1


async def test_the_account_acts_as_an_expert_from_admission_on(office: Office) -> None:
    async with office.database.transaction() as session:
        store = AccountStore(session)
        await store.revoke(UUID(office.applicant.account_id), "expert", NOW)
    edit = await hand_in(office)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), NOW)
    async with office.database.read() as session:
        account = await AccountStore(session).by_id(UUID(office.applicant.account_id))
    assert account is not None
    assert account.roles == {"expert"}


async def test_an_account_of_the_staff_does_not_become_an_expert(office: Office) -> None:
    async with office.database.transaction() as session:
        store, account = AccountStore(session), UUID(office.applicant.account_id)
        await store.revoke(account, "expert", NOW)
        await store.grant(account, "officer", None, NOW)
    edit = await hand_in(office)
    await first_check(office, edit)
    code = await refused(admit_case(office.desk, office.second, edit, (), NOW))
    assert code == "SEC-07.expert_and_staff"
    assert await count(office, "expert") == 0


async def test_a_draft_is_not_there_for_registrars(office: Office) -> None:
    draft = Application(office.applicant.account_id, state=State.DRAFT)
    edit = await hand_in(office, application=draft, submitted_at=None)
    code = await refused(read_case(office.desk, office.first, edit.application_id, AS_OF))
    assert code == "application.not_found"


async def test_a_case_shows_no_number_in_full(office: Office) -> None:
    edit = await hand_in(office)
    case = await read_case(office.desk, office.first, edit.application_id, AS_OF)
    assert NUMBER not in repr(case)
    assert case.person.masked["identity_number"] == "9900**********001X"


async def test_a_number_is_opened_for_a_purpose_and_in_the_log(office: Office) -> None:
    edit = await hand_in(office)
    desk, who, case_id = office.desk, office.first, edit.application_id
    code = await refused(read_of_application(desk, who, case_id, "identity_number", "curious"))
    assert code == "pii.purpose_unknown"
    code = await refused(read_of_application(desk, who, case_id, "name", "contact_person"))
    assert code == "pii.field_not_found"
    assert await logged(office, Act.PII_READ) == ()
    number = await read_of_application(desk, who, case_id, "identity_number", "compare_document")
    assert number == NUMBER
    (entry,) = await logged(office, Act.PII_READ)
    assert (entry.entry.reason, entry.entry.subject) == (
        "compare_document",
        f"application:{case_id}",
    )


async def test_a_number_of_the_pool_is_opened_the_same_way(office: Office) -> None:
    expert_id = await in_pool(office.desk, standing=Standing.ACTIVE)
    number = await read_of_expert(
        office.desk, office.first, expert_id, "identity_number", "resolve_duplicate"
    )
    assert number == NUMBER
    (entry,) = await logged(office, Act.PII_READ)
    assert entry.entry.subject == f"expert:{expert_id}"
    code = await refused(
        read_of_expert(office.desk, office.first, uuid4(), "phone", "contact_person")
    )
    assert code == "expert.not_found"


async def test_sections_that_lost_a_title_have_no_credential_for_it(office: Office) -> None:
    sections = complete_sections()
    sections["credentials"]["titles"] = []
    edit = await hand_in(office, sections=sections)
    case = await read_case(office.desk, office.first, edit.application_id, AS_OF)
    assert "titles.0" not in {it.place for it in case.credentials}
    assert Section.CREDENTIALS in case.sections
