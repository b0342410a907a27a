"""The auditor's pages: finding entries, proofs, recorded looks, exports, verification."""

import json
import re
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest
from httpx import Response

from expert_pool.audit.acts import Act
from expert_pool.audit.entries import Actor
from expert_pool.audit.log import check_export
from expert_pool.recording import record_act
from expert_pool.roles import Role
from expert_pool.storage.account_store import AccountStore
from expert_pool.storage.audit_store import AuditFilter, AuditStore, LoggedEntry
from tests import tampering
from tests.web.conftest import Browser, SignedIn, SteppingClock
from tests.web.signing_in import add_account
from web.launcher import EmbeddedPostgres
from web.services import Services

REQUEST = "00000000-0000-4000-8000-000000000007"
SECRET_NAME = "虚构专家甲"


async def account_id(services: Services, email: str) -> UUID:
    async with services.database.read() as session:
        found = await AccountStore(session).by_email(email)
    assert found
    return found.id


async def record(services: Services, actor: Actor, act: Act, subject: str, **more: object) -> None:
    async with services.database.transaction() as session:
        await record_act(session, actor=actor, act=act, subject=subject, **more)  # type: ignore[arg-type]


@pytest.fixture
async def officer(services: Services) -> Actor:
    """An officer who made two entries: one with personal detail, one about a draw."""
    email = await add_account(services, Role.OFFICER, "fictional-officer")
    actor = Actor(str(await account_id(services, email)), "officer", "session-1")
    await record(
        services,
        actor,
        Act.PROJECT_CREATE,
        "project:1",
        before=None,
        after={"leader": SECRET_NAME, "units": ["虚构单位"]},
    )
    await record(
        services,
        actor,
        Act.DRAW_REVEAL,
        f"draw:{uuid4()}",
        request=REQUEST,
        after={"role": "officer"},
        previous_state="committed",
        next_state="drawn",
    )
    return actor


@pytest.fixture
async def auditor(officer: Actor, signed_in: SignedIn) -> Browser:
    assert officer.role == "officer", "whose entries are the first ones"
    return await signed_in(Role.AUDITOR)


async def entries(services: Services) -> tuple[LoggedEntry, ...]:
    async with services.database.read() as session:
        return (await AuditStore(session).page(AuditFilter())).entries


async def entry_of(services: Services, act: Act) -> LoggedEntry:
    return next(logged for logged in await entries(services) if logged.entry.act == act)


def acts_shown(page: Response) -> list[str]:
    return re.findall(r'<th scope="row" data-label="What was done"><span>([^<]+?) ?<', page.text)


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("", ["Sign in", "A party reveals its secret", "Create a project"]),
        ("?person=fictional-off", ["A party reveals its secret", "Create a project"]),
        ("?person=fictional-officer@example.org&group=project", ["Create a project"]),
        ("?act=draw.reveal", ["A party reveals its secret"]),
        ("?group=session&role=auditor", ["Sign in"]),
        (f"?request={REQUEST}", ["A party reveals its secret"]),
        (
            "?since=2026-11-20&until=2026-11-20&role=officer&act=project.create",
            ["Create a project"],
        ),
        ("?until=2026-11-19", []),
        ("?since=2026-11-21", []),
        ("?before=1", ["Create a project"]),
    ],
)
async def test_a_filter_in_the_address_finds_its_entries_newest_first(
    auditor: Browser, query: str, acts: list[str]
) -> None:
    page = await auditor.get(f"/audit/log{query}")
    assert page.status_code == 200
    assert acts_shown(page) == acts


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("person=nobody-at-all", "Nobody has this name"),
        ("subject=JH-0000", "No application, panel request or project has this number"),
        ("request=PR-1999-0001", "No panel request has this number"),
        ("since=yesterday", "date"),
        ("act=draw.cheat", "There is a problem"),
        ("nonsense=1", "There is a problem"),
        ("before=-1", "There is a problem"),
    ],
)
async def test_a_filter_that_means_nothing_says_so_and_keeps_what_was_typed(
    auditor: Browser, query: str, sentence: str
) -> None:
    page = await auditor.get(f"/audit/log?{query}")
    assert page.status_code == 422
    assert sentence in page.text
    name, _, value = query.partition("=")
    assert name in {"nonsense", "act", "before"} or f'value="{value}"' in page.text


async def test_each_part_of_the_filter_can_be_taken_away(auditor: Browser, officer: Actor) -> None:
    page = await auditor.get(f"/audit/log?person={officer.account_id}&group=draw&role=officer")
    pills = re.findall(r'<li><a href="(/audit/log[^"]*)"><span>(.*?)</span>', page.text)
    assert [re.sub("<.*?>", "", words) for _, words in pills] == [
        "Person concerned: officer sample",
        "Kind of act: Draws",
        "Role: Program officer",
    ]
    assert pills[1][0] == f"/audit/log?person={officer.account_id}&amp;role=officer"


