"""Which role sees which lines: whom a line sends somewhere, its page admits."""

from collections import Counter
from uuid import uuid4

import pytest

from expert_pool.roles import Role
from web.access import may_use
from web.visits import Visitor
from web.waiting.lines import LINES, lines_for
from web.waiting.looking import QUERIES
from web.waiting.works import WORDS, When, Work

STAFF = sorted(set(Role) - {Role.EXPERT})


def works_of(*roles: Role, secrets: bool = True, public: bool = False) -> list[Work]:
    return [it.work for it in lines_for(frozenset(roles), secrets=secrets, public=public)]


@pytest.mark.parametrize("role", STAFF)
def test_every_page_that_a_line_names_admits_its_role(role: Role) -> None:
    visitor = Visitor(uuid4(), "", "", "en", frozenset({role.value}))
    assert LINES[role]
    for line in LINES[role]:
        assert may_use(line.route, visitor), line
        assert not line.each or may_use(line.each, visitor), line


def test_nothing_waits_here_for_an_expert_or_for_nobody() -> None:
    assert works_of(Role.EXPERT) == []
    assert works_of() == []


def test_each_work_has_words_and_a_query_and_belongs_to_somebody() -> None:
    shown = Counter(line.work for lines in LINES.values() for line in lines)
    assert set(shown) == set(WORDS) == set(QUERIES) == set(Work)
    assert [it for it, times in shown.items() if times > 1] == [Work.REVEAL]


def test_without_secrets_the_officer_begins_and_nobody_reveals() -> None:
    with_secrets = works_of(Role.OFFICER, Role.AUDITOR)
    without = works_of(Role.OFFICER, Role.AUDITOR, secrets=False)
    assert set(without) - set(with_secrets) == {Work.BEGIN}
    gone = {Work.COMMIT, Work.COMMIT_AS_AUDITOR, Work.REVEAL}
    assert set(with_secrets) - set(without) == gone


@pytest.mark.parametrize(("public", "when"), [(True, When.UNTIL), (False, When.FROM)])
def test_secrets_are_revealed_before_a_public_source_speaks_else_after_the_wait(
    public: bool, when: When
) -> None:
    lines = lines_for(frozenset({Role.AUDITOR.value}), secrets=True, public=public)
    assert {it.when for it in lines if it.work is Work.REVEAL} == {when}
    assert {it.when for it in lines if it.work is not Work.REVEAL} == {When.SINCE}
