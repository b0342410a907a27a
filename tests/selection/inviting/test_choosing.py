"""Candidates, then a choice: offered in order, passed over with reasons, confirmed by another."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from expert_pool.audit.acts import Act
from expert_pool.storage.audit_store import AuditFilter, AuditStore
from selection.checking import check_draws
from selection.checking.second_persons import check_second_persons
from selection.choice import Blocked, Chosen, Pass
from selection.convening import open_meeting
from selection.convening.packing import make_pack
from selection.drawing.reporting import read_report
from selection.errors import SelectionError
from selection.inviting.arranging import enter_arrangement
from selection.inviting.choosing import (
    Word,
    decide_choice,
    lapse_choice,
    propose_choice,
    try_choice,
)
from selection.inviting.offering import load_choosing, load_offer, read_names
from selection.states.choices import ChoiceState
from selection.states.invitations import InvitationState
from selection.states.vacancies import VacancyReason, VacancyState
from selection.storage.choice_store import list_due_choices, load_turns
from selection.storage.draw_store import load_assignments
from selection.verify import Verdict
from tests.selection.drawing.ceremonies import TODAY, prepare_ceremony
from tests.selection.drawing.test_ceremony import draw
from tests.selection.drawing.test_own_entries import account_for
from tests.selection.drawing.test_own_screenings import own_of
from tests.selection.drawing.test_replacements import check
from tests.selection.drawing.test_vacating import approver_of
from tests.selection.inviting.test_seven_seats import ARRANGEMENT, Panel

CHOOSING = "A08"
"""The activity for which the demonstration's policy offers a choice."""


class Chooser(Panel):
    """A drawn panel that waits for a choice, and those who have a part in it."""

    async def act(self, act, actor, *told):
        async with self.database.transaction() as session:
            return await act(session, self.ceremony.desk, self.ceremony.request_id, actor, *told)

    async def choosing(self):
        return await self.act(load_choosing, self.ceremony.auditor)

    async def offer(self):
        seen = await self.choosing()
        async with self.database.read() as session:
            given = (seen.request, seen.choice, seen.panel)
            return await load_offer(session, self.ceremony.desk, *given)

    async def tries(self, *passes):
        return await self.act(try_choice, self.ceremony.officer, passes)

    async def tried(self):
        """What the log keeps of each trial, in their order."""
        cipher = self.ceremony.desk.cipher
        async with self.database.read() as session:
            store = AuditStore(session)
            page = await store.page(AuditFilter(acts=frozenset({Act.CHOICE_TRY})))
            told = await store.details(cipher, [it.entry.id for it in page.entries])
        return [told[it.entry.id].after for it in page.entries][::-1]

    async def propose(self, *passes):
        return await self.act(propose_choice, self.ceremony.officer, passes)

    async def decide(self, confirmed=True, note="", version=1, actor=None):
        actor = actor or await approver_of(self.database, self.ceremony)
        return await self.act(decide_choice, actor, Word(version, confirmed, note))

    async def lapse(self):
        async with self.database.read() as session:
            due = await list_due_choices(session, self.ceremony.desk.now(), limit=9)
        for request_id in due:
            async with self.database.transaction() as session:
                await lapse_choice(session, self.ceremony.desk, request_id)
        return len(due)


def passing(pseudonym, ground="field_further", note="works on another subject"):
    return Pass(pseudonym, ground, note)


async def start(database, activity=CHOOSING, **kind):
    async with database.transaction() as session:
        ceremony = await prepare_ceremony(session, activity=activity, **kind)
    await draw(database, ceremony)
    return Chooser(database, ceremony)


@pytest.fixture
async def chooser(database):
    return await start(database)


def technical(offer, *, sits):
    """Technical candidates of the offer who sit, or who would follow."""
    members = offer.standing.members
    found = (it for it in offer.names if "technical" in offer.meets(it))
    return [it for it in found if (it in members) is sits]