async def test_a_name_that_fits_several_people_offers_each(auditor: Browser) -> None:
    page = await auditor.get("/audit/log?person=example.org")
    assert "This name fits several people" in page.text
    assert page.text.count("/audit/log?person=") == 2
    assert len(acts_shown(page)) == 3


async def test_pages_follow_by_their_keys(auditor: Browser, services: Services) -> None:
    for number in range(60):
        await record(services, Actor("service", "service"), Act.DEMO_FILL, f"demo:{number}")
    first = await auditor.get("/audit/log?group=demo")
    older = re.search(r'href="([^"]+)">Older entries', first.text)
    assert older
    second = await auditor.get(older[1].replace("&amp;", "&"))
    assert (len(acts_shown(first)), len(acts_shown(second))) == (50, 10)
    assert "Newest entries" in second.text


async def test_an_entry_shows_its_bytes_and_a_proof_that_holds(
    auditor: Browser, services: Services
) -> None:
    logged = await entry_of(services, Act.DRAW_REVEAL)
    page = await auditor.get(f"/audit/log/{logged.entry.id}")
    assert "In the log" in page.text
    assert logged.entry.session_hash in page.text
    assert str(logged.entry.id) in page.text.partition('<pre class="bytes">')[2]
    assert "<code>role</code>" in page.text, "the detail of a draw holds no personal data"


async def test_an_unknown_entry_is_not_found(auditor: Browser) -> None:
    assert (await auditor.get(f"/audit/log/{uuid4()}")).status_code == 404
    assert (await auditor.get(f"/audit/timeline/planet/{uuid4()}")).status_code == 404


async def test_personal_detail_opens_with_a_purpose_and_the_look_is_logged(
    auditor: Browser, services: Services
) -> None:
    logged = await entry_of(services, Act.PROJECT_CREATE)
    path = f"/audit/log/{logged.entry.id}"
    assert SECRET_NAME not in (await auditor.get(path)).text
    without = await auditor.send(path, {}, to=f"{path}/detail")
    assert without.status_code == 422
    assert SECRET_NAME not in without.text
    assert len(await entries(services)) == 3
    opened = await auditor.send(path, {"purpose": "complaint"}, to=f"{path}/detail")
    assert SECRET_NAME in opened.text
    look = (await entry_of(services, Act.LOG_READ_DETAIL)).entry
    assert (look.subject, look.reason, look.role) == ("project:1", "complaint", "auditor")


async def test_an_export_is_checked_by_anybody_and_is_noted_in_the_log(
    auditor: Browser, services: Services
) -> None:
    page = await auditor.send("/audit/verify", {}, to="/audit/export")
    assert page.headers["content-disposition"].startswith('attachment; filename="log-')
    report = check_export(page.text.splitlines())
    assert (report.findings, report.head.size) == ((), 3)
    assert SECRET_NAME not in page.text
    noted = await detail_of(services, await entry_of(services, Act.LOG_EXPORT))
    assert noted == {"size": 3, "root": report.head.root.hex(), "details": False}


async def detail_of(services: Services, logged: LoggedEntry) -> Mapping[str, object]:
    async with services.database.read() as session:
        found = await AuditStore(session).details(services.cipher, [logged.entry.id])
    return found[logged.entry.id].after or {}


async def test_an_export_with_details_holds_them(auditor: Browser) -> None:
    page = await auditor.send("/audit/verify", {"details": "yes"}, to="/audit/export")
    assert SECRET_NAME in page.text
    assert check_export(page.text.splitlines()).findings == ()


async def verify(auditor: Browser, content: bytes) -> Response:
    token = re.search(r'csrf_token" value="(\w+)"', (await auditor.get("/audit/verify")).text)
    assert token
    return await auditor.client.post(
        "/audit/verify",
        data={"csrf_token": token[1]},
        files={"file": ("log.jsonl", content, "application/jsonl")},
    )


async def test_the_log_holds_against_its_own_export_after_it_grew(
    auditor: Browser, services: Services
) -> None:
    exported = (await auditor.send("/audit/verify", {}, to="/audit/export")).content
    assert "No witness is set" in (await auditor.get("/audit/verify")).text
    page = await verify(auditor, exported)
    assert "Every check passed" in page.text
    assert ">Failed<" not in page.text
    assert (await entry_of(services, Act.LOG_VERIFY)).entry.role == "auditor"
    again = await auditor.send("/audit/verify", {})
    assert "Every check passed" in again.text
    assert "<dd>2</dd>" in again.text, "the export and the first look noted a root each"


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (tampering.CHANGED, "Entry 1 differs from the earlier export"),
        (tampering.CLOSED_UP, "Entry 1 differs from the earlier export"),
        (tampering.MOVED, "Entry 1 differs from the earlier export"),
        (tampering.INSERTED, "Entry 1 differs from the earlier export"),
        (tampering.REMOVED, "Entry 1 was expected here, found 2"),
        (tampering.DETAIL_CHANGED, "The detail of entry 1 does not belong to it"),
        (tampering.SHORTENED, "it had 3 entries, now it has 1"),
    ],
)
async def test_the_first_entry_that_somebody_with_all_rights_changed_is_named(
    auditor: Browser,
    database_url: str,
    cluster: EmbeddedPostgres,
    statements: str,
    sentence: str,
) -> None:
    exported = (await auditor.send("/audit/verify", {}, to="/audit/export")).content
    await tampering.tamper(cluster, database_url, statements, 1)
    page = await verify(auditor, exported)
    assert page.status_code == 200
    assert ">Not as it was<" in page.text
    assert sentence in page.text


