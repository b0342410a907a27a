"""How long the screening of a pool takes: `python benchmarks/screening.py [experts]`.

Its one job is to time `screen_candidates`, `to_problem` and the live count, in seconds of
processor, on a fictional pool made by counting, without any randomness. It checks nothing.
"""

import sys
import time
from datetime import date, timedelta

from expert_pool.conflicts import Party, PartyRole, Person, ProjectParties, ReviewDays
from expert_pool.experts import (
    Declarations,
    Employment,
    EmploymentKind,
    Expert,
    ExpertId,
    ExpertType,
    FieldOfWork,
    Leave,
    Relation,
    RelationKind,
    Sector,
    Sex,
    Standing,
    TitleHeld,
    Unit,
)
from expert_pool.policy import load_policy
from expert_pool.vocabulary import load_code_lists
from selection.candidates import (
    Assignment,
    Outcome,
    Pseudonyms,
    history_of,
    screen_candidates,
    to_problem,
)
from selection.counts import count_quotas, count_reasons, without_names
from selection.requests import (
    Attribute,
    Condition,
    PanelRequest,
    PlaceType,
    Quota,
    RequestId,
    request_from_template,
)

TODAY = date(2026, 11, 16)
REVIEW = ReviewDays(date(2026, 11, 20), date(2026, 11, 21))
UNITS = tuple(
    Unit(f"虚构单位{n}", f"CODE{n:014}", frozenset({f"虚构旧名{n}"}), f"CODE{n - n % 3:014}")
    for n in range(120)
)


def make_expert(number: int, fields: tuple[str, ...]) -> Expert:
    """One fictional expert of a pool made by counting."""
    employer, former = UNITS[number % 120], UNITS[number * 7 % 120]
    return Expert(
        id=ExpertId(f"e{number:06}"),
        name=f"虚构{number}",
        type=ExpertType.TECHNICAL,
        birth_date=date(1965, 1, 1) + timedelta(days=number % 9000),
        sex=Sex.FEMALE if number % 3 else Sex.MALE,
        division="330702",
        sector=Sector.UNIVERSITY,
        standing=Standing.ACTIVE,
        employments=(
            Employment(former, EmploymentKind.EMPLOYED, date(2010, 1, 1), date(2024, 1, 1)),
            Employment(employer, EmploymentKind.EMPLOYED, date(2024, 1, 2)),
        ),
        titles=(TitleHeld("S01-01", verified=True),),
        disciplines=("520",),
        fields=tuple(
            FieldOfWork(fields[(number + step) % len(fields)], date(2010, 1, 1)) for step in (0, 7)
        ),
        directions=("虚构方向",),
        relations=(Relation(RelationKind.CO_AUTHOR, f"虚构{number + 1}", "", f"i{number + 1}"),),
        leaves=(Leave(date(2026, 12, 1), date(2026, 12, 9)),),
        declarations=Declarations(time_and_health=True),
        certificates=1,
        identity_index=f"i{number}",
        admitted_on=date(2025, 1, 1),
        confirmed_on=date(2026, 6, 1),
    )


def make_request() -> PanelRequest:
    """An acceptance panel with two parties and a field quota."""
    template = request_from_template(load_code_lists().activities["A01"], load_policy("jinhua"))
    field = Condition(Attribute.FIELD, frozenset({"10"}))
    parties = (
        Party(PartyRole.LEAD_UNIT, unit=UNITS[3]),
        Party(PartyRole.CO_UNIT, unit=UNITS[50]),
        Party(PartyRole.PROJECT_LEADER, person=Person("虚构5", (UNITS[3],), "i5")),
        Party(PartyRole.MEMBER, person=Person("虚构77", (UNITS[50],))),
    )
    return PanelRequest(
        id=RequestId("r1"),
        activity="A01",
        projects=(ProjectParties(parties, "p1"),),
        review=REVIEW,
        place=PlaceType.MUNICIPAL,
        seats=5,
        quotas=(*template.quotas, Quota("field", (field,), 2, 5)),
        programme="虚构计划",
    )


def main(size: int) -> None:
    """Time each step once, on a pool of so many experts."""
    lists, policy, request = load_code_lists(), load_policy("jinhua"), make_request()
    deepest = tuple(code for code, field in lists.fields.items() if field.level == 3)  # noqa: PLR2004
    experts = tuple(make_expert(number, deepest) for number in range(size))
    past = ReviewDays(date(2026, 3, 2), date(2026, 3, 2))
    history = history_of(
        Assignment(one.id, f"panel{n // 5}", past, Outcome.ATTENDED, "虚构计划")
        for n, one in enumerate(experts)
    )
    started = time.process_time()
    screening = screen_candidates(experts, request, history, policy, lists, TODAY)
    screened = time.process_time()
    groups = {one.employer for one in screening.candidates}
    names = Pseudonyms({one.id: str(one.id) for one in experts}, {group: group for group in groups})
    problem = to_problem(screening, request, names, policy)
    handed = time.process_time()
    nameless = without_names(request)
    live = screen_candidates(experts, nameless, history, policy, lists, TODAY)
    counted = time.process_time()
    count_quotas(live, nameless, lists)
    recounted = time.process_time()
    print(f"{size} experts: {len(problem.candidates)} candidates, {len(problem.conflicts)} pairs")
    print(f"screen {screened - started:.2f} s, hand over {handed - screened:.2f} s")
    print(f"live screening {counted - handed:.2f} s, recount {recounted - counted:.3f} s")
    print(count_reasons(screening))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
