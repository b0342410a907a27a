"""States that no act of the log led to: a member put in, a role taken, an account opened again."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from expert_pool.accounts.signing_in import OPERATOR
from expert_pool.accounts.staff import NewStaff, create_staff
from expert_pool.audit.acts import Act
from expert_pool.audit.trails import Step
from expert_pool.checking.accounts import check_granted, compare_roles
from expert_pool.checking.trails import check_members, check_trails
from expert_pool.encryption import FieldCipher, Keyring
from expert_pool.experts import ExpertId
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.database import Database
from expert_pool.storage.expert_rows import ExpertRecord
from expert_pool.storage.expert_store import add_experts
from expert_pool.storage.standings import ApplicationStanding, roles_held
from tests.expert_pool.log_samples import CIPHER, START
from tests.factories import make_expert

ADMIT = Step(3, "application.admit")
SUSPEND = Step(5, "expert.suspend", "active", "suspended")
RESUME = Step(7, "expert.resume", "suspended", "active")
LEAVE = Step(9, "expert.remove", "active", "exited")
LOOK = Step(4, "expert.change")
ADMITTED = (
    (Act.APPLICATION_START, "", "draft"),
    (Act.APPLICATION_SUBMIT, "draft", "submitted"),
    (Act.APPLICATION_ADMIT, "submitted", "admitted"),
)
OTHER_CIPHER = FieldCipher(Keyring({1: bytes(range(1, 33))}, current=1, index=1))


@pytest.mark.parametrize(
    ("standing", "steps", "code"),
    [
        ("active", (ADMIT,), ""),
        ("active", (ADMIT, LOOK), ""),
        ("active", (Step(1, "import.add", "", "imported"), ADMIT), ""),
        ("imported", (Step(1, "import.add", "", "imported"),), ""),
        ("active", (ADMIT, SUSPEND, RESUME), ""),
        ("active", (ADMIT, LEAVE, Step(11, "application.admit")), ""),
        ("active", (), "CHK-12.no_act_made_it"),
        ("active", (SUSPEND, RESUME), "CHK-12.no_act_made_it"),
        ("active", (ADMIT, SUSPEND), "CHK-12.other_state"),
        ("exited", (ADMIT,), "CHK-12.other_state"),
        ("active", (ADMIT, RESUME), "CHK-12.impossible_step"),
    ],
)
def test_a_member_stands_where_the_acts_led(
    standing: str, steps: tuple[Step, ...], code: str
) -> None:
    found = list(check_members({"e1": standing}, {"e1": steps}, fictional=False))
    assert [finding.code for finding in found] == ([code] if code else [])


def test_nobody_asks_who_admitted_fictional_people() -> None:
    assert list(check_members({"e1": "active"}, {}, fictional=True)) == []


@pytest.mark.parametrize(
    ("held", "told", "codes"),
    [
        ({"officer", "expert"}, {"officer"}, []),
        ({"officer"}, set(), ["CHK-04.role_not_granted"]),
        (set(), {"officer", "expert"}, ["CHK-04.role_taken"]),
        ({"officer"}, None, []),
    ],
)
def test_roles_are_those_that_acts_gave(
    held: set[str], told: set[str] | None, codes: list[str]
) -> None:
    said = None if told is None else frozenset(told)
    assert [it.code for it in compare_roles("a", frozenset(held), said)] == codes


Run = Callable[[str], Awaitable[None]]


@pytest.fixture
def run(database: Database) -> Run:
    async def run(statement: str) -> None:
        async with database.transaction() as session:
            await session.execute(text(statement))

    return run


async def staff_of(database: Database) -> UUID:
    new = NewStaff("officer@demo.example", "officer", Role.OFFICER, "en")
    return (await create_staff(database, OPERATOR, new, START)).account_id


async def found_in(database: Database, *applications: ApplicationStanding) -> list[str]:
    async with database.read() as session:
        held = await roles_held(session)
        trails = await check_trails(session, applications, fictional=False)
        roles = await check_granted(session, CIPHER, held, fictional=False)
    return [finding.code for finding in (*trails, *roles)]


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("SELECT 1", []),
        ("UPDATE account_role SET role = 'approver'", ["role_not_granted", "role_taken"]),
        ("UPDATE account_role SET revoked_at = now()", ["role_taken"]),
    ],
)
async def test_a_role_that_was_written_past_the_service_is_named(
    database: Database, run: Run, statement: str, codes: list[str]
) -> None:
    await staff_of(database)
    await run(statement)
    assert await found_in(database) == [f"CHK-04.{code}" for code in codes]


async def test_an_account_opened_past_the_service_is_named(database: Database, run: Run) -> None:
    account = await staff_of(database)
    await run("UPDATE account SET deactivated_at = now()")
    assert await found_in(database) == ["CHK-12.other_state"]
    async with database.transaction() as session:
        await record_act(
            session,
            actor=OPERATOR,
            act=Act.ACCOUNT_DEACTIVATE,
            subject=f"account:{account}",
            previous_state="open",
            next_state="closed",
        )
    assert await found_in(database) == []
    await run("UPDATE account SET deactivated_at = NULL")
    assert await found_in(database) == ["CHK-12.other_state"]


async def record_admission(database: Database, application: ApplicationStanding) -> None:
    """The acts that admitted it, all in one transaction."""
    async with database.transaction() as session:
        for act, before, after in ADMITTED:
            await record_act(
                session,
                actor=OPERATOR,
                act=act,
                subject=f"application:{application.id}",
                previous_state=before,
                next_state=after,
            )


async def test_an_application_that_skipped_its_checks_is_named(database: Database) -> None:
    one = ApplicationStanding(uuid4(), "admitted", None, None, None, None, "active", None)
    await record_admission(database, one)
    assert await found_in(database, one) == ["CHK-12.impossible_step"]


async def test_a_member_stands_on_the_admission_of_the_application(database: Database) -> None:
    expert = make_expert(id=ExpertId(str(uuid4())))
    async with database.transaction() as session:
        await add_experts(session, [ExpertRecord(expert)])
    admitted = ApplicationStanding(
        uuid4(), "admitted", None, None, None, None, "active", UUID(expert.id)
    )
    assert "CHK-12.no_act_made_it" in await found_in(database, admitted)
    await record_admission(database, admitted)
    # The application skipped its checks; its member was admitted by an act.
    assert await found_in(database, admitted) == ["CHK-12.impossible_step"]
    draft = ApplicationStanding(uuid4(), "draft", None, None, None, None, "", None)
    assert await found_in(database, admitted, draft) == ["CHK-12.impossible_step"]


async def test_roles_of_which_nothing_can_be_read_are_not_judged(
    database: Database, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("expert_pool.checking.accounts._PAGE", 1)
    await staff_of(database)
    auditor = NewStaff("auditor@demo.example", "auditor", Role.AUDITOR, "en")
    await create_staff(database, OPERATOR, auditor, START)
    await run("UPDATE account_role SET role = 'approver' WHERE role = 'officer'")
    async with database.read() as session:
        held = await roles_held(session)
        assert await check_granted(session, OTHER_CIPHER, held, fictional=False) == []
        assert len(await check_granted(session, CIPHER, held, fictional=False)) == 2
