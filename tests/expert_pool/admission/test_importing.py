"""A pool from a workbook: checked, refused row by row, stored whole or not at all."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from expert_pool.accounts.tokens import hash_token
from expert_pool.admission import importing
from expert_pool.admission.admitting import admit_case
from expert_pool.admission.confirming import accept_invitation
from expert_pool.admission.importing import (
    SILENCE,
    NewImport,
    claim_storing,
    finish_check,
    is_interrupted,
    may_store,
    refuse_file,
    restart_check,
    start_import,
    store_import,
)
from expert_pool.applications import State
from expert_pool.audit.acts import Act
from expert_pool.bulk_import import Ground, ImportCheck, Sheet, SheetRow, check_pool
from expert_pool.errors import ExpertPoolError
from expert_pool.experts import Standing
from expert_pool.passwords import Passwords
from expert_pool.storage.database import Database
from expert_pool.storage.expert_search import ExpertQuery, search_experts
from expert_pool.storage.expert_store import load_expert, load_pool
from expert_pool.storage.import_store import ImportRecord, ImportState, load_errors, load_import
from tests.expert_pool.admission.cases import (
    NOW,
    Office,
    count,
    first_check,
    hand_in,
    logged,
    mails,
    make_office,
)
from web.spreadsheets import read_sheet

AS_OF = date(2026, 11, 20)
HEADER = (
    "姓名",
    "身份证号",
    "手机号码",
    "电子邮箱",
    "专家类型",
    "所在区域",
    "工作单位",
    "入职日期",
    "职称",
    "技术领域",
    "从事该领域起始日期",
    "导师姓名",
)
JIA = (
    "测甲",
    "99000019700105001X",
    "138 0000 0000",
    "Ce.Jia@Example.org",
    "技术专家",
    "婺城区",
    "虚构大学",
    "1995-07-01",
    "教授",
    "基础软件",
    "1998-01-01",
    "测师",
)
YI = ("测乙", "990000198002030023", "", "yi@example.org", "技术专家", "义乌市", "虚构公司")
TABLES = ("expert", "account", "application", "account_token", "outgoing_mail", "audit_entry")


def numbered(digits: str) -> str:
    """A fictional identity number with its check digit."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11
    return digits + "10X98765432"[rest]


YI = (YI[0], numbered("99000019800203002"), *YI[2:])


def checked(office: Office, *rows: tuple[str, ...]) -> ImportCheck:
    cells = [SheetRow(number, row) for number, row in enumerate((HEADER, *rows), start=1)]
    return check_pool(Sheet(tuple(cells)), Ground(office.desk.policy, office.desk.lists, AS_OF))


@pytest.fixture
async def office(database: Database) -> Office:
    return await make_office(database)


async def begun(office: Office) -> UUID:
    file = NewImport("pool.xlsx", b"x" * 32, "0" * 32, UUID(office.first.account_id))
    return await start_import(office.desk, office.first, file, NOW)


async def dry_run(office: Office, *rows: tuple[str, ...]) -> tuple[UUID, ImportCheck]:
    import_id = await begun(office)
    return import_id, await finish_check(office.desk, import_id, checked(office, *rows), NOW)


async def imported(office: Office, *rows: tuple[str, ...]) -> UUID:
    import_id, check = await dry_run(office, *rows)
    await claim_storing(office.desk, import_id, NOW)
    await store_import(office.desk, office.first, import_id, check.people, NOW)
    return import_id


async def record_of(office: Office, import_id: UUID) -> ImportRecord:
    async with office.database.read() as session:
        record = await load_import(session, import_id)
    assert record is not None
    return record


async def counts(office: Office) -> dict[str, int]:
    return {table: await count(office, table) for table in TABLES}


async def everybody(office: Office) -> list[Any]:
    async with office.database.read() as session:
        found, _ = await search_experts(session, ExpertQuery(), AS_OF, limit=9, offset=0)
        return [await load_expert(session, one.id) for one in found]


async def test_a_dry_run_stores_nobody(office: Office) -> None:
    import_id, check = await dry_run(office, JIA, YI, ("测丙",))
    record = await record_of(office, import_id)
    assert (record.state, record.rows, record.accepted, record.rejected) == (
        ImportState.CHECKED,
        3,
        2,
        1,
    )
    assert check.accepted == 2
    assert await count(office, "expert") == 0
    async with office.database.read() as session:
        errors = await load_errors(session, import_id)
    assert {error["row"] for error in errors} == {4}


