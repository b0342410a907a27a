"""A panel of seven from its invitations to the signed sheet, with browsers and real mails.

Two members decline, one stays silent, one recuses late, one does not come on the day; whoever
follows, follows by rank. Every message, state and entry of the log is looked at.
`make rehearse-panel` runs it: the service is started anew for each part of the story.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser

from expert_pool.vocabulary import load_code_lists
from tests.journeys import auditing
from tests.journeys.browsing import Habits, Visitor
from tests.journeys.certificates import make_certificates
from tests.journeys.conftest import RESULTS
from tests.journeys.mailbox import Mailbox, link_in
from tests.journeys.registration import sign_in
from tests.journeys.reviewing import hosting, keeping, members
from tests.journeys.reviewing.stage import MONDAY, Member, Review, opened_review

pytestmark = [pytest.mark.browser, pytest.mark.rehearsal]
HALF_OVER, TERM_OVER = timedelta(hours=2, minutes=5), timedelta(hours=4, minutes=10)
DOORS_OPEN, TOO_LATE = timedelta(hours=22, minutes=50), timedelta(hours=23, minutes=31)
MINUTES = "会议听取汇报，审阅材料，质询讨论后形成意见：同意立项（虚构）。"
DISSENT = "经费预算依据不足（虚构）。"
ABSENT, LATE, DECLINE_LINK, DECLINE_ACCOUNT, SILENT = 3, 4, 5, 6, 7
Arrives = Callable[..., Visitor]


@pytest.fixture(scope="module")
def review(executable: str, mailbox: Mailbox) -> Iterator[Review]:
    assert executable, "Nobody could look at the service."
    # Root's unprivileged account must reach the directory, which pytest's own does not allow.
    with TemporaryDirectory(prefix="expert-pool-review-") as directory:
        Path(directory).chmod(0o711)
        with opened_review(Path(directory), mailbox) as opened:
            yield opened


@pytest.fixture
def arrives(chromium: Browser, review: Review) -> Iterator[Arrives]:
    """Give somebody with a browser of their own, who reads one language."""
    folder = RESULTS / "rehearsal" / "panel_day"
    folder.mkdir(parents=True, exist_ok=True)
    for former in folder.glob("*.png"):
        former.unlink()
    with ExitStack() as open_browsers:

        def arrive(language: str, *, scripts: bool = True) -> Visitor:
            habits = Habits(language, scripts)
            visitor = Visitor(chromium, review.service.address, habits, folder)
            open_browsers.callback(visitor.close)
            return visitor

        yield arrive


class Story:
    """Who takes part, and who sat where at first and in the end."""

    def __init__(self, review: Review, arrives: Arrives, folder: Path) -> None:
        self.review, self.arrives, self.folder = review, arrives, folder
        self.first = {seat: review.member(seat) for seat in range(1, 8)}
        self.here: dict[int, Visitor] = {}

    def staff(self, name: str, language: str = "zh_Hans") -> Visitor:
        visitor = self.arrives(language)
        sign_in(visitor, f"{name}@demo.example")
        return visitor

    def invitations_go_out(self) -> None:
        officer, colleague = self.staff("officer"), self.staff("officer", "en")
        hosting.arranges(officer, self.review)
        for member in self.first.values():
            members.mail_to(self.review, member, "invitation")
        hosting.watches(officer, self.review, 0, "board-asked")
        self.some_answer()
        hosting.watches(officer, self.review, 6, "board-one-missing")
        hosting.watches(colleague, self.review, 6, "board-one-missing")

    def some_answer(self) -> None:
        """Four accept, two decline, and their successors accept; one says nothing."""
        by_link = (1, ABSENT, LATE)
        for seat in by_link:
            self.accept(seat, f"invitation-{seat}")
        member = self.first[2]
        visitor = self.arrives(member.language)
        members.accept_in_the_account(self.review, visitor, member, "own-invitation")
        self.decline_by_link(DECLINE_LINK, "I have no time then")
        self.decline_in_the_account(DECLINE_ACCOUNT, "My health does not allow it")
        self.accept(DECLINE_LINK)
        self.accept(DECLINE_ACCOUNT)

    def accept(self, seat: int, name: str = "") -> None:
        member = self.review.member(seat)
        visitor = self.arrives(member.language, scripts=bool(name))
        members.accept_by_link(self.review, visitor, member, name)

    def decline_by_link(self, seat: int, reason: str) -> None:
        member = self.first[seat]
        visitor = self.arrives(member.language)
        visitor.open(link_in(members.mail_to(self.review, member, "invitation")))
        members.decline(visitor, reason, "declined")

    def decline_in_the_account(self, seat: int, reason: str) -> None:
        member = self.first[seat]
        visitor = self.arrives(member.language)
        sign_in(visitor, member.email)
        visitor.open("/my/invitations")
        visitor.leave_by(visitor.page.locator("main a[href^='/my/invitations/']"))
        members.decline(visitor, reason)

    def one_stays_silent(self) -> None:
        review, silent = self.review, self.first[SILENT]
        review.serve_at(MONDAY + HALF_OVER)
        members.mail_to(review, silent, "reminder")
        link = link_in(members.mail_to(review, silent, "invitation"))
        review.serve_at(MONDAY + TERM_OVER)
        members.mail_to(review, silent, "released")
        late = self.arrives(silent.language)
        late.open(link)
        members.keep(late, "too-late")
        assert not late.shows_button(late.say(members.ASK_PLEDGE))
        self.accept(SILENT)
        hosting.watches(self.staff("officer"), review, 7, "board-complete")
        officer = keeping.OFFICER
        review.mailbox.wait_for(officer, keeping.complete(review))

    def doors_open(self) -> Visitor:
        self.review.serve_at(MONDAY + DOORS_OPEN)
        host = self.staff("officer")
        hosting.opens_the_doors(host, self.review)
        for seat in (1, 2, LATE, DECLINE_LINK, DECLINE_ACCOUNT, SILENT):
            self.comes_in(host, seat)
        return host

    def comes_in(self, host: Visitor, seat: int) -> None:
        member = self.review.member(seat)
        shown = seat in {1, 2}
        visitor = self.here[seat] = self.arrives(member.language, scripts=shown)
        code = members.shows_code(visitor, member, f"own-code-{seat}" if shown else "")
        hosting.lets_in(host, self.review, code, "door" if seat == 1 else "")
        members.pledges(visitor, f"own-pledge-{seat}" if shown else "")

    def one_is_absent(self) -> Visitor:
        """Half an hour after the start the seat goes on; staff and members sign in again."""
        review = self.review
        review.serve_at(MONDAY + TOO_LATE)
        host = self.staff("officer")
        hosting.records_absence(host, review, ABSENT)
        members.mail_to(review, self.first[ABSENT], "released")
        self.accept(ABSENT)
        self.comes_in(host, ABSENT)
        for seat, visitor in self.here.items():
            if seat != ABSENT:
                self.comes_back(visitor, seat)
        return host

    def comes_back(self, visitor: Visitor, seat: int) -> None:
        """Whoever was idle for half an hour signs in to the account once more."""
        page = visitor.page.url
        sign_in(visitor, self.review.member(seat).email)
        visitor.open(page)

    def meets(self, host: Visitor) -> None:
        review = self.review
        chair = review.member(1).name
        for seat in (1, 2, ABSENT, DECLINE_LINK):
            members.votes(self.here[seat], chair, "own-vote" if seat == 2 else "")
        hosting.begins(host, review)
        hosting.writes_minutes(host, MINUTES)
        for seat in (1, ABSENT, LATE, DECLINE_LINK, DECLINE_ACCOUNT, SILENT):
            members.agrees(self.here[seat], "own-minutes" if seat == 1 else "")
        members.dissents(self.here[2], DISSENT, "own-dissent")

    def one_recuses_late(self, host: Visitor) -> None:
        lists, visitor = load_code_lists(), self.here[LATE]
        ground = lists.name(lists.recusal_grounds[members.GROUND], visitor.language)
        members.recuses(visitor, ground)
        self.accept(LATE)
        self.comes_in(host, LATE)
        members.agrees(self.here[LATE])

    def closes(self, host: Visitor) -> None:
        signed, _ = make_certificates(self.folder, "虚构签字表")
        hosting.closes(host, self.review, signed)
        colleague = self.staff("officer", "en")
        colleague.open(hosting.day(self.review))
        members.keep(colleague, "day-closed")

    def members_now(self) -> dict[int, Member]:
        return {seat: self.review.member(seat) for seat in range(1, 8)}


def test_a_panel_of_seven(review: Review, arrives: Arrives, tmp_path: Path) -> None:
    review.serve_at(MONDAY)
    story = Story(review, arrives, tmp_path)
    story.invitations_go_out()
    story.one_stays_silent()
    story.doors_open()
    host = story.one_is_absent()
    story.meets(host)
    story.one_recuses_late(host)
    story.closes(host)
    keeping.check_messages(review, story.first, story.members_now())
    keeping.check_states(review, story.first)
    keeping.check_ranks(review)
    keeping.check_log(review)
    keeping.check_receipt(review, arrives("en"))
    export = auditing.takes_the_log_along(story.staff("auditor"))
    assert auditing.check_export(export) == 0
    assert Counter(keeping.acts_in(export, review)) == Counter(review.acts())
    review.end()
    assert review.check()["findings"] == []
