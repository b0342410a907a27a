"""What each endpoint answers to whom; the forms of requests and errors."""

import json
from typing import Any
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from expert_pool.audit.acts import Act
from expert_pool.roles import Role
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.verify import Verdict, read_trust, verify_receipt
from tests.web.api.seeding import EXPERT, IDENTITY, OTHER_EXPERT, REFERENCE, Seeded, seed
from tests.web.conftest import Browser, SteppingClock
from web.access import ACCESS
from web.api.description import OPERATIONS, document
from web.entrance import handlers_of
from web.services import Services

NEW_PROJECT = {
    "number": "2026-2-002",
    "name": "虚构面粉项目",
    "parties": [
        {"role": "lead_unit", "unit": "虚构面粉厂"},
        {"role": "project_leader", "person": "虚乙", "person_unit": "虚构面粉厂"},
    ],
}


class Program:
    """A program that calls the API with the tokens of all roles."""

    def __init__(self, client: AsyncClient, seeded: Seeded) -> None:
        self.client = client
        self.seeded = seeded

    async def get(self, role: str, path: str, **options: Any) -> Response:
        return await self.client.get(f"/api/v1{path}", headers=self.seeded.header(role), **options)

    async def post(self, role: str, path: str, body: object, key: str = "") -> Response:
        headers = self.seeded.header(role) | ({"idempotency-key": key} if key else {})
        return await self.client.post(f"/api/v1{path}", headers=headers, json=body)


@pytest.fixture
async def program(browser: Browser, services: Services, clock: SteppingClock) -> Program:
    return Program(browser.client, await seed(services, clock, draw=False))


@pytest.fixture
async def program_after_draw(browser: Browser, services: Services, clock: SteppingClock) -> Program:
    return Program(browser.client, await seed(services, clock))


def problem_of(answer: Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    return found


async def acts(services: Services, act: Act) -> int:
    async with services.database.read() as session:
        page = await AuditStore(session).page(AuditFilter(acts=frozenset({act})), limit=50)
    return len(page.entries)


def test_every_route_of_the_api_is_described_and_every_description_has_its_route(
    app: Litestar,
) -> None:
    routes = {
        (handler.name, method.lower(), route.path.replace(":uuid", "").replace(":str", ""))
        for route in app.routes
        for handler in handlers_of(route)
        for method in handler.http_methods - {"OPTIONS"}
        if (handler.name or "").startswith("api.")
    }
    described = {(one.route, one.method, one.path) for one in OPERATIONS}
    own = {("api.openapi", "get", "/api/v1/openapi.json"), ("api.docs", "get", "/api/docs")}
    assert routes == described | own


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.route)
def test_the_examples_are_what_the_endpoint_takes_and_answers(operation) -> None:
    if operation.example is not None:
        operation.answers.validate_json(json.dumps(operation.example))
    if operation.body is not None:
        operation.body.model_validate_json(json.dumps(operation.body_example))
    assert operation.example is not None or operation.route == "api.draw.receipt"


def test_the_document_says_for_whom_each_endpoint_is() -> None:
    told = document()["paths"]["/api/v1/log"]["get"]
    assert told["security"] == [{"token": []}, {"session": []}]
    assert "For: auditor." in told["description"]
    assert document()["paths"]["/api/v1/policy"]["get"]["security"] == []


async def test_each_role_reaches_what_the_access_table_gives_it(
    program_after_draw: Program,
) -> None:
    newest = await program_after_draw.get(Role.AUDITOR, "/log", params={"limit": "1"})
    samples = {
        "{entry_id}": newest.json()["items"][0]["id"],
        "{reference_number}": REFERENCE,
        "{expert_id}": str(EXPERT),
        "{project_id}": str(program_after_draw.seeded.project_id),
        "{request_id}": str(program_after_draw.seeded.drawn_request_id),
        "{commit_hash}": program_after_draw.seeded.commit_hash,
        "{name}": "fields",
    }
    for operation in OPERATIONS:
        if operation.method != "get":
            continue
        path = operation.path.removeprefix("/api/v1")
        for place, value in samples.items():
            path = path.replace(place, value)
        for role in ("", *Role):
            answer = await program_after_draw.get(role, path)
            allowed = "public" in ACCESS[operation.route].roles or role in (
                ACCESS[operation.route].roles
            )
            found = 404 if operation.route == "api.choice" else 200  # that draw offers none
            expected = found if allowed else (403 if role else 401)
            assert answer.status_code == expected, (operation.path, role, answer.text)


