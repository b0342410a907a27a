"""Applications, roles and members held against each other."""

from collections import Counter
from datetime import date
from uuid import UUID, uuid4

import pytest

from expert_pool.applications.states import Application, State
from expert_pool.checking import check_pool_records
from expert_pool.checking.pool import check_application, check_roles
from expert_pool.experts import ExpertId
from expert_pool.policy import load_policy
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.application_store import ApplicationRecord, add_application
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.standings import ApplicationStanding
from expert_pool.vocabulary import load_code_lists
from tests.expert_pool.log_samples import CIPHER, START
from tests.factories import make_expert

ANN, BOB, EVE = (UUID(int=number) for number in (1, 2, 3))


def standing(**changes: object) -> ApplicationStanding:
    values: dict[str, object] = {
        "id": UUID(int=9),
        "state": "admitted",
        "applicant": EVE,
        "entered_by": None,
        "first_registrar": ANN,
        "second_registrar": BOB,
        "standing": "active",
    }
    return ApplicationStanding(**values | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "codes"),
    [
        (standing(), []),
        (standing(standing="exited"), []),
        (standing(standing=""), ["CHK-01.admitted_without_expert"]),
        (standing(standing="imported"), ["CHK-01.admitted_without_expert"]),
        (standing(second_registrar=ANN), ["CHK-02.same_registrar"]),
        (standing(applicant=BOB), ["CHK-02.own_application"]),
        (standing(applicant=None, entered_by=ANN), ["CHK-02.own_application"]),
        (standing(second_registrar=None), ["CHK-02.one_registrar"]),
        (standing(state="declined", second_registrar=None), ["CHK-02.one_registrar"]),
        (standing(state="second_check", second_registrar=None, standing=""), []),
    ],
)
def test_an_application_says_what_its_expert_and_its_registrars_bear_out(
    one: ApplicationStanding, codes: list[str]
) -> None:
    found = check_application(one, two_people=True)
    assert [finding.code for finding in found] == codes


def test_one_registrar_is_enough_where_the_policy_says_so() -> None:
    assert list(check_application(standing(second_registrar=None), two_people=False)) == []


@pytest.mark.parametrize(
    ("held", "count"),
    [({"auditor"}, 0), ({"auditor", "officer"}, 1), ({"expert", "officer", "registrar"}, 3)],
)
def test_roles_that_nobody_may_hold_together_are_named(held: set[str], count: int) -> None:
    found = list(check_roles(ANN, frozenset(held)))
    assert len(found) == count
    assert all(finding.param("account") == str(ANN) for finding in found)


async def test_the_whole_pool_is_checked_at_once(database: Database) -> None:
    old = make_expert(id=ExpertId(str(uuid4())), birth_date=date(1940, 1, 1))
    young = make_expert(id=ExpertId(str(uuid4())))
    async with database.transaction() as session:
        accounts = AccountStore(session)
        account = await accounts.add("a@demo.example", "a", "en", START)
        for role in ("officer", "approver"):
            await accounts.grant(account, role, None, START)
        await add_experts(session, [ExpertRecord(old), ExpertRecord(young)])
        life = Application(applicant=str(account), state=State.ADMITTED)
        await add_application(session, ApplicationRecord(uuid4(), "JH-1", life))
    async with database.read() as session:
        report = await check_pool_records(
            session, CIPHER, load_policy("demo"), load_code_lists(), date(2026, 11, 20)
        )
    assert (report.applications, report.accounts, report.members) == (1, 1, 2)
    # Nothing of all this was done by an act: everything was written past the service.
    assert Counter(finding.code for finding in report.findings) == {
        "CHK-01.admitted_without_expert": 1,
        "CHK-04.roles_together": 1,
        "CHK-12.no_act_made_it": 3,
        "CHK-04.role_not_granted": 2,
    }
    assert report.eligibility["ELG-02.over_age_limit"] == (old.id,)