async def check_record(chooser):
    """The receipt with its record, the log and every row agree; each pass is an act."""
    checked = await check(chooser.database, chooser.ceremony)
    assert [it.verdict for it in checked] == [Verdict.VALID] * 2
    acts = [it for it in await chooser.acts() if it.startswith(("choice.", "draw.re"))]
    assert acts[acts.index("choice.open") :] == [
        *["choice.open", "choice.propose"],
        *["draw.recuse", "draw.replace"] * 2,
        "choice.confirm",
    ]
    assert await chooser.mails("choice_open") == await chooser.mails("choice_proposed") == 1
    async with chooser.database.read() as session:
        outcomes = [it.outcome for it in await load_assignments(session, TODAY)]
        turns = await load_turns(session)
        checked = await check_draws(session, chooser.ceremony.desk)
        trails = await check_second_persons(session, checked.draws)
        assert (checked.findings, trails) == ((), [])
    assert sorted(outcomes) == ["pending"] * 5 + ["replaced"] * 2
    assert sorted(it.passed for it in turns) == [False] * 5 + [True] * 2


async def test_a_choice_is_confirmed_by_another_and_the_next_follow_by_rank(chooser):
    await chooser.arrange()
    assert await chooser.invitations() == ()
    offer = await chooser.offer()
    assert (len(offer.names), len(offer.standing.members)) == (15, 5)
    sitting, following = technical(offer, sits=True), technical(offer, sits=False)
    passes = (passing(sitting[1]), passing(following[0], "doubt", "advises the applicant"))
    proposed = await chooser.propose(*passes)
    assert await chooser.propose(*passes) == proposed
    assert (proposed.state, proposed.version) == (ChoiceState.PROPOSED, 1)
    assert await chooser.invitations() == ()
    confirmed = await chooser.decide()
    assert await chooser.decide() == confirmed
    now = await chooser.now()
    assert now.members[0].pseudonym == offer.names[0]
    seated = {it.pseudonym for it in now.members}
    assert seated == ({*offer.standing.members} - {sitting[1]}) | {following[1]}
    assert [(it.pseudonym, it.reason, it.ground) for it in now.taken] == [
        (sitting[1], VacancyReason.PASSED_OVER, "field_further"),
        (following[0], VacancyReason.PASSED_OVER, "doubt"),
    ]
    assert {it.decided_by for it in now.taken} == {confirmed.decided_by}
    assert read_report(chooser.ceremony.desk, now.taken[1]) == "advises the applicant"
    course = (await chooser.choosing()).course
    assert [it.ground for it in course.passed] == ["field_further", "doubt"]
    assert course.positions == tuple(sorted({it.position for it in now.taken}))
    asked = await chooser.invitations()
    assert {it.pseudonym for it in asked} == seated
    assert {it.state for it in asked} == {InvitationState.SENT}
    await check_record(chooser)


async def test_the_drawn_order_is_kept_by_the_officer_s_word_alone(chooser):
    await chooser.arrange()
    kept = await chooser.propose()
    assert await chooser.propose() == kept
    assert (kept.state, kept.refused) == (ChoiceState.KEPT, False)
    assert len(await chooser.invitations()) == 5
    with pytest.raises(SelectionError, match="wrong_state"):
        await chooser.propose(passing((await chooser.offer()).names[0]))


@pytest.mark.parametrize("proposed", [False, True])
async def test_nobody_waits_for_ever(chooser, proposed):
    await chooser.arrange()
    drawn = (await chooser.offer()).standing.members
    if proposed:
        chooser.ceremony.clock.wait(minutes=30)
        await chooser.propose(passing(drawn[0]))
    due = (await chooser.choosing()).choice.due_at
    chooser.ceremony.clock.moment = due
    assert await chooser.lapse() == 0
    chooser.ceremony.clock.wait(seconds=1)
    with pytest.raises(SelectionError, match="too_late"):
        await (chooser.decide() if proposed else chooser.propose(passing(drawn[0])))
    assert (await chooser.lapse(), await chooser.lapse()) == (1, 0)
    await chooser.act(
        lambda session, desk, request_id, _: lapse_choice(session, desk, request_id), 0
    )
    assert (await chooser.choosing()).choice.state is ChoiceState.LAPSED
    assert [it.pseudonym for it in await chooser.invitations()] == list(drawn)


