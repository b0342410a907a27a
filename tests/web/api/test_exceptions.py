"""Exceptions for programs: the same acts, persons and refusals as on the pages."""

from typing import Any

import pytest

from expert_pool.audit.acts import Act
from expert_pool.roles import Role
from tests.web.api.calling import Callers, call_for, told
from tests.web.conftest import SignedIn
from tests.web.draws.conftest import NAME, Stage
from tests.web.draws.conftest import patience as patience
from tests.web.draws.conftest import stage as stage
from tests.web.exceptions.test_exceptions import approved as approved
from tests.web.exceptions.test_exceptions import open_doors, seat_ids
from tests.web.exceptions.test_exceptions import settings as settings

PLEA = {"rule": "DRW-12", "ground": "witness_prevented", "facts": "监督人途中受阻。"}
DEAD = {"rule": "DAY-01", "ground": "device_unusable", "facts": "手机损坏。"}


@pytest.fixture
def witnesses() -> int:
    return 1


@pytest.fixture
async def callers(approved: Stage) -> Callers:
    return await call_for(approved)


async def ask(callers: Callers, key: str = "", **changes: Any) -> str:
    made = await callers.post("officer", "exceptions", PLEA | changes, key)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def test_an_exception_is_asked_for_withdrawn_asked_for_anew_and_allowed(
    callers: Callers,
) -> None:
    offers = (await callers.get("officer", "exceptions")).json()["offers"]
    assert [(it["rule"], it["usual"]) for it in offers] == [("DRW-12", 1)]
    first = await ask(callers, "plea-1")
    assert await ask(callers, "plea-1") == first
    shown = (await callers.get("approver", "exceptions")).json()
    assert [(it["id"], it["facts"], it["own"]) for it in shown["items"]] == [
        (first, PLEA["facts"], False)
    ]
    assert shown["offers"] == []
    for _ in range(2):
        gone = await callers.post("officer", f"exceptions/{first}/withdraw", {}, "back-1")
        assert (gone.status_code, gone.json()["state"], gone.json()["own"]) == (
            *(200, "withdrawn"),
            True,
        )
    late = await callers.post("approver", f"exceptions/{first}/decide", {"decision": "allow"})
    assert told(late) == (409, "exception.withdrawn")
    second = await ask(callers)
    allowed = await callers.post("approver", f"exceptions/{second}/decide", {"decision": "allow"})
    assert (allowed.status_code, allowed.json()["state"]) == (200, "allowed")
    late = await callers.post("officer", f"exceptions/{second}/withdraw", {})
    assert told(late) == (409, "exception.decided_already")
    acts = await callers.stage.acts()
    assert [it for it in acts if it.startswith("exception.")] == [
        *(Act.EXCEPTION_ASK, Act.EXCEPTION_WITHDRAW, Act.EXCEPTION_ASK, Act.EXCEPTION_ALLOW)
    ]


WRONG = (
    ({"ground": "device_unusable"}, (422, "api.value_refused")),
    ({"facts": " \u2003"}, (422, "api.value_refused")),
    ({"facts": ""}, (400, "api_body.not_valid")),
    ({"rule": "DRW-01"}, (400, "api_body.not_valid")),
    ({"surprise": 1}, (400, "api_body.not_valid")),
    (DEAD, (409, "meeting.not_open")),
)


async def test_what_means_nothing_or_is_not_ones_own_is_refused(
    callers: Callers, signed_in: SignedIn
) -> None:
    for change, expected in WRONG:
        assert told(await callers.post("officer", "exceptions", PLEA | change)) == expected
    first = await ask(callers)
    word, nobodys = {"decision": "allow"}, callers.stage.request_id
    await signed_in(Role.APPROVER)
    await callers.admit("stranger", "approver-4@example.org")
    for who, path, body, expected in (
        ("approver", "exceptions", PLEA, (403, "access.forbidden")),
        ("auditor", f"exceptions/{first}/decide", word, (403, "access.forbidden")),
        ("officer", f"exceptions/{first}/decide", word, (403, "access.forbidden")),
        ("stranger", f"exceptions/{first}/decide", word, (404, "draw.not_found")),
        ("approver", f"exceptions/{nobodys}/decide", word, (404, "exception.not_found")),
        (
            "approver",
            f"exceptions/{first}/decide",
            {"decision": "maybe"},
            (400, "api_body.not_valid"),
        ),
        ("officer", f"exceptions/{first}/withdraw", {"why": "x"}, (400, "api_body.not_valid")),
    ):
        assert told(await callers.post(who, path, body)) == expected, (who, path)
    assert (await callers.get("stranger", "exceptions")).status_code == 404
    await callers.post("approver", f"exceptions/{first}/decide", word)
    assert (await callers.get("auditor", "exceptions")).json()["items"][0]["state"] == "allowed"


@pytest.mark.parametrize("witnesses", [0])
async def test_a_member_is_a_seat_and_a_pseudonym_and_no_look_at_a_name_is_written(
    callers: Callers,
) -> None:
    stage = callers.stage
    await open_doors(stage)
    for who, email in (("officer", "officer-1"), ("approver", "approver-3")):
        await callers.admit(who, f"{email}@example.org")
    found = (await callers.get("officer", "exceptions")).json()["offers"]
    offers = {it["rule"]: it for it in found}
    assert (offers["REP-04"]["usual"], offers["REP-04"]["least"]) == (5, 3)
    members = offers["DAY-01"]["members"]
    assert [it["id"] for it in members] == [str(it) for it in await seat_ids(stage)]
    asked = await ask(callers, **DEAD, member=members[0]["id"])
    await callers.post("approver", f"exceptions/{asked}/decide", {"decision": "allow"})
    before = (await stage.acts()).count(Act.MEETING_READ)
    shown = await callers.get("officer", "exceptions")
    assert (shown.json()["items"][0]["member"], NAME.search(shown.text)) == (members[0], None)
    assert (await stage.acts()).count(Act.MEETING_READ) == before
