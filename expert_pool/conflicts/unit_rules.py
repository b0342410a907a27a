"""Conflicts through units: employment, boards, holdings, interests, authorities, competitors.

Its one job is rules COI-01 to 04, 06, 11, 15 and 17, each a pure function of expert,
parties, policy and review days. It must not read anything that was not declared or typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from expert_pool.conflicts.parties import ProjectParties
from expert_pool.conflicts.windows import ReviewDays, still_touches, tie_touches
from expert_pool.experts import AvoidedUnit, Employment, EmploymentKind, Expert, Unit
from expert_pool.findings import Finding, Severity
from expert_pool.policy import Policy
from expert_pool.units import SAME_LEGAL_PERSON, UnitMatch, match_units, same_legal_person

WORKING = frozenset({EmploymentKind.EMPLOYED, EmploymentKind.PART_TIME})
GROUNDS_WITH_A_RULE = frozenset({"G03", "G04", "G13", "G15", "G16"})
"""Grounds of declared units that have a rule of their own; the rest falls to COI-06."""


@dataclass(frozen=True, slots=True)
class _TieRule:
    """The codes under which one rule reports a tie to a unit, and its ground."""

    same: str
    parent: str
    group: str
    ground: str


_CURRENT = _TieRule("COI-01.same_unit", "COI-01.parent_unit", "COI-01.same_group", "G01")
_FORMER = _TieRule(
    "COI-02.employed_within_years", "COI-02.employed_in_group", "COI-02.employed_in_group", "G02"
)
_BOARD = _TieRule(
    "COI-03.board_within_years", "COI-03.board_of_parent", "COI-03.board_in_group", "G03"
)
_OWNER = _TieRule(
    "COI-04.owner_within_years", "COI-04.owner_of_parent", "COI-04.owner_in_group", "G04"
)
_AUTHORITY = _TieRule(
    "COI-15.authority_staff", "COI-15.authority_agency", "COI-15.authority_group", "G17"
)


def find_same_unit(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-01: works, also part-time, at a party's unit on a day of the review.

    The units of the project's people count as well (基金条例 art. 20(3): the same legal
    entity as the applicant).
    """
    if not policy.boolean("coi_same_unit"):
        return ()
    ties = _working_ties(expert, review)
    own_units = (unit for party in parties.people if party.person for unit in party.person.units)
    return _match_ties(ties, (*parties.units, *own_units), _CURRENT, policy)