async def test_an_applicant_sees_the_state_and_a_registrar_finds_it_by_number(
    program: Program,
) -> None:
    own = (await program.get(Role.EXPERT, "/registration")).json()
    assert own["reference_number"] == REFERENCE
    assert own["state"] == "returned"
    assert own["sent_back"][0]["field"] == "titles.0.obtained"
    found = await program.get(Role.REGISTRAR, f"/registration/{REFERENCE}")
    assert found.json() == own
    missing = await program.get(Role.REGISTRAR, f"/registration/{REFERENCE[:-1]}")
    assert missing.status_code == 404
    assert problem_of(missing)["code"] == "application.not_found"


async def test_registrars_see_masked_experts_and_an_expert_the_own_record_only(
    program: Program,
) -> None:
    listed = (await program.get(Role.REGISTRAR, "/experts", params={"limit": "5"})).json()
    assert (len(listed["items"]), listed["total"], listed["next"]) == (5, 38, "5")
    assert {one["name"] for one in listed["items"]} == {"测**"}
    shown = (await program.get(Role.REGISTRAR, f"/experts/{EXPERT}")).json()
    assert (shown["identity_number"], shown["phone"]) == ("3307**********0029", "138****0000")
    mine = (await program.get(Role.EXPERT, "/experts")).json()
    assert [one["id"] for one in mine["items"]] == [str(EXPERT)]
    own = await program.get(Role.EXPERT, f"/experts/{EXPERT}")
    assert own.json()["name"] == "测000"
    assert IDENTITY not in own.text
    assert (await program.get(Role.EXPERT, f"/experts/{OTHER_EXPERT}")).status_code == 404


async def test_pages_follow_each_other_without_gap_or_repetition(program: Program) -> None:
    seen: list[str] = []
    cursor: str | None = "0"
    while cursor is not None:
        params = {"limit": "15", "cursor": cursor}
        page = (await program.get(Role.REGISTRAR, "/experts", params=params)).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert len(seen) == len(set(seen)) == 38


NARROWED_LISTS = [
    ({"type": "financial"}, 8),
    ({"standing": "exited"}, 0),
    ({"words": "测001"}, 1),
    ({"field": "101"}, 38),
    ({"field": "99999999"}, 0),
    ({"division": "330702"}, 38),
]


async def test_lists_are_narrowed_as_asked(
    program: Program,
) -> None:
    for params, total in NARROWED_LISTS:
        assert (await program.get(Role.REGISTRAR, "/experts", params=params)).json()[
            "total"
        ] == total


async def test_a_project_is_entered_with_its_parties_and_an_entry_in_the_log(
    program: Program, services: Services
) -> None:
    made = await program.post(Role.OFFICER, "/projects", NEW_PROJECT)
    assert made.status_code == 201
    assert await acts(services, Act.PROJECT_CREATE) == 2
    shown = await program.get(Role.OFFICER, f"/projects/{made.json()['id']}")
    assert shown.json() == made.json()
    assert {one["role"] for one in shown.json()["parties"]} == {"lead_unit", "project_leader"}
    again = await program.post(Role.OFFICER, "/projects", NEW_PROJECT)
    assert (again.status_code, problem_of(again)["code"]) == (409, "project.number_taken")


async def test_the_same_key_gets_the_same_answer_and_nothing_happens_twice(
    program: Program, services: Services
) -> None:
    first = await program.post(Role.OFFICER, "/projects", NEW_PROJECT, key="nightly-1")
    second = await program.post(Role.OFFICER, "/projects", NEW_PROJECT, key="nightly-1")
    assert (second.status_code, second.text) == (first.status_code, first.text) == (201, first.text)
    assert await acts(services, Act.PROJECT_CREATE) == 2
    other = {**NEW_PROJECT, "number": "2026-2-003"}
    refused = await program.post(Role.OFFICER, "/projects", other, key="nightly-1")
    assert (refused.status_code, problem_of(refused)["code"]) == (409, "api.key_reused")