async def test_nobody_meets_before_it_is_known_who_sits(chooser):
    for act, *told in ((open_meeting,), (make_pack, "zh_Hans")):
        with pytest.raises(SelectionError, match="waits"):
            await chooser.act(act, chooser.ceremony.officer, *told)
    await chooser.propose()
    for act, *told in ((open_meeting,), (make_pack, "zh_Hans")):
        with pytest.raises(SelectionError, match="not_today"):
            await chooser.act(act, chooser.ceremony.officer, *told)


async def test_an_arrangement_entered_while_a_choice_ends_leaves_nobody_uninvited(chooser):
    async with chooser.database.transaction() as session:
        ceremony = chooser.ceremony
        given = (ceremony.desk, ceremony.request_id, ceremony.officer, ARRANGEMENT)
        await enter_arrangement(session, *given)
        ending = asyncio.create_task(chooser.propose())
        await asyncio.wait({ending}, timeout=0.5)
        assert not ending.done(), "it waits for the arrangement"
    await ending
    assert len(await chooser.invitations()) == 5


async def test_a_choice_that_nobody_confirmed_but_the_database_is_named(chooser):
    await chooser.propose(passing((await chooser.offer()).names[1]))
    async with chooser.database.transaction() as session:
        await session.execute(text("UPDATE panel_choice SET state = 'confirmed'"))
    async with chooser.database.read() as session:
        drawn = (await check_draws(session, chooser.ceremony.desk)).draws
        (found,) = await check_second_persons(session, drawn)
    assert (found.code, found.param("kind")) == ("CHK-12.other_state", "choice")
    assert (found.param("state"), found.param("logged")) == ("confirmed", "proposed")


async def test_what_is_sent_back_is_proposed_anew_within_a_further_term(chooser):
    offer = await chooser.offer()
    await chooser.propose(passing(offer.names[1]))
    with pytest.raises(SelectionError, match="reason_missing"):
        await chooser.decide(confirmed=False, note=" ")
    with pytest.raises(SelectionError, match="changed"):
        await chooser.decide(version=7)
    with pytest.raises(SelectionError, match="not_your_turn"):
        await chooser.decide(actor=chooser.ceremony.auditor)
    chooser.ceremony.clock.wait(minutes=20)
    sent_back = await chooser.decide(confirmed=False, note="give a reason that holds")
    assert await chooser.decide(confirmed=False, note="give a reason that holds") == sent_back
    assert sent_back.due_at == chooser.ceremony.desk.now() + timedelta(minutes=60)
    assert (await chooser.choosing()).note == "give a reason that holds"
    again = await chooser.propose(passing(offer.names[1], note="is abroad that week"))
    assert (again.state, again.version) == (ChoiceState.PROPOSED, 2)
    assert (await chooser.now()).taken == ()


async def test_each_different_trial_stays_in_the_log_without_anybody_in_it(chooser):
    offer = await chooser.offer()
    sitting, last = technical(offer, sits=True)[0], technical(offer, sits=False)[-1]
    seat = offer.standing.members.index(sitting) + 1
    await chooser.tries(passing(sitting))
    await chooser.tries(passing(sitting, note="the same trial in other words"))
    unreached = await chooser.tries(passing(sitting), passing(last, "other"))
    with pytest.raises(SelectionError, match="not_reached"):
        unreached.foreseen()
    await chooser.tries(passing(sitting))
    for refused in ((passing("nobody"),), (passing(sitting, ground=""),)):
        with pytest.raises(SelectionError, match=r"not_offered|ground_missing"):
            await chooser.tries(*refused)
    one = {"place": seat, "seat": seat, "ground": "field_further"}
    two = {"place": offer.names.index(last) + 1, "seat": 0, "ground": "other"}
    first = {"candidates": [one], "outcome": "followed", "at": 0, "proposal": 1}
    further = {"candidates": [one, two], "outcome": "not_reached", "at": two["place"]}
    assert await chooser.tried() == [first, further | {"proposal": 1}, first]
    await chooser.propose(passing(sitting))
    await chooser.decide(confirmed=False, note="say more")
    await chooser.tries(passing(sitting))
    assert (await chooser.tried())[-1] == first | {"proposal": 2}
    course = (await chooser.choosing()).course
    assert (course.trials, course.proposals, course.positions) == (4, 1, ())


