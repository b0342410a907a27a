"""A choice among candidates for programs: looked at, tried, proposed, decided by another."""

import pytest

from expert_pool.audit.acts import Act
from expert_pool.roles import Role
from tests.web.api.calling import Callers, call_for, told
from tests.web.conftest import SignedIn
from tests.web.draws.conftest import NAME, Stage
from tests.web.draws.conftest import patience as patience
from tests.web.draws.conftest import stage as stage
from tests.web.draws.test_choosing import invited
from tests.web.draws.test_choosing import offered as offered

REASON = "该候选专家与另一成员研究同一课题"


@pytest.fixture
async def callers(offered: Stage) -> Callers:
    return await call_for(offered)


async def names_of(callers: Callers) -> list[str]:
    shown = (await callers.get("officer", "choice")).json()
    return [it["pseudonym"] for it in shown["candidates"]]


def pass_over(*pseudonyms: str, ground: str = "same_speciality", reason: str = REASON) -> object:
    return {"passes": [{"pseudonym": it, "ground": ground, "reason": reason} for it in pseudonyms]}


async def trials(callers: Callers) -> int:
    return (await callers.stage.acts()).count(Act.CHOICE_TRY)


async def test_a_choice_is_tried_proposed_sent_back_proposed_again_and_confirmed(
    callers: Callers,
) -> None:
    shown = await callers.get("approver", "choice")
    first = shown.json()
    assert (first["state"], first["version"], first["foreseen"]) == ("open", 0, None)
    assert [it["place"] for it in first["candidates"] if it["sits"]] == [1, 2, 3, 4, 5]
    assert NAME.search(shown.text) is None
    names = await names_of(callers)
    shown_by = {
        one: (await callers.post("officer", "choice/try", pass_over(one))).json()
        for one in names[:5]
    }
    able, other = [one for one, tried in shown_by.items() if tried["steps"]][:2]
    tried = shown_by[able]
    assert [(it["seat"], it["leaves"]) for it in tried["steps"]] == [(names.index(able) + 1, able)]
    assert tried["steps"][0]["follows"] in names[5:]
    for _ in range(2):
        proposed = await callers.post("officer", "choice/propose", pass_over(able), "p-1")
    assert (proposed.status_code, proposed.json()["state"]) == (200, "proposed")
    assert (proposed.json()["version"], proposed.json()["trials"]) == (1, 5)
    seen = (await callers.get("approver", "choice")).json()
    assert (seen["foreseen"]["steps"], seen["passes"][0]["reason"]) == (tried["steps"], REASON)
    back = {"version": 1, "decision": "send_back", "reason": "请补充说明"}
    returned = (await callers.post("approver", "choice/decide", back)).json()
    assert (returned["state"], returned["sent_back_for"]) == ("open", "请补充说明")
    assert returned["passes"] == []
    assert (await callers.get("officer", "choice")).json()["passes"][0]["pseudonym"] == able
    await callers.post("officer", "choice/propose", pass_over(other))
    word = {"version": 2, "decision": "confirm"}
    stale = await callers.post("approver", "choice/decide", word | {"version": 1})
    assert told(stale) == (409, "choice.changed")
    ended = (await callers.post("approver", "choice/decide", word)).json()
    assert (ended["state"], ended["candidates"], ended["foreseen"]) == ("confirmed", [], None)
    assert [it["pseudonym"] for it in ended["passes"]] == [other]
    asked = await invited(callers.stage)
    assert (able in asked, other in asked) == (True, False)


async def test_what_tells_of_the_sealed_order_is_logged_as_a_trial_also_where_it_is_refused(
    callers: Callers,
) -> None:
    names = await names_of(callers)
    refused = await callers.post("officer", "choice/propose", pass_over(names[14]), "k")
    assert told(refused) == (409, "choice.not_reached")
    assert (refused.json()["params"], await trials(callers)) == ({"place": 15}, 1)
    tried = await callers.post("officer", "choice/try", pass_over(names[13]), "l")
    assert (tried.json()["unreached"], tried.json()["steps"]) == (14, [])
    assert await trials(callers) == 2
    nobody = await callers.post("officer", "choice/try", pass_over(*names))
    assert nobody.json()["blocked_seat"] is not None
    assert await trials(callers) == 3
    everybody = await callers.post("officer", "choice/propose", pass_over(*names))
    assert told(everybody) == (409, "choice.nobody_fits")
    assert (await callers.get("officer", "choice")).json()["state"] == "open"


async def test_the_drawn_order_is_kept_without_passes(callers: Callers) -> None:
    names = await names_of(callers)
    kept = (await callers.post("officer", "choice/propose", {"passes": []})).json()
    assert (kept["state"], kept["sent_back_for"]) == ("kept", "")
    assert await invited(callers.stage) == names[:5]


async def test_a_choice_that_means_nothing_or_is_not_ones_own_is_refused(
    callers: Callers, signed_in: SignedIn
) -> None:
    one = (await names_of(callers))[0]
    await signed_in(Role.APPROVER)
    await callers.admit("stranger", "approver-4@example.org")
    confirm, back = {"version": 1, "decision": "confirm"}, {"version": 1, "decision": "send_back"}
    for who, path, body, expected in (
        ("officer", "choice/try", pass_over(one, reason=" "), (422, "api.value_refused")),
        ("officer", "choice/try", pass_over(one, ground="mood"), (400, "api_body.not_valid")),
        ("officer", "choice/propose", pass_over("x"), (409, "choice.not_offered")),
        ("officer", "choice/propose", pass_over(one, one), (409, "choice.twice")),
        ("officer", "choice/propose", {}, (400, "api_body.not_valid")),
        ("approver", "choice/propose", pass_over(one), (403, "access.forbidden")),
        ("auditor", "choice/try", pass_over(one), (403, "access.forbidden")),
        ("officer", "choice/decide", confirm, (403, "access.forbidden")),
        ("approver", "choice/decide", back, (422, "api.value_refused")),
        ("approver", "choice/decide", confirm, (409, "choice.wrong_state")),
        ("approver", "choice/decide", confirm | {"version": 1.0}, (409, "choice.wrong_state")),
        ("approver", "choice/decide", confirm | {"version": 1.5}, (400, "api_body.not_valid")),
        ("approver", "choice/decide", confirm | {"version": "1"}, (400, "api_body.not_valid")),
        ("stranger", "choice/decide", confirm, (404, "draw.not_found")),
    ):
        assert told(await callers.post(who, path, body)) == expected, (who, path, body)
    assert told(await callers.get("stranger", "choice")) == (404, "draw.not_found")
    assert await trials(callers) == 0
