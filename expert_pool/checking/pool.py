"""Applications, roles and members of the pool: what their records say of each other."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications.states import State
from expert_pool.audit.acts import Act
from expert_pool.checking.accounts import check_granted
from expert_pool.checking.trails import check_trails, fault
from expert_pool.eligibility import check_eligibility
from expert_pool.encryption import FieldCipher
from expert_pool.experts import Expert, Standing
from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy, Stage
from expert_pool.roles import Role, forbidden_together
from expert_pool.storage.audit_inspection import steps_of
from expert_pool.storage.expert_store import load_pool
from expert_pool.storage.standings import (
    ApplicationStanding,
    application_standings,
    roles_held,
)
from expert_pool.vocabulary import CodeLists

_DECIDED: Final = frozenset({State.ADMITTED.value, State.DECLINED.value})
_IN_POOL: Final = frozenset(
    standing.value for standing in Standing if standing is not Standing.IMPORTED
)


@dataclass(frozen=True, slots=True)
class PoolReport:
    """How much was checked, what does not fit, and whom of the members each rule would now stop.

    `eligibility` names the members by the code of the hard finding.
    """

    applications: int
    accounts: int
    members: int
    findings: tuple[Finding, ...]
    eligibility: Mapping[str, tuple[str, ...]]


async def check_pool_records(
    session: AsyncSession, cipher: FieldCipher, policy: Policy, lists: CodeLists, as_of: date
) -> PoolReport:
    """Check every application and account, and ask the rules about every member of the pool."""
    applications = await application_standings(session)
    fictional = bool(await steps_of(session, (Act.DEMO_FILL,)))
    roles = await roles_held(session)
    members = [record.expert for record in await load_pool(session)]
    two_people = policy.boolean("verify_two_person")
    findings = [
        finding for one in applications for finding in check_application(one, two_people=two_people)
    ]
    for account, held in roles.items():
        findings.extend(check_roles(account, held))
    findings += await check_trails(session, applications, fictional=fictional)
    findings += await check_granted(session, cipher, roles, fictional=fictional)
    found = await asyncio.to_thread(_find_stopped, members, policy, lists, as_of)
    return PoolReport(len(applications), len(roles), len(members), tuple(findings), found)


def check_application(one: ApplicationStanding, *, two_people: bool) -> Iterator[Finding]:
    """What an application's record says that its expert and its registrars do not bear out."""
    subject = str(one.id)
    if one.state == State.ADMITTED and one.standing not in _IN_POOL:
        yield fault("CHK-01.admitted_without_expert", application=subject)
    registrars = [who for who in (one.first_registrar, one.second_registrar) if who]
    if len(set(registrars)) < len(registrars):
        yield fault("CHK-02.same_registrar", application=subject)
    if {one.applicant, one.entered_by} & set(registrars):
        yield fault("CHK-02.own_application", application=subject)
    if two_people and one.state in _DECIDED and len(registrars) == 1:
        yield fault("CHK-02.one_registrar", application=subject)


def check_roles(account: UUID, held: frozenset[str]) -> Iterator[Finding]:
    """The pairs of roles that this account must not hold together."""
    known = [Role(role) for role in sorted(held) if role in set(Role)]
    for pair in forbidden_together(known):
        params = {"account": str(account), **dict(pair.params)}
        yield fault("CHK-04.roles_together", **params)


def _find_stopped(
    members: list[Expert], policy: Policy, lists: CodeLists, as_of: date
) -> dict[str, tuple[str, ...]]:
    """By code, the members of the pool who have this hard finding on this day."""
    stopped: dict[str, list[str]] = {}
    for expert in members:
        found = check_eligibility(expert, policy, lists, as_of, stage=Stage.DRAW)
        for code in {it.code for it in found if it.severity is Severity.HARD}:
            stopped.setdefault(code, []).append(expert.id)
    return {code: tuple(sorted(stopped[code])) for code in sorted(stopped)}
