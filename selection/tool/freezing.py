"""From a request in files to the frozen problem of the core, the same on every machine.

Its one job is names and quotas as the receipt can hold them: plain signs, at most a
hundred. It must not solve. A receipt's names can be read back where they are short
enough; a longer one keeps its beginning and gets a digest.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from expert_pool.audit.canonical import Json, canonical_bytes
from selection.documents.commitment import Exclusion, derive_pseudonym
from selection.problem import Candidate, PanelProblem, PanelRules, QuotaRule
from selection.tool.people import sort_pair
from selection.tool.request import Condition, FileRequest, Limit, Quota

LONGEST_NAME: Final = 100
_KEPT: Final = 67
_PLAIN: Final = "".join(chr(code) for code in range(33, 127) if chr(code) != "%")


@dataclass(frozen=True, slots=True)
class FrozenFiles:
    """The problem, who is excluded and why, and what the names in it mean to the reader.

    `ids`, `quotas` and `reasons` lead from the names of the problem to those of the files,
    `groups` from those quotas that stand for a limit to its column, group and seats; `people`
    counts everybody in the file, `digest` is of the rules as they were asked for.
    """

    problem: PanelProblem
    excluded: tuple[Exclusion, ...]
    ids: Mapping[str, str]
    quotas: Mapping[str, str]
    groups: Mapping[str, tuple[str, str, int]]
    reasons: Mapping[str, str]
    people: int
    digest: str


def freeze_request(request: FileRequest) -> FrozenFiles:
    """The frozen problem of a request; candidates stand in the order of the file."""
    main, others = _pick_main_limit(request)
    limited = {quota.name: quota for quota in _limit_groups(request, others)}
    quotas = (*request.quotas, *limited.values())
    candidates = tuple(_list_candidates(request, quotas, main))
    rules = PanelRules(
        request.seats,
        tuple(
            QuotaRule(plain_name(q.name), q.minimum, _cut_maximum(q, request.seats))
            for q in sorted(quotas, key=lambda quota: plain_name(quota.name))
        ),
        request.seats if main is None else min(main.seats, request.seats),
        max((candidate.weight for candidate in candidates), default=1),
    )
    ids = {plain_name(name): name for name, _ in request.list_candidates()}
    held = frozenset(ids.values())
    conflicts = frozenset(
        sort_pair(plain_name(one), plain_name(other))
        for one, other in request.conflicts
        if one in held and other in held
    )
    excluded = tuple(
        Exclusion(plain_name(name), (plain_name(reason),))
        for name, reason in request.list_excluded()
    )
    return FrozenFiles(
        PanelProblem(rules, candidates, conflicts),
        excluded,
        ids | {plain_name(name): name for name, _ in request.list_excluded()},
        {plain_name(q.name): q.name for q in quotas},
        {plain_name(q.name): _describe_group(q) for q in limited.values()},
        {plain_name(reason): reason for _, reason in request.list_excluded()},
        len(request.people.rows),
        digest_rules(request),
    )


def plain_name(name: str) -> str:
    """A name in plain signs, percent-encoded where it must be; the same name, the same signs."""
    plain = quote(name, safe=_PLAIN)
    if len(plain) <= LONGEST_NAME:
        return plain
    return f"{plain[:_KEPT]}~{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def hide_names(frozen: FrozenFiles, secret: bytes, request: str) -> FrozenFiles:
    """The same under salted pseudonyms of people and employers, as the service writes them."""

    def hide(kind: str, name: str) -> str:
        return derive_pseudonym(secret, kind, request, name) if name else ""

    problem = frozen.problem
    names = {name: hide("expert", name) for name in frozen.ids}
    candidates = tuple(
        c._replace(pseudonym=names[c.pseudonym], employer=hide("employer", c.employer))
        for c in problem.candidates
    )
    pairs = frozenset(sort_pair(names[one], names[other]) for one, other in problem.conflicts)
    return replace(
        frozen,
        problem=PanelProblem(problem.rules, candidates, pairs),
        excluded=tuple(replace(one, pseudonym=names[one.pseudonym]) for one in frozen.excluded),
        ids={names[name]: shown for name, shown in frozen.ids.items()},
    )


def drop_unseated(frozen: FrozenFiles, unseated: Iterable[str], reason: str) -> FrozenFiles:
    """The same with those among the excluded who stand on no legal panel."""
    moved = frozenset(unseated)
    names = frozen.problem.candidates.names
    return replace(
        frozen,
        problem=frozen.problem.without(moved),
        excluded=(
            *frozen.excluded,
            *(Exclusion(name, (reason,)) for name in names if name in moved),
        ),
    )


def digest_rules(request: FileRequest) -> str:
    """The digest of what was asked for, whichever form the files have."""
    quotas: Json = [
        [q.name, [[c.column, c.values] for c in q.conditions], q.minimum, q.maximum]
        for q in sorted(request.quotas, key=lambda quota: quota.name)
    ]
    limits: Json = [[limit.column, limit.seats] for limit in sorted(request.limits, key=_by_column)]
    asked = {"v": 1, "seats": request.seats, "quotas": quotas, "at_most_per": limits}
    if request.weight_column:
        asked["weight"] = request.weight_column
    return hashlib.sha256(canonical_bytes(asked)).hexdigest()


def digest_problem(frozen: FrozenFiles) -> bytes:
    """SHA-256 over everything that decides a draw: rules, candidates, conflicts, excluded."""
    problem = frozen.problem
    rules = problem.rules
    told: Json = {
        "v": 1,
        "rules": [
            rules.seats,
            rules.employer_cap,
            [[q.id, q.minimum, q.maximum] for q in rules.quotas],
            *([rules.weight_limit] if rules.weighted else []),
        ],
        "candidates": [
            [c.pseudonym, c.employer, sorted(c.meets), *([c.weight] if rules.weighted else [])]
            for c in problem.candidates
        ],
        "conflicts": [list(pair) for pair in sorted(problem.conflicts)],
        "excluded": [[one.pseudonym, one.codes] for one in frozen.excluded],
        "request": frozen.digest,
    }
    return hashlib.sha256(canonical_bytes(told)).digest()


def _cut_maximum(quota: Quota, seats: int) -> int:
    """No more than there are seats, where the quota says no more than that."""
    return max(quota.minimum, min(quota.maximum, seats))


def _by_column(limit: Limit) -> str:
    return limit.column


def _pick_main_limit(request: FileRequest) -> tuple[Limit | None, tuple[Limit, ...]]:
    """The limit whose groups are too many for quotas, and the others."""
    ranked = sorted(
        request.limits, key=lambda limit: (-len(_find_crowds(request, limit)), limit.column)
    )
    return (ranked[0], tuple(ranked[1:])) if ranked else (None, ())


def _find_crowds(request: FileRequest, limit: Limit) -> list[str]:
    """The groups with more candidates than may sit."""
    place = request.people.find(limit.column)
    counts = Counter(row.cells[place] for _, row in request.list_candidates())
    return sorted(group for group, count in counts.items() if group and count > limit.seats)


def _limit_groups(request: FileRequest, limits: Iterable[Limit]) -> tuple[Quota, ...]:
    """A second limit said as quotas: no one of its crowded groups may take more."""
    return tuple(
        Quota(
            f"{limit.column}={group}<={limit.seats}",
            (Condition(limit.column, (group,)),),
            0,
            limit.seats,
        )
        for limit in limits
        for group in _find_crowds(request, limit)
    )


def _describe_group(quota: Quota) -> tuple[str, str, int]:
    """The column, the group and the seats of a limit that is said as a quota."""
    (condition,) = quota.conditions
    (group,) = condition.values
    return condition.column, group, quota.maximum


def _list_candidates(
    request: FileRequest, quotas: tuple[Quota, ...], main: Limit | None
) -> Iterable[Candidate]:
    people = request.people
    wanted = sorted({people.find(c.column) for quota in quotas for c in quota.conditions})
    employer = None if main is None else people.find(main.column)
    alike: dict[tuple[str, ...], frozenset[str]] = {}
    for name, row in request.list_candidates():
        cells = tuple(row.cells[place] for place in wanted)
        if cells not in alike:
            met = (quota for quota in quotas if request.meets(quota, row))
            alike[cells] = frozenset(plain_name(quota.name) for quota in met)
        group = "" if employer is None else plain_name(row.cells[employer])
        yield Candidate(plain_name(name), alike[cells], group, request.find_weight(row))
