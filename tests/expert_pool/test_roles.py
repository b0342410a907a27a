"""Which roles one account may not hold together: every pair, by name."""

from itertools import combinations

import pytest

from expert_pool.findings import Severity, blocks
from expert_pool.roles import Role, forbidden_together

GROUND_OF_PAIR = [
    (Role.EXPERT, Role.REGISTRAR, "SEC-07.expert_and_staff"),
    (Role.EXPERT, Role.OFFICER, "SEC-07.expert_and_staff"),
    (Role.EXPERT, Role.APPROVER, "SEC-07.expert_and_staff"),
    (Role.EXPERT, Role.AUDITOR, "SEC-07.expert_and_staff"),
    (Role.EXPERT, Role.USER_ADMIN, "SEC-07.expert_and_staff"),
    (Role.REGISTRAR, Role.OFFICER, "DRW-11.registrar_and_draw"),
    (Role.REGISTRAR, Role.APPROVER, "DRW-11.registrar_and_draw"),
    (Role.REGISTRAR, Role.AUDITOR, "AUD-03.auditor_alone"),
    (Role.REGISTRAR, Role.USER_ADMIN, "AUD-03.user_admin_alone"),
    (Role.OFFICER, Role.APPROVER, "REQ-01.officer_and_approver"),
    (Role.OFFICER, Role.AUDITOR, "AUD-03.auditor_alone"),
    (Role.OFFICER, Role.USER_ADMIN, "AUD-03.user_admin_alone"),
    (Role.APPROVER, Role.AUDITOR, "AUD-03.auditor_alone"),
    (Role.APPROVER, Role.USER_ADMIN, "AUD-03.user_admin_alone"),
    (Role.AUDITOR, Role.USER_ADMIN, "AUD-03.user_admin_alone"),
    (Role.EXPERT, Role.FINANCE, "SEC-07.expert_and_staff"),
    (Role.FINANCE, Role.USER_ADMIN, "AUD-03.user_admin_alone"),
    (Role.AUDITOR, Role.FINANCE, "AUD-03.auditor_alone"),
    (Role.REGISTRAR, Role.FINANCE, "FEE-07.finance_alone"),
    (Role.OFFICER, Role.FINANCE, "FEE-07.finance_alone"),
    (Role.APPROVER, Role.FINANCE, "FEE-07.finance_alone"),
]


@pytest.mark.parametrize(("first", "second", "code"), GROUND_OF_PAIR)
def test_a_pair_of_roles_is_refused_with_its_ground(first: Role, second: Role, code: str) -> None:
    for order in ((first, second), (second, first)):
        (finding,) = forbidden_together(order)
        assert finding.code == code
        assert finding.severity is Severity.HARD
        assert finding.params == (("first", first.value), ("second", second.value))


def test_the_table_names_every_pair() -> None:
    pairs = {frozenset(row[:2]) for row in GROUND_OF_PAIR}
    assert pairs == {frozenset(pair) for pair in combinations(Role, 2)}


@pytest.mark.parametrize("role", list(Role))
def test_one_role_is_allowed_even_when_named_twice(role: Role) -> None:
    assert forbidden_together((role, role)) == ()


def test_no_role_is_allowed() -> None:
    assert forbidden_together(()) == ()


def test_three_roles_give_a_finding_for_each_pair() -> None:
    findings = forbidden_together({Role.OFFICER, Role.APPROVER, Role.AUDITOR})
    assert [finding.code for finding in findings] == [
        "REQ-01.officer_and_approver", "AUD-03.auditor_alone", "AUD-03.auditor_alone",
    ]  # fmt: skip
    assert blocks(findings)