async def test_a_key_is_free_again_after_a_refusal_and_after_a_day(
    program: Program, clock: SteppingClock
) -> None:
    taken = {**NEW_PROJECT, "number": "2026-1-001"}
    assert (await program.post(Role.OFFICER, "/projects", taken, key="k")).status_code == 409
    assert (await program.post(Role.OFFICER, "/projects", NEW_PROJECT, key="k")).status_code == 201
    clock.advance(hours=23)
    clock.advance(minutes=50)
    other = {**NEW_PROJECT, "number": "2026-2-004"}
    assert (await program.post(Role.OFFICER, "/projects", other, key="k")).status_code == 409


WRONG_BODIES: list[tuple[dict[str, Any], int, str, str]] = [
    ({"name": ""}, 400, "api_body.not_valid", "/name"),
    ({"name": 5}, 400, "api_body.not_valid", "/name"),
    ({"name": "长" * 201}, 400, "api_body.not_valid", "/name"),
    ({"surprise": "x"}, 400, "api_body.not_valid", "/surprise"),
    ({"starts": "2026-02-30"}, 400, "api_body.not_valid", "/starts"),
    ({"starts": 5}, 400, "api_body.not_valid", "/starts"),
    ({"starts": "2026-02-02", "ends": "2026-02-01"}, 422, "api.value_refused", "/ends"),
    ({"field": "nope"}, 422, "api.value_refused", "/field"),
    ({"division": "nope"}, 422, "api.value_refused", "/division"),
    (
        {"parties": [{"role": "lead_unit", "unit": "虚", "uscc": "91330700MA0000001X"}]},
        422,
        "api.value_refused",
        "/parties/0/uscc",
    ),
]


async def test_a_wrong_body_is_refused_by_place(
    program: Program,
) -> None:
    for change, status, code, place in WRONG_BODIES:
        answer = await program.post(Role.OFFICER, "/projects", {**NEW_PROJECT, **change})
        told = problem_of(answer)
        assert (answer.status_code, told["code"]) == (status, code)
        assert place in [fault["where"] for fault in told["params"]["errors"]]


NOT_JSON = [
    (b"{", "application/json", 400),
    (b'{"number": "1\\u0000"}', "application/json", 400),
    (b'{"name": "\\ud800"}', "application/json", 400),
    (b"\xff\xfe", "application/json", 400),
    (b"[]", "application/json", 400),
    (b"number=1", "application/x-www-form-urlencoded", 415),
    (b"{}", "text/plain", 415),
    (b"", "", 415),
    (b"x" * 1_100_000, "application/json", 413),
]


async def test_a_body_that_is_not_json_is_refused(
    program: Program,
) -> None:
    for sent, kind, status in NOT_JSON:
        headers = program.seeded.header(Role.OFFICER) | ({"content-type": kind} if kind else {})
        answer = await program.client.post("/api/v1/projects", headers=headers, content=sent)
        assert answer.status_code == status, answer.text
        problem_of(answer)


async def test_a_draft_begins_with_the_usual_seats_and_is_the_officers_own(
    program: Program,
) -> None:
    body = {
        "activity": "A01",
        "projects": [str(program.seeded.project_id)],
        "review_from": "2026-12-10",
    }
    made = await program.post(Role.OFFICER, "/requests", body, key="draft-1")
    assert (made.status_code, made.json()["state"]) == (201, "draft")
    request_id = made.json()["id"]
    shown = (await program.get(Role.OFFICER, f"/requests/{request_id}")).json()
    assert [done["act"] for done in shown["timeline"]] == ["request.create"]
    assert (await program.get(Role.APPROVER, f"/requests/{request_id}")).status_code == 404
    assert (await program.get(Role.AUDITOR, f"/requests/{request_id}")).status_code == 200