async def test_a_wrong_head_is_not_noted(
    auditor: Browser, services: Services, database_url: str, cluster: EmbeddedPostgres
) -> None:
    await auditor.send("/audit/verify", {}, to="/audit/export")
    await tampering.tamper(cluster, database_url, tampering.CHANGED, 1)
    await auditor.send("/audit/verify", {})
    noted = await detail_of(services, await entry_of(services, Act.LOG_VERIFY))
    assert noted == {"first_fault": "LOG-15.rewritten_between"}


@pytest.mark.parametrize("content", [b"", b"\xff\xfe nonsense", b'{"a":1}\n{"b":2}\n'])
async def test_a_file_that_is_no_export_fails_with_a_sentence(
    auditor: Browser, content: bytes
) -> None:
    page = await verify(auditor, content)
    assert page.status_code == 200
    assert "The first line is not the head of a log export" in page.text


async def test_a_pasted_root_is_compared(auditor: Browser) -> None:
    exported = (await auditor.send("/audit/verify", {}, to="/audit/export")).text
    head = json.loads(exported.splitlines()[0])
    typed = {"size": str(head["size"]), "root": head["root"].upper()}
    assert "Every check passed" in (await auditor.send("/audit/verify", typed)).text
    wrong = await auditor.send("/audit/verify", {**typed, "root": "0" * 64})
    assert "The first 3 entries were rewritten" in wrong.text
    longer = await auditor.send("/audit/verify", {**typed, "size": "99"})
    assert "it had 99 entries" in longer.text


@pytest.mark.parametrize(
    "typed", [{"size": "3"}, {"root": "0" * 64}, {"size": "x", "root": "y"}, {"size": "-1"}]
)
async def test_half_a_head_is_refused(auditor: Browser, typed: dict[str, str]) -> None:
    page = await auditor.send("/audit/verify", typed)
    assert page.status_code == 422
    assert "There is a problem" in page.text


async def test_a_timeline_tells_one_request_in_its_order(
    auditor: Browser, services: Services, officer: Actor, clock: SteppingClock
) -> None:
    clock.advance(minutes=1)
    await record(services, officer, Act.REQUEST_CANCEL, f"request:{REQUEST}", reason="other")
    page = await auditor.get(f"/audit/timeline/request/{REQUEST}")
    told = re.findall(r'timeline-title"><a [^>]+>([^<]+)', page.text)
    assert told == ["A party reveals its secret", "Cancel a panel request"]
    person = await auditor.get(f"/audit/timeline/person/{officer.account_id}")
    assert "Create a project" in person.text
    application = await auditor.get(f"/audit/timeline/application/{uuid4()}")
    assert "The log holds nothing about this" in application.text


async def test_a_timeline_shows_before_and_after_where_no_personal_data_are(
    auditor: Browser, services: Services
) -> None:
    project = uuid4()
    await record(
        services,
        Actor("service", "service"),
        Act.PROJECT_CHANGE,
        f"project:{project}",
        after={"leader": SECRET_NAME},
    )
    await record(
        services,
        Actor("service", "service"),
        Act.DRAW_RESULT,
        f"project:{project}",
        before={"state": "one"},
        after={"state": "two", "seats": 5},
    )
    page = (await auditor.get(f"/audit/timeline/project/{project}")).text
    assert "<del>one</del> → <ins>two</ins>" in page
    assert "<ins>5</ins>" in page
    assert SECRET_NAME not in page
    assert "Before and after: opens with a purpose" in page


async def test_a_long_timeline_has_pages(auditor: Browser, services: Services) -> None:
    subject = uuid4()
    for _ in range(103):
        await record(services, Actor("service", "service"), Act.DEMO_FILL, f"application:{subject}")
    path = f"/audit/timeline/application/{subject}"
    newest = (await auditor.get(path)).text
    older = re.search(rf'href="({path}\?before=\d+)"', newest)
    assert older
    rest = (await auditor.get(older[1])).text
    assert (newest.count("timeline-title"), rest.count("timeline-title")) == (100, 3)
    assert ">Older entries<" not in rest
    assert f'href="{path}">Newest entries' in rest


async def test_the_overview_shows_the_newest_entries(auditor: Browser) -> None:
    page = await auditor.get("/audit")
    assert "You can read everything here and change nothing." in page.text
    assert acts_shown(page)[-2:] == ["A party reveals its secret", "Create a project"]
