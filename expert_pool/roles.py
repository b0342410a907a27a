"""The roles of accounts, and which ones no single account may hold together.

The static part of the separation of duties only. That nobody approves the own
request, and that two different registrars verify, is checked per case by the acts.

Decision: one account holds one role. Each pair has its own ground:

* an expert never holds a staff role (matched by identity, not by account);
* a user administrator, who could grant the other role to the own account, and an
  auditor, who must not audit the own work, hold no business role (三员分立);
* a registrar reads identities and decides who is in the pool, while officers and
  approvers must not see the pool that is drawn from;
* officer and approver could be separated request by request, but two accounts in one
  hand approve each other too easily, so the stricter reading is kept.

* a finance clerk (财务人员) pays what others asked for and approved, and reads bank data:
  keeping the books is apart from handling and approving (Accounting Law).

A small bureau therefore needs at least two registrars, one officer, one approver, one
auditor and two user administrators: seven accounts of seven people; and a finance clerk,
where fees are paid with the service.
"""

from collections.abc import Iterable
from enum import StrEnum
from itertools import combinations

from expert_pool.findings import Finding, Severity


class Role(StrEnum):
    """What an account may do; the route table of the service refers to these."""

    EXPERT = "expert"
    REGISTRAR = "registrar"
    OFFICER = "officer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    FINANCE = "finance"
    USER_ADMIN = "user_admin"


_THREE_POSTS = "GB/T 22239-2019 8.1.5"
_SEPARATE_POSTS = "三评意见(2018): 推进专家抽取和使用岗位分离"
_APART_FROM_BOOKS = "会计法: 记账人员与审批人员、经办人员的职责相互分离"
_DESIGN = "design"

# The first row that names one of the two roles gives the ground.
_GROUNDS: tuple[tuple[Role, str, str], ...] = (
    (Role.EXPERT, "SEC-07.expert_and_staff", _DESIGN),
    (Role.USER_ADMIN, "AUD-03.user_admin_alone", _THREE_POSTS),
    (Role.AUDITOR, "AUD-03.auditor_alone", _THREE_POSTS),
    (Role.FINANCE, "FEE-07.finance_alone", _APART_FROM_BOOKS),
    (Role.REGISTRAR, "DRW-11.registrar_and_draw", _SEPARATE_POSTS),
    (Role.OFFICER, "REQ-01.officer_and_approver", _SEPARATE_POSTS),
)


def forbidden_together(roles: Iterable[Role]) -> tuple[Finding, ...]:
    """One finding for each pair of roles that one account must not hold.

    Source: domain rules REQ-01, DRW-11 and AUD-03, and the design rule SEC-07.
    """
    held = sorted(set(roles), key=tuple(Role).index)
    return tuple(_pair_finding(first, second) for first, second in combinations(held, 2))


def _pair_finding(first: Role, second: Role) -> Finding:
    code, source = next(
        (code, source) for role, code, source in _GROUNDS if role in {first, second}
    )
    return Finding(
        code=code,
        severity=Severity.HARD,
        source=source,
        params=(("first", first.value), ("second", second.value)),
    )