IMPOSSIBLE_DRAFTS: list[tuple[dict[str, Any], int]] = [
    ({"activity": "A99"}, 422),
    ({"activity": "A16"}, 409),
    ({"review_to": "2026-12-01"}, 422),
    ({"projects": [str(uuid4())]}, 404),
    ({"projects": ["x"]}, 400),
    ({"place": "moon"}, 400),
]


async def test_a_draft_that_cannot_be_is_refused(
    program: Program,
) -> None:
    for change, status in IMPOSSIBLE_DRAFTS:
        body = {"activity": "A01", "review_from": "2026-12-10", **change}
        assert (await program.post(Role.OFFICER, "/requests", body)).status_code == status


async def test_each_role_lists_the_requests_that_it_may_see(program: Program) -> None:
    async def total(role: str, **params: str) -> int:
        return int((await program.get(role, "/requests", params=params)).json()["total"])

    assert await total(Role.OFFICER) == 2
    assert await total(Role.AUDITOR) == 2
    assert await total(Role.APPROVER) == 1
    assert await total(Role.APPROVER, state="draft") == 0
    assert await total(Role.OFFICER, state="draft") == 1


async def test_a_draw_shows_counts_and_no_names(program_after_draw: Program) -> None:
    listed = (await program_after_draw.get(Role.OFFICER, "/draws")).json()
    assert [one["commit_hash"] for one in listed["items"]] == [
        program_after_draw.seeded.commit_hash
    ]
    shown = await program_after_draw.get(
        Role.OFFICER, f"/draws/{program_after_draw.seeded.commit_hash}"
    )
    assert (shown.json()["pool"], shown.json()["state"]) == (38, "drawn")
    assert "测" not in shown.text
    unknown = await program_after_draw.get(Role.OFFICER, f"/draws/{'0' * 64}")
    assert problem_of(unknown)["code"] == "draw.not_found"
    assert (await program_after_draw.get(Role.OFFICER, "/draws/zz")).status_code == 404


async def test_both_forms_of_the_receipt_are_valid_by_the_published_keys(
    program_after_draw: Program, services: Services
) -> None:
    trust = read_trust((await program_after_draw.get("", "/receipts/trust")).content)
    path = f"/draws/{program_after_draw.seeded.commit_hash}/receipt"
    for role, form in ((Role.OFFICER, "public"), (Role.AUDITOR, "full")):
        found = await program_after_draw.get(role, path)
        assert found.json()["form"] == form
        assert verify_receipt(found.content, trust).verdict is Verdict.VALID
    assert await acts(services, Act.DRAW_READ_RECEIPT) == 1


async def test_the_public_list_tells_digests_only(program_after_draw: Program) -> None:
    found = await program_after_draw.get("", "/receipts")
    assert found.json()["items"][0]["commit_hash"] == program_after_draw.seeded.commit_hash
    assert "测" not in found.text