async def test_the_accepted_rows_become_imported_people(office: Office) -> None:
    import_id = await imported(office, JIA, ("测丙",), YI)
    jia, yi = await everybody(office)
    assert (jia.expert.name, jia.expert.standing, jia.name_pinyin) == (
        "测甲",
        Standing.IMPORTED,
        "ce jia",
    )
    assert jia.expert.employments[0].unit.name == "虚构大学"
    assert not jia.expert.titles[0].verified
    assert jia.expert.relations[0].person_name == "测师"
    assert (yi.expert.employments, yi.expert.fields, yi.email) == ((), (), "yi@example.org")
    record = await record_of(office, import_id)
    assert (record.state, record.processed) == (ImportState.STORED, 2)


async def test_nobody_imported_is_a_candidate(office: Office) -> None:
    await imported(office, JIA, YI)
    async with office.database.read() as session:
        assert await load_pool(session) == ()


async def test_everybody_gets_a_draft_an_account_and_a_mailed_link(office: Office) -> None:
    await imported(office, JIA, YI)
    assert sorted(await mails(office)) == [
        ("confirm_data", "ce.jia@example.org"),
        ("confirm_data", "yi@example.org"),
    ]
    async with office.database.read() as session:
        rows = (await session.execute(text("SELECT * FROM application ORDER BY email"))).all()
        token = await session.scalar(text("SELECT token_hash FROM account_token LIMIT 1"))
        context = await session.scalars(text("SELECT context->>'token' FROM outgoing_mail"))
    assert [(row.state, row.source, row.version) for row in rows] == [("draft", "import", 1)] * 2
    assert "identity_number" not in rows[0].sections["identity"]
    assert rows[0].sections["employments"]["employments"][0]["key"]
    assert rows[1].sections["employments"]["employments"][0]["employer"] == "虚构公司"
    assert token in {hash_token(str(one)) for one in context.all()}


async def test_each_person_is_an_entry_of_the_log(office: Office) -> None:
    import_id = await imported(office, JIA, YI)
    added = await logged(office, Act.IMPORT_ADD)
    assert {it.entry.next_state for it in added} == {"imported"}
    assert len(added) == 2
    (applied,) = await logged(office, Act.IMPORT_APPLY)
    assert applied.entry.subject == f"import:{import_id}"
    assert applied.entry.actor == office.first.account_id


