"""What members of the panel do: answer by the mailed link or in the account, and meet."""

from email.message import EmailMessage

from tests.journeys.browsing import Visitor
from tests.journeys.mailbox import link_in, text_of
from tests.journeys.registration import sign_in
from tests.journeys.reviewing.stage import Member, Review

SUBJECTS = {
    "invitation": ("评审邀请，请于", "Invitation to a review: please answer by"),
    "reminder": ("提醒：评审邀请待答复", "Reminder: please answer the invitation"),
    "accepted": ("已确认参加评审：", "Your seat in a review is confirmed:"),
    "released": ("您不再参加", "You no longer have a seat in the review of"),
    "noted": ("您的账号中有新内容", "There is something for you to read in your account"),
}
ASK_PLEDGE, ASK_CONFLICT = "I declare this and will take part", "No conflict: I accept the seat"
BACK, SEND = "I cannot take part", "Send this answer"
GROUND = "G01"


def subject(kind: str, language: str) -> str:
    """How the mail of a kind begins to say what it is about."""
    return SUBJECTS[kind][language == "en"]


def kinds_of(review: Review, member: Member) -> list[str]:
    """What somebody was mailed, by kind, in the order of arrival."""
    said = review.mailbox.subjects(member.email)
    kinds = [
        kind
        for words in said
        for kind in SUBJECTS
        if words.startswith(subject(kind, member.language))
    ]
    assert len(kinds) == len(said), said
    return kinds


def mail_to(review: Review, member: Member, kind: str) -> EmailMessage:
    """The mail of a kind, once it is here; nothing in it is secret (rule NTF-02)."""
    mail = review.mailbox.wait_for(member.email, subject(kind, member.language))
    secrets = (review.request.number, *(project.name for project in review.projects))
    for words in (text_of(mail), text_of(mail, "html"), str(mail["Subject"])):
        assert not [secret for secret in secrets if secret in words]
    return mail


def keep(visitor: Visitor, name: str) -> None:
    """Look at the page; Chinese readers at a desk, English ones on a telephone."""
    visitor.look()
    if name:
        visitor.picture(name, phone=visitor.language == "en")


def accept_by_link(review: Review, visitor: Visitor, member: Member, name: str = "") -> None:
    """Two presses accept; the link is good for one answer."""
    link = link_in(mail_to(review, member, "invitation"))
    visitor.open(link)
    keep(visitor, name)
    assert review.projects[0].name not in visitor.page.content(), "Told before the pledge."
    _accept(review, visitor, name)
    visitor.open(link)
    visitor.reads(visitor.say("You have accepted"))
    assert not visitor.shows_button(visitor.say(SEND))
    mail_to(review, member, "accepted")


def accept_in_the_account(review: Review, visitor: Visitor, member: Member, name: str) -> None:
    """The same two presses after signing in."""
    mail_to(review, member, "invitation")
    sign_in(visitor, member.email)
    visitor.open("/my/invitations")
    keep(visitor, f"{name}-list" if name else "")
    visitor.leave_by(visitor.page.locator("main a[href^='/my/invitations/']"))
    keep(visitor, name)
    _accept(review, visitor, name)
    mail_to(review, member, "accepted")


def _accept(review: Review, visitor: Visitor, name: str) -> None:
    visitor.press(visitor.say(ASK_PLEDGE))
    keep(visitor, f"{name}-parties" if name else "")
    visitor.reads(review.projects[0].name)
    visitor.press(visitor.say(ASK_CONFLICT))
    keep(visitor, f"{name}-accepted" if name else "")


def decline(visitor: Visitor, reason: str, name: str = "") -> None:
    """Say on the open invitation why not."""
    _unfold(visitor, BACK)
    visitor.choose(visitor.say(reason))
    visitor.press(visitor.say(SEND))
    keep(visitor, name)
    visitor.reads(visitor.say("You have declined"))


def _unfold(visitor: Visitor, words: str) -> None:
    visitor.page.locator("summary", has_text=visitor.say(words)).first.click()


# The day


def shows_code(visitor: Visitor, member: Member, name: str = "") -> str:
    """Sign in to the own account, find the meeting, and show the code for the door."""
    sign_in(visitor, member.email)
    visitor.open("/my/meetings")
    visitor.leave_by(visitor.page.locator("main a[href^='/my/meetings/']"))
    visitor.press(visitor.say("Show my code"))
    keep(visitor, name)
    return visitor.page.locator(".digest.secret").inner_text()


def pledges(visitor: Visitor, name: str = "") -> None:
    """After the door: read the pledge and give it."""
    visitor.follow(visitor.say("I have signed in: go on"))
    keep(visitor, name)
    visitor.press(visitor.say("I pledge this"))
    visitor.reads(visitor.say("Your pledge is kept, with its time."))


def votes(visitor: Visitor, chosen: str, name: str = "") -> None:
    """Vote for somebody to lead the panel."""
    visitor.open(visitor.page.url)
    keep(visitor, name)
    visitor.pick(visitor.say("Who should lead the panel?"), chosen)
    visitor.press(visitor.say("Vote"))


def agrees(visitor: Visitor, name: str = "") -> None:
    """Read the minutes and agree."""
    visitor.open(visitor.page.url)
    keep(visitor, name)
    visitor.press(visitor.say("I agree with the minutes"))
    visitor.reads(visitor.say("Your opinion is kept."))


def dissents(visitor: Visitor, reasons: str, name: str = "") -> None:
    """Dissent in writing; without reasons it is refused."""
    visitor.open(visitor.page.url)
    _unfold(visitor, "I dissent")
    visitor.press(visitor.say("Keep my dissent"))
    visitor.sees_the_summary()
    visitor.fill(visitor.say("What you dissent from, and why"), reasons)
    visitor.press(visitor.say("Keep my dissent"))
    keep(visitor, name)
    visitor.reads(visitor.say("Your opinion is kept."))


def recuses(visitor: Visitor, ground: str, name: str = "") -> None:
    """Find a conflict late, and leave the panel."""
    visitor.open(visitor.page.url)
    _unfold(visitor, "I have to recuse myself")
    visitor.pick(visitor.say("Ground of the recusal"), ground)
    keep(visitor, name)
    visitor.press(visitor.say("Recuse myself and leave"))
    visitor.reads(visitor.say("You have recused yourself. What you said by then does not count."))
