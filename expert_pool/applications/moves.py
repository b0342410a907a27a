"""What stands in the way of a move of an application, and the move itself.

Separation of duties (VER-01) and the weight of hard findings are decided here;
which findings there are is for the sections and for `expert_pool.eligibility`.
"""

from dataclasses import replace

from expert_pool.applications.states import (
    TRANSITIONS,
    Act,
    Application,
    Override,
    Recommendation,
    Side,
    State,
    Step,
)
from expert_pool.applications.verification import (
    DECLINE_REASONS,
    OVERRIDE_REASONS,
    RETURN_REASONS,
)
from expert_pool.errors import ExpertPoolError
from expert_pool.findings import Finding, Param, Severity
from expert_pool.policy import OverrideBy, Policy


def permitted_acts(application: Application, actor: str, policy: Policy) -> tuple[Act, ...]:
    """The acts that the state and the separation of duties leave open to this account now."""
    return tuple(
        act
        for act in Act
        if not find_state_obstacles(application, act)
        and not find_person_obstacles(application, act, actor, policy)
    )


def find_obstacles(application: Application, step: Step, policy: Policy) -> tuple[Finding, ...]:
    """Everything that forbids a step, in the order in which a person would ask."""
    return (
        find_state_obstacles(application, step.act)
        or find_person_obstacles(application, step.act, step.actor, policy)
        or (*_find_missing_reasons(step), *_find_standing_findings(step, policy))
    )


def advance(application: Application, step: Step, policy: Policy) -> Application:
    """The application after a step: the only function that writes a state.

    Raises:
        ExpertPoolError: code and parameters of the first obstacle, if there is one.
    """
    obstacles = find_obstacles(application, step, policy)
    if obstacles:
        raise ExpertPoolError(obstacles[0].code, dict(obstacles[0].params))
    moved = replace(application, state=TRANSITIONS[step.act].target)
    if step.act is Act.SUBMIT:
        # A round of checks begins afresh: what an earlier one left behind no longer counts.
        return replace(
            moved, first_registrar="", second_registrar="", recommendation=None, returned=()
        )
    if step.act in {Act.TAKE, Act.RELEASE}:
        return replace(moved, first_registrar=step.actor if step.act is Act.TAKE else "")
    if step.act is Act.RECOMMEND:
        return replace(moved, recommendation=step.recommendation)
    if step.act is Act.WITHDRAW:
        return moved
    second = step.actor if application.state is State.SECOND_CHECK else ""
    return replace(moved, second_registrar=second, returned=step.returned)


def find_state_obstacles(application: Application, act: Act) -> tuple[Finding, ...]:
    """Whether the application is where this act can begin."""
    if application.state in TRANSITIONS[act].sources:
        return ()
    return (_obstacle("application.not_in_this_state", act=act, state=application.state),)


def find_person_obstacles(
    application: Application, act: Act, actor: str, policy: Policy
) -> tuple[Finding, ...]:
    """Whether this account may do the act: nobody judges an application of their own (VER-01)."""
    own = actor in {application.applicant, application.entered_by}
    if TRANSITIONS[act].side is Side.APPLICANT:
        return () if own else (_obstacle("application.not_yours", act=act),)
    if actor == application.applicant:
        return (policy.finding("VER-01.own_application", severity=Severity.HARD),)
    if own:
        return (policy.finding("VER-01.entered_by_same_person", severity=Severity.HARD),)
    took_it = actor == application.first_registrar
    if application.state is State.FIRST_CHECK and act is not Act.RELEASE and not took_it:
        return (_obstacle("application.taken_by_other", act=act),)
    second = application.state is State.SECOND_CHECK and policy.boolean("verify_two_person")
    if second and took_it:
        return (policy.finding("VER-01.same_registrar", severity=Severity.HARD),)
    return ()


def _find_missing_reasons(step: Step) -> tuple[Finding, ...]:
    match step.act:
        case Act.RECOMMEND if step.recommendation is None:
            return (_obstacle("application.recommendation_missing"),)
        case Act.RECOMMEND if step.recommendation is Recommendation.DECLINE:
            return _check_decline_reasons(step)
        case Act.DECLINE:
            return _check_decline_reasons(step)
        case Act.RETURN:
            return _check_returned_fields(step)
        case _:
            return ()


def _check_decline_reasons(step: Step) -> tuple[Finding, ...]:
    if not step.reasons:
        return (_obstacle("application.reason_missing"),)
    unknown = tuple(code for code in step.reasons if code not in DECLINE_REASONS)
    if unknown:
        return tuple(_obstacle("application.reason_unknown", reason=code) for code in unknown)
    return () if step.text.strip() else (_obstacle("application.text_missing"),)


def _check_returned_fields(step: Step) -> tuple[Finding, ...]:
    if not step.returned:
        return (_obstacle("application.returned_fields_missing"),)
    return tuple(
        _obstacle("application.reason_unknown", reason=field.reason)
        for field in step.returned
        if field.reason not in RETURN_REASONS
    )


def _find_standing_findings(step: Step, policy: Policy) -> tuple[Finding, ...]:
    """Hard findings stop a submission or an admission unless they are properly overruled."""
    if step.act not in {Act.SUBMIT, Act.ADMIT}:
        return ()
    faults = tuple(
        fault for override in step.overrides for fault in _check_override(override, policy)
    )
    overruled = {one.rule_id for one in step.overrides}
    standing = tuple(
        finding
        for finding in step.findings
        if finding.severity is Severity.HARD and finding.rule_id not in overruled
    )
    return faults + standing


def _check_override(override: Override, policy: Policy) -> tuple[Finding, ...]:
    rule = policy.rules.get(override.rule_id)
    allowed = rule.override_by if rule else OverrideBy.NONE
    if allowed is OverrideBy.NONE:
        return (_obstacle("application.rule_cannot_be_overruled", rule=override.rule_id),)
    if override.office is not allowed:
        return (
            _obstacle(
                "application.overruled_by_wrong_office", rule=override.rule_id, office=allowed
            ),
        )
    if override.reason not in OVERRIDE_REASONS:
        return (_obstacle("application.reason_unknown", reason=override.reason),)
    return ()


def _obstacle(code: str, **params: Param) -> Finding:
    return Finding(code, Severity.HARD, "", tuple(sorted(params.items())))