async def test_a_killed_import_leaves_nothing_behind(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id, check = await dry_run(office, JIA, YI)
    await claim_storing(office.desk, import_id, NOW)
    before = await counts(office)

    async def die(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(importing, "record_each", die)
    with pytest.raises(RuntimeError):
        await store_import(office.desk, office.first, import_id, check.people, NOW)
    assert await counts(office) == before
    assert (await record_of(office, import_id)).state is ImportState.FAILED

    monkeypatch.undo()
    await claim_storing(office.desk, import_id, NOW)
    assert await store_import(office.desk, office.first, import_id, check.people, NOW) == 2


async def test_a_dead_process_shows_as_interrupted_and_another_one_may_go_on(
    office: Office,
) -> None:
    import_id, check = await dry_run(office, JIA)
    await claim_storing(office.desk, import_id, NOW)
    record = await record_of(office, import_id)
    late = NOW + SILENCE + timedelta(seconds=1)
    assert not is_interrupted(record, NOW + SILENCE)
    assert is_interrupted(record, late)
    assert may_store(record, late)
    with pytest.raises(ExpertPoolError) as refused:
        await claim_storing(office.desk, import_id, NOW)
    assert refused.value.code == "import.not_in_this_state"
    await claim_storing(office.desk, import_id, late)
    await store_import(office.desk, office.first, import_id, check.people, late)
    assert not is_interrupted(await record_of(office, import_id), late + SILENCE * 2)


async def test_who_was_taken_for_dead_and_comes_late_stores_nobody_again(
    office: Office,
) -> None:
    import_id, check = await dry_run(office, JIA)
    await claim_storing(office.desk, import_id, NOW)
    await store_import(office.desk, office.first, import_id, check.people, NOW)
    with pytest.raises(ExpertPoolError) as refused:
        await store_import(office.desk, office.first, import_id, check.people, NOW)
    assert refused.value.code == "import.changed_meanwhile"
    assert (await record_of(office, import_id)).state is ImportState.STORED
    assert await count(office, "expert") == 1


async def test_the_same_import_is_stored_once(office: Office) -> None:
    import_id = await imported(office, JIA)
    with pytest.raises(ExpertPoolError) as refused:
        await claim_storing(office.desk, import_id, NOW)
    assert refused.value.code == "import.not_in_this_state"


async def test_a_file_without_an_acceptable_row_cannot_be_stored(office: Office) -> None:
    import_id, _ = await dry_run(office, ("测丙",))
    assert not may_store(await record_of(office, import_id), NOW)


async def test_somebody_imported_before_is_an_error_of_the_row(office: Office) -> None:
    await imported(office, JIA)
    _, check = await dry_run(office, JIA, YI)
    assert check.accepted == 1
    assert [(error.row, error.code) for error in check.errors] == [
        (2, "import.identity_known"),
        (2, "import.email_known"),
    ]
    assert check.errors[0].value == "9900**********001X"


async def test_somebody_who_applies_already_is_an_error_of_the_row(office: Office) -> None:
    await hand_in(office)
    _, check = await dry_run(office, JIA)
    assert [error.code for error in check.errors] == ["import.identity_applies"]


async def test_an_address_with_an_account_is_an_error_of_the_row(office: Office) -> None:
    _, check = await dry_run(office, (*JIA[:3], "R1@example.org", *JIA[4:]))
    assert [error.code for error in check.errors] == ["import.email_known"]


async def test_somebody_who_applied_after_the_check_stops_the_whole_import(
    office: Office,
) -> None:
    import_id, check = await dry_run(office, JIA, YI)
    await claim_storing(office.desk, import_id, NOW)
    await hand_in(office)
    with pytest.raises(ExpertPoolError) as refused:
        await store_import(office.desk, office.first, import_id, check.people, NOW)
    assert refused.value.code == "import.changed_meanwhile"
    assert await count(office, "expert") == 0
    assert (await record_of(office, import_id)).state is ImportState.FAILED


async def test_an_interrupted_check_can_be_started_again(office: Office) -> None:
    import_id = await begun(office)
    with pytest.raises(ExpertPoolError) as refused:
        await restart_check(office.desk, import_id, NOW)
    assert refused.value.code == "import.not_in_this_state"
    await restart_check(office.desk, import_id, NOW + SILENCE * 2)
    with pytest.raises(ExpertPoolError) as missing:
        await restart_check(office.desk, UUID(int=1), NOW)
    assert missing.value.code == "import.not_found"


async def test_a_file_that_cannot_be_read_says_why(office: Office) -> None:
    import_id = await begun(office)
    refused = ExpertPoolError("spreadsheet.too_many_rows", {"most": 5})
    await refuse_file(office.desk, import_id, refused, NOW)
    assert (await record_of(office, import_id)).state is ImportState.UNREADABLE
    async with office.database.read() as session:
        (error,) = await load_errors(session, import_id)
    assert (error["code"], error["params"]) == ("spreadsheet.too_many_rows", {"most": "5"})


async def test_a_messy_file_in_gb_18030_arrives(office: Office) -> None:
    messy = (
        " 测　甲 ",
        "９９００００１９７００１０５００１ｘ",
        "１３８-0000-0000",
        "CE.JIA@EXAMPLE.ORG ",
        "技术专家",
        "婺城",
        "虚构大学",
        "1995年7月1日",
        "教授",
        "基础软件",
        "19980101",
        "",
    )
    lines = (HEADER, messy, ("",) * 12, YI)
    payload = "\r\n".join(",".join(line) for line in lines).encode("gb18030")
    ground = Ground(office.desk.policy, office.desk.lists, AS_OF)
    check = check_pool(read_sheet(payload), ground)
    assert check.errors == ()
    import_id = await begun(office)
    kept = await finish_check(office.desk, import_id, check, NOW)
    await claim_storing(office.desk, import_id, NOW)
    await store_import(office.desk, office.first, import_id, kept.people, NOW)
    assert {one.expert.name for one in await everybody(office)} == {"测甲", "测乙"}


async def test_an_imported_person_confirms_is_checked_and_becomes_active(office: Office) -> None:
    await imported(office, JIA)
    (former,) = await everybody(office)
    async with office.database.read() as session:
        token = await session.scalar(text("SELECT context->>'token' FROM outgoing_mail"))
    record = await accept_invitation(
        office.desk, Passwords(), str(token), "a calm river of stones", NOW
    )
    assert (record.source, str(record.expert_id)) == ("import", former.expert.id)
    assert await count(office, "application") == 1
    await remove_draft(office, record.id)
    submitted = replace(record.application, state=State.SUBMITTED)
    edit = await hand_in(office, application=submitted, source="import", expert_id=record.expert_id)
    await first_check(office, edit)
    await admit_case(office.desk, office.second, edit, (), NOW)
    (now,) = await everybody(office)
    assert (now.number, now.expert.standing) == (former.number, Standing.ACTIVE)


async def remove_draft(office: Office, application_id: UUID) -> None:
    async with office.database.transaction() as session:
        await session.execute(
            text("DELETE FROM application WHERE id = :id"), {"id": application_id}
        )