async def test_the_third_proposal_that_is_sent_back_ends_the_choice(chooser):
    await chooser.arrange()
    drawn = (await chooser.offer()).standing.members
    for version in (1, 2, 3):
        assert await chooser.invitations() == ()
        await chooser.propose(passing(drawn[0]))
        back = await chooser.decide(confirmed=False, note="no", version=version)
        assert await chooser.decide(confirmed=False, note="no", version=version) == back
    assert (back.state, back.refused) == (ChoiceState.KEPT, True)
    assert [it.pseudonym for it in await chooser.invitations()] == list(drawn)
    with pytest.raises(SelectionError, match="wrong_state"):
        await chooser.propose(passing(drawn[0]))
    acts = [it for it in await chooser.acts() if it.startswith("choice.")]
    back_and_forth = ["choice.propose", "choice.send_back"]
    assert acts == ["choice.open", *back_and_forth * 2, "choice.propose", "choice.refuse"]
    async with chooser.database.read() as session:
        checked = await check_draws(session, chooser.ceremony.desk)
        assert await check_second_persons(session, checked.draws) == []


async def test_where_nobody_offered_fits_nothing_changes_and_each_is_explained(database):
    chooser = await start(database, technical=30, financial=1)
    offer = await chooser.offer()
    alone = next(it for it in offer.standing.members if "financial" in offer.meets(it))
    found = (await chooser.tries(passing(alone))).foreseen()
    assert isinstance(found, Blocked)
    assert [it["outcome"] for it in await chooser.tried()] == ["nobody_fits"]
    assert len(found.passed) == 10
    assert all(it.findings for it in found.passed)
    with pytest.raises(SelectionError, match="nobody_fits"):
        await chooser.propose(passing(alone))
    assert (await chooser.choosing()).choice.state is ChoiceState.OPEN


async def test_facts_of_the_moment_of_the_confirmation_decide(chooser):
    offer = await chooser.offer()
    leaver = technical(offer, sits=True)[0]
    found = (await chooser.tries(passing(leaver))).foreseen()
    assert isinstance(found, Chosen)
    await chooser.propose(passing(leaver))
    follower = found.steps[0].successor
    async with chooser.database.transaction() as session:
        query = text("UPDATE expert SET standing = 'suspended' WHERE id = :id")
        await session.execute(query, {"id": offer.experts[follower]})
    await chooser.decide()
    (taken,) = (await chooser.now()).taken
    assert taken.state is VacancyState.FILLED
    assert taken.successor != follower


async def test_who_is_passed_over_learns_of_it_with_the_release_and_not_before(chooser):
    offer = await chooser.offer()
    leaver = technical(offer, sits=True)[0]
    expert = offer.experts[leaver]
    account = await account_for(chooser.database, chooser.ceremony, expert)
    await chooser.propose(passing(leaver))
    await chooser.decide()
    assert [it.left for it in await own_of(chooser.database, chooser.ceremony, account)] == [None]
    chooser.ceremony.clock.moment = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    (own,) = await own_of(chooser.database, chooser.ceremony, account)
    assert own.left.reason is VacancyReason.PASSED_OVER


async def test_names_are_for_the_officer_while_the_choice_waits_and_for_auditors(chooser):
    offer = await chooser.offer()
    approver = await approver_of(chooser.database, chooser.ceremony)

    async def look(actor):
        async with chooser.database.transaction() as session:
            return await read_names(session, offer, await chooser.choosing(), actor)

    assert set(await look(chooser.ceremony.officer)) == set(offer.names)
    with pytest.raises(SelectionError, match="names_forbidden"):
        await look(approver)
    await chooser.propose()
    with pytest.raises(SelectionError, match="names_forbidden"):
        await look(chooser.ceremony.officer)
    await look(chooser.ceremony.auditor)
    assert (await chooser.acts()).count("choice.read") == 2


async def test_an_activity_that_the_policy_does_not_name_knows_no_choice(database):
    chooser = await start(database, activity="A01")
    await chooser.arrange()
    assert len(await chooser.invitations()) == 5
    with pytest.raises(SelectionError, match="not_found"):
        await chooser.choosing()
    with pytest.raises(SelectionError, match="not_found"):
        await chooser.propose()
