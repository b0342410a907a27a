"""Why a request cannot be met, from its stored shortfall: quotas by their meaning.

It explains; what a way out is worth was worked out by `selection.solver.shortfall`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from expert_pool.findings import Finding
from expert_pool.vocabulary import CodeLists
from selection.drawing import read_findings
from selection.requests import PanelRequest
from web.criteria import name_quotas


@dataclass(frozen=True, slots=True)
class ShortfallWords:
    """The bottleneck and the ways out, cheapest first; each is a set of changes."""

    bottleneck: Finding
    ways_out: tuple[tuple[Finding, ...], ...]


def describe_shortfall(
    stored: object, request: PanelRequest, lists: CodeLists
) -> ShortfallWords | None:
    """The stored shortfall with quotas named by their conditions; None for none."""
    if not isinstance(stored, Mapping) or not isinstance(stored.get("bottleneck"), Mapping):
        return None
    bottleneck, ways = stored["bottleneck"], stored.get("ways_out")
    return ShortfallWords(
        bottleneck=name_quotas(read_findings([bottleneck]), request.quotas, lists)[0],
        ways_out=tuple(
            name_quotas(read_findings(way["changes"]), request.quotas, lists)
            for way in (ways if isinstance(ways, list) else ())
        ),
    )
