"""Whether seats may be filled without a draw, as far as the form tells (rule DRW-18).

Its one job is the grounds, the reasons, the consent and the share of such seats. It must
not look for the person in the pool: `selection.candidates` does, for the approver alone.
"""

from expert_pool.findings import Finding
from expert_pool.persons import normal_person_name
from expert_pool.policy import Policy
from selection.requests.values import PanelRequest


def check_direct(request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """DRW-18: allowed, few, each on a ground and for a reason, with a leader's consent."""
    if not request.direct:
        return ()
    if not policy.boolean("direct_allowed"):
        return (policy.finding("DRW-18.not_allowed"),)
    found = [*_check_number(request, policy)]
    grounds = policy.codes("direct_grounds")
    found += [
        policy.finding("DRW-18.ground_not_allowed", ground=seat.ground.value)
        for seat in request.direct
        if seat.ground.value not in grounds
    ]
    if any(not seat.reason.strip() for seat in request.direct):
        found.append(policy.finding("DRW-18.reason_missing"))
    if any(not seat.person.units and not seat.person.identity_index for seat in request.direct):
        found.append(policy.finding("DRW-18.unit_missing"))
    if not request.direct_consent.strip():
        found.append(policy.finding("DRW-18.consent_missing"))
    return tuple(found)


def _check_number(request: PanelRequest, policy: Policy) -> tuple[Finding, ...]:
    """At most the policy's share of the seats, and nobody twice."""
    found: list[Finding] = []
    share = policy.share("direct_max_share")
    if len(request.direct) > share * request.seats:
        most = int(share * request.seats)
        found.append(policy.finding("DRW-18.too_many", given=len(request.direct), most=most))
    named = {
        (
            seat.person.identity_index or normal_person_name(seat.person.name),
            tuple(unit.name for unit in seat.person.units),
        )
        for seat in request.direct
    }
    if len(named) < len(request.direct):
        found.append(policy.finding("DRW-18.same_person_twice"))
    return tuple(found)
