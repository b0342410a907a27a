"""`python -m selection explain`: can the panel be made, and if not, why and what would help.

Its one job is to show what the core found; nobody is named, and recusals are not offered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from expert_pool.findings import Finding
from selection.problem import QuotaRule
from selection.tool.command_list import SpokenCommand
from selection.tool.freezing import FrozenFiles, freeze_request
from selection.tool.options import Exit, GivenFiles, Voice, packs, read_request, speaks, takes_files
from selection.tool.printing import write_data
from selection.tool.progress import show_progress
from selection.tool.sentences import Sentences

if TYPE_CHECKING:
    from selection.solver.shortfall import Funnel, Shortfall, WayOut


@click.command(cls=SpokenCommand)
@speaks
@packs(GivenFiles)
@takes_files
def explain(voice: Voice, files: GivenFiles) -> int:
    """Say whether a panel can be made (exit 0); else why not, and what would help (exit 3)."""
    from selection.solver.feasibility import Feasible, find_feasibility

    frozen = freeze_request(read_request(voice, files))
    with show_progress(voice.sentences, "explaining"):
        feasible = isinstance(find_feasibility(frozen.problem), Feasible)
        if not feasible:
            return show_shortfall(voice, frozen)
    if voice.as_json:
        told = {"feasible": True, **_count_everybody(frozen)}
        click.echo(write_data(told))
    else:
        params = {"seats": frozen.problem.rules.seats, "candidates": len(frozen.problem.candidates)}
        click.echo(voice.sentences.say("tool.explain.feasible", **params))
    return Exit.DONE


def show_shortfall(voice: Voice, frozen: FrozenFiles) -> int:
    """Say why no panel keeps the rules, and what would help."""
    from selection.solver.shortfall import explain_shortfall

    shortfall = explain_shortfall(frozen.problem, count_funnel(frozen))
    said = _as_data(shortfall, frozen) if voice.as_json else None
    click.echo(said or "\n".join(_as_text(shortfall, frozen, voice.sentences)))
    return Exit.INFEASIBLE


def count_funnel(frozen: FrozenFiles) -> Funnel:
    """How the people of the file became the candidates."""
    codes = (code for one in frozen.excluded for code in one.codes)
    reasons = Counter(frozen.reasons.get(code, code) for code in codes)
    return (
        ("people", frozen.people),
        *(sorted(reasons.items())),
        ("candidates", len(frozen.problem.candidates)),
    )


def _count_quotas(frozen: FrozenFiles) -> Counter[str]:
    """How many candidates count for each quota."""
    return Counter(quota for one in frozen.problem.candidates for quota in one.meets)


def _count_everybody(frozen: FrozenFiles) -> dict[str, object]:
    counts = _count_quotas(frozen)
    return {
        "size": frozen.problem.rules.seats,
        "candidates": len(frozen.problem.candidates),
        "funnel": [{"step": step, "count": count} for step, count in count_funnel(frozen)],
        "quotas": [
            {
                "quota": frozen.quotas[quota.id],
                "min": quota.minimum,
                "max": quota.maximum,
                "candidates": counts[quota.id],
            }
            for quota in frozen.problem.rules.quotas
        ],
    }


def _as_data(shortfall: Shortfall, frozen: FrozenFiles) -> str:
    both = [Sentences("zh"), Sentences("en")]

    def tell(finding: Finding) -> dict[str, object]:
        params = dict(finding.params)
        if "quota" in params:
            params["quota"] = frozen.quotas[str(params["quota"])]
        said = {one.language: one.tell(finding, _name_quotas(frozen, one)) for one in both}
        return {"code": finding.code, "params": params, **said}

    told = {
        "feasible": False,
        **_count_everybody(frozen),
        "bottleneck": tell(shortfall.bottleneck),
        "ways_out": [[tell(change) for change in way.changes] for way in shortfall.ways_out],
    }
    return write_data(told)


def _as_text(shortfall: Shortfall, frozen: FrozenFiles, sentences: Sentences) -> Iterator[str]:
    names = _name_quotas(frozen, sentences)
    yield sentences.say("tool.explain.infeasible", seats=frozen.problem.rules.seats)
    yield sentences.tell(shortfall.bottleneck, names)
    yield ""
    yield sentences.say("tool.explain.funnel")
    for step, count in shortfall.funnel:
        known = step if step in {"people", "candidates"} else "excluded"
        yield sentences.say(f"tool.funnel.{known}", reason=step, count=count)
    counts = _count_quotas(frozen)
    for quota in frozen.problem.rules.quotas:
        params = {"quota": names[quota.id], "count": counts[quota.id]}
        code = f"tool.funnel.{_find_range(quota, frozen.problem.rules.seats)}"
        yield sentences.say(code, **params, min=quota.minimum, max=quota.maximum)
    yield ""
    yield from _list_ways(shortfall.ways_out, names, sentences)


def _name_quotas(frozen: FrozenFiles, sentences: Sentences) -> dict[str, str]:
    """The quotas by their names in the file, and limits of a group in words."""
    groups = {
        name: sentences.say("tool.explain.group", column=column, group=group, seats=seats)
        for name, (column, group, seats) in frozen.groups.items()
    }
    return {**frozen.quotas, **groups}


def _find_range(quota: QuotaRule, seats: int) -> str:
    """Whether a quota asks for a number, or has one end, or two."""
    if quota.minimum == quota.maximum:
        return "quota_exact"
    if quota.minimum == 0:
        return "quota_most"
    return "quota" if quota.maximum < seats else "quota_least"


def _list_ways(
    ways: tuple[WayOut, ...], names: Mapping[str, str], sentences: Sentences
) -> Iterator[str]:
    if not ways:
        yield sentences.say("tool.explain.no_way")
        return
    yield sentences.say("tool.explain.ways", rules=len(ways[0].changes))
    for number, way in enumerate(ways, start=1):
        changes = [sentences.tell(change, names) for change in way.changes]
        yield f"  {number}. " + sentences.say("tool.explain.and").join(changes)
