"""What must be kept of the story in the end: messages, states, ranks, entries, the receipt."""

import json
from collections.abc import Mapping
from pathlib import Path

from expert_pool.messages import Channel, Result
from selection.drawing.succeeding import load_reserves, read_passed
from selection.states.invitations import InvitationState
from selection.states.vacancies import VacancyReason
from tests.journeys import auditing
from tests.journeys.browsing import Visitor
from tests.journeys.reviewing.members import kinds_of
from tests.journeys.reviewing.stage import Member, Review
from tests.journeys.words import say

OFFICER = "officer@demo.example"
WAS_TOLD = {
    1: ["invitation", "accepted"],
    2: ["invitation", "accepted"],
    3: ["invitation", "accepted", "noted", "released"],
    4: ["invitation", "accepted"],
    5: ["invitation"],
    6: ["invitation"],
    7: ["invitation", "reminder", "released"],
}
"""What the members who were drawn were told; whoever followed was invited and accepted.

`noted`: an absence stands in the credit file, which the account shows; the mail names nothing.
"""
ENDED = {
    1: (InvitationState.ACCEPTED, "accepted"),
    2: (InvitationState.ACCEPTED, "accepted"),
    3: (InvitationState.CLOSED, "absent"),
    4: (InvitationState.RECUSED, "recused"),
    5: (InvitationState.DECLINED, "declined"),
    6: (InvitationState.DECLINED, "declined"),
    7: (InvitationState.NO_ANSWER, "timed_out"),
}
LEFT = [
    (5, VacancyReason.DECLINED),
    (6, VacancyReason.DECLINED),
    (7, VacancyReason.NO_ANSWER),
    (3, VacancyReason.ABSENT),
    (4, VacancyReason.RECUSED),
]
_OPENED = ["invitation.open", "invitation.send"]
_FOLLOWS = ["draw.recuse", "draw.replace", *_OPENED]
_ACCEPTED = ["invitation.pledge", "invitation.accept"]
_COMES_IN = ["meeting.sign_in", "meeting.pledge"]
ACTS = [
    "invitation.arrange",
    *_OPENED * 7,
    *_ACCEPTED * 4,
    *["invitation.decline", *_FOLLOWS] * 2,
    *_ACCEPTED * 2,
    *["invitation.expire", *_FOLLOWS],
    *_ACCEPTED,
    "meeting.open",
    *_COMES_IN * 6,
    *["meeting.absent", "draw.recuse", "invitation.close", "draw.replace", *_OPENED],
    *_ACCEPTED,
    *_COMES_IN,
    *["meeting.vote"] * 4,
    "meeting.chair",
    "meeting.begin",
    "meeting.minutes",
    *["meeting.opinion"] * 7,
    *["meeting.recuse", "invitation.recuse", *_FOLLOWS],
    *_ACCEPTED,
    *_COMES_IN,
    "meeting.opinion",
    "meeting.close",
    "meeting.sheet",
]
"""What the log holds beside messages and looks at names, in its order."""


def complete(review: Review) -> str:
    """What the officer is told when everybody has accepted."""
    subject = "Panel request %(number)s: every member has accepted"
    return say("zh_Hans", subject, number=review.request.number)


def check_messages(review: Review, first: Mapping[int, Member], now: Mapping[int, Member]) -> None:
    """Everybody was told what they had to be told, once, by mail and by short message."""
    expected = {first[seat].email: kinds for seat, kinds in WAS_TOLD.items()}
    followed = {now[seat].email for seat in now} - set(expected)
    assert len(followed) == len(LEFT)
    expected |= {email: ["invitation", "accepted"] for email in followed}
    people = {it.email: it for it in (*first.values(), *now.values())}
    mailed = {email: sorted(kinds_of(review, it)) for email, it in people.items()}
    assert mailed == {email: sorted(kinds) for email, kinds in expected.items()}
    told = review.messages()
    assert len(told) == sum(len(kinds) - kinds.count("noted") for kinds in expected.values())
    ways = [(one.channel, one.result) for it in told for one in it.attempts]
    assert set(ways) == {
        (Channel.IN_SYSTEM, Result.SENT),
        (Channel.MAIL, Result.SENT),
        (Channel.SMS, Result.SENT),
    }
    assert len(ways) == 3 * len(told)
    assert len(list((review.folder / "drop").iterdir())) == len(told)
    assert review.mailbox.subjects(OFFICER).count(complete(review)) == 3


def check_states(review: Review, first: Mapping[int, Member]) -> None:
    """Invitations, seats and attendances stand as they should."""
    states = {it.expert_id: it.state for it in review.invitations()}
    outcomes = review.outcomes()
    ended = {
        seat: (states.pop(it.expert_id), outcomes.pop(it.expert_id)) for seat, it in first.items()
    }
    assert ended == ENDED
    assert list(states.values()) == [InvitationState.ACCEPTED] * len(LEFT)
    assert list(outcomes.values()) == ["accepted"] * len(LEFT)
    attended = review.attendances()
    assert [it.position for it in attended if it.left_at is None and it.pledged_at] == [
        *range(1, 8)
    ]
    gone = {it.position: (it.left_reason, it.stance) for it in attended if it.left_at}
    assert gone == {3: ("absent", None), 4: ("recused", "agrees")}


def check_ranks(review: Review) -> None:
    """Nobody was left out: before each successor stand only those who could not sit."""
    panel, desk = review.panel(), review.services.draw_desk
    assert [(it.position, it.reason) for it in panel.taken] == LEFT
    order = tuple(load_reserves(desk, panel.draw).order)
    for left in panel.taken:
        passed = [one.e for one in read_passed(desk, left)]
        assert order[: left.rank] == (*passed, left.successor)
        assert left.reported_by is None


def check_log(review: Review) -> None:
    """Every act has its entry, in the order of the story."""
    acts = review.acts()
    after = acts[acts.index("draw.result") + 1 :]
    beside = ("message.", "meeting.read", "draw.read", "credit.")
    assert [act for act in after if not act.startswith(beside)] == ACTS
    told = len(review.messages())
    # Of each message the account has it at once; the two other channels have an entry each.
    assert (acts.count("message.queue"), acts.count("message.attempt")) == (told, 2 * told)


def check_receipt(review: Review, anybody: Visitor) -> None:
    """Anybody checks receipt and record of replacements; one without a step is refused."""
    anybody.open("/receipts")
    anybody.follow(review.request.number)
    receipt = anybody.download(anybody.say("Public receipt"))
    record = anybody.download(anybody.say("Record of the replacements"))
    anybody.open("/receipts")
    trust = anybody.download(anybody.say("Keys and digests (trust.json)"))
    told = json.loads(record.read_bytes())
    assert [(step["seat"], step["reason"]) for step in told["steps"]] == [
        (seat, reason.value) for seat, reason in LEFT
    ]
    assert _verify(receipt, record, trust) == 0
    shorter = record.with_name("shorter.json")
    told["steps"].pop()
    shorter.write_text(json.dumps(told), encoding="utf-8")
    assert _verify(receipt, shorter, trust) != 0


def _verify(receipt: Path, record: Path, trust: Path) -> int:
    given = (str(receipt), "--replacements", str(record), "--trust", str(trust))
    return auditing.run("selection", "verify", *given)


def acts_in(export: Path, review: Review) -> list[str]:
    """The acts of the request as the exported log tells them."""
    lines = (json.loads(line) for line in export.read_text(encoding="utf-8").splitlines())
    entries = [json.loads(line["entry"]) for line in lines if "entry" in line]
    return [one["act"] for one in entries if one["req"] == str(review.request.id)]