def find_former_employment(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-02: an employment at a party ended inside the window, its first day included.

    An employment that lasts on a day of the review is COI-01's matter.
    """
    window = review.years_back(policy.integer("coi_employment_years"))
    ties = tuple(
        tie
        for tie in expert.employments
        if tie.kind in WORKING and tie_touches(tie, window) and not tie_touches(tie, review)
    )
    return _match_ties(ties, parties.units, _FORMER, policy, window)


def find_board_post(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-03: director or supervisor of a party inside the window."""
    window = review.years_back(policy.integer("coi_board_years"))
    ties = _ties_of_kind(expert, EmploymentKind.BOARD, window)
    found = _match_ties(ties, parties.units, _BOARD, policy, window)
    return found + _declared(expert, parties, policy, window, (_BOARD.same, "G03"))


def find_holding(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-04: controlling shareholder or actual controller of a party inside the window."""
    window = review.years_back(policy.integer("coi_owner_years"))
    ties = _ties_of_kind(expert, EmploymentKind.OWNER, window)
    found = _match_ties(ties, parties.units, _OWNER, policy, window)
    return found + _declared(expert, parties, policy, window, (_OWNER.same, "G04"))


def find_declared_unit(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-06: the expert asked to avoid a party's unit, on any other ground."""
    if policy.text("coi_other") == "off":
        return ()
    avoided = (item for item in expert.avoided_units if item.ground not in GROUNDS_WITH_A_RULE)
    return tuple(
        policy.finding("COI-06.declared_unit", ground=item.ground, unit=_label(unit))
        for item, unit in _avoided_parties(avoided, parties, review)
    )


def find_paid_advice(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-08 for declared units: paid adviser of a party inside the window of COI-02."""
    if not policy.boolean("coi_project_member"):
        return ()
    window = review.years_back(policy.integer("coi_employment_years"))
    return _declared(expert, parties, policy, window, ("COI-08.adviser_of_party", "G13"))


def find_economic_interest(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-11: contracts, shares or paid work with a party inside the window of COI-02."""
    if policy.text("coi_financial") == "off":
        return ()
    window = review.years_back(policy.integer("coi_employment_years"))
    return _declared(expert, parties, policy, window, ("COI-11.economic_interest", "G15"))


def find_authority_staff(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-15: works at the department that approves or supervises the project."""
    if not policy.boolean("coi_authority"):
        return ()
    return _match_ties(_working_ties(expert, review), parties.authorities, _AUTHORITY, policy)


def find_competitor(
    expert: Expert, parties: ProjectParties, policy: Policy, review: ReviewDays
) -> tuple[Finding, ...]:
    """COI-17: declared to work for a direct competitor of a party."""
    if policy.text("coi_competitor") == "off":
        return ()
    return _declared(expert, parties, policy, review, ("COI-17.competitor", "G16"))


def _working_ties(expert: Expert, review: ReviewDays) -> tuple[Employment, ...]:
    return tuple(
        tie for tie in expert.employments if tie.kind in WORKING and tie_touches(tie, review)
    )


def _ties_of_kind(
    expert: Expert, kind: EmploymentKind, window: ReviewDays
) -> tuple[Employment, ...]:
    return tuple(tie for tie in expert.employments if tie.kind is kind and tie_touches(tie, window))


def _match_ties(
    ties: Iterable[Employment],
    units: Iterable[Unit],
    rule: _TieRule,
    policy: Policy,
    window: ReviewDays | None = None,
) -> tuple[Finding, ...]:
    """One finding a matching pair; rules without a window tell no dates."""
    units = tuple(units)
    return tuple(
        _report_tie(tie, unit, match, rule, policy, window)
        for tie in ties
        for unit in units
        if (match := match_units(tie.unit, unit)) is not None
    )


def _report_tie(
    tie: Employment,
    unit: Unit,
    match: UnitMatch,
    rule: _TieRule,
    policy: Policy,
    window: ReviewDays | None,
) -> Finding:
    """State a tie: the same legal person and a present parent weigh what the policy says.

    Former ties to a parent, and ties to a sibling in the group, ask a person (soft).
    """
    code = {UnitMatch.PARENT: rule.parent, UnitMatch.GROUP: rule.group}.get(match, rule.same)
    heavy = match in SAME_LEGAL_PERSON or (match is UnitMatch.PARENT and code != rule.group)
    params = {"ground": rule.ground, "matched_by": match.value, "unit": _label(unit)}
    if window is not None:
        params["since"] = window.start.isoformat()
        params["until"] = tie.end.isoformat() if tie.end else ""
    return policy.finding(code, severity=None if heavy else Severity.SOFT, **params)


def _avoided_parties(
    avoided: Iterable[AvoidedUnit], parties: ProjectParties, window: ReviewDays
) -> tuple[tuple[AvoidedUnit, Unit], ...]:
    return tuple(
        (item, unit)
        for item in avoided
        if still_touches(item.until, window)
        for unit in parties.units
        if same_legal_person(item.unit, unit)
    )


def _declared(
    expert: Expert,
    parties: ProjectParties,
    policy: Policy,
    window: ReviewDays,
    code_and_ground: tuple[str, str],
) -> tuple[Finding, ...]:
    """What the expert declared on one ground about the parties' units."""
    code, ground = code_and_ground
    avoided = (item for item in expert.avoided_units if item.ground == ground)
    return tuple(
        policy.finding(
            code,
            ground=ground,
            matched_by="declared",
            unit=_label(unit),
            since=window.start.isoformat(),
            until=item.until.isoformat() if item.until else "",
        )
        for item, unit in _avoided_parties(avoided, parties, window)
    )


def _label(unit: Unit) -> str:
    """How a finding names a party's unit; people are never named in findings."""
    return unit.name or unit.uscc
