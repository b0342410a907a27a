"""Deals full receipts again with nothing but Python itself: receipts in, panels and orders out.

Its one job is to run in any Python, without the packages that the verifier needs.
"""

import json
import sys

from selection.cells import group_candidates
from selection.dealing.deal import deal_panel
from selection.problem import (
    Candidate,
    PanelProblem,
    PanelRules,
    Pattern,
    PatternTable,
    QuotaRule,
)


def deal_again(receipt):
    """The numbers of the deal, the panel and the reserves of one full receipt."""
    commit, rules = receipt["commit"], receipt["commit"]["rules"]
    quotas = tuple(QuotaRule(q["id"], q["minimum"], q["maximum"]) for q in rules["quotas"])
    problem = PanelProblem(
        PanelRules(rules["seats"], quotas, rules["employer_cap"], rules.get("weight_limit", 1)),
        tuple(
            Candidate(c["e"], frozenset(c["meets"]), c["employer"], c.get("weight", 1))
            for c in receipt["pool"]
        ),
        frozenset((pair["first"], pair["second"]) for pair in receipt["conflicts"]),
    )
    employers = {cell["employer"] for cell in commit["cells"]} - {None}
    people = {cell["person"] for cell in commit["cells"]} - {None}
    rows = tuple(Pattern(tuple(row["seats"]), row["weight"]) for row in commit["patterns"])
    table = PatternTable(group_candidates(problem, employers, people), rows)
    seed = bytes.fromhex(receipt["result"]["seed"])
    deal = deal_panel(problem, table, seed, commit["dealt_panels"])
    return {
        "pattern": deal.pattern,
        "deal": [deal.dealt, deal.clashes, deal.repaired, deal.unrepaired, deal.picked],
        "panel": list(deal.panel),
        "reserves": list(deal.reserve_order),
    }


if __name__ == "__main__":
    print(json.dumps([deal_again(json.loads(line)) for line in sys.stdin]))
