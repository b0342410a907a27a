"""Applications, members and accounts: whether the acts on record led to where they stand."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from expert_pool.applications.states import CLOSED, TRANSITIONS, State
from expert_pool.applications.states import Act as ApplicationAct
from expert_pool.audit.acts import Act, ActGroup, acts_of
from expert_pool.audit.trails import BEGINNING, Move, Step, follow, moves_of
from expert_pool.experts import Standing
from expert_pool.findings import Finding, Param, Severity
from expert_pool.storage.audit_inspection import steps_of
from expert_pool.storage.standings import (
    ApplicationStanding,
    closed_accounts,
    expert_standings,
)

SOURCE: Final = "security.md 6.8"
_DRAFTING: Final = Move(frozenset({BEGINNING}), State.DRAFT.value)
_MOVES: Final = {
    Act.APPLICATION_SUBMIT: ApplicationAct.SUBMIT,
    Act.APPLICATION_WITHDRAW: ApplicationAct.WITHDRAW,
    Act.APPLICATION_TAKE: ApplicationAct.TAKE,
    Act.APPLICATION_RELEASE: ApplicationAct.RELEASE,
    Act.APPLICATION_VERIFY_FIRST: ApplicationAct.RECOMMEND,
    Act.APPLICATION_ADMIT: ApplicationAct.ADMIT,
    Act.APPLICATION_RETURN: ApplicationAct.RETURN,
    Act.APPLICATION_DECLINE: ApplicationAct.DECLINE,
}
_OPEN: Final = frozenset(state.value for state in State if state not in CLOSED)
APPLICATION_MOVES: Final[Mapping[str, Move]] = {
    Act.APPLICATION_START.value: _DRAFTING,
    Act.APPLICATION_ENTER_FOR.value: _DRAFTING,
    # An imported expert takes the own draft up, or joins it to one begun before.
    Act.APPLICATION_CONFIRM.value: Move(_OPEN | {BEGINNING}),
    **moves_of(TRANSITIONS, _MOVES.items()),
}
MEMBER_MOVES: Final[Mapping[str, Move]] = {
    Act.IMPORT_ADD.value: Move(frozenset({BEGINNING}), Standing.IMPORTED.value),
    Act.APPLICATION_ADMIT.value: Move(
        frozenset({BEGINNING, Standing.IMPORTED.value, Standing.EXITED.value}),
        Standing.ACTIVE.value,
    ),
}
_ACCOUNT_STATES: Final = frozenset({Act.ACCOUNT_DEACTIVATE, Act.ACCOUNT_REACTIVATE})


async def check_trails(
    session: AsyncSession, applications: Collection[ApplicationStanding], *, fictional: bool
) -> list[Finding]:
    """What stands somewhere although no acts led there.

    A `fictional` database was filled with people whom no act admitted; nobody asks for theirs.
    """
    admissions = await steps_of(session, frozenset(_MOVES) | _BEGINNINGS)
    members = await steps_of(session, acts_of(ActGroup.EXPERT) | {Act.IMPORT_ADD})
    for one in applications:
        if one.expert is not None and one.source != "change":
            admitted = [it for it in admissions.get(str(one.id), ()) if it.act == _ADMIT]
            own = (*members.get(str(one.expert), ()), *(Step(it.place, _ADMIT) for it in admitted))
            members[str(one.expert)] = tuple(sorted(own, key=lambda it: it.place))
    standings = await expert_standings(session)
    closed = await closed_accounts(session)
    accounts = await steps_of(session, _ACCOUNT_STATES)
    return [
        *_check_applications(applications, admissions),
        *check_members(standings, members, fictional=fictional),
        *_check_accounts(closed, accounts),
    ]


_ADMIT: Final = Act.APPLICATION_ADMIT.value
_BEGINNINGS: Final = frozenset(
    {Act.APPLICATION_START, Act.APPLICATION_ENTER_FOR, Act.APPLICATION_CONFIRM}
)


def _check_applications(
    applications: Collection[ApplicationStanding], logged: Mapping[str, tuple[Step, ...]]
) -> Iterator[Finding]:
    for one in applications:
        steps = logged.get(str(one.id), ())
        if not steps and one.state == State.DRAFT:
            continue  # the draft of somebody imported, who was not there yet
        yield from check_trail("application", str(one.id), steps, APPLICATION_MOVES, one.state)


def check_members(
    standings: Mapping[str, str], logged: Mapping[str, tuple[Step, ...]], *, fictional: bool
) -> Iterator[Finding]:
    """Members whom no admission or import made, and standings that no act gave."""
    for expert, standing in standings.items():
        steps = [it for it in logged.get(expert, ()) if it.act in MEMBER_MOVES or it.after]
        if not any(it.act in MEMBER_MOVES for it in steps):
            if fictional:
                continue
            yield fault("CHK-12.no_act_made_it", kind="expert", subject=expert, state=standing)
            continue
        yield from check_trail("expert", expert, steps, MEMBER_MOVES, standing)


def _check_accounts(
    closed: Mapping[str, bool], logged: Mapping[str, tuple[Step, ...]]
) -> Iterator[Finding]:
    for account, is_closed in closed.items():
        steps = logged.get(account, ())
        said = steps[-1].after if steps else "open"
        state = "closed" if is_closed else "open"
        if said != state:
            params = {"kind": "account", "subject": account}
            yield fault("CHK-12.other_state", **params, state=state, logged=said)


def check_trail(
    kind: str,
    subject: str,
    steps: Collection[Step],
    moves: Mapping[str, Move],
    state: str,
) -> Iterator[Finding]:
    """A step that cannot follow those before it, and a state that the steps do not lead to."""
    params = {"kind": kind, "subject": subject}
    if not steps:
        yield fault("CHK-12.no_act_made_it", **params, state=state)
        return
    reached = follow(steps, moves)
    if reached.wrong is not None:
        wrong = reached.wrong
        yield fault("CHK-12.impossible_step", **params, index=wrong.place, act=wrong.act)
    if reached.state != state:
        yield fault("CHK-12.other_state", **params, state=state, logged=reached.state)


def fault(code: str, **params: Param) -> Finding:
    """A finding of the checks."""
    return Finding(code, Severity.HARD, SOURCE, tuple(sorted(params.items())))
