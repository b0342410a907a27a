"""Applications, roles and members of the pool: what their records say of each other."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications.states import State
from expert_pool.audit.acts import ActGroup
from expert_pool.eligibility import check_eligibility
from expert_pool.experts import Expert, Standing
from expert_pool.findings import Finding, Param, Severity
from expert_pool.policy import Policy, Stage
from expert_pool.roles import Role, forbidden_together
from expert_pool.storage.audit_inspection import last_states
from expert_pool.storage.expert_store import load_pool
from expert_pool.storage.standings import (
    ApplicationStanding,
    application_standings,
    roles_held,
)
from expert_pool.vocabulary import CodeLists

SOURCE: Final = "security.md 6.8"
_DECIDED: Final = frozenset({State.ADMITTED.value, State.DECLINED.value})
_IN_POOL: Final = frozenset(
    {Standing.ACTIVE.value, Standing.SUSPENDED.value, Standing.EXITED.value}
)


@dataclass(frozen=True, slots=True)
class PoolReport:
    """How much was checked, what does not fit, and how many members each rule would now stop."""

    applications: int
    accounts: int
    members: int
    findings: tuple[Finding, ...]
    eligibility: Mapping[str, int]


async def check_pool_records(
    session: AsyncSession, policy: Policy, lists: CodeLists, as_of: date
) -> PoolReport:
    """Check every application and account, and ask the rules about every member of the pool."""
    applications = await application_standings(session)
    logged = await last_states(session, (ActGroup.APPLICATION,))
    roles = await roles_held(session)
    members = [record.expert for record in await load_pool(session)]
    two_people = policy.boolean("verify_two_person")
    findings = [
        finding
        for one in applications
        for finding in check_application(one, logged.get(str(one.id), ""), two_people=two_people)
    ]
    for account, held in roles.items():
        findings.extend(check_roles(account, held))
    counted = await asyncio.to_thread(_count_findings, members, policy, lists, as_of)
    return PoolReport(len(applications), len(roles), len(members), tuple(findings), counted)


def check_application(
    one: ApplicationStanding, logged_state: str, *, two_people: bool
) -> Iterator[Finding]:
    """What an application's record says that neither its expert nor the log bears out."""
    subject = str(one.id)
    if one.state == State.ADMITTED and one.standing not in _IN_POOL:
        yield _fault("CHK-01.admitted_without_expert", application=subject)
    registrars = [who for who in (one.first_registrar, one.second_registrar) if who]
    if len(set(registrars)) < len(registrars):
        yield _fault("CHK-02.same_registrar", application=subject)
    if {one.applicant, one.entered_by} & set(registrars):
        yield _fault("CHK-02.own_application", application=subject)
    if two_people and one.state in _DECIDED and len(registrars) == 1:
        yield _fault("CHK-02.one_registrar", application=subject)
    if logged_state and logged_state != one.state:
        params = {"application": subject, "state": one.state, "logged": logged_state}
        yield _fault("CHK-03.application_state", **params)


def check_roles(account: UUID, held: frozenset[str]) -> Iterator[Finding]:
    """The pairs of roles that this account must not hold together."""
    known = [Role(role) for role in sorted(held) if role in set(Role)]
    for pair in forbidden_together(known):
        params = {"account": str(account), **dict(pair.params)}
        yield _fault("CHK-04.roles_together", **params)


def _count_findings(
    members: list[Expert], policy: Policy, lists: CodeLists, as_of: date
) -> dict[str, int]:
    """By code, how many members of the pool have a hard finding on this day."""
    counts = Counter(
        code
        for expert in members
        for code in {
            finding.code
            for finding in check_eligibility(expert, policy, lists, as_of, stage=Stage.DRAW)
            if finding.severity is Severity.HARD
        }
    )
    return dict(sorted(counts.items()))


def _fault(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