async def test_the_log_is_read_in_pages_that_end(program: Program) -> None:
    places: list[int] = []
    cursor: str | None = None
    while True:
        params = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = (await program.get(Role.AUDITOR, "/log", params=params)).json()
        places += [one["index"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    head = (await program.get(Role.AUDITOR, "/log/head")).json()
    assert places == list(range(head["size"]))[::-1]


NARROWED_LOGS = [
    ({"act": "draw.result"}, True),
    ({"act": "log.export"}, False),
    ({"since": "2026-11-20T00:00:00Z"}, True),
    ({"since": "2026-11-20T11:00:00+08:00"}, False),
    ({"until": "2026-11-20T00:00:00Z"}, False),
    ({"role": "service"}, True),
    ({"subject": "nobody"}, False),
]


async def test_the_log_is_narrowed_as_asked(
    program_after_draw: Program,
) -> None:
    for params, some in NARROWED_LOGS:
        found = (await program_after_draw.get(Role.AUDITOR, "/log", params=params)).json()["items"]
        assert bool(found) is some


WRONG_PARAMETERS = [
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("limit=1_0", "limit"),
    ("limit=%20 5", "limit"),
    ("limit=99999999999999999999", "limit"),
    ("cursor=-1", "cursor"),
    ("cursor=99999999999999999999", "cursor"),
    ("sort=name", "sort"),
    ("limit=5&limit=6", "limit"),
    ("act=no.such", "act"),
    ("since=5", "since"),
    ("since=9999-12-31T23:59:59-23:59", "since"),
    ("since=2026-02-30T00:00:00Z", "since"),
    (f"subject={'x' * 129}", "subject"),
]


async def test_a_parameter_that_is_unknown_repeated_or_wrong_is_named(
    program: Program,
) -> None:
    for query, name in WRONG_PARAMETERS:
        answer = await program.get(Role.AUDITOR, f"/log?{query}")
        told = problem_of(answer)
        assert (answer.status_code, told["code"]) == (400, "api_parameter.not_valid")
        assert told["params"]["name"] == name


async def test_nul_and_endless_texts_are_refused_before_anything_else(
    program: Program,
) -> None:
    for query in ("subject=a%00b", "subject=" + "x" * 2001):
        assert (await program.get(Role.AUDITOR, f"/log?{query}")).status_code == 400


async def test_problems_speak_the_readers_language_and_name_a_reference(
    program: Program,
) -> None:
    answer = await program.client.get(
        "/api/v1/code-lists/nope", headers={"accept-language": "zh-CN"}
    )
    told = problem_of(answer)
    assert told["detail"] == "没有名为“nope”的代码表。"
    assert told["params"] == {"name": "nope"}
    assert (told["status"], answer.status_code) == (404, 404)
    assert told["reference"]


async def test_code_lists_and_policy_are_for_everybody(program: Program) -> None:
    fields = (await program.get("", "/code-lists/fields")).json()
    assert fields["list"] == "fields"
    assert len(fields["entries"]) > 300
    titles = (await program.get("", "/code-lists/titles")).json()["entries"]
    assert {one["level"] for one in titles} >= {"full_senior"}
    policy = (await program.get("", "/policy")).json()
    assert policy["id"] == "demo"
    assert any(one["changed"] for one in policy["parameters"])


async def test_the_document_and_its_page_need_no_account_and_nothing_from_outside(
    browser: Browser,
) -> None:
    assert (await browser.get("/api/v1/openapi.json")).json()["openapi"] == "3.1.0"
    page = await browser.get("/api/docs")
    assert page.status_code == 200
    assert "https://" not in page.text
    assert "/api/v1/experts/{expert_id}" in page.text
    assert "<script>" not in page.text


async def test_a_wrong_method_says_which_one_is_right(program: Program) -> None:
    answer = await program.client.delete(
        "/api/v1/projects", headers=program.seeded.header(Role.OFFICER)
    )
    assert answer.status_code == 405
    assert {"GET", "POST"} <= {one.strip() for one in answer.headers["allow"].split(",")}


@pytest.mark.parametrize(
    "body",
    [
        '{"number": "2026-9-001", "name": "虚\u202e构", "parties": []}',
        r'{"number": "2026-9-001", "name": "虚\u202e构", "parties": []}',
    ],
)
async def test_a_hidden_character_in_a_body_is_refused(program: Program, body: str) -> None:
    headers = program.seeded.header("officer") | {"content-type": "application/json"}
    answer = await program.client.post("/api/v1/projects", content=body.encode(), headers=headers)
    assert answer.status_code == 422
    assert problem_of(answer)["code"] == "api_body.hidden_character"
    assert problem_of(answer)["params"] == {"name": "name", "character": "U+202E"}


@pytest.mark.parametrize(
    "body",
    [
        '{"number": "2026-9-001", "number": "2026-9-002", "name": "虚构"}',
        '{"number": "2026-9-001", "name": "虚构", "parties": '
        '[{"role": "lead_unit", "unit": "甲", "unit": "乙"}]}',
    ],
)
async def test_a_key_that_stands_twice_is_refused(program: Program, body: str) -> None:
    headers = program.seeded.header("officer") | {"content-type": "application/json"}
    answer = await program.client.post("/api/v1/projects", content=body.encode(), headers=headers)
    assert answer.status_code == 400
    assert problem_of(answer)["code"] == "api_body.repeated_key"
    assert problem_of(answer)["params"]["name"] in {"number", "unit"}
