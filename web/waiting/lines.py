"""Which role sees which lines of what waits: one table, and the pages where each is done.

It counts nothing: `web.waiting.looking` does. A line grants nothing either: its page admits whom
`web.access` admits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from expert_pool.roles import Role
from web.waiting.works import WORDS, When, Work


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work: the list that holds it all, and the page of a single one.

    `query` narrows the list; `param` is the place in the address of a single one, taken by its
    number where `by_label`, else by its id. Without `each` single ones are not named.
    """

    work: Work
    route: str
    query: str = ""
    each: str = ""
    param: str = "request_id"
    by_label: bool = False
    when: When = When.SINCE

    @property
    def words(self) -> tuple[str, str]:
        """What it says of one thing, and of many."""
        return WORDS[self.work]


def _request(work: Work, state: str) -> Line:
    query = f"?standing={state}"
    return Line(work, "officers.requests", query, each="officers.request")


def _draw(work: Work, each: str = "draws.ceremony", when: When = When.SINCE) -> Line:
    return Line(work, "draws.list", each=each, when=when)


def _fees(work: Work) -> Line:
    return Line(work, "fees.lists", each="fees.list", param="list_id")


def _case(work: Work, query: str) -> Line:
    case = ("registrars.case", "application_id")
    return Line(work, "registrars.queue", query, *case)


LINES: Final[Mapping[Role, tuple[Line, ...]]] = {
    Role.OFFICER: (
        _draw(Work.TODAY, "meetings.day", When.ON),
        _request(Work.SENT_BACK, "returned"),
        _request(Work.DRAFT, "draft"),
        _draw(Work.WITNESS),
        _draw(Work.REFUSED, "exceptions.show"),
        _draw(Work.BEGIN),
        _draw(Work.COMMIT),
        _draw(Work.REVEAL, when=When.FROM),
        _draw(Work.TYPE),
        _draw(Work.CHOOSE, "draws.choice", When.UNTIL),
        _draw(Work.ARRANGE, "draws.arrangement", When.ON),
        _draw(Work.FILL, "draws.seats"),
        _draw(Work.CLOSE, "meetings.day", When.ON),
        _draw(Work.SHEET, "meetings.day"),
        _draw(Work.EVALUATE, "evaluations.sheet", When.UNTIL),
        Line(Work.DRAW_UP, "fees.lists", each="fees.request"),
    ),
    Role.APPROVER: (
        _request(Work.APPROVE, "submitted"),
        _draw(Work.CONFIRM_CHOICE, "draws.choice", When.UNTIL),
        _draw(Work.DECIDE_SEAT, "draws.seats"),
        _draw(Work.DECIDE_EXCEPTION, "exceptions.show"),
        _draw(Work.DECIDE_ANNULMENT, "draws.annul"),
        _fees(Work.APPROVE_FEES),
        Line(Work.RELEASE, "calls.list", each="calls.show", param="number", by_label=True),
        Line(Work.CONFIRM_CASE, "credit.list"),
    ),
    Role.REGISTRAR: (
        _case(Work.IN_HAND, "?state=first_check"),
        _case(Work.SECOND_CHECK, "?state=second_check"),
        _case(Work.FIRST_CHECK, "?state=submitted"),
        _case(Work.CHANGE, "?source=change"),
        Line(Work.PAPER, "registrars.papers", each="registrars.paper", param="application_id"),
        Line(Work.DECIDE_CASE, "credit.list"),
    ),
    Role.AUDITOR: (
        _draw(Work.COMMIT_AS_AUDITOR),
        _draw(Work.REVEAL, when=When.FROM),
        _draw(Work.TYPE_AS_AUDITOR),
        _draw(Work.WITNESS_AS_AUDITOR),
        _draw(Work.CONCLUDE, "draws.annul"),
    ),
    Role.FINANCE: (_fees(Work.PAY), _fees(Work.ARCHIVE)),
    Role.USER_ADMIN: (
        Line(
            Work.CONFIRM_ACT,
            "administrators.accounts",
            each="administrators.account",
            param="account_id",
        ),
    ),
}
"""What may wait for each role of the staff, the most urgent first."""
_WITH_SECRETS: Final = frozenset({Work.COMMIT, Work.COMMIT_AS_AUDITOR, Work.REVEAL})


def lines_for(roles: frozenset[str], *, secrets: bool, public: bool) -> tuple[Line, ...]:
    """The lines of somebody's roles under a policy.

    Args:
        roles: What the account holds.
        secrets: Whether officer and auditor each hand in a secret; else the officer begins.
        public: Whether a public source speaks, so that secrets are revealed before it does.
    """
    held = (line for role, lines in LINES.items() if role.value in roles for line in lines)
    kept = (it for it in held if _is_wanted(it.work, secrets=secrets))
    return tuple(_timed(it, When.UNTIL if public else When.FROM) for it in kept)


def _is_wanted(work: Work, *, secrets: bool) -> bool:
    return work is not Work.BEGIN if secrets else work not in _WITH_SECRETS


def _timed(line: Line, reveal: When) -> Line:
    return replace(line, when=reveal) if line.work is Work.REVEAL else line
